import { kubeState } from "../../../metrics";
import {
  count,
  delta,
  increase,
  ln,
  max,
  Metric,
  rate,
  scalar,
  secondsSince,
  sum,
  time,
  vector,
} from "../../../promql";
import { service } from "../../../rules";
import { bytes, loss, mebibytes, milliseconds, seconds, watts } from "./subjects";

const created = kubeState.kube_node_created;
const energy = new Metric<"pod", "counter", "millijoules">("energy_millijoules_total");

/** Units. */
export const units = [
  service.latencyP95.gt(service.latencyP50),
  // @ts-expect-error units differ: seconds and one
  service.latencyP95.gt(service.queueLength),
  bytes.add(bytes),
  // @ts-expect-error units differ: bytes and watts
  bytes.add(watts),
  seconds.gt(milliseconds.convert("milliseconds", "seconds")),
  // @ts-expect-error units differ: seconds and milliseconds; convert('milliseconds', 'seconds') the right side
  seconds.gt(milliseconds),
  mebibytes.convert("mebibytes", "bytes").sub(bytes),
  // @ts-expect-error units differ: mebibytes and bytes; convert('mebibytes', 'bytes') the left side
  mebibytes.sub(bytes),
  created.lt(time()),
  // @ts-expect-error add() of values in timestamp means nothing: take max(), min() or avg()
  created.add(created),
  max(created),
  // @ts-expect-error sum() of values in timestamp means nothing: take max(), min() or avg()
  sum(created),
  delta(created.over("1h")).lt(60),
  // @ts-expect-error units differ: seconds and timestamp
  delta(created.over("1h")).lt(time()),
  sum(bytes).or(vector(0, "bytes")),
  // @ts-expect-error units differ: bytes and one
  sum(bytes).or(vector(0)),
  rate(energy.over("5m")).convert("millijoules", "joules").gt(watts),
  // @ts-expect-error units differ: joules and watts
  increase(energy.over("5m")).convert("millijoules", "joules").gt(watts),
  bytes.or(bytes),
  // @ts-expect-error units differ: bytes and seconds
  bytes.or(seconds),
  mebibytes.convert("mebibytes", "bytes"),
  // @ts-expect-error no conversion from mebibytes to seconds
  mebibytes.convert("mebibytes", "seconds"),
  milliseconds.convert("milliseconds", "seconds"),
  // @ts-expect-error this is in seconds already
  seconds.convert("seconds", "seconds"),
  milliseconds.convert("milliseconds", "seconds"),
  // @ts-expect-error Argument of type '"mebibytes"' is not assignable to parameter of type '"milliseconds"'
  milliseconds.convert("mebibytes", "bytes"),
  watts.mul(seconds),
  // @ts-expect-error no unit for bytes times watts: one side must be a count or a ratio
  bytes.mul(watts),
  bytes.div(2).div(scalar(count(bytes))),
  // @ts-expect-error no unit for bytes divided by timestamp: convert, or divide by a count
  bytes.div(time()),
  bytes.div(bytes),
  // @ts-expect-error no unit for bytes divided by watts: convert, or divide by a count
  bytes.div(watts),
  loss.pow(2),
  // @ts-expect-error pow() of seconds has no unit that is known
  seconds.pow(2),
  ln(bytes.div(bytes)),
  // @ts-expect-error ln() of bytes has no unit that is known: divide by one of its kind first
  ln(bytes),
  secondsSince(kubeState.kube_node_created),
  // @ts-expect-error units differ: timestamp and one
  secondsSince(loss),
  kubeState.kube_node_created.lt(time()),
  // @ts-expect-error units differ: seconds and timestamp
  seconds.lt(time()),
];
