export { dcgm } from "./dcgm";
export { catalogueEntries, defineMetrics, entryOf } from "./define";
export type { CatalogueEntry, Defined, Histogram, MetricDefinition, MetricSource } from "./define";
export { defaultLatencyBuckets, inference } from "./inference";
export {
  alertmanager,
  alerts,
  kubeState,
  processMetrics,
  prometheus,
  scrape,
  thanos,
} from "./platform";
export { training } from "./training";
