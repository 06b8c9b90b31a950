// Checked by `npm run typecheck`: each line under @ts-expect-error must not compile, its neighbour must.
// What the compiler says of these and more mistakes is in cases.ts.
import { dcgm, inference, kubeState, scrape, training } from "../../metrics";
import {
  absent,
  avg,
  deriv,
  histogramQuantile,
  labelReplace,
  max,
  on,
  rate,
  secondsSince,
  sum,
} from "../../promql";
import { alert, recordAs, service } from "../../rules";

const loss = training.training_loss;
const requests = inference.inference_requests_total;
const buckets = inference.inference_request_latency_seconds.bucket;
const run = ["namespace", "run_id"] as const;
const steps = sum(rate(training.training_steps_total.over("5m"))).by(...run);
const info = max(training.training_run_info).by(...run, "team");
const text = () => "text";
const base = { name: "A", severity: "warning", summary: text, description: text } as const;

/** Names of metrics, labels and their values. */
export const names = [
  training.training_loss,
  // @ts-expect-error no such metric
  training.training_lost,
  loss.where({ run_id: "a" }),
  // @ts-expect-error no such label
  loss.where({ runid: "a" }),
  // @ts-expect-error an external label: it does not exist where rules are evaluated
  loss.where({ cluster: "a" }),
  requests.where({ code: "5xx" }),
  // @ts-expect-error no such value
  requests.where({ code: "500" }),
  absent(scrape.up, { job: "trainer" }),
  // @ts-expect-error a label that `up` lacks
  absent(scrape.up, { run_id: "a" }),
  labelReplace(loss, { to: "host", from: "instance" }),
  // @ts-expect-error a label that the loss lacks
  labelReplace(loss, { to: "host", from: "node" }),
];

/** What functions take. */
export const functions = [
  rate(requests.over("5m")),
  // @ts-expect-error a gauge has no rate
  rate(loss.over("5m")),
  // @ts-expect-error an instant vector
  rate(requests),
  // @ts-expect-error a sum hides the resets of its series
  rate(sum(requests).by("service").subquery("1h", "1m")),
  deriv(loss.over("5m")),
  // @ts-expect-error a counter has no slope of use
  deriv(requests.over("5m")),
  histogramQuantile(0.9, sum(rate(buckets.over("5m"))).by("service", "le")),
  // @ts-expect-error without le
  histogramQuantile(0.9, sum(rate(buckets.over("5m"))).by("service")),
  // @ts-expect-error buckets since the start of the process
  histogramQuantile(0.9, buckets),
  // @ts-expect-error the sum of buckets before their rate
  sum(buckets),
  max(service.latencyP95),
  // @ts-expect-error the mean of quantiles
  avg(service.latencyP95),
  secondsSince(kubeState.kube_node_created),
  // @ts-expect-error the loss is no time
  secondsSince(loss),
];

/** Durations. */
export const durations = [
  loss.over("1h30m"),
  // @ts-expect-error a fraction of an hour
  loss.over("1.5h"),
  // @ts-expect-error without a unit
  loss.over("300"),
  loss.offset("1d"),
  // @ts-expect-error into the future
  loss.offset("-1d"),
  steps.subquery("1h", "1m"),
  // @ts-expect-error words for a step
  steps.subquery("1h", "1 min"),
];

/** How vectors match. */
export const matching = [
  sum(loss).by("run_id"),
  // @ts-expect-error no such label
  sum(loss).by("run"),
  // @ts-expect-error dropped already
  max(sum(loss).by("run_id")).by("namespace"),
  steps.div(sum(loss).by(...run)),
  // @ts-expect-error label sets differ
  steps.div(sum(loss).by("namespace")),
  steps.join(info, on(...run).groupLeft("team")),
  // @ts-expect-error the right lacks pod
  loss.and(steps, on("pod")),
  // @ts-expect-error the left lacks namespace
  sum(loss).by("run_id").and(steps, on("namespace")),
  // @ts-expect-error the one side is not aggregated
  steps.join(training.training_run_info, on(...run).groupLeft("team")),
  // @ts-expect-error one to one, but the left has more labels
  loss.gt(max(loss).by("run_id"), on("run_id")),
];

/** Units. */
export const units = [
  service.latencyP95.gt(service.latencyP50),
  // @ts-expect-error seconds against a count
  service.latencyP95.gt(service.queueLength),
  dcgm.DCGM_FI_DEV_FB_USED.add(dcgm.DCGM_FI_DEV_FB_FREE),
  // @ts-expect-error degrees and watts
  dcgm.DCGM_FI_DEV_GPU_TEMP.add(dcgm.DCGM_FI_DEV_POWER_USAGE),
];

const byRun = sum(loss).by("run_id");
const queue = sum(inference.inference_queue_length);

/** Rules. */
export const rules = [
  alert({ ...base, for: "5m", expr: byRun.gt(1) }),
  // @ts-expect-error no condition: it would fire for every series
  alert({ ...base, for: "5m", expr: byRun }),
  // @ts-expect-error no duration
  alert({ ...base, for: "5 minutes", expr: byRun.gt(1) }),
  // @ts-expect-error no severity
  alert({ ...base, for: "5m", expr: byRun.gt(1), severity: "page" }),
  alert({ ...base, for: "5m", expr: byRun.gt(1), summary: (l) => l.run_id }),
  // @ts-expect-error a label that the sum dropped
  alert({ ...base, for: "5m", expr: byRun.gt(1), summary: (l) => l.pod }),
  recordAs(service.queueLength, queue.by("namespace", "service", "model")),
  // @ts-expect-error other labels
  recordAs(service.queueLength, queue.by("namespace", "service")),
  // @ts-expect-error another unit
  recordAs(service.errorRatio, queue.by("namespace", "service", "model")),
];
