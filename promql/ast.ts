/** The functions of an aggregation, as Prometheus names them. */
export type AggregateOp =
  | "sum"
  | "avg"
  | "min"
  | "max"
  | "count"
  | "group"
  | "stddev"
  | "stdvar"
  | "topk"
  | "bottomk"
  | "quantile"
  | "count_values";

/** Binary operators, as Prometheus prints them. */
export type BinaryOp =
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | "^"
  | "atan2"
  | "=="
  | "!="
  | ">"
  | ">="
  | "<"
  | "<="
  | "and"
  | "or"
  | "unless";

/** One label matcher; `value` is the unescaped string or regular expression. */
export interface Matcher {
  readonly label: string;
  readonly op: "=" | "!=" | "=~" | "!~";
  readonly value: string;
}

/** Vector matching of a binary operator; `group` names the many side, `include` its extra labels. */
export interface Matching {
  readonly mode: "on" | "ignoring";
  readonly labels: readonly string[];
  readonly group?: "left" | "right";
  readonly include?: readonly string[];
}

/** The time of an `@` modifier: Unix seconds, or an end of the evaluated range. */
export type At = number | "start()" | "end()";

/**
 * A PromQL expression as plain data; durations are Prometheus duration texts, an offset may begin with `-`.
 * Parentheses are no nodes: printing puts them where precedence asks for them.
 */
export type Expr = Shape & {
  /** Set where a text was taken as it is, so that such texts can be counted: see `unsafe`. */
  readonly unsafe?: true;
};

type Shape =
  | { readonly type: "number"; readonly value: number }
  | { readonly type: "string"; readonly value: string }
  | {
      readonly type: "selector";
      /** Empty where the series is chosen by matchers only. */
      readonly metric: string;
      readonly matchers: readonly Matcher[];
      readonly range?: string;
      readonly offset?: string;
      readonly at?: At;
    }
  | {
      readonly type: "subquery";
      readonly expr: Expr;
      readonly range: string;
      /** Absent where the server's evaluation interval is meant: foreign rules do that, ours never. */
      readonly step?: string;
      readonly offset?: string;
      readonly at?: At;
    }
  | { readonly type: "negate"; readonly expr: Expr }
  | { readonly type: "call"; readonly fn: string; readonly args: readonly Expr[] }
  | {
      readonly type: "aggregate";
      readonly op: AggregateOp;
      readonly expr: Expr;
      readonly param?: Expr;
      readonly grouping?: { readonly mode: "by" | "without"; readonly labels: readonly string[] };
    }
  | {
      readonly type: "binary";
      readonly op: BinaryOp;
      readonly left: Expr;
      readonly right: Expr;
      readonly bool?: boolean;
      readonly matching?: Matching;
    };
