import { DcgmExporter, type DcgmExporterArgs } from "../../components/dcgm-exporter";
import {
  criticalPodsQuota,
  dcgmObjects,
  gpuNamespace,
} from "../../components/dcgm-exporter/objects";
import type { GpuPoolArgs } from "../../components/monitoring-stack/args";
import { seconds } from "../../promql";
import { args, endpoint, env, objects, pod, POOL } from "./dcgm-fixtures";
import { houseProblems } from "./house";
import { deploy } from "./mocks";

describe("the scrape", () => {
  it("keeps the exporter's own labels apart from the workload's, or idle GPUs would seem used by the exporter", () => {
    expect(endpoint()["honorLabels"]).toBe(false);
  });

  it("says node, pool and one job for all pools", () => {
    expect(endpoint()["relabelings"]).toEqual([
      { sourceLabels: ["__meta_kubernetes_pod_node_name"], targetLabel: "node" },
      { targetLabel: "job", replacement: "dcgm-exporter" },
      { targetLabel: "gpu_pool", replacement: "h100" },
    ]);
  });

  it("has one spelling of the host name", () => {
    expect(endpoint()["metricRelabelings"]).toEqual([
      { sourceLabels: ["Hostname"], regex: "(.+)", targetLabel: "hostname" },
      { action: "labeldrop", regex: expect.stringMatching(/(^|\|)Hostname(\||$)/) },
    ]);
  });

  it("is no faster than the exporter collects, and gives up before the next one", () => {
    expect(seconds(endpoint()["interval"]) * 1000).toBe(Number(env()["DCGM_EXPORTER_INTERVAL"]));
    const timeout = (interval: string, provider: "local" | "eks" = "local") =>
      seconds(endpoint({ provider, dcgm: { interval } })["scrapeTimeout"]);
    expect(timeout("2s")).toBeLessThanOrEqual(2);
    expect(timeout("5m", "eks")).toBeLessThan(30);
  });

  it("has limits, those that are given", () => {
    expect(objects()["serviceMonitor"].spec).toMatchObject({
      sampleLimit: 20_000,
      labelLimit: 40,
      labelValueLengthLimit: 512,
      bodySizeLimit: "20MB",
    });
    expect(objects({ limits: { samples: 5 } })["serviceMonitor"].spec.sampleLimit).toBe(5);
  });

  it("finds exactly the Service of its pool, in the exporter's namespace", () => {
    const { service, serviceMonitor, daemonSet } = objects({ monitorNamespace: "monitoring" });
    expect(serviceMonitor.metadata.namespace).toBe("monitoring");
    expect(serviceMonitor.spec.namespaceSelector).toEqual({ matchNames: ["gpu-metrics"] });
    const selector = serviceMonitor.spec.selector.matchLabels;
    expect(service.metadata.labels).toMatchObject(selector);
    expect(daemonSet.spec.template.metadata.labels).toMatchObject(service.spec.selector);
    expect(objects({ pool: { ...POOL, name: "l4" } })["service"].metadata.labels).not.toMatchObject(
      selector,
    );
  });
});

describe("the namespace", () => {
  it("lets host paths and SYS_ADMIN in, which the stack's own does not", () => {
    expect(gpuNamespace()).toMatchObject({
      metadata: {
        name: "gpu-metrics",
        labels: {
          "pod-security.kubernetes.io/enforce": "privileged",
          "pod-security.kubernetes.io/audit": "privileged",
          "pod-security.kubernetes.io/warn": "privileged",
        },
      },
    });
  });

  it("has room for pods of system priority, which GKE refuses without a quota", () => {
    expect(criticalPodsQuota("gpu-metrics").spec).toMatchObject({
      scopeSelector: { matchExpressions: [{ scopeName: "PriorityClass", operator: "In" }] },
    });
    expect(pod()["priorityClassName"]).toBe("system-node-critical");
  });
});

describe("errors", () => {
  const pool = (changes: Partial<GpuPoolArgs>) => ({ pool: { ...POOL, ...changes } });
  it.each<[string, Partial<DcgmExporterArgs>, RegExp]>([
    [
      "a name with capitals",
      pool({ name: "H100" }),
      /gpuPools\[\]\.name is "H100", but must be a DNS label/,
    ],
    [
      "a name that makes a Service's too long",
      pool({ name: "a".repeat(50) }),
      /gpuPools\[\]\.name is "a{50}", but must be a DNS label: at most 49/,
    ],
    [
      "no GPUs",
      pool({ gpusPerNode: 0 }),
      /GPU pool "h100" has gpusPerNode 0 .* at least one GPU per node/,
    ],
    [
      "fewer nodes at most than at least",
      pool({ nodes: { min: 3, max: 2 } }),
      /GPU pool "h100" .* nodes 3\.\.2, but needs .* 0 <= min <= max/,
    ],
    ["negative nodes", pool({ nodes: { min: -1, max: 2 } }), /nodes -1\.\.2/],
    [
      "an interval below the exporter's",
      { dcgm: { interval: "15s" } },
      /dcgm\.interval is "15s", but must be a duration of at least 30s: .* every sample twice/,
    ],
    [
      "an interval that is no duration",
      { dcgm: { interval: "often" } },
      /dcgm\.interval is "often", but must be a duration/,
    ],
  ])("%s", (_, changes, message) => {
    expect(() => dcgmObjects(args(changes))).toThrow(message);
  });

  it("take a short interval in the embedded environment, where a stand-in answers at once", () => {
    expect(endpoint({ provider: "local", dcgm: { interval: "2s" } })["interval"]).toBe("2s");
  });

  it("reach the program as one message", async () => {
    const broken = () => new DcgmExporter("gpu", args(pool({ gpusPerNode: 0 })));
    await expect(deploy(broken)).rejects.toThrow(/GPU pool "h100"/);
  });
});

describe("DcgmExporter", () => {
  it("deploys one pool's exporter and its monitor", async () => {
    const deployment = await deploy(
      () => new DcgmExporter("gpu", args({ labels: { release: "kps" }, monitorNamespace: "mon" })),
    );
    expect(houseProblems(deployment, "gpu")).toEqual([]);
    expect(deployment.result.objectName).toBe("dcgm-exporter-h100");
    for (const type of ["ConfigMap", "ServiceAccount", "DaemonSet", "Service"]) {
      expect(deployment.one(type).inputs["metadata"]).toMatchObject({
        name: "dcgm-exporter-h100",
        namespace: "gpu-metrics",
      });
    }
    expect(deployment.one("ServiceMonitor").inputs["metadata"]).toMatchObject({
      namespace: "mon",
      labels: { release: "kps" },
    });
    expect(deployment.one("DaemonSet").dependencies).toEqual(["gpu-account", "gpu-counters"]);
  });

  it("keeps the objects of two pools apart", async () => {
    const { all } = await deploy(() => [
      new DcgmExporter("gpu-h100", args()),
      new DcgmExporter("gpu-l4", args({ pool: { ...POOL, name: "l4" } })),
    ]);
    const names = all("DaemonSet").map(({ inputs }) => inputs["metadata"].name);
    expect(names.sort()).toEqual(["dcgm-exporter-h100", "dcgm-exporter-l4"]);
  });
});
