import type { Labels } from "../common/objects";
import type { InferenceArgs, LimitArgs, TrainingArgs } from "../monitoring-stack/args";

/** Arguments of {@link WorkloadMonitors}. */
export interface WorkloadMonitorsArgs {
  /** Namespace of the monitors; the workloads may be in others. */
  readonly namespace: string;
  /** Labels that Prometheus's monitor selector asks for. @default none */
  readonly labels?: Labels;
  /** Training jobs. @default none */
  readonly training?: TrainingArgs;
  /** Inference services. @default none */
  readonly inference?: InferenceArgs;
  /** Limits of each scrape. @default those of {@link LimitArgs} */
  readonly limits?: LimitArgs;
}
