import type { AggregateOp, BinaryOp, Expr, Matcher, Matching } from "./ast";
import { numberOf } from "./literals";
import { group, type Item, type PlacedOperand, type Span } from "./precedence";
import { SyntaxReader, type SyntaxNode } from "./syntax";

const TAKES_PARAMETER = new Set<AggregateOp>(["topk", "bottomk", "quantile", "count_values"]);

/**
 * Turns the tree of the grammar into expressions. The grammar lets `offset`, `@` and `[...]` bind looser than
 * any operator, and a sign tighter than `^`; Prometheus does neither, so operands and operators are taken in the
 * order of the text and grouped anew.
 */
class Reader extends SyntaxReader {
  readonly spans = new Map<Expr, Span>();

  read(): Expr {
    return this.expr(this.root()).operand;
  }

  private readonly place = (operand: Expr, span: Span, parens = false): PlacedOperand => {
    const { from, to } = span;
    // An operand in parentheses keeps its own place.
    if (!this.spans.has(operand)) this.spans.set(operand, { from, to });
    return { operand, span: { from, to }, parens };
  };

  private expr(node: SyntaxNode): PlacedOperand {
    const items: Item[] = [];
    this.flatten(node, items);
    return group(items, this.place);
  }

  private flatten(node: SyntaxNode, out: Item[]): void {
    switch (node.name) {
      case "BinaryExpr": {
        const [left, op, ...rest] = this.children(node, 2);
        this.flatten(left, out);
        out.push(this.operator(op, rest.slice(0, -1)));
        this.flatten(rest.at(-1) ?? this.fail(node.to), out);
        return;
      }
      case "UnaryExpr": {
        const [sign, operand] = this.children(node, 2);
        out.push({ sign: this.source(sign) === "-" ? "-" : "+", from: sign.from });
        this.flatten(operand, out);
        return;
      }
      case "OffsetExpr":
      case "StepInvariantExpr":
      case "MatrixSelector":
      case "SubqueryExpr": {
        const [inner, ...modifiers] = this.children(node, 2);
        this.flatten(inner, out);
        const last = out.pop();
        if (!last || !("operand" in last)) return this.fail(node.from);
        const span = { from: last.span.from, to: node.to };
        out.push(this.place(this.modified(last, node, modifiers), span));
        return;
      }
      case "NumberDurationLiteral": {
        const [, sign, digits = ""] = /^([-+])?\s*(.*)$/s.exec(this.source(node)) ?? [];
        if (sign === "-" || sign === "+") out.push({ sign, from: node.from });
        const value = this.literal(node, () => numberOf(digits));
        const span = { from: node.to - digits.length, to: node.to };
        out.push(this.place({ type: "number", value }, span));
        return;
      }
      case "ParenExpr":
        out.push(this.place(this.expr(this.children(node, 1)[0]).operand, node, true));
        return;
      default:
        out.push(this.place(this.leaf(node), node));
    }
  }

  private operator(node: SyntaxNode, modifiers: readonly SyntaxNode[]): Item {
    const clause = modifiers.find(({ name }) => name === "MatchingModifierClause");
    return {
      // The grammar knows the same operators; words may be in capitals.
      op: this.source(node).toLowerCase() as BinaryOp,
      bool: modifiers.some(({ name }) => name === "BoolModifier"),
      matching: clause && this.matching(clause),
    };
  }

  private matching(node: SyntaxNode): Matching | undefined {
    const [mode, labels, side, include] = this.children(node, 2);
    const matching: Matching = {
      mode: mode.name === "On" ? "on" : "ignoring",
      labels: this.labels(labels),
      ...(side && {
        group: side.name === "GroupLeft" ? ("left" as const) : ("right" as const),
        include: include ? this.labels(include) : [],
      }),
    };
    // `ignoring ()` is how operators match anyway.
    const plain = matching.mode === "ignoring" && matching.labels.length === 0 && !side;
    return plain ? undefined : matching;
  }

  /** `last` with what follows it: a range, a subquery, an offset or a time. */
  private modified(last: PlacedOperand, node: SyntaxNode, modifiers: readonly SyntaxNode[]): Expr {
    const { operand: expr, parens } = last;
    const at = last.span.to;
    // Of keyword and duration the last is meant.
    const [first, second = first] = modifiers;
    if (!first || !second) return this.fail(node.from);
    if (node.name === "SubqueryExpr") {
      const step = second !== first && { step: this.window(second) };
      return { type: "subquery", expr, range: this.window(first), ...step };
    }
    if (node.name === "MatrixSelector") {
      if (expr.type !== "selector" || expr.range !== undefined || parens) {
        return this.fail(at, "only a series takes a range, other expressions a subquery");
      }
      if (expr.offset !== undefined || expr.at !== undefined) {
        return this.fail(at, "a range stands before offset and @");
      }
      return { ...expr, range: this.window(first) };
    }
    if ((expr.type !== "selector" && expr.type !== "subquery") || parens) {
      return this.fail(at, "offset and @ must follow a series, a range or a subquery");
    }
    if (node.name === "OffsetExpr") {
      if (expr.offset !== undefined) return this.fail(at, "a second offset");
      const offset = this.offset(second);
      return offset === "0s" ? expr : { ...expr, offset };
    }
    if (expr.at !== undefined) return this.fail(at, "a second @");
    return { ...expr, at: this.time(second) };
  }

