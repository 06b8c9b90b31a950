import * as pulumi from "@pulumi/pulumi";

import { gpuPack, inferencePack, metaPack, ruleGroups, trainingPack, type Pack } from "../../rules";
import type { RulePackArgs } from "../alert-rules";
import { duplicates } from "../common/objects";
import { platformOf } from "../dcgm-exporter/platforms";
import type { PrometheusHandle } from "../prometheus/handle";
import { ObjectStoreType, type MonitoringStackArgs } from "./args";

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

function packs(args: MonitoringStackArgs, handle: PrometheusHandle): readonly Pack[] {
  const { gpuPools = [], training, inference } = args;
  const interval = args.prometheus.scrapeInterval;
  const common = { ...(interval !== undefined && { scrapeInterval: interval }) };
  try {
    return [
      ...(training
        ? [trainingPack({ ...common, classes: training.classes, gpuMetrics: gpuPools.length > 0 })]
        : []),
      ...(inference ? [inferencePack({ ...common, services: inference.services })] : []),
      ...(gpuPools.length > 0 ? [gpuPack({ pools: gpuPools })] : []),
      metaPack({
        ...prometheusTargets(args, handle.namespace),
        ...(args.longTermStorage && { thanos: thanosTargets(handle.namespace) }),
        exporterJobs: gpuPools.length > 0 ? ["dcgm-exporter"] : [],
      }),
    ];
  } catch (error) {
    // Packs throw plain errors with a message for the user; Pulumi would print their stack traces.
    throw error instanceof Error ? new pulumi.RunError(error.message) : error;
  }
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

function thanosTargets(namespace: string) {
  const target = { namespace };
  return { sidecar: target, store: target, query: target, queryFrontend: target, compact: target };
}
