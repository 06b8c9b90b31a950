import type { Expr } from "../../promql";
import { isComparison, isSetOperator } from "../operators";
import { inferAggregate } from "./aggregate";
import { inferBinary } from "./binary";
import { inferCall } from "./calls";
import { settle, UNKNOWN, type Attempt, type Inferred, type Problem } from "./form";
import { inferSelector } from "./selector";
import { SIGNATURES, type ValueType } from "./signatures";
import { RULES, type Severity, type Slug } from "./slugs";
import { nearest } from "./spelling";
import type { World } from "./world";

/** A mistake in an expression. */
export interface Finding {
  readonly severity: Severity;
  readonly slug: Slug;
  /** What is wrong, and what to do about it. */
  readonly message: string;
  /** The sub-expression that is wrong. */
  readonly node: Expr;
  /** The word in it that is wrong, where it is one. */
  readonly token?: string;
}

/** What an expression yields and what is wrong with it. */
export interface Result {
  readonly inferred: Inferred;
  readonly findings: readonly Finding[];
}

/** A problem of a node as a finding. */
export function finding(node: Expr, problem: Problem): Finding {
  return { severity: RULES[problem.slug].severity, ...problem, node };
}

/**
 * Infers what every part of an expression yields, and finds what cannot be meant. What follows from one mistake is
 * not reported again.
 */
export function infer(expr: Expr, world: World): Result {
  const findings: Finding[] = [];
  const inferred = new Walk(world, findings).infer(expr);
  return { inferred, findings };
}

const TYPE_NAMES: Readonly<Record<ValueType, string>> = {
  scalar: "a number",
  string: "a string",
  instant: "a vector",
  range: "a range such as [5m]",
};

class Walk {
  constructor(
    private readonly world: World,
    private readonly findings: Finding[],
  ) {}

  private report(node: Expr, problems: readonly Problem[]): void {
    this.findings.push(...problems.map((problem) => finding(node, problem)));
  }

  /** The vector of the forms that fit best; what is wrong with them is reported. */
  private settled(node: Expr, attempts: readonly Attempt[], condition: boolean): Inferred {
    const { forms, problems } = settle(attempts);
    this.report(node, problems);
    return { type: "instant", forms, condition };
  }

  /** Reports a value of another type than is needed; false then. */
  private typed(node: Expr, where: string, value: Inferred, needed: ValueType): boolean {
    if (value.type === needed) return true;
    const remedy =
      needed === "range"
        ? "; add a range"
        : value.type === "range"
          ? "; take a function of the range, such as rate() or max_over_time()"
          : "";
    this.report(node, [
      {
        slug: "value-type",
        message: `${where} needs ${TYPE_NAMES[needed]}, and this is ${TYPE_NAMES[value.type]}${remedy}`,
      },
    ]);
    return false;
  }

  infer(node: Expr): Inferred {
    switch (node.type) {
      case "number":
        return {
          type: "scalar",
          forms: [{ labels: new Set(), others: "none" }],
          condition: false,
          value: node.value,
        };
      case "string":
        return { type: "string", forms: [], condition: false };
      case "selector": {
        const { forms, problems } = inferSelector(node, this.world);
        this.report(node, problems);
        return { type: node.range === undefined ? "instant" : "range", forms, condition: false };
      }
      case "subquery": {
        const of = this.infer(node.expr);
        this.typed(node.expr, "a subquery", of, "instant");
        return { ...of, type: "range" };
      }
      case "negate": {
        const of = this.infer(node.expr);
        if (of.type === "range" || of.type === "string") {
          this.typed(node.expr, "a sign", of, "instant");
          return { type: "instant", forms: [UNKNOWN], condition: true };
        }
        const { value, ...rest } = of;
        const forms = of.forms.map(({ atMost: _, part: _p, ...form }) => form);
        return { ...rest, forms, ...(value !== undefined && { value: -value }) };
      }
      case "call":
        return this.call(node);
      case "aggregate":
        return this.aggregate(node);
      case "binary":
        return this.binary(node);
    }
  }

