import type { PrometheusComponentArgs } from "../prometheus/args";
import { checkComponentArgs, checkDnsLabel } from "../prometheus/check";

/** Name of the Prometheus and Alertmanager objects. @throws RunError when it is not a DNS label */
export function instanceName(args: PrometheusComponentArgs): string {
  const { name = "mlwatch" } = checkComponentArgs(args, "operator");
  return checkDnsLabel("prometheus.operator.name", name, 40);
}

/** Label by which this Prometheus selects monitors and rules, in every namespace. */
export function objectLabels(args: PrometheusComponentArgs): Readonly<Record<string, string>> {
  return { prometheus: instanceName(args) };
}
