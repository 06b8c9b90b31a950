import { createHash } from "node:crypto";
import { entryOf, type dcgm } from "../../metrics";
import { isRunning, type Pod } from "../pods";
import { exposition, type Sample } from "./exposition";
import { GPU_RESOURCE, gpuCount, type Node } from "./nodes";

/** A GPU of a node, and the pod that holds it. */
export interface Gpu {
  /** From 0, as the driver numbers them. */
  readonly index: number;
  readonly node: string;
  readonly model: Model;
  readonly holder?: Holder;
  /** Waits for other GPUs in a collective operation that never ends. @default false */
  readonly spins?: boolean;
}

interface Holder {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

interface Model {
  readonly name: string;
  readonly memoryMiB: number;
  /** Board power when idle and when busy. */
  readonly watts: readonly [idle: number, busy: number];
}

const MODELS: Readonly<Record<string, Model>> = {
  "nvidia-a100-80gb": { name: "NVIDIA A100-SXM4-80GB", memoryMiB: 81_920, watts: [58, 290] },
  "nvidia-h100-80gb": { name: "NVIDIA H100 80GB HBM3", memoryMiB: 81_559, watts: [70, 480] },
};
const PRODUCT_LABEL = "nvidia.com/gpu.product";
const RESERVED_MIB = 650;

/**
 * The GPUs of a node. The pods that ask for GPUs hold them in the order of their names, which is what a device
 * plugin could have done; who holds which is not in the API.
 */
export function gpusOf(node: Node, pods: readonly Pod[]): readonly Gpu[] {
  const product = node.metadata.labels?.[PRODUCT_LABEL] ?? "unknown";
  const model = MODELS[product] ?? { name: product, memoryMiB: 81_920, watts: [60, 300] };
  const holders = pods.filter(isRunning).flatMap(({ metadata, spec }) =>
    spec.containers.flatMap(({ name, resources }) => {
      const held = Number(resources?.limits?.[GPU_RESOURCE] ?? 0);
      const { namespace, name: pod } = metadata;
      return Array.from({ length: held }, (): Holder => ({ namespace, pod, container: name }));
    }),
  );
  return Array.from({ length: gpuCount(node) }, (_, index) => {
    const holder = holders[index];
    return { index, node: node.metadata.name, model, ...(holder && { holder }) };
  });
}

/** What a GPU does at one moment; 0 when idle. */
interface State {
  readonly gpu: Gpu;
  /** Share of the time in which kernels run. */
  readonly load: number;
  /** Share of the most that it could compute. */
  readonly work: number;
}

// What rules and dashboards read; a name that the catalogue lacks does not compile.
const VALUES = {
  DCGM_FI_DEV_GPU_TEMP: ({ work }) => Math.round(31 + 45 * work),
  DCGM_FI_DEV_POWER_USAGE: ({ gpu, work }) => {
    const [idle, busy] = gpu.model.watts;
    return rounded(idle + (busy - idle) * work, 3);
  },
  DCGM_FI_DEV_GPU_UTIL: ({ load }) => Math.round(100 * load),
  DCGM_FI_DEV_FB_USED: (state) => usedMiB(state),
  DCGM_FI_DEV_FB_FREE: (state) => state.gpu.model.memoryMiB - RESERVED_MIB - usedMiB(state),
  DCGM_FI_PROF_GR_ENGINE_ACTIVE: ({ load }) => rounded(0.97 * load, 6),
  DCGM_FI_PROF_PIPE_TENSOR_ACTIVE: ({ gpu, work }) => (gpu.spins ? 0 : rounded(0.31 * work, 6)),
  DCGM_EXP_XID_ERRORS_COUNT: () => 0,
} satisfies Partial<Record<keyof typeof dcgm, (state: State) => number>>;

/**
 * What dcgm-exporter 4.8.4 would say about GPUs, in its own format; those that are lost are not among them.
 * @param seconds Unix time; busy GPUs wander a little with it
 */
export function dcgmText(gpus: readonly Gpu[], seconds: number): string {
  return exposition(
    "Stand-in for dcgm-exporter 4.8.4: there is no GPU here; the values follow the pods that hold the simulated ones.",
    Object.entries(VALUES).map(([name, value]) => ({
      name,
      type: "gauge",
      help: entryOf(name)?.help ?? "",
      samples: gpus.map((gpu): Sample => ({
        labels: { ...labelsOf(gpu), ...ownLabels(name) },
        value: value(stateOf(gpu, seconds)),
      })),
    })),
  );
}

function stateOf(gpu: Gpu, seconds: number): State {
  if (gpu.holder === undefined) return { gpu, load: 0, work: 0 };
  // The kernel of a collective operation polls for the others: busy, but with little to do.
  if (gpu.spins) return { gpu, load: 1, work: 0.2 };
  // Below 80 %: a small network leaves a large GPU partly idle.
  const load = 0.7 + 0.05 * Math.sin(seconds / 20 + gpu.index);
  return { gpu, load, work: load };
}

function usedMiB({ gpu, load }: State): number {
  return load === 0 ? 4 : Math.round(0.45 * gpu.model.memoryMiB);
}

function labelsOf({ index, node, model, holder }: Gpu): Readonly<Record<string, string>> {
  return {
    gpu: String(index),
    UUID: uuidOf(node, index),
    // The bus numbers of an eight-GPU board are spread; any that differ will do.
    pci_bus_id: `00000000:${(0x07 + 0x08 * index).toString(16).toUpperCase().padStart(2, "0")}:00.0`,
    device: `nvidia${index}`,
    modelName: model.name,
    hostname: node,
    ...holder,
  };
}

function ownLabels(name: string): Readonly<Record<string, string>> {
  return name === "DCGM_EXP_XID_ERRORS_COUNT" ? { window_size_in_ms: "300000" } : {};
}

/** The same for a GPU in every run, as a real one's is. */
function uuidOf(node: string, index: number): string {
  const hex = createHash("sha256").update(`${node}/${index}`).digest("hex");
  const at = [0, 8, 12, 16, 20, 32];
  return `GPU-${at
    .slice(1)
    .map((end, i) => hex.slice(at[i], end))
    .join("-")}`;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