  private leaf(node: SyntaxNode): Expr {
    switch (node.name) {
      case "StringLiteral":
        return { type: "string", value: this.string(node) };
      case "VectorSelector":
        return this.selector(node);
      case "FunctionCall": {
        const [fn, body] = this.children(node, 2);
        return { type: "call", fn: this.source(fn), args: this.args(body) };
      }
      case "AggregateExpr":
        return this.aggregate(node);
      default:
        return this.fail(node.from, node.name, "not supported");
    }
  }

  private args(node: SyntaxNode): Expr[] {
    return this.children(node).map((arg) => this.expr(arg).operand);
  }

  private aggregate(node: SyntaxNode): Expr {
    const [name, ...parts] = this.children(node, 2);
    // The grammar knows the same functions, but for those refused before; they may be in capitals.
    const op = this.source(name).toLowerCase() as AggregateOp;
    const body = parts.find((part) => part.name === "FunctionCallBody");
    const modifier = parts.find((part) => part.name === "AggregateModifier");
    const args = body ? this.args(body) : [];
    const wanted = TAKES_PARAMETER.has(op) ? 2 : 1;
    const [expr, param] = args.toReversed();
    if (!expr || args.length !== wanted) {
      return this.fail(node.from, `${op} takes ${wanted} argument(s), not ${args.length}`);
    }
    const grouping = modifier && this.grouping(modifier);
    return { type: "aggregate", op, expr, ...(param && { param }), ...(grouping && { grouping }) };
  }

  private grouping(node: SyntaxNode) {
    const [keyword, list] = this.children(node, 2);
    const mode = keyword.name === "By" ? ("by" as const) : ("without" as const);
    const labels = this.labels(list);
    // `by ()` is how aggregations work anyway.
    return mode === "by" && labels.length === 0 ? undefined : { mode, labels };
  }

  private selector(node: SyntaxNode): Expr {
    const parts = this.children(node, 1);
    const identifier = parts.find((part) => part.name === "Identifier");
    const list = parts.find((part) => part.name === "LabelMatchers");
    const matchers = list ? this.children(list).map((part) => this.matcher(part)) : [];
    const names = matchers.filter(({ label }) => label === "__name__");
    if (identifier) {
      if (names.length > 0) return this.fail(node.from, "the name of the metric is given twice");
      return { type: "selector", metric: this.source(identifier), matchers };
    }
    if (matchers.length === 0) {
      return this.fail(node.from, "a selector needs the name of a metric, or matchers");
    }
    const [name, more] = names;
    if (!name || more || name.op !== "=" || name.value === "") {
      return { type: "selector", metric: "", matchers };
    }
    // One name, however it is written, is the metric's.
    return {
      type: "selector",
      metric: name.value,
      matchers: matchers.filter((matcher) => matcher !== name),
    };
  }

  private matcher(node: SyntaxNode): Matcher {
    if (node.name === "QuotedLabelName") {
      return { label: "__name__", op: "=", value: this.labelName(node) };
    }
    const [label, op, value] = this.children(node, 2);
    return {
      label: this.labelName(label),
      // The grammar knows the same four.
      op: this.source(op) as Matcher["op"],
      value: value ? this.string(value) : this.fail(node.to),
    };
  }
}

/** An expression that was parsed, and where its parts stand in the text. */
export interface Parsed {
  readonly expr: Expr;
  /** The place of a node of `expr`, by identity: parentheses around the node are not part of it. */
  readonly spanOf: (node: Expr) => Span | undefined;
}

/**
 * Reads PromQL (the grammar of Prometheus 3) and keeps the places of its parts. Types are promtool's business.
 * Durations come out as {@link duration} prints them, a number with sign as that number, `{__name__="a"}` as `a`.
 * @throws Error naming the text and the position of the first mistake, or of what an {@link Expr} cannot hold:
 * fill, smoothed, anchored, limitk, limit_ratio and duration expressions.
 */
export function parseWithSpans(text: string): Parsed {
  const reader = new Reader(text);
  const expr = reader.read();
  return { expr, spanOf: (node) => reader.spans.get(node) };
}

/** The expression that a PromQL text means; see {@link parseWithSpans}. */
export function parse(text: string): Expr {
  return new Reader(text).read();
}
