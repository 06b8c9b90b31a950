import * as pulumi from "@pulumi/pulumi";

import {
  gpuPack,
  inferencePack,
  metaPack,
  ruleGroups,
  trainingPack,
  type GpuOptions,
  type InferenceOptions,
  type Pack,
  type TrainingOptions,
} from "../../rules";
import type { RulePackArgs } from "../alert-rules";
import { duplicates } from "../common/objects";
import { platformOf } from "../dcgm-exporter/platforms";
import type { PrometheusHandle } from "../prometheus/handle";
import { valueAt } from "../prometheus/merge";
import { ObjectStoreType, type ChartArgs, type MonitoringStackArgs } from "./args";

/** Where runbooks are served unless `urls.runbooks` says otherwise. */
export const RUNBOOKS = "https://github.com/mlwatch/mlwatch/blob/main/docs/runbooks";

/**
 * Holds arguments to the rules that no single component sees.
 * @throws RunError naming the argument, the value, the rule and the remedy.
 */
export function checkStack(args: MonitoringStackArgs): void {
  const pools = args.gpuPools ?? [];
  const [twice] = duplicates(pools.map((pool) => pool.name));
  if (twice !== undefined) {
    throw new pulumi.RunError(
      `gpuPools has two pools named "${twice}": give each a name of its own`,
    );
  }
  const selectors = pools.map((pool) => selectorText(args, pool));
  const [shared] = duplicates(selectors);
  if (shared !== undefined) {
    const names = pools.filter((_, i) => selectors[i] === shared).map((pool) => `"${pool.name}"`);
    throw new pulumi.RunError(
      `gpuPools ${names.join(" and ")} select the same nodes (${shared}): each node would run two exporters; ` +
        "give the pools a nodeSelector of their own",
    );
  }
  const namespace = args.prometheus.existing?.namespace ?? args.namespace?.name ?? "monitoring";
  if (pools.length > 0 && args.dcgm?.namespace === namespace) {
    throw new pulumi.RunError(
      `dcgm.namespace is "${namespace}", the namespace of the stack, but must be one of its own, with Pod Security ` +
        "level privileged, which the stack creates: choose another, or leave it out for gpu-metrics",
    );
  }
  if (args.longTermStorage === undefined) return;
  if (args.prometheus.existing !== undefined) {
    throw new pulumi.RunError(
      "longTermStorage cannot be used with prometheus.existing: blocks are uploaded by a sidecar of Prometheus, " +
        "which belongs to whoever runs it; remove one of the two",
    );
  }
  if (args.longTermStorage.type === ObjectStoreType.Filesystem && args.provider !== "local") {
    throw new pulumi.RunError(
      `longTermStorage.type is FILESYSTEM with provider "${args.provider}", but pods share no directory: ` +
        "use S3, GCS or AZURE",
    );
  }
}

function selectorText(
  { provider }: MonitoringStackArgs,
  pool: Parameters<typeof platformOf>[1],
): string {
  return Object.entries(platformOf(provider, pool).nodeSelector)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(",");
}

/**
 * The rules of everything the stack watches, without alerts that the Prometheus brings itself.
 * @param dashboards URL of the dashboard by name of the pack
 * @throws RunError when a threshold or window cannot work.
 */
export function rulePacks(
  args: MonitoringStackArgs,
  handle: PrometheusHandle,
  dashboards: Readonly<Record<string, string>>,
): readonly RulePackArgs[] {
  return packs(args, handle).map((pack) => ({
    name: pack.name,
    groups: ruleGroups(pack, {
      runbookBaseUrl: args.urls?.runbooks ?? RUNBOOKS,
      dashboardUrls: dashboards,
      excludeAlerts: handle.defaultAlerts,
    }),
  }));
}

/** Options of the training rules and dashboard, where training is watched. */
export function trainingOptions(args: MonitoringStackArgs): TrainingOptions | undefined {
  const { training, gpuPools = [] } = args;
  return training && { ...common(args), ...training, gpuMetrics: gpuPools.length > 0 };
}

/** Options of the inference rules and dashboard, where inference is watched. */
export function inferenceOptions(args: MonitoringStackArgs): InferenceOptions | undefined {
  return args.inference && { ...common(args), ...args.inference };
}

/** Options of the GPU rules and dashboard, where there are pools. */
export function gpuOptions(args: MonitoringStackArgs): GpuOptions | undefined {
  const { gpuPools = [], dcgm: { interval, windows } = {} } = args;
  if (gpuPools.length === 0) return undefined;
  return {
    pools: gpuPools,
    ...common(args),
    ...(interval !== undefined && { scrapeInterval: interval }),
    ...(windows && { windows }),
  };
}

function common({ prometheus: { scrapeInterval } }: MonitoringStackArgs) {
  return { ...(scrapeInterval !== undefined && { scrapeInterval }) };
}

/**
 * Rules and dashboards throw plain errors with a message for the user; Pulumi would print their stack traces.
 * @throws RunError with the same message.
 */
export function userErrors<T>(build: () => T): T {
  try {
    return build();
  } catch (error) {
    throw error instanceof Error ? new pulumi.RunError(error.message) : error;
  }
}

function packs(args: MonitoringStackArgs, handle: PrometheusHandle): readonly Pack[] {
  const training = trainingOptions(args);
  const inference = inferenceOptions(args);
  const gpu = gpuOptions(args);
  return userErrors(() => [
    ...(training ? [trainingPack(training)] : []),
    ...(inference ? [inferencePack(inference)] : []),
    ...(gpu ? [gpuPack(gpu)] : []),
    metaPack({
      ...common(args),
      ...prometheusTargets(args, handle.namespace),
      ...(args.longTermStorage && { thanos: thanosTargets(handle.namespace) }),
      exporterJobs: chartExporters(args.prometheus.chart),
    }),
  ]);
}

/** Jobs under which Prometheus and Alertmanager scrape themselves; those of an existing one are not known. */
function prometheusTargets({ prometheus }: MonitoringStackArgs, namespace: string) {
  if (prometheus.existing !== undefined) return {};
  if (prometheus.chart === undefined)
    return { prometheus: { namespace }, alertmanager: { namespace } };
  const release = prometheus.chart.releaseName ?? "kps";
  return {
    prometheus: { namespace, job: `${release}-prometheus` },
    alertmanager: { namespace, job: `${release}-alertmanager` },
  };
}

/** Jobs of the exporters that the chart deploys; those of GPUs have rules of their own. */
function chartExporters(chart: ChartArgs | undefined): readonly string[] {
  if (chart === undefined) return [];
  const enabled = (key: string) => valueAt(chart.values ?? {}, `${key}.enabled`) !== false;
  return [
    ...(enabled("kubeStateMetrics") ? ["kube-state-metrics"] : []),
    ...(enabled("nodeExporter") ? ["node-exporter"] : []),
  ];
}

function thanosTargets(namespace: string) {
  const target = { namespace };
  return { sidecar: target, store: target, query: target, queryFrontend: target, compact: target };
}
