import {
  abs,
  avg,
  avgOverTime,
  delta,
  deriv,
  histogramAvg,
  histogramCount,
  histogramQuantile,
  increase,
  irate,
  max,
  maxOverTime,
  min,
  predictLinear,
  quantile,
  quantileOverTime,
  rate,
  resets,
  scalar,
  spread,
  sqrt,
  stddev,
  ignoring,
  on,
  group,
  sum,
  sumOverTime,
  topk,
} from "../../../promql";
import { scrape } from "../../../metrics";
import { service } from "../../../rules";
import {
  bucketRate,
  errors,
  latency,
  loss,
  native,
  p95,
  requests,
  run,
  stepIncrease,
  stepRate,
  steps,
  timed,
} from "./subjects";

const totalSteps = sum(steps).by(...run);
const byPod = sum(loss).by("pod");
const spent = sum(rate(latency.sum.over("5m"))).by("namespace", "service", "model");
const p95OrSpent = service.latencyP95.or(spent);

/** Functions of counters. */
export const counters = [
  rate(steps.over("5m")),
  // @ts-expect-error rate() needs a counter; a gauge has deriv() or delta()
  rate(loss.over("5m")),
  increase(steps.over("5m")),
  // @ts-expect-error increase() needs a counter; a gauge has deriv() or delta()
  increase(loss.over("5m")),
  irate(steps.over("5m")),
  // @ts-expect-error irate() needs a counter; a gauge has deriv() or delta()
  irate(loss.over("5m")),
  resets(steps.over("5m")),
  // @ts-expect-error resets() needs a counter; a gauge has deriv() or delta()
  resets(loss.over("5m")),
  maxOverTime(stepRate.subquery("1h", "1m")),
  // @ts-expect-error rate() needs a counter; this is a rate already
  rate(stepRate.subquery("1h", "1m")),
  sum(rate(requests.over("5m"))).by("service"),
  // @ts-expect-error rate() of a sum or maximum: it hides the resets of its series
  rate(sum(requests).by("service").subquery("1h", "1m")),
  rate(requests.over("5m")),
  // @ts-expect-error is not assignable to parameter of type 'Range<
  rate(requests),
  sum(rate(requests.over("5m"))),
  // @ts-expect-error Property 'over' does not exist
  sum(requests).over,
  rate(steps.over("5m")).gt(100),
  // @ts-expect-error a counter only grows: compare its rate() or increase() instead
  steps.gt(100),
  stepIncrease.gt(100),
  // @ts-expect-error a counter only grows: compare its rate() or increase() instead
  totalSteps.gt(100),
  loss.gt(scalar(sum(stepRate))),
  // @ts-expect-error scalar(): a counter begins anew at each restart: take its rate() or increase() first
  loss.gt(scalar(sum(steps))),
  byPod.gt(max(loss).by("pod")),
  // @ts-expect-error a counter only grows: compare its rate() or increase() instead
  byPod.gt(max(steps).by("pod")),
  stepRate.mul(2).gt(1),
  // @ts-expect-error a counter only grows: compare its rate() or increase() instead
  totalSteps.mul(totalSteps).gt(1),
  sqrt(stepRate).gt(1),
  // @ts-expect-error a counter only grows: compare its rate() or increase() instead
  sqrt(totalSteps).gt(1),
  max(bucketRate).gt(1),
  // @ts-expect-error a counter only grows: compare its rate() or increase() instead
  max(latency.bucket).gt(1),
  quantile(0.5, stepRate),
  // @ts-expect-error quantile(): a counter begins anew at each restart: take its rate() or increase() first
  quantile(0.5, steps),
  stddev(stepRate),
  // @ts-expect-error stddev(): a counter begins anew at each restart: take its rate() or increase() first
  stddev(steps),
  stepIncrease.div(stepIncrease),
  // @ts-expect-error div(): a counter begins anew at each restart: take its rate() or increase() first
  totalSteps.div(totalSteps),
  stepRate.gt(stepRate),
  // @ts-expect-error a rate is per second, an increase per window: take the same of both
  stepRate.gt(stepIncrease),
  stepIncrease.add(stepIncrease),
  // @ts-expect-error a rate is per second, an increase per window: take the same of both
  stepIncrease.add(stepRate),
  stepRate.div(stepRate),
  // @ts-expect-error a rate is per second, an increase per window: take the same of both
  stepRate.div(stepIncrease),
];

