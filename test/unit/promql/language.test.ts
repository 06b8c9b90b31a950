import { alertmanager, inference, kubeState, scrape, training } from "../../../metrics";
import * as p from "../../../promql";
import type { PrometheusRuleGroup } from "../../../rules";
import { promtoolCheck } from "../../rules/promtool";

const loss = training.training_loss;
const steps = training.training_steps_total;
const latency = inference.inference_request_latency_seconds;
const native = new p.Metric<"pod", "histogram", "seconds">("native_seconds");
const mebibytes = new p.Metric<"pod", "gauge", "mebibytes">("m_mebibytes");
const bytes = new p.Metric<"pod", "gauge", "bytes">("b_bytes");
const age = new p.Metric<"pod", "gauge", "milliseconds">("age_milliseconds");
const byPod = p.sum(loss).by("pod");
const nativeRate = p.rate(native.over("5m"));
const window = loss.over("1h");
const ratio = bytes.div(bytes);

/** What is written, and what Prometheus reads. */
const texts: readonly (readonly [{ toString(): string }, string])[] = [
  // Selectors, ranges and times.
  [loss.where({ pod: "a", run_id: { re: "b.*" } }), 'training_loss{pod="a",run_id=~"b.*"}'],
  [loss.offset("1d"), "training_loss offset 1d"],
  [loss.at("start()"), "training_loss @ start()"],
  [loss.at(1_700_000_000).offset("5m"), "training_loss @ 1700000000.000 offset 5m"],
  [p.avgOverTime(loss.offset("1d").over("1h")), "avg_over_time(training_loss[1h] offset 1d)"],
  [p.avgOverTime(window.offset("1d")), "avg_over_time(training_loss[1h] offset 1d)"],
  [p.avgOverTime(window.at("end()")), "avg_over_time(training_loss[1h] @ end())"],
  [
    p.maxOverTime(byPod.subquery("1h", "1m").offset("1d").at("end()")),
    "max_over_time(sum by (pod) (training_loss)[1h:1m] @ end() offset 1d)",
  ],
  // Operators.
  [loss.is(">", 1), "training_loss > bool 1"],
  [byPod.is("<=", byPod), "sum by (pod) (training_loss) <= bool sum by (pod) (training_loss)"],
  [ratio.subFrom(1), "1 - b_bytes / b_bytes"],
  [loss.add(1).mul(2), "(training_loss + 1) * 2"],
  [loss.mod(10), "training_loss % 10"],
  [loss.div(3), "training_loss / 3"],
  [loss.div(p.scalar(p.count(loss))), "training_loss / scalar(count(training_loss))"],
  [loss.pow(2), "training_loss ^ 2"],
  [loss.isNaN(), "training_loss != training_loss"],
  [loss.gt(p.scalar(p.max(loss))), "training_loss > scalar(max(training_loss))"],
  [kubeState.kube_node_created.lt(p.time()), "kube_node_created < time()"],
  [mebibytes.convert("mebibytes", "bytes"), "m_mebibytes * 1048576"],
  [bytes.convert("bytes", "mebibytes"), "b_bytes / 1048576"],
  [age.convert("milliseconds", "seconds"), "age_milliseconds / 1000"],
  [
    byPod.div(p.sum(loss).by(), p.ignoring("pod").groupLeft()),
    "sum by (pod) (training_loss) / ignoring (pod) group_left () sum(training_loss)",
  ],
  [
    byPod.unless(p.group(loss).by("run_id", "pod"), p.ignoring("run_id")),
    "sum by (pod) (training_loss) unless ignoring (run_id) group by (run_id, pod) (training_loss)",
  ],
  [
    loss.gt(p.max(loss).by("run_id"), p.on("run_id").groupLeft()),
    "training_loss > on (run_id) group_left () max by (run_id) (training_loss)",
  ],
  [
    byPod.or(byPod, p.on("pod")),
    "sum by (pod) (training_loss) or on (pod) sum by (pod) (training_loss)",
  ],
  // Aggregations.
  [p.avg(loss).without("pod"), "avg without (pod) (training_loss)"],
  [p.min(loss), "min(training_loss)"],
  [p.count(loss).by("pod"), "count by (pod) (training_loss)"],
  [p.stddev(loss).by("pod"), "stddev by (pod) (training_loss)"],
  [p.stdvar(loss), "stdvar(training_loss)"],
  [p.quantile(0.9, loss).by("pod"), "quantile by (pod) (0.9, training_loss)"],
  [p.topk(3, loss).by("run_id"), "topk by (run_id) (3, training_loss)"],
  [p.bottomk(1, loss).without("pod"), "bottomk without (pod) (1, training_loss)"],
  [
    p.countValues("attempt", training.training_attempt),
    'count_values("attempt", training_attempt)',
  ],
  // Functions of ranges.
  [p.rate(steps.over("5m")), "rate(training_steps_total[5m])"],
  [p.irate(steps.over("5m")), "irate(training_steps_total[5m])"],
  [p.increase(steps.over("5m")), "increase(training_steps_total[5m])"],
  [p.resets(steps.over("5m")), "resets(training_steps_total[5m])"],
  [p.changes(window), "changes(training_loss[1h])"],
  [p.deriv(window), "deriv(training_loss[1h])"],
  [p.delta(window), "delta(training_loss[1h])"],
  [p.idelta(window), "idelta(training_loss[1h])"],
  [p.predictLinear(window, 3600), "predict_linear(training_loss[1h], 3600)"],
  [p.minOverTime(window), "min_over_time(training_loss[1h])"],
  [p.sumOverTime(window), "sum_over_time(training_loss[1h])"],
  [p.countOverTime(window), "count_over_time(training_loss[1h])"],
  [p.firstOverTime(loss.over("1h")), "first_over_time(training_loss[1h])"],
  [p.lastOverTime(window), "last_over_time(training_loss[1h])"],
  [p.presentOverTime(window), "present_over_time(training_loss[1h])"],
  [p.stddevOverTime(window), "stddev_over_time(training_loss[1h])"],
  [p.stdvarOverTime(window), "stdvar_over_time(training_loss[1h])"],
  [p.quantileOverTime(0.5, window), "quantile_over_time(0.5, training_loss[1h])"],
  // Histograms.
  [
    p.histogramQuantile(0.99, p.sum(p.rate(latency.bucket.over("5m"))).by("le")),
    "histogram_quantile(0.99, sum by (le) (rate(inference_request_latency_seconds_bucket[5m])))",
  ],
  [p.histogramQuantile(0.9, nativeRate), "histogram_quantile(0.9, rate(native_seconds[5m]))"],
  [p.histogramCount(nativeRate), "histogram_count(rate(native_seconds[5m]))"],
  [p.histogramSum(nativeRate), "histogram_sum(rate(native_seconds[5m]))"],
  [p.histogramAvg(nativeRate), "histogram_avg(rate(native_seconds[5m]))"],
  [p.histogramStddev(nativeRate), "histogram_stddev(rate(native_seconds[5m]))"],
  [
    p.histogramFraction(0, 0.25, nativeRate),
    "histogram_fraction(0, 0.25, rate(native_seconds[5m]))",
  ],
  [latency.below(0.25), 'inference_request_latency_seconds_bucket{le="0.25"}'],
  [latency.below(1), 'inference_request_latency_seconds_bucket{le=~"1|1\\\\.0"}'],
  [
    // That of docs/promql.md.
    p
      .sum(p.increase(latency.below(0.25).over("1h")))
      .by("namespace", "service")
      .div(p.sum(p.increase(latency.count.over("1h"))).by("namespace", "service"))
      .subFrom(1)
      .gt(0.05),
    '1 - sum by (namespace, service) (increase(inference_request_latency_seconds_bucket{le="0.25"}[1h])) / sum by (namespace, service) (increase(inference_request_latency_seconds_count[1h])) > 0.05',
  ],
  // Absence.
  [p.absent(scrape.up, { job: "a" }), 'absent(up{job="a"})'],
  [p.absentOverTime(scrape.up, { job: "a" }, "5m"), 'absent_over_time(up{job="a"}[5m])'],
  // Numbers, times and labels.
  [p.abs(loss), "abs(training_loss)"],
  [p.ceil(loss), "ceil(training_loss)"],
  [p.floor(loss), "floor(training_loss)"],
  [p.round(loss), "round(training_loss)"],
  [p.round(loss, 0.5), "round(training_loss, 0.5)"],
  [p.clamp(loss, 0, 1), "clamp(training_loss, 0, 1)"],
  [p.clampMin(loss, 0), "clamp_min(training_loss, 0)"],
  [p.clampMax(loss, 1), "clamp_max(training_loss, 1)"],
  [p.exp(loss), "exp(training_loss)"],
  [p.ln(loss), "ln(training_loss)"],
  [p.log2(loss), "log2(training_loss)"],
  [p.log10(loss), "log10(training_loss)"],
  [p.sqrt(loss), "sqrt(training_loss)"],
  [p.sgn(loss), "sgn(training_loss)"],
  [p.timestamp(loss), "timestamp(training_loss)"],
  [p.secondsSince(kubeState.kube_node_created), "time() - kube_node_created"],
  [p.hour().ge(8), "hour() >= 8"],
  [p.dayOfWeek().eq(0), "day_of_week() == 0"],
  [p.dayOfMonth(), "day_of_month()"],
  [p.vector(1), "vector(1)"],
  [p.sum(bytes).or(p.vector(0, "bytes")), "sum(b_bytes) or vector(0)"],
  [
    p.labelReplace(loss, { to: "host", from: "instance", pattern: "(.*):.*" }),
    'label_replace(training_loss, "host", "$1", "instance", "(.*):.*")',
  ],
  [
    p.labelJoin(loss, { to: "id", from: ["namespace", "pod"], separator: "/" }),
    'label_join(training_loss, "id", "/", "namespace", "pod")',
  ],
];

