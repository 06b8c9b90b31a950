import type * as args from "../components/monitoring-stack/args";
import {
  count,
  dnsLabel,
  duration,
  labels,
  list,
  map,
  number,
  object,
  oneOf,
  text,
  texts,
  type Shape,
} from "./fields";

const select = object({
  namespace: dnsLabel("training"),
  labels: labels("pod labels").exactOptional(),
  port: dnsLabel("metrics", 15).exactOptional(),
  path: text('must be an HTTP path that begins with "/"', 'write e.g. "/metrics"', (value) =>
    /^\/[^\s{}"'?#]*$/.test(value),
  ).exactOptional(),
  interval: duration("15s").exactOptional(),
} satisfies Shape<args.WorkloadSelectorArgs>);

const seriesName = (example: string) =>
  text(
    "must be the name of a series: letters, digits, underscores and colons",
    `write e.g. "${example}"`,
    (value) => /^[A-Za-z_:][A-Za-z0-9_:]*$/.test(value),
  );

const names = object({
  preset: oneOf({ "megatron-lm": "megatron-lm", summary: "summary" }).exactOptional(),
  stepsPerReport: count(1, 100).exactOptional(),
  series: list(
    object({
      series: seriesName("training_loss"),
      from: seriesName("train_loss"),
      where: texts("label values").exactOptional(),
      labels: texts("labels by label of the contract").exactOptional(),
      values: texts("label values of the contract").exactOptional(),
      factor: number("must be a number above 0", 0.001, (value) => value > 0).exactOptional(),
    } satisfies Shape<args.TrainingName>),
    "names of series",
  ).exactOptional(),
} satisfies Shape<args.TrainingNames>);

/** Shape of a training class. */
export const trainingClass = object({
  name: dnsLabel("pretraining").exactOptional(),
  team: dnsLabel("llm"),
  select,
  logInterval: duration("30s").exactOptional(),
  evaluationInterval: duration("20m").exactOptional(),
  checkpointInterval: duration("1h").exactOptional(),
  stepDuration: duration("2s").exactOptional(),
  plannedSteps: count(1, 100_000).exactOptional(),
  ranks: count(1, 64).exactOptional(),
  metrics: map(oneOf({ up: "up", down: "down" }), "good directions by metric").exactOptional(),
  names: names.exactOptional(),
  warmupSteps: count(0, 1000).exactOptional(),
  windows: object({
    smoothing: duration("30m").exactOptional(),
    baseline: duration("6h").exactOptional(),
    sustained: duration("1h", { zero: true }).exactOptional(),
    recent: duration("10m").exactOptional(),
    validation: duration("30m").exactOptional(),
    validationLong: duration("1h").exactOptional(),
    stall: duration("10m").exactOptional(),
  } satisfies Shape<args.TrainingWindows>).exactOptional(),
} satisfies Shape<args.TrainingClassArgs>);

const latency = (example: number) =>
  number(
    "must be a number of seconds greater than 0",
    example,
    (value) => value > 0,
  ).exactOptional();

/** Shape of an inference service. */
export const inferenceService = object({
  name: dnsLabel("ranker"),
  team: dnsLabel("search"),
  select,
  latencyBuckets: list(
    number("must be a bucket bound greater than 0, without +Inf", 0.25, (value) => value > 0),
    "bucket bounds",
  ).exactOptional(),
  objectives: object({
    latencyP95Seconds: latency(1),
    latencyP99Seconds: latency(2.5),
    errorRatio: number(
      "must be a ratio greater than 0 and less than 1, not per cent",
      0.05,
      (value) => value > 0 && value < 1,
    ).exactOptional(),
    queueLength: count(0, 50).exactOptional(),
    minimumRequests: count(1, 30).exactOptional(),
  } satisfies Shape<args.InferenceObjectives>).exactOptional(),
  windows: object({
    rate: duration("5m").exactOptional(),
    sustained: duration("5m", { zero: true }).exactOptional(),
    absent: duration("2m", { zero: true }).exactOptional(),
  } satisfies Shape<args.InferenceWindows>).exactOptional(),
} satisfies Shape<args.InferenceServiceArgs>);
