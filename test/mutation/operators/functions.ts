import type { AggregateOp, Expr } from "../../../promql";
import type { Change } from "./change";

/** Functions that a careless hand takes for one another; both take and give the same types. */
const FUNCTIONS: Readonly<Record<string, readonly string[]>> = {
  rate: ["increase", "irate"],
  increase: ["rate"],
  irate: ["rate"],
  delta: ["increase"],
  changes: ["resets"],
  resets: ["changes"],
  max_over_time: ["min_over_time"],
  min_over_time: ["max_over_time"],
  avg_over_time: ["max_over_time", "sum_over_time"],
  sum_over_time: ["avg_over_time"],
  last_over_time: ["min_over_time"],
  ceil: ["floor"],
  floor: ["ceil"],
};

/** A function that may be forgotten: what it is applied to is of its own type. */
const DROPPED: ReadonlySet<string> = new Set([
  "abs",
  "ceil",
  "floor",
  "round",
  "clamp",
  "clamp_min",
  "clamp_max",
  "label_replace",
  "label_join",
  "ln",
  "log2",
  "log10",
  "exp",
  "sqrt",
  "sgn",
]);

/** `group` says that something is there, whatever its value, so there is nothing to take it for. */
const AGGREGATIONS: Readonly<Partial<Record<AggregateOp, readonly AggregateOp[]>>> = {
  sum: ["avg", "max"],
  avg: ["max", "sum"],
  min: ["max"],
  max: ["min", "sum"],
  count: ["sum"],
  topk: ["bottomk"],
  bottomk: ["topk"],
};

/** Functions and aggregations: another one, or none. */
export function functions(node: Expr): readonly Change[] {
  if (node.type === "aggregate") {
    // The sum of what is 1 each is their number.
    if (node.op === "count" && node.expr.type === "aggregate" && node.expr.op === "group")
      return [];
    return (AGGREGATIONS[node.op] ?? []).map((op) => ({
      operator: `${node.op} to ${op}`,
      to: { ...node, op },
    }));
  }
  if (node.type !== "call") return [];
  const { fn, args } = node;
  const [first, ...more] = args;
  const quantile = fn === "quantile_over_time" ? more[0] : undefined;
  return [
    ...(FUNCTIONS[fn] ?? []).map((other) => ({
      operator: `${fn} to ${other}`,
      to: { ...node, fn: other },
    })),
    // The level of a quantile is a number like any other; the mean is what a quantile is taken for.
    ...(quantile
      ? [{ operator: "quantile to avg", to: { ...node, fn: "avg_over_time", args: [quantile] } }]
      : []),
    ...(DROPPED.has(fn) && first ? [{ operator: `drop ${fn}`, to: first }] : []),
    ...args.flatMap((arg, at) =>
      arg.type === "string"
        ? [
            {
              operator: `text ${at} changed`,
              to: { ...node, args: args.map((a, i) => (i === at ? longer(arg) : a)) },
            },
          ]
        : [],
    ),
  ];
}

function longer(text: Expr & { readonly type: "string" }): Expr {
  return { ...text, value: `${text.value}x` };
}
