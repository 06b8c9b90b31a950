import { freePorts } from "../ports";

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

/** Free ports for all processes, apart from those that are given. */
export async function planePorts(
  given: Partial<Record<PlaneProcess, number>> = {},
): Promise<PlanePorts> {
  const free = await freePorts(PLANE_PROCESSES.length * 2);
  const record = (offset: number): Record<PlaneProcess, number> =>
    // Every process has an entry.
    Object.fromEntries(PLANE_PROCESSES.map((name, i) => [name, free[offset + i]])) as Record<
      PlaneProcess,
      number
    >;
  return { http: { ...record(0), ...given }, grpc: record(PLANE_PROCESSES.length) };
}
