import { gpuPack, type GpuOptions, type GpuPool, type GpuWindows } from "../../../rules";
import { alertsOf } from "./names";

const pool = (changes: Partial<GpuPool> = {}): GpuPool => ({
  name: "h100",
  gpusPerNode: 8,
  nodes: { min: 1 },
  ...changes,
});

describe("gpuPack", () => {
  it("has a group for all nodes and one for each pool", () => {
    const pools = [pool(), pool({ name: "a100", gpusPerNode: 4, nodes: { min: 0 } })];
    const pack = gpuPack({ pools });
    expect(pack.groups.map((group) => [group.name, alertsOf([group])])).toEqual([
      ["mlwatch-gpu", ["GPUExporterDown", "GPUInventoryAbsent"]],
      ["mlwatch-gpu-h100", ["GPULost", "GPUExporterDown"]],
      ["mlwatch-gpu-a100", ["GPULost"]],
    ]);
    expect(pack.omitted).toEqual([]);
  });

  it("is left out without a pool", () => {
    const { groups, omitted } = gpuPack({ pools: [] });
    expect(groups).toEqual([]);
    expect(omitted.map(({ alert }) => alert)).toEqual([
      "GPULost",
      "GPUExporterDown",
      "GPUInventoryAbsent",
    ]);
  });

  it("expects no inventory where every pool may be empty", () => {
    const { groups, omitted } = gpuPack({ pools: [pool({ nodes: { min: 0 } })] });
    expect(alertsOf(groups)).toEqual(["GPUExporterDown", "GPULost"]);
    expect(omitted).toEqual([
      {
        alert: "GPUInventoryAbsent",
        reason: "every GPU pool may be empty, and then no node has GPUs",
      },
    ]);
  });

  it("takes its windows from the options", () => {
    const pack = gpuPack({
      pools: [pool()],
      scrapeInterval: "5s",
      windows: { nodeAge: "0s", lost: "5s", exporterDown: "15s" },
    });
    const rules = pack.groups.flatMap((group) => group.rules);
    expect(rules.map((rule) => ("alert" in rule ? [rule.alert, rule.for] : []))).toEqual([
      ["GPUExporterDown", "15s"],
      ["GPUInventoryAbsent", "15s"],
      ["GPULost", "5s"],
      ["GPUExporterDown", "15s"],
    ]);
  });

  const mistakes: readonly [Partial<GpuOptions>, string][] = [
    [{ pools: [pool(), pool()] }, 'GPU pools: "h100": two pools have this name'],
    [
      { pools: [pool({ gpusPerNode: 0 })] },
      "GPU pool 'h100', gpusPerNode: 0: it must be a whole number of GPUs, 1 or more",
    ],
    [
      { pools: [pool({ nodes: { min: 1.5 } })] },
      "GPU pool 'h100', nodes.min: 1.5: it must be a whole number of nodes, 0 or more",
    ],
    [{ exporterJobs: [] }, "GPU rules, exporterJobs: 0: name at least one job, or leave it out"],
  ];
  it.each(mistakes)("refuses %j", (options, message) => {
    expect(() => gpuPack({ pools: [pool()], ...options })).toThrow(message);
  });

  it.each(["nodeAge", "lost", "exporterDown"] satisfies (keyof GpuWindows)[])(
    "names the window %s that is no duration",
    (option) => {
      expect(() => gpuPack({ pools: [pool()], windows: { [option]: "5 minutes" } })).toThrow(
        `GPU rules, windows.${option}: `,
      );
    },
  );
});
