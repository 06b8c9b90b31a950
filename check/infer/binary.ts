import type { BinaryOp, Expr } from "../../promql";
import { isComparison, isSetOperator, mirrored } from "../operators";
import {
  labelsOnly,
  type Attempt,
  type Form,
  type Inferred,
  type Problem,
  type SampleKind,
} from "./form";
import { match } from "./matching";
import { alwaysOne, isShare } from "./parts";
import { threshold } from "./thresholds";
import { mixed, quotientOf, scaled, sumOf } from "./units";

type Binary = Extract<Expr, { type: "binary" }>;

/** What an operator makes of its operands, whose types are right. */
export function inferBinary(
  expr: Binary,
  left: Inferred,
  right: Inferred,
): { readonly attempts: readonly Attempt[]; readonly condition: boolean } {
  const attempts =
    left.type === "scalar" || right.type === "scalar"
      ? withScalar(expr, left, right)
      : left.forms.flatMap((l) => right.forms.map((r) => vectors(expr, l, r, left, right)));
  const united =
    expr.op === "or"
      ? [...attempts, ...right.forms.map((form) => ({ form, problems: [] }))]
      : attempts;
  return { attempts: united, condition: isCondition(expr, left, right) };
}

function isCondition({ op, bool }: Binary, left: Inferred, right: Inferred): boolean {
  if (op === "or") return left.condition && right.condition;
  if (op === "unless") return true;
  if (isComparison(op) && !bool) return true;
  return left.condition || right.condition;
}

const BOOLEAN = { kind: "gauge", unit: "one" } as const;

function withScalar({ op, bool }: Binary, left: Inferred, right: Inferred): readonly Attempt[] {
  const scalarLeft = left.type === "scalar";
  const [vector, scalar] = scalarLeft ? [right, left] : [left, right];
  const value = scalar.value;
  return vector.forms.map((form) => {
    const other: Form = { ...(scalar.forms[0] ?? labelsOnly(form)) };
    if (isComparison(op)) {
      const problem =
        value === undefined
          ? mixed(op, form, other)
          : threshold(scalarLeft ? mirrored(op) : op, form, value);
      const result = bool ? { ...labelsOnly(form), ...BOOLEAN } : form;
      return { form: result, problems: problem ? [problem] : [] };
    }
    return arithmetic(op, form, other, value, scalarLeft);
  });
}

function arithmetic(
  op: BinaryOp,
  form: Form,
  scalar: Form,
  value: number | undefined,
  scalarLeft: boolean,
): Attempt {
  const { kind, unit, perSecond, scale, atMost, part: _, ...rest } = form;
  const measure = {
    ...(unit && { unit }),
    ...(perSecond && { perSecond }),
    ...(scale && { scale }),
  };
  const right = (result: Form): Attempt => ({ form: result, problems: [] });
  if (op === "*" || (op === "/" && !scalarLeft)) {
    const factor = value === undefined ? undefined : op === "*" ? value : 1 / value;
    if (factor !== undefined) return right(scaled(form, factor));
    return right({ ...rest, ...(kind && { kind }) });
  }
  if (op === "+" || op === "-") {
    const problem = mixed(op, form, scalar);
    const [first, second] = scalarLeft ? [scalar, form] : [form, scalar];
    const sum = value === undefined ? sumOf(op, first, second) : measure;
    const shift =
      scalarLeft && op === "-"
        ? value
        : atMost !== undefined
          ? atMost + (op === "+" ? (value ?? NaN) : -(value ?? NaN))
          : undefined;
    const bound = atMost !== undefined && shift !== undefined && !Number.isNaN(shift);
    return {
      form: {
        ...rest,
        // A number more is no counter's next value.
        ...(kind && { kind: kind === "counter" || kind === "mixedCounter" ? "gauge" : kind }),
        ...(problem ? {} : sum),
        ...(bound && { atMost: shift }),
      },
      problems: problem ? [problem] : [],
    };
  }
  return right(labelsOnly(form));
}

function vectors(
  expr: Binary,
  left: Form,
  right: Form,
  { condition: leftCondition }: Inferred,
  { condition: rightCondition }: Inferred,
): Attempt {
  const { op } = expr;
  const { labels, problems } = match(expr, left, right);
  const compared = isComparison(op) || op === "+" || op === "-";
  // Two conditions united are two reasons for one alert, of any unit.
  const united = op === "or" && !leftCondition && !rightCondition;
  const unit = compared || united ? mixed(op, left, right) : undefined;
  const same = op === "/" ? alwaysOne(expr, left, right) : undefined;
  const all: readonly Problem[] = [...problems, ...(unit ? [unit] : []), ...(same ? [same] : [])];
  const wrong = all.some(({ severity }) => severity !== "warning");
  if (wrong && !unit) return { form: { ...labels, others: "any" }, problems: all };
  if (unit) return { form: labels, problems: all };
  return { form: { ...labels, ...samples(expr, left, right) }, problems: all };
}

/** Kind, unit and bounds of the result. */
function samples(expr: Binary, left: Form, right: Form): Omit<Form, "labels" | "others"> {
  const { op, bool } = expr;
  const { labels: _l, maybe: _m, others: _o, ...kept } = left;
  if (isSetOperator(op)) return kept;
  if (isComparison(op)) return bool ? BOOLEAN : kept;
  if (op === "*") return product(left, right);
  if (op === "/") {
    return {
      kind: "gauge",
      ...quotientOf(left, right),
      ...(isShare(expr, left, right) && { atMost: (left.scale ?? 1) / (right.scale ?? 1) }),
    };
  }
  if (op === "+" || op === "-")
    return { ...kindOfSum(op, left.kind, right.kind), ...sumOf(op, left, right) };
  return {};
}

/** An info series is 1, so the product is the other side. */
function product(left: Form, right: Form): Omit<Form, "labels" | "others"> {
  const info = [left, right].find(({ kind }) => kind === "info");
  if (!info) return {};
  const { labels: _l, maybe: _m, others: _o, part: _p, ...kept } = info === left ? right : left;
  return kept;
}

function kindOfSum(
  op: "+" | "-",
  left: SampleKind | undefined,
  right: SampleKind | undefined,
): { readonly kind?: SampleKind } {
  if (left === undefined || right === undefined) return {};
  // A counter less itself, some time ago, is an increase.
  const counter = op === "+" ? "mixedCounter" : "gauge";
  if (left === right) return { kind: left === "counter" ? counter : left };
  return { kind: "gauge" };
}
