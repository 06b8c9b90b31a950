import { nodeManifests } from "../../../local/cluster/nodes";
import type { GpuPoolArgs } from "../../../components/monitoring-stack/args";

const pool: GpuPoolArgs = {
  name: "h100",
  accelerator: "nvidia-h100-80gb",
  gpusPerNode: 4,
  nodes: { min: 2, max: 8 },
};

it("makes two nodes without GPUs, and those that each pool always has", () => {
  const nodes = nodeManifests([pool, { ...pool, name: "spot", nodes: { min: 0, max: 3 } }]);
  expect(nodes.map(({ metadata }) => metadata.name)).toEqual([
    "cpu-0",
    "cpu-1",
    "gpu-h100-0",
    "gpu-h100-1",
    "gpu-spot-0",
  ]);
  expect(nodes[0]!.status.capacity).not.toHaveProperty(["nvidia.com/gpu"]);
  expect(nodes[2]).toMatchObject({
    metadata: { labels: { "nvidia.com/gpu.product": "nvidia-h100-80gb" } },
    spec: { taints: [{ key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" }] },
    status: { capacity: { "nvidia.com/gpu": "4" } },
  });
});

it("follows a pool with labels and tolerations of its own", () => {
  const [, , node] = nodeManifests([
    {
      ...pool,
      nodeSelector: { pool: "big" },
      tolerations: [
        { key: "team", operator: "Equal", value: "ml", effect: "NoExecute" },
        { operator: "Exists" },
      ],
    },
  ]);
  expect(node!.metadata.labels).toMatchObject({ pool: "big" });
  expect(node!.spec.taints).toEqual([{ key: "team", value: "ml", effect: "NoExecute" }]);
});
