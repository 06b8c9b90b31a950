import { execFileSync } from "node:child_process";
import { dcgmText, gpusOf } from "../../../local/stand-ins/dcgm";
import { kubeStateText } from "../../../local/stand-ins/kube-state-metrics";
import { quantity, type Node } from "../../../local/stand-ins/nodes";
import { kubeStateObjects } from "../../../local/stand-ins/objects";
import type { Pod } from "../../../local/pods";
import { gpuDashboard, trainingDashboard } from "../../../dashboards";
import { catalogueEntries } from "../../../metrics";
import { program } from "../../programs";
import { everyPack } from "../rules/every-pack";

const node: Node = {
  metadata: {
    name: "h100-0",
    creationTimestamp: "2026-11-23T10:00:00Z",
    labels: { "nvidia.com/gpu.product": "nvidia-h100-80gb" },
  },
  status: {
    capacity: { cpu: "8", memory: "64Gi", pods: "110", "nvidia.com/gpu": "4" },
    allocatable: { cpu: "7500m", memory: "60Gi", pods: "110", "nvidia.com/gpu": "4" },
  },
};

const pod = (name: string, gpus: number, phase = "Running"): Pod => ({
  metadata: { name, namespace: "training" },
  spec: {
    nodeName: "h100-0",
    containers: [{ name: "training", resources: { limits: { "nvidia.com/gpu": String(gpus) } } }],
  },
  status: { phase, podIP: "10.244.0.9" },
});

const written = JSON.stringify([
  ...everyPack.map(({ groups }) => groups),
  ...[trainingDashboard({}), gpuDashboard({ pools: [] })],
]);

/** Names that rules or dashboards read. */
const read = (name: RegExp) => [...new Set(written.match(name))];

interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A reader of the format that is not the writer: regular expressions over its grammar. */
function parse(text: string): readonly Series[] {
  return text
    .trimEnd()
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .map((line) => {
      const [, name = "", labels = "", value = ""] = /^([A-Za-z_:]\w*)\{(.*)\} (\S+)$/.exec(line)!;
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
      return {
        name,
        labels: Object.fromEntries(pairs.map(([, key, text]) => [key, text])),
        value: Number(value),
      };
    });
}

describe("the DCGM stand-in", () => {
  const gpus = gpusOf(node, [pod("digits-0", 1), pod("digits-1", 1), pod("pending", 1, "Pending")]);
  const text = dcgmText(gpus, 1_000_000);
  const series = parse(text);
  const of = (name: string) => series.filter((s) => s.name === name);

  it("says what it is", () => {
    expect(text.split("\n")[0]).toMatch(/^# Stand-in for dcgm-exporter/);
  });

  it("has every metric that rules and dashboards read, one series per GPU", () => {
    const names = [...new Set(series.map(({ name }) => name))];
    expect(read(/\bDCGM_\w+/g)).not.toEqual([]);
    expect(names).toEqual(expect.arrayContaining(read(/\bDCGM_\w+/g)));
    for (const name of names)
      expect([name, of(name)]).toEqual([name, Array(4).fill(expect.anything())]);
  });

  it("has the labels of the catalogue, before scraping renames the workload's", () => {
    const entry = catalogueEntries().find(({ name }) => name === "DCGM_FI_DEV_GPU_TEMP")!;
    // No simulated GPU is partitioned.
    const own = entry
      .labels!.filter((label) => !label.startsWith("GPU_I_"))
      .map((label) => label.replace(/^exported_/, ""));
    expect(Object.keys(of("DCGM_FI_DEV_GPU_TEMP")[0]!.labels)).toEqual(expect.arrayContaining(own));
  });

  it("attributes GPUs to the running pods that hold them, which are busy", () => {
    const util = of("DCGM_FI_DEV_GPU_UTIL").map(({ labels, value }) => [labels["pod"], value > 50]);
    expect(util).toEqual([
      ["digits-0", true],
      ["digits-1", true],
      [undefined, false],
      [undefined, false],
    ]);
  });

  it("shows GPUs that wait for each other as busy with next to nothing", () => {
    const [first] = gpus.map((gpu) => ({ ...gpu, spins: true }));
    const value = (name: string) =>
      parse(dcgmText([first!], 1_000_000)).find((s) => s.name === name)!.value;
    const usual = (name: string) => of(name)[0]!.value;
    expect(value("DCGM_FI_DEV_GPU_UTIL")).toBe(100);
    expect(value("DCGM_FI_PROF_PIPE_TENSOR_ACTIVE")).toBe(0);
    expect(value("DCGM_FI_DEV_POWER_USAGE")).toBeLessThan(0.6 * usual("DCGM_FI_DEV_POWER_USAGE"));
  });

  it("keeps the identity of a GPU, whoever holds it", () => {
    const uuids = (text: string) => [...new Set(parse(text).map(({ labels }) => labels["UUID"]))];
    expect(uuids(dcgmText(gpusOf(node, []), 5))).toEqual(uuids(text));
    expect(uuids(text)).toHaveLength(4);
    for (const uuid of uuids(text))
      expect(uuid).toMatch(/^GPU-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it("says nothing of a lost GPU", () => {
    const left = parse(
      dcgmText(
        gpus.filter(({ index }) => index !== 2),
        5,
      ),
    );
    expect([...new Set(left.map(({ labels }) => labels["gpu"]))]).toEqual(["0", "1", "3"]);
  });
});

describe("the kube-state-metrics stand-in", () => {
  const text = kubeStateText([node]);
  const series = parse(text);

  it("says what it is, and has every metric that rules and dashboards read", () => {
    expect(text.split("\n")[0]).toMatch(/^# Stand-in for kube-state-metrics/);
    const names = series.map(({ name }) => name);
    expect(read(/\bkube_\w+/g)).not.toEqual([]);
    expect(names).toEqual(expect.arrayContaining(read(/\bkube_\w+/g)));
  });

  it("names and counts resources as kube-state-metrics does", () => {
    expect(series).toEqual(
      expect.arrayContaining([
        {
          name: "kube_node_status_capacity",
          labels: { node: "h100-0", resource: "nvidia_com_gpu", unit: "integer" },
          value: 4,
        },
        {
          name: "kube_node_status_allocatable",
          labels: { node: "h100-0", resource: "cpu", unit: "core" },
          value: 7.5,
        },
        {
          name: "kube_node_status_capacity",
          labels: { node: "h100-0", resource: "memory", unit: "byte" },
          value: 64 * 2 ** 30,
        },
        { name: "kube_node_created", labels: { node: "h100-0" }, value: 1795428000 },
      ]),
    );
  });

  it("is found by a monitor with the labels that Prometheus selects", () => {
    const [monitor] = kubeStateObjects({ prometheus: "mlwatch" }).filter(
      (o) => o.kind === "ServiceMonitor",
    );
    expect(monitor).toMatchObject({
      metadata: { labels: { prometheus: "mlwatch" } },
      spec: { jobLabel: "app.kubernetes.io/name", endpoints: [{ honorLabels: true }] },
    });
  });

  it.each(["", "x", "1Xi", "-1"])("refuses the quantity %j", (text) => {
    expect(() => quantity(text)).toThrow("no quantity");
  });
});

it.each([
  ["DCGM", dcgmText(gpusOf(node, [pod("digits-0", 1)]), 5)],
  ["kube-state-metrics", kubeStateText([node])],
])("promtool reads the text of %s", (_, text) => {
  const run = () =>
    execFileSync(program("promtool"), ["check", "metrics", "--extended", "--lint=none"], {
      input: text,
    });
  expect(run).not.toThrow();
});
