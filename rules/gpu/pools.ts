import { seconds } from "../../promql";
import { check } from "../conventions";
import type { GpuOptions, GpuPool } from "./options";

/** The options with every default applied; lengths are Prometheus durations. */
export interface ResolvedGpus {
  readonly pools: readonly GpuPool[];
  readonly jobs: readonly string[];
  readonly nodeAge: string;
  readonly lost: string;
  readonly exporterDown: string;
}

/**
 * Applies defaults and checks pools, jobs and windows.
 * @throws Error naming pool or option, value and rule.
 */
export function resolveGpus(options: GpuOptions): ResolvedGpus {
  const { pools, exporterJobs: jobs = ["dcgm-exporter"], windows = {} } = options;
  const { nodeAge = "20m", lost = "5m", exporterDown = "10m" } = windows;
  for (const [option, text] of Object.entries({ nodeAge, lost, exporterDown })) {
    try {
      seconds(text);
    } catch (error) {
      throw new Error(`GPU rules, windows.${option}: ${String(error)}`, { cause: error });
    }
  }
  check(
    jobs.length > 0,
    "GPU rules, exporterJobs",
    jobs.length,
    "name at least one job, or leave it out",
  );
  const names = pools.map((pool) => pool.name);
  for (const [i, { name, gpusPerNode, nodes }] of pools.entries()) {
    const whole = (value: number, least: number) => Number.isInteger(value) && value >= least;
    check(!names.slice(0, i).includes(name), "GPU pools", name, "two pools have this name");
    check(
      whole(gpusPerNode, 1),
      `GPU pool '${name}', gpusPerNode`,
      gpusPerNode,
      "it must be a whole number of GPUs, 1 or more",
    );
    check(
      whole(nodes.min, 0),
      `GPU pool '${name}', nodes.min`,
      nodes.min,
      "it must be a whole number of nodes, 0 or more",
    );
  }
  return { pools, jobs, nodeAge, lost, exporterDown };
}
