import type { BinaryOp } from "../../promql";
import type { Form, Problem } from "./form";
import { unitName } from "./units";

/** What is wrong with comparing values of a form with a plain number. */
export function threshold(op: BinaryOp, form: Form, limit: number): Problem | undefined {
  return outOfRange(op, form, limit) ?? wrongUnit(form, limit) ?? lifelong(op, form, limit);
}

function outOfRange(
  op: BinaryOp,
  { unit, atMost, kind }: Form,
  limit: number,
): Problem | undefined {
  if (atMost === undefined || !Number.isFinite(limit)) return undefined;
  const never = op === ">" ? limit >= atMost : (op === ">=" || op === "==") && limit > atMost;
  const always = (op === "<" || op === "<=" || op === "!=") && limit > atMost;
  if (!never && !always) return undefined;
  const which = never ? "is never true" : "is always true";
  const why =
    kind === "quantile"
      ? `no quantile is above the histogram's largest bound, ${atMost}`
      : `${unit ? unitName(unit) : "the value"} is at most ${atMost}`;
  const remedy =
    unit === "ratio" && limit <= 100 ? `; write ${Number((limit / 100).toPrecision(6))}` : "";
  return { slug: "threshold-out-of-range", message: `'${op} ${limit}' ${which}: ${why}${remedy}` };
}

function wrongUnit(
  { unit, kind, atMost, scale, perSecond }: Form,
  limit: number,
): Problem | undefined {
  const size = Math.abs(limit);
  if (unit === undefined || (scale ?? 1) !== 1 || perSecond || !Number.isFinite(limit))
    return undefined;
  if (unit === "percent" && atMost === 100 && size > 0 && size < 1) {
    return {
      slug: "percent-threshold",
      message: `the value is percent (0 to 100), the threshold ${limit} looks like a ratio; write ${Number((limit * 100).toPrecision(6))}`,
    };
  }
  const wrong = (what: string): Problem => ({
    slug: "threshold-unit",
    message: `the value is ${unitName(unit)}, ${what}`,
  });
  if (unit === "timestamp" && size > 0 && size < 1e9) {
    return wrong(`and ${limit} lies in the 1970s or is an age: compare time() - the value`);
  }
  if (unit === "mebibytes" && size >= 1e7) {
    return wrong(`and ${limit} MiB are more than any device has: this looks like bytes`);
  }
  if (unit === "bytes" && kind === "gauge" && size > 1 && size < 1000) {
    return wrong(`and ${limit} bytes are next to nothing: this looks like percent, MiB or GiB`);
  }
  if (unit === "seconds" && kind === "quantile" && size >= 1000) {
    return wrong(`and ${limit} seconds are long: this looks like milliseconds`);
  }
  return undefined;
}

function lifelong(op: BinaryOp, { kind }: Form, limit: number): Problem | undefined {
  if (kind !== "counter" && kind !== "mixedCounter") return undefined;
  // "Never happened yet" is a fair question to a counter.
  if (limit === 0 && (op === "==" || op === "<=")) return undefined;
  return {
    slug: "counter-threshold",
    message: `a counter is compared with ${limit}: it counts from the start of the process; compare increase(...[1h]) or rate(...)`,
  };
}
