import fc from "fast-check";
import { duration, type BinaryOp, type Expr, type Matcher, type Matching } from "../../../promql";

/** Random expressions that Prometheus' type checker accepts. */

const metricName = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("up", "training_loss", "a:b:c", "sum", "by", "rate") },
  fc.constantFrom("on", "nan", "Inf", "bool", "ignoring", "group_left", "atan2", "a.b", "gpu °C"),
);
const labelName = fc.constantFrom("a", "a1", "a_b", "on", "by", "le", "inf", "model.name", "ä");

/** Text whose characters Prometheus prints as they are or with one of the escapes that we use too. */
const printable = fc.string({
  unit: fc.constantFrom(..."abAB09 _-.:/$^*+?()[]{}|\\\"'`,=é日😀\n\t\r"),
  maxLength: 8,
});

const matcher: fc.Arbitrary<Matcher> = fc.oneof(
  fc.record({ label: labelName, op: fc.constantFrom("=", "!="), value: printable }),
  fc.record({ label: labelName, op: fc.constantFrom("=~", "!~"), value: fc.constant("a|b.+") }),
);
/** 1 ms to about 11 days, in the spelling of users: also `90m` and `7d`. */
const window = fc.oneof(
  fc.integer({ min: 1, max: 1e9 }).map((milliseconds) => duration(milliseconds / 1000)),
  fc.constantFrom("90m", "7d", "365d", "60s", "1500ms", "24h", "14d"),
);
const offset = fc.option(fc.oneof(window, fc.constant("0s")), { nil: undefined });
const number: fc.Arbitrary<Expr> = fc
  .oneof(fc.double({ noNaN: true }), fc.integer({ min: -9, max: 9 }))
  .map((value) => ({ type: "number", value: value === 0 ? 0 : value }));

const optional = <K extends string, T>(key: K, value: T | undefined) =>
  // The cast keeps the key's literal type, which a computed key loses.
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: T };

const selector = fc
  .record({ metric: metricName, matchers: fc.array(matcher, { maxLength: 4 }), offset })
  .map(({ metric, matchers, offset }) => ({
    type: "selector" as const,
    metric,
    matchers,
    ...optional("offset", offset),
  }));

const ARITHMETIC = ["+", "-", "*", "/", "%", "^", "atan2"] as const;
const COMPARISON = ["==", "!=", ">", ">=", "<", "<="] as const;
const SET = ["and", "or", "unless"] as const;

const labels = fc.uniqueArray(labelName, { maxLength: 3 });
const matching: fc.Arbitrary<Matching> = fc
  .record({
    mode: fc.constantFrom("on" as const, "ignoring" as const),
    labels,
    group: fc.constantFrom(undefined, "left" as const, "right" as const),
    include: labels,
  })
  .map(({ mode, labels, group, include }) => ({
    mode,
    labels,
    // Prometheus refuses a label in both lists.
    ...(group && { group, include: include.filter((label) => !labels.includes(label)) }),
  }));
/** Set operators match many to many: no group_left. */
const setMatching = matching.map(({ mode, labels }) => ({ mode, labels }));

const call = (fn: string, ...args: Expr[]): Expr => ({ type: "call", fn, args });

const { vector } = fc.letrec<{ vector: Expr; range: Expr }>((tie) => {
  const binary = (
    operators: readonly BinaryOp[],
    match: fc.Arbitrary<Matching>,
    bool: fc.Arbitrary<boolean>,
  ) =>
    fc
      .record({
        op: fc.constantFrom(...operators),
        left: tie("vector"),
        right: tie("vector"),
        matching: fc.option(match, { nil: undefined }),
        bool,
      })
      .map(({ op, left, right, matching, bool }): Expr => ({
        type: "binary",
        op,
        left,
        right,
        ...optional("matching", matching),
        ...(bool && { bool }),
      }));
  const scaled = fc
    .record({
      op: fc.constantFrom(...ARITHMETIC, ...COMPARISON),
      vector: tie("vector"),
      number,
      swap: fc.boolean(),
    })
    .map(({ op, vector, number, swap }): Expr =>
      swap
        ? { type: "binary", op, left: number, right: vector }
        : { type: "binary", op, left: vector, right: number },
    );
  const aggregate = fc
    .record({
      op: fc.constantFrom("sum", "avg", "min", "max", "count", "group", "stddev", "stdvar"),
      expr: tie("vector"),
      grouping: fc.option(fc.record({ mode: fc.constantFrom("by", "without"), labels }), {
        nil: undefined,
      }),
    })
    .map(({ op, expr, grouping }): Expr => ({
      type: "aggregate",
      op,
      expr,
      ...optional("grouping", grouping),
    }));
  const topk = fc
    .record({ op: fc.constantFrom("topk", "bottomk", "quantile"), expr: tie("vector"), number })
    .map(({ op, expr, number }): Expr => ({ type: "aggregate", op, expr, param: number }));
  return {
    vector: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      { weight: 2, arbitrary: selector },
      binary(ARITHMETIC, matching, fc.constant(false)),
      binary(COMPARISON, matching, fc.boolean()),
      binary(SET, setMatching, fc.constant(false)),
      scaled,
      aggregate,
      topk,
      tie("range").map((range) => call("rate", range)),
      tie("vector").map((v) => call("abs", v)),
      fc.tuple(tie("vector"), number).map(([v, n]) => call("histogram_quantile", n, v)),
      fc
        .tuple(tie("vector"), printable)
        .map(([v, text]) =>
          call(
            "label_replace",
            v,
            { type: "string", value: "to" },
            { type: "string", value: text },
            { type: "string", value: "from" },
            { type: "string", value: "(.*)" },
          ),
        ),
    ),
    range: fc.oneof(
      { maxDepth: 2 },
      fc.tuple(selector, window).map(([s, range]): Expr => ({ ...s, range })),
      fc
        .record({ expr: tie("vector"), range: window, step: window, offset })
        .map(({ expr, range, step, offset }): Expr => ({
          type: "subquery",
          expr,
          range,
          step,
          ...optional("offset", offset),
        })),
    ),
  };
});

/** An instant vector of any shape. */
export const anyVector = vector;