  private call(node: Extract<Expr, { type: "call" }>): Inferred {
    const args = node.args.map((arg) => this.infer(arg));
    const signature = SIGNATURES[node.fn];
    const nothing: Inferred = { type: "instant", forms: [UNKNOWN], condition: true };
    if (!signature) {
      const near = nearest(node.fn, Object.keys(SIGNATURES));
      const hint = near === undefined ? "" : `; did you mean ${near}()?`;
      this.report(node, [
        { slug: "value-type", message: `there is no function ${node.fn}()${hint}`, token: node.fn },
      ]);
      return nothing;
    }
    const { args: types, optional = 0, variadic = false } = signature;
    const least = types.length - (variadic ? 1 : optional);
    if (args.length < least || (!variadic && args.length > types.length)) {
      const count = least === types.length ? `${least}` : `${least} to ${types.length}`;
      const needed = variadic ? `at least ${least}` : count;
      this.report(node, [
        {
          slug: "value-type",
          message: `${node.fn}() takes ${needed} arguments, not ${args.length}`,
          token: node.fn,
        },
      ]);
      return { ...nothing, type: signature.returns };
    }
    const ok = args.map((arg, i) =>
      this.typed(
        node.args[i] ?? node,
        `${node.fn}()`,
        arg,
        types[Math.min(i, types.length - 1)] ?? "instant",
      ),
    );
    if (ok.includes(false)) return { ...nothing, type: signature.returns };
    const { attempts, condition } = inferCall(node, signature, args);
    return { ...this.settled(node, attempts, condition), type: signature.returns };
  }

  private aggregate(node: Extract<Expr, { type: "aggregate" }>): Inferred {
    const param = node.param && { node: node.param, value: this.infer(node.param) };
    const of = this.infer(node.expr);
    if (param) {
      const needed = node.op === "count_values" ? "string" : "scalar";
      this.typed(param.node, `${node.op}()`, param.value, needed);
    }
    const ok = this.typed(node.expr, `${node.op}()`, of, "instant");
    const operand = ok ? of : { ...of, forms: [UNKNOWN] };
    return this.settled(node, inferAggregate(node, operand, param?.value), of.condition);
  }

  private binary(node: Extract<Expr, { type: "binary" }>): Inferred {
    const { op } = node;
    const [left, right] = [this.infer(node.left), this.infer(node.right)];
    const operands = [
      [node.left, left],
      [node.right, right],
    ] as const;
    for (const [operand, value] of operands) {
      if (value.type === "range" || value.type === "string") {
        this.typed(operand, `'${op}'`, value, "instant");
        return { type: "instant", forms: [UNKNOWN], condition: true };
      }
      if (value.type === "scalar" && isSetOperator(op)) {
        this.typed(operand, `'${op}'`, value, "instant");
        return { type: "instant", forms: [UNKNOWN], condition: true };
      }
    }
    if (left.type === "scalar" && right.type === "scalar") {
      if (isComparison(op) && !node.bool) {
        this.report(node, [
          { slug: "value-type", message: `two numbers are compared with '${op} bool'` },
        ]);
      }
      return scalars(op, left, right);
    }
    const { attempts, condition } = inferBinary(node, left, right);
    return this.settled(node, attempts, condition);
  }
}

/** Constants are folded; of other numbers the unit is kept where it is that of both. */
function scalars(op: string, left: Inferred, right: Inferred): Inferred {
  const [a, b] = [left.value, right.value];
  const [form] = left.forms;
  const [other] = right.forms;
  const unit = a !== undefined ? other?.unit : b !== undefined ? form?.unit : undefined;
  const keeps = op === "+" || op === "-";
  const base = {
    type: "scalar" as const,
    forms: [{ labels: new Set<string>(), others: "none" as const, ...(unit && keeps && { unit }) }],
    condition: false,
  };
  if (a === undefined || b === undefined) return base;
  const fold: Readonly<Record<string, number>> = {
    "+": a + b,
    "-": a - b,
    "*": a * b,
    "/": a / b,
    "%": a % b,
    "^": a ** b,
  };
  const value = fold[op];
  return value === undefined ? base : { ...base, value };
}
