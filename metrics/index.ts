export { dcgm } from "./dcgm";
export { catalogueEntries, defineMetrics, entriesOf, entryOf, seriesNames } from "./define";
export type {
  CatalogueEntry,
  Defined,
  Histogram,
  MetricDefinition,
  MetricSource,
  Summary,
} from "./define";
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
