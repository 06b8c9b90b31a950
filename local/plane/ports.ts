import { holdPorts, type HeldPort } from "../ports";

/** Names of the processes of the plane. */
export const PLANE_PROCESSES = [
  "prometheus",
  "alertmanager",
  "thanos-sidecar",
  "thanos-store",
  "thanos-query",
  "thanos-query-frontend",
  "thanos-compact",
] as const;

/** A process of the plane. */
export type PlaneProcess = (typeof PLANE_PROCESSES)[number];

/** Ports on 127.0.0.1. */
export interface PlanePorts {
  readonly http: Readonly<Record<PlaneProcess, number>>;
  readonly grpc: Readonly<Record<PlaneProcess, number>>;
}

/** Ports that nobody else gets before the program that is to have them starts. */
export interface HeldPlanePorts extends PlanePorts {
  /** Call it right before the process starts. */
  readonly release: (process: PlaneProcess) => Promise<void>;
}

/** Free ports for all processes, apart from those that are given. */
export async function planePorts(
  given: Partial<Record<PlaneProcess, number>> = {},
): Promise<HeldPlanePorts> {
  const held = await holdPorts(PLANE_PROCESSES.length * 2);
  const heldBy = (process: PlaneProcess): readonly HeldPort[] => {
    const first = 2 * PLANE_PROCESSES.indexOf(process);
    return held.slice(first, first + 2);
  };
  const record = (which: 0 | 1): Record<PlaneProcess, number> =>
    // Every process has an entry.
    Object.fromEntries(PLANE_PROCESSES.map((name) => [name, heldBy(name)[which]?.port])) as Record<
      PlaneProcess,
      number
    >;
  return {
    http: { ...record(0), ...given },
    grpc: record(1),
    release: async (process) => {
      await Promise.all(heldBy(process).map((port) => port.release()));
    },
  };
}
