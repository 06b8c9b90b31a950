import type { DcgmExporterArgs } from "../../components/dcgm-exporter";
import { dcgmObjects } from "../../components/dcgm-exporter/objects";
import type { GpuPoolArgs } from "../../components/monitoring-stack/args";
import type { Inputs } from "./mocks";

/** A pool of two to four nodes. */
export const POOL: GpuPoolArgs = {
  name: "h100",
  accelerator: "nvidia-h100-80gb",
  gpusPerNode: 8,
  nodes: { min: 2, max: 4 },
};
/** Arguments on EKS, changed as given. */
export const args = (changes: Partial<DcgmExporterArgs> = {}): DcgmExporterArgs => ({
  provider: "eks",
  pool: POOL,
  ...changes,
});
/** The objects of a pool. The builders' types wrap every field in Input; the values are plain. */
export const objects = (changes?: Partial<DcgmExporterArgs>): Inputs => dcgmObjects(args(changes));
/** Spec of the exporter's pods. */
export const pod = (changes?: Partial<DcgmExporterArgs>): Inputs =>
  objects(changes)["daemonSet"].spec.template.spec;
/** The exporter's container. */
export const container = (changes?: Partial<DcgmExporterArgs>): Inputs =>
  pod(changes)["containers"][0];
/** Endpoint of the ServiceMonitor. */
export const endpoint = (changes?: Partial<DcgmExporterArgs>): Inputs =>
  objects(changes)["serviceMonitor"].spec.endpoints[0];
/** Environment of the container by name. */
export const env = (changes?: Partial<DcgmExporterArgs>): Inputs =>
  Object.fromEntries((container(changes)["env"] as Inputs[]).map((e) => [e["name"], e["value"]]));