/** Functions of what goes up and down. */
export const gauges = [
  maxOverTime(loss.over("5m")),
  // @ts-expect-error maxOverTime() is for what goes up and down; a counter only grows: take its rate()
  maxOverTime(steps.over("5m")),
  deriv(loss.over("5m")),
  // @ts-expect-error deriv() is for what goes up and down; a counter only grows: take its rate()
  deriv(steps.over("5m")),
  delta(loss.over("5m")),
  // @ts-expect-error delta() is for what goes up and down; a counter only grows: take its rate()
  delta(steps.over("5m")),
  predictLinear(loss.over("1h"), 3600),
  // @ts-expect-error predictLinear() is for what goes up and down; a counter only grows: take its rate()
  predictLinear(steps.over("1h"), 3600),
  avgOverTime(loss.over("5m")),
  // @ts-expect-error avgOverTime() of ratios weighs quiet times like busy ones: divide the increases
  avgOverTime(errors.over("1h")),
  max(service.latencyP95),
  // @ts-expect-error avgOverTime() of quantiles means nothing
  avgOverTime(service.latencyP95.over("1h")),
  avgOverTime(loss.or(loss).subquery("1h", "1m")),
  // @ts-expect-error avgOverTime() of quantiles means nothing
  avgOverTime(p95OrSpent.subquery("1h", "1m")),
  sumOverTime(loss.is(">", 1).subquery("1h", "1m")),
  // @ts-expect-error sumOverTime() of a rate depends on how often it is sampled: take increase()
  sumOverTime(stepRate.subquery("1h", "1m")),
  avgOverTime(loss.over("1h")),
  // @ts-expect-error avgOverTime() is no function of histograms: take histogramQuantile()
  avgOverTime(native.over("1h")),
  spread(group(loss).by(...run), stepRate, on(...run).groupLeft()),
  // @ts-expect-error the left side of spread() needs info series, whose value is 1: group(v) makes them
  spread(max(loss).by(...run), stepRate, on(...run).groupLeft()),
];

/** Histograms, quantiles and ratios. */
export const distributions = [
  histogramQuantile(0.9, sum(bucketRate).by("service", "le")),
  // @ts-expect-error histogramQuantile needs the label 'le': keep it in by(...)
  histogramQuantile(0.9, sum(bucketRate).by("service")),
  histogramQuantile(0.9, bucketRate),
  // @ts-expect-error histogramQuantile of what was counted since the start: take the rate first
  histogramQuantile(0.9, latency.bucket),
  histogramQuantile(0.9, sum(rate(native.over("5m"))).by("service")),
  // @ts-expect-error histogramQuantile of what was counted since the start: take the rate first
  histogramQuantile(0.9, native),
  histogramQuantile(0.9, sum(bucketRate).by("le")),
  // @ts-expect-error histogramQuantile needs the rate of a histogram's buckets, or of a native histogram
  histogramQuantile(0.9, sum(rate(latency.count.over("5m"))).by("service")),
  histogramQuantile(0.99, bucketRate),
  // @ts-expect-error a quantile lies between 0 and 1, not 99
  histogramQuantile(99, bucketRate),
  histogramQuantile(0.9, bucketRate.and(loss, on("pod"))),
  // @ts-expect-error histogramQuantile needs the rate of a histogram's buckets, or of a native histogram
  histogramQuantile(0.9, bucketRate.gt(0)),
  histogramQuantile(0.9, bucketRate),
  // @ts-expect-error histogramQuantile needs the rate of a histogram's buckets, or of a native histogram
  histogramQuantile(0.9, topk(3, bucketRate)),
  quantile(0.5, loss),
  // @ts-expect-error a quantile lies between 0 and 1, not 50
  quantile(50, loss),
  sum(bucketRate),
  // @ts-expect-error sum() of buckets hides their resets: take the rate first
  sum(latency.bucket),
  max(p95),
  // @ts-expect-error avg() of quantiles means nothing: sum the rates of the buckets by le
  avg(p95),
  min(p95),
  // @ts-expect-error sum() of quantiles means nothing: sum the rates of the buckets by le
  sum(p95),
  max(quantileOverTime(0.5, loss.over("1h"))),
  // @ts-expect-error avg() of quantiles means nothing: sum the rates of the buckets by le
  avg(quantileOverTime(0.5, loss.over("1h"))),
  max(p95.mul(2)),
  // @ts-expect-error sum() of quantiles means nothing: sum the rates of the buckets by le
  sum(p95.mul(p95.is(">", 1), ignoring().groupLeft())),
  max(predictLinear(errors.over("1h"), 60)),
  // @ts-expect-error sum() of ratios weighs them all alike: divide the sums, sum(a).div(sum(b))
  sum(predictLinear(errors.over("1h"), 60)),
  max(avgOverTime(scrape.up.over("1h"))),
  // @ts-expect-error avg() of ratios weighs them all alike: divide the sums, sum(a).div(sum(b))
  avg(avgOverTime(scrape.up.over("1h"))),
  max(errors),
  // @ts-expect-error avg() of ratios weighs them all alike: divide the sums, sum(a).div(sum(b))
  avg(errors),
  histogramCount(rate(native.over("5m"))).gt(1),
  // @ts-expect-error a native histogram is no number: compare its histogramQuantile()
  rate(native.over("5m")).gt(1),
  histogramAvg(rate(native.over("5m"))),
  // @ts-expect-error histogramAvg() needs a native histogram
  histogramAvg(rate(latency.sum.over("5m"))),
  histogramCount(rate(native.over("5m"))).sub(1),
  // @ts-expect-error this needs numbers; of a native histogram take histogramQuantile()
  native.sub(1),
  histogramCount(rate(native.over("5m"))).isNaN(),
  // @ts-expect-error isNaN() needs numbers; of a native histogram take histogramQuantile()
  native.isNaN(),
  abs(histogramCount(rate(native.over("5m")))),
  // @ts-expect-error abs() needs numbers; of a native histogram take histogramQuantile()
  abs(rate(native.over("5m"))),
  timed.below(0.5),
  // @ts-expect-error no bucket ends at 0.3: take one of 0.1, 0.5, 1
  timed.below(0.3),
  max(histogramAvg(rate(native.over("5m")))),
  // @ts-expect-error max() needs numbers; of a native histogram take histogramQuantile()
  max(rate(native.over("5m"))),
];
