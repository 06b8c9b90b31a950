import { chartValues } from "../../components/kube-prometheus-stack/values";
import type { ChartArgs } from "../../components/monitoring-stack/args";
import type { PrometheusComponentArgs } from "../../components/prometheus/args";
import { prometheusArgs } from "./fixtures";

/** Arguments that differ from those of the fixture. */
export type Changes = Partial<PrometheusComponentArgs>;
/** Arguments of the component. */
export const args = (changes?: Changes, chart: ChartArgs = {}) =>
  prometheusArgs({ chart }, changes);
/** Values for the chart. */
export const values = (changes?: Changes, chart?: ChartArgs) => chartValues(args(changes, chart));
/** Where the chart keeps the spec of the Prometheus object. */
export const SPEC = "prometheus.prometheusSpec";
