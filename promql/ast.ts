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
  | "quantile";

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

/** A PromQL expression as plain data; durations are Prometheus duration texts. */
export type Expr =
  | { readonly type: "number"; readonly value: number }
  | { readonly type: "string"; readonly value: string }
  | {
      readonly type: "selector";
      readonly metric: string;
      readonly matchers: readonly Matcher[];
      readonly range?: string;
      readonly offset?: string;
    }
  | {
      readonly type: "subquery";
      readonly expr: Expr;
      readonly range: string;
      readonly step: string;
      readonly offset?: string;
    }
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
