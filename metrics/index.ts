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
export { megatron } from "./megatron";
export { nodeExporter } from "./node";
export { processMetrics } from "./process";
export { prometheus } from "./prometheus";
export { pushgateway, pushgatewayGroups } from "./pushgateway";
export { alertLabels, alerts, scrape } from "./scrape";
export { thanos } from "./thanos";
export { training } from "./training";
export { fastapi } from "./fastapi";
export { kserve } from "./kserve";
export { rayServe } from "./ray-serve";
export { sglang, sglang0516 } from "./sglang";
export { tgi } from "./tgi";
export { tensorrtLlm, triton } from "./triton";
export { vllm, vllm010 } from "./vllm";
