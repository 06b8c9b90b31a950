import { labelReplace, Metric, on, rate, type Vector } from "../../../promql";
import { longest, times } from "../../conventions";
import type { RecordingRule } from "../../model";
import type { TrainingName } from "../options";
import type { ResolvedClass } from "../windows";
import { summary } from "./presets";

/** A series whose labels are known only when it is there. */
const series = (name: string) => new Metric<string, "gauge", "one">(name);
/** One that counts. */
const counter = (name: string) => new Metric<string, "counter", "one">(name);
// Both sides are of one namespace.
const samePod = () => on("pod");

/**
 * The contract's series of a class whose runs export them under other names, so that rules and dashboards need not
 * know of it. They carry the foreign name as `mapped_from`: what a pod exports under the contract's own name is told
 * from it, and not recorded a second time.
 */
export function nameRecordings(c: ResolvedClass): readonly RecordingRule[] {
  return [
    ...(c.names.summary ? [lossOfSummary(c)] : []),
    ...c.names.series.map((n) => named(n, c)),
  ];
}

function named(name: TrainingName, { where }: ResolvedClass): RecordingRule {
  const { series: record, from, factor = 1 } = name;
  const renamed = Object.entries(name.labels ?? {}).reduce<Vector<string, "gauge", "one">>(
    (vector, [to, theirs]) => labelReplace(vector, { to, from: theirs, pattern: "(.+)" }),
    series(from).where({ ...where, ...name.where }),
  );
  return recorded(record, from, where, factor === 1 ? renamed : renamed.mul(factor), name.values);
}

/**
 * The mean of what the Summary has observed since a log interval ago. Without a new observation it stays as it was,
 * as a gauge would, for as long as the process is scraped.
 */
function lossOfSummary({ where, logInterval, scrapeInterval }: ResolvedClass): RecordingRule {
  const { sum, count, loss } = summary;
  const window = longest(logInterval, times(4, scrapeInterval));
  const mean = rate(counter(sum).where(where).over(window)).div(
    rate(counter(count).where(where).over(window)).gt(0),
  );
  const before = new Metric<string, "ratio", "ratio">(loss).where({ ...where, mapped_from: sum });
  const last = before.and(series(count).where(where), samePod());
  return recorded(loss, sum, where, mean.or(last, samePod()));
}

function recorded(
  record: string,
  from: string,
  where: ResolvedClass["where"],
  of: Vector<string>,
  values: Readonly<Record<string, string>> = {},
): RecordingRule {
  const own = series(record).where({ ...where, mapped_from: "" });
  return { record, expr: of.unless(own, samePod()).ast, labels: { ...values, mapped_from: from } };
}
