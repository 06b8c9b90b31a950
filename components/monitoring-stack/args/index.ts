import type * as pulumi from "@pulumi/pulumi";
import type { GrafanaArgs, UrlArgs } from "./access";
import type { AlertingArgs } from "./alerting";
import type { ClusterProvider, KubernetesAccessArgs, NamespaceArgs } from "./cluster";
import type { DcgmArgs, GpuPoolArgs } from "./gpu";
import type { LimitArgs, PrometheusArgs } from "./prometheus";
import type { LongTermStorageArgs } from "./storage";
import type { InferenceArgs, TrainingArgs } from "./workloads";

export type {
  GpuWindows,
  InferenceObjectives,
  InferenceWindows,
  TrainingName,
  TrainingNames,
  TrainingWindows,
} from "../../../rules";
export type * from "./access";
export type * from "./alerting";
export * from "./cluster";
export type * from "./gpu";
export type * from "./prometheus";
export type * from "./secrets";
export * from "./storage";
export type * from "./workloads";

/**
 * Arguments of {@link MonitoringStack}: plain data, the same shape as the configuration object
 * `mlwatch:monitoring`. Other components take parts of it.
 */
export interface MonitoringStackArgs {
  /** Name of the cluster; becomes the external label `cluster`. */
  readonly cluster: string;
  /** Name of the environment, e.g. dev or prod; becomes the external label `environment`. */
  readonly environment: string;
  /** Where the cluster runs; decides GPU selectors, tolerations and control-plane scrapes. */
  readonly provider: ClusterProvider;
  /** Where the stack's own objects go. @default monitoring, created */
  readonly namespace?: NamespaceArgs;
  /** Which Prometheus; exactly one of chart, operator and existing. */
  readonly prometheus: PrometheusArgs;
  /** GPU node pools; one exporter DaemonSet each. @default none */
  readonly gpuPools?: readonly GpuPoolArgs[];
  /** How GPU metrics are exported. */
  readonly dcgm?: DcgmArgs;
  /** Object storage for old metrics; without it Thanos is not deployed. */
  readonly longTermStorage?: LongTermStorageArgs;
  /** Grafana and its dashboards. */
  readonly grafana?: GrafanaArgs;
  /** External addresses, for links in alerts and dashboards, and for ingress. */
  readonly urls?: UrlArgs;
  /** Who is told. */
  readonly alerting: AlertingArgs;
  /** Training jobs, by class. @default none */
  readonly training?: TrainingArgs;
  /** Inference services. @default none */
  readonly inference?: InferenceArgs;
  /** Scrape limits; exceeding one fails the whole scrape. */
  readonly limits?: LimitArgs;
  /** How to reach the cluster, so that CRDs which exist already can be adopted. @default the component's provider, no adoption */
  readonly kubernetes?: KubernetesAccessArgs;
  /** Secret values by the name that receivers use; in the program they come from `mlwatch:secrets`. */
  readonly secrets?: Readonly<Record<string, pulumi.Input<string>>>;
}
