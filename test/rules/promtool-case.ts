import { seconds } from "../../promql";
import type { PrometheusAlertRule } from "../../rules";
import type { Case, Labels } from "./case";

/** A case as promtool reads it. Alerts are read from ALERTS, which knows pending ones, too. */
export function promtoolCase(c: Case, rules: readonly PrometheusAlertRule[], evaluation: string) {
  const { name, alert, at, fires, quiet, pending, annotations, samples = [] } = c;
  const fail = (message: string): never => {
    throw new Error(`case '${name}': ${message}`);
  };
  const known = rules.filter((rule) => rule.alert === alert);
  if (alert !== undefined && known.length === 0) {
    fail(`no rule has the alert '${alert}'; there are ${rules.map((r) => r.alert).join(", ")}`);
  }
  if (alert === undefined && (fires ?? pending)) fail("`fires` and `pending` need an `alert`");
  if (fires && quiet) fail("an alert either fires or is quiet");
  if (fires?.length === 0) fail("`fires` is empty: say `quiet: true`");
  if (!fires && !quiet && !pending && samples.length === 0) fail("it expects nothing");
  if (samples.some(({ returns }) => returns.some(({ value }) => Number.isNaN(value)))) {
    fail("NaN equals nothing, not even NaN; expect 1 of `count(x != x)` instead");
  }
  if (seconds(at) % seconds(evaluation) !== 0) {
    fail(`at ${at} no rule is evaluated; take a multiple of ${evaluation}`);
  }
  const state = (alertstate: string, expected: readonly Labels[]) => ({
    query: selector("ALERTS", { ...(alert !== undefined && { alertname: alert }), alertstate }),
    returns: expected.map((labels) => ({
      labels: { __name__: "ALERTS", alertname: alert ?? "", alertstate, ...labels },
      value: 1,
    })),
  });
  const queries = [
    ...(fires || quiet ? [state("firing", fires ?? [])] : []),
    ...(pending ? [state("pending", pending)] : []),
    ...samples,
  ];
  return {
    name,
    interval: c.interval ?? evaluation,
    input_series: c.series,
    promql_expr_test: queries.map(({ query, returns }) => ({
      expr: query,
      eval_time: at,
      exp_samples: returns.map(({ labels, value }) => ({ labels: selector("", labels), value })),
    })),
    ...(annotations && {
      alert_rule_test: [annotated(alert ?? "", known, fires ?? [], annotations, at, fail)],
    }),
  };
}

function annotated(
  alertname: string,
  known: readonly PrometheusAlertRule[],
  fires: readonly Labels[],
  annotations: Labels,
  at: string,
  fail: (message: string) => never,
) {
  const [labels, ...more] = fires;
  if (labels === undefined || more.length > 0)
    return fail("`annotations` need one alert that fires");
  const rule = known.find((r) => r.labels["severity"] === labels["severity"]);
  const fixed = Object.entries(rule?.annotations ?? {}).filter(([, text]) => !text.includes("{{"));
  const expected = { ...Object.fromEntries(fixed), ...annotations };
  return {
    eval_time: at,
    alertname,
    exp_alerts: [{ exp_labels: labels, exp_annotations: expected }],
  };
}

function selector(metric: string, labels: Labels): string {
  const matchers = Object.entries(labels).map(
    ([name, value]) => `${name}=${JSON.stringify(value)}`,
  );
  return `${metric}{${matchers.join(",")}}`;
}
