export { alertmanager } from "./alertmanager";
export { cadvisor } from "./cadvisor";
export { dcgm, dcgmBefore483, dcgmFrom49 } from "./dcgm";
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
export { kubeState } from "./kube-state";
export { nodeExporter } from "./node";
export { processMetrics } from "./process";
export { prometheus } from "./prometheus";
export { pushgateway, pushgatewayGroups } from "./pushgateway";
export { alerts, scrape } from "./scrape";
export { thanos } from "./thanos";
export { training } from "./training";
