import { duration, seconds, withOperands, type Expr, type Matcher } from "../../../promql";

/** Of all expressions that mean the same the one that is parsed from their text, matchers sorted. */
export function normalise(expr: Expr): Expr {
  const e = withOperands(expr, normalise);
  switch (e.type) {
    case "negate":
      return e.expr.type === "number" ? { type: "number", value: -e.expr.value } : e;
    case "selector": {
      const { range, ...rest } = timed(e);
      const matchers = e.matchers.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
      return { ...rest, matchers, ...(range !== undefined && { range: canonical(range) }) };
    }
    case "subquery": {
      const { step, ...rest } = timed(e);
      const range = canonical(e.range);
      return { ...rest, range, ...(step !== undefined && { step: canonical(step) }) };
    }
    case "aggregate": {
      const { grouping, ...bare } = e;
      return grouping?.mode === "by" && grouping.labels.length === 0 ? bare : e;
    }
    case "binary": {
      const { matching, ...bare } = e;
      if (!matching) return e;
      const plain = matching.mode === "ignoring" && matching.labels.length === 0;
      if (matching.group) return { ...bare, matching: { include: [], ...matching } };
      return plain ? bare : e;
    }
    default:
      return e;
  }
}

function key({ label, op, value }: Matcher): string {
  return JSON.stringify([label, op, value]);
}

function canonical(text: string): string {
  return duration(seconds(text));
}

function timed<T extends Extract<Expr, { type: "selector" | "subquery" }>>(e: T): T {
  const { offset, at, ...bare } = e;
  const [, sign = "", length = "0s"] = /^(-?)(.*)$/.exec(offset ?? "0s") ?? [];
  return {
    ...bare,
    ...(seconds(length) > 0 && { offset: sign + canonical(length) }),
    ...(at !== undefined && { at: typeof at === "number" ? Math.round(at * 1000) / 1000 + 0 : at }),
    // The rest of a generic type is no longer known to be the type.
  } as T;
}
