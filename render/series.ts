import { COUNTERS } from "../components/dcgm-exporter/counters";
import type { MonitoringConfig } from "../config/config";
import { defaultLatencyBuckets, inference } from "../metrics/inference";
import { everyRank, stepBuckets, training } from "../metrics/training";

/** Series of one source, and the multiplication that gives them. */
export interface SeriesEstimate {
  readonly source: string;
  readonly series: number;
  readonly how: string;
}

/*
 * Constants of the prediction. Measured where said, else estimates: measure your own with
 * sum by (job) (scrape_samples_post_metric_relabeling) / count by (job) (up).
 */
/** node_exporter on a large machine; 824 were measured on 4 CPUs, per-CPU series make the rest. Estimate. */
const SERIES_PER_NODE = 3000;
/** cAdvisor per container, after the chart's drops. Estimate. */
const SERIES_PER_CONTAINER = 70;
/** kube-state-metrics per pod. Estimate. */
const SERIES_PER_POD = 60;
/** Pods of the system on each node, with one container each. Estimate. */
const SYSTEM_PODS_PER_NODE = 25;
/** Pods use GPUs in turn, and each turn makes new DCGM series until the head block is cut. Estimate. */
const POD_CHURN = 0.2;
/** What prometheus_client adds of itself: 9 python_gc_*, python_info, 6 process_*. Counted. */
const SERIES_PER_PROCESS = 16;
/** Share of GPUs that train; the others serve. */
const TRAINING_SHARE = 0.7;
const GPUS_PER_RANK = 8;
const GPUS_PER_REPLICA = 2;
/** `_sum`, `_count`, and `_created` of prometheus_client. */
const HISTOGRAM_EXTRAS = 3;

/**
 * Predicted series of one Prometheus replica with all GPU pools at their largest:
 * nodes, containers and pods times what their exporters give, GPUs times DCGM fields, ranks, runs and
 * replicas times their part of the contract, and one run or service per class and recording rule.
 */
export function predictSeries(config: MonitoringConfig, recordings: number): SeriesEstimate[] {
  const pools = config.gpuPools ?? [];
  const nodes = sum(pools.map((pool) => pool.nodes.max));
  const gpus = sum(pools.map((pool) => pool.nodes.max * pool.gpusPerNode));
  const classes = config.training?.classes.length ?? 0;
  const services = config.inference?.services.length ?? 0;
  const ranks = classes && Math.max(classes, Math.round((gpus * TRAINING_SHARE) / GPUS_PER_RANK));
  const replicas =
    services && Math.max(services, Math.round((gpus * (1 - TRAINING_SHARE)) / GPUS_PER_REPLICA));
  const pods = SYSTEM_PODS_PER_NODE * nodes + ranks + replicas;
  const perRank = SERIES_PER_PROCESS + everyRank.length;
  const steps = stepBuckets.length + 1 + HISTOGRAM_EXTRAS;
  const perRun = Object.keys(training).length - everyRank.length + steps;
  const buckets = defaultLatencyBuckets.length + 1 + HISTOGRAM_EXTRAS;
  const perReplica = SERIES_PER_PROCESS + Object.keys(inference).length + buckets;
  const exporters = config.prometheus.chart
    ? [
        row("node_exporter", nodes, SERIES_PER_NODE, "GPU nodes"),
        row("cAdvisor", pods, SERIES_PER_CONTAINER, "containers"),
        row("kube-state-metrics", pods, SERIES_PER_POD, "pods"),
      ]
    : [];
  return [
    ...exporters,
    row("DCGM", gpus, Math.round(COUNTERS.length * (1 + POD_CHURN)), "GPUs"),
    row("training ranks", ranks, perRank, "ranks"),
    row("training runs", classes, perRun, "runs, one a class"),
    row("inference", replicas, perReplica, "replicas"),
    row("recording rules", recordings, 1, "rules, one run or service each"),
  ];
}

function row(source: string, count: number, each: number, what: string): SeriesEstimate {
  return { source, series: count * each, how: `${count} ${what} x ${each}` };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
