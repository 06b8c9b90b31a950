import fc from "fast-check";
import {
  duration,
  type At,
  type BinaryOp,
  type Expr,
  type Matcher,
  type Matching,
} from "../../../promql";

/** Random expressions that Prometheus' type checker accepts. */

const metricName = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("up", "training_loss", "a:b:c", "sum", "by", "rate") },
  fc.constantFrom("on", "nan", "Inf", "bool", "ignoring", "group_left", "atan2", "a.b", "gpu °C"),
  fc.constantFrom(
    "offset",
    "start",
    "end",
    "step",
    "fill",
    "limitk",
    "and",
    "or",
    "unless",
    "group",
  ),
);
const labelName = fc.constantFrom("a", "a1", "a_b", "on", "by", "le", "inf", "model.name", "ä");

/** Text whose characters Prometheus prints as they are or with as the escapes that we print too. */
const printable = fc.string({
  unit: fc.constantFrom(..."abAB09 _-.:/$^*+?()[]{}|\\\"'`,=é日😀\n\t\r\x07\x7f\u00ad\u2028\ufeff"),
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
const perhaps = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const offset = perhaps(
  fc.oneof(
    window,
    window.map((length) => `-${length}`),
    fc.constant("0s"),
  ),
);
const at: fc.Arbitrary<At | undefined> = perhaps(
  fc.oneof(
    fc.constantFrom("start()" as const, "end()" as const),
    fc.double({ min: -1e9, max: 4e9, noNaN: true }),
  ),
);
const number = fc
  .oneof(fc.double(), fc.integer({ min: -9, max: 9 }))
  .map((value): Expr => ({ type: "number", value }));
const text = (value: string): Expr => ({ type: "string", value });

const optional = <K extends string, T>(key: K, value: T | undefined) =>
  // The cast keeps the key's literal type, which a computed key loses.
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: T };

const selector = fc
  .oneof(
    fc.record({ metric: metricName, matchers: fc.array(matcher, { maxLength: 4 }) }),
    // Prometheus wants one matcher that the empty string does not pass.
    fc.array(matcher, { maxLength: 2 }).map((matchers) => ({
      metric: "",
      matchers: [...matchers, { label: "job", op: "=~" as const, value: ".+" }],
    })),
  )
  .chain((series) =>
    fc.record({ offset, at }).map(({ offset, at }) => ({
      type: "selector" as const,
      ...series,
      ...optional("offset", offset),
      ...optional("at", at),
    })),
  );

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

const { vector } = fc.letrec<{ vector: Expr; scalar: Expr; range: Expr }>((tie) => {
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
        matching: perhaps(match),
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
      scalar: tie("scalar"),
      swap: fc.boolean(),
    })
    .map(({ op, vector, scalar, swap }): Expr =>
      swap
        ? { type: "binary", op, left: scalar, right: vector }
        : { type: "binary", op, left: vector, right: scalar },
    );
  const grouping = perhaps(fc.record({ mode: fc.constantFrom("by", "without"), labels }));
  const aggregate = fc
    .record({
      op: fc.constantFrom("sum", "avg", "min", "max", "count", "group", "stddev", "stdvar"),
      expr: tie("vector"),
      grouping,
    })
    .map(({ op, expr, grouping }): Expr => ({
      type: "aggregate",
      op,
      expr,
      ...optional("grouping", grouping),
    }));
  const parameterised = fc
    .record({
      of: fc.oneof(
        fc.record({ op: fc.constantFrom("topk", "bottomk", "quantile"), param: tie("scalar") }),
        fc.record({ op: fc.constant("count_values"), param: labelName.map(text) }),
      ),
      expr: tie("vector"),
      grouping,
    })
    .map(({ of, expr, grouping }): Expr => ({
      type: "aggregate",
      ...of,
      expr,
      ...optional("grouping", grouping),
    }));
  const negate = (of: "vector" | "scalar") =>
    tie(of).map((expr): Expr => ({ type: "negate", expr }));
  return {
    vector: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      { weight: 2, arbitrary: selector },
      binary(ARITHMETIC, matching, fc.constant(false)),
      binary(COMPARISON, matching, fc.boolean()),
      binary(SET, setMatching, fc.constant(false)),
      scaled,
      aggregate,
      parameterised,
      negate("vector"),
      tie("scalar").map((scalar) => call("vector", scalar)),
      tie("range").map((range) => call("rate", range)),
      tie("vector").map((v) => call("abs", v)),
      fc.tuple(tie("vector"), tie("scalar")).map(([v, n]) => call("histogram_quantile", n, v)),
      fc
        .tuple(tie("vector"), printable)
        .map(([v, value]) =>
          call("label_replace", v, text("to"), text(value), text("from"), text("(.*)")),
        ),
    ),
    scalar: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 3, arbitrary: number },
      negate("scalar"),
      fc
        .record({ op: fc.constantFrom(...ARITHMETIC), left: tie("scalar"), right: tie("scalar") })
        .map((parts): Expr => ({ type: "binary", ...parts })),
      tie("vector").map((v) => call("scalar", v)),
      fc.constant(call("time")),
    ),
    range: fc.oneof(
      { maxDepth: 2 },
      fc.tuple(selector, window).map(([s, range]): Expr => ({ ...s, range })),
      fc
        .record({ expr: tie("vector"), range: window, step: perhaps(window), offset, at })
        .map(({ expr, range, step, offset, at }): Expr => ({
          type: "subquery",
          expr,
          range,
          ...optional("step", step),
          ...optional("offset", offset),
          ...optional("at", at),
        })),
    ),
  };
});

/** An instant vector of any shape. */
export const anyVector = vector;