describe("the language", () => {
  it.each(texts)("writes %s", (expression, text) => {
    expect(expression.toString()).toBe(text);
  });

  it("writes what Prometheus reads, and nothing it warns of", async () => {
    const rules = texts.map(([expression], i) => ({
      record: `test:expression:${i}`,
      expr: expression.toString(),
    }));
    const groups: readonly PrometheusRuleGroup[] = [{ name: "language", rules }];
    expect(await promtoolCheck(groups)).toMatchObject({ code: 0 });
  });

  it("has ranges for dashboards, which only Grafana reads", () => {
    for (const range of ["$__rate_interval", "$__interval", "$__range"] as const) {
      expect(p.rate(steps.over(range)).toString()).toBe(`rate(training_steps_total[${range}])`);
      expect(p.maxOverTime(byPod.subquery(range, "1m").offset(range)).toString()).toBe(
        `max_over_time(sum by (pod) (training_loss)[${range}:1m] offset ${range})`,
      );
      // What is parsed is PromQL, e.g. of a rule file, and there it would be a mistake.
      expect(() => p.parse(`rate(a_total[${range}])`)).toThrow("not valid PromQL");
    }
  });

  it("spells a bound as Go does", () => {
    const { below } = p;
    const matcherOf = (bound: number) =>
      below<"pod", unknown, unknown>("h", undefined)(bound).toString();
    expect(matcherOf(2e6)).toBe('h_bucket{le=~"2000000|2000000\\\\.0|2e\\\\+06"}');
    expect(matcherOf(1e15)).toContain('|1e\\\\+15"}');
  });

  it("refuses at run time what the compiler cannot see", () => {
    const anything: number = 99;
    expect(() => p.quantile(anything, loss)).toThrow("a quantile lies between 0 and 1, not 99");
    expect(() => latency.below(anything)).toThrow("no bucket ends at 99: take one of 0.005");
    const job: string = "";
    expect(() => p.absent(scrape.up, { job })).toThrow("'job' of up is empty");
    expect(() => p.absent(scrape.up.where({ job: "a" }), {})).toThrow(
      "absent(): where() has selected up by 'job' already",
    );
    expect(() =>
      p.rate(alertmanager.alertmanager_notifications_total.over<string>("5 m")).toString(),
    ).toThrow("'5 m' is not a Prometheus duration");
  });
});
