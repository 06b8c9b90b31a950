import type { Expr } from "../../promql";
import { kindName, quantileArgument } from "./calls";
import {
  adding,
  exactly,
  labelsOnly,
  may,
  without,
  type Attempt,
  type Form,
  type Inferred,
  type Problem,
} from "./form";
import { unknownLabel } from "./selector";

type Aggregation = Extract<Expr, { type: "aggregate" }>;

/** Aggregations that pick series and keep their labels. */
const PICKING: ReadonlySet<string> = new Set(["topk", "bottomk"]);
/** Aggregations whose result is one of the samples, or lies between them. */
const WITHIN: ReadonlySet<string> = new Set(["avg", "min", "max", "quantile"]);
const COUNTING: ReadonlySet<string> = new Set(["count", "group", "count_values"]);

/** What an aggregation makes of each form of its operand. */
export function inferAggregate(
  expr: Aggregation,
  operand: Inferred,
  param: Inferred | undefined,
): readonly Attempt[] {
  const argument = expr.op === "quantile" ? quantileArgument(param) : [];
  return operand.forms.map((form) => {
    const problems = [
      ...argument,
      ...(expr.grouping?.labels ?? []).flatMap((label) => grouping(expr, form, label)),
      ...sound(expr, form),
    ];
    const samples = problems.some(({ severity }) => severity !== "warning")
      ? labelsOnly(form)
      : form;
    return { form: samplesOf(expr, grouped(expr, samples)), problems };
  });
}

function grouping(expr: Aggregation, form: Form, label: string): readonly Problem[] {
  const mode = expr.grouping?.mode ?? "by";
  const problem = unknownLabel(form, label, `${mode} (...): the vector`);
  if (!problem) return [];
  // To take away what is not there changes nothing.
  return [mode === "without" ? { ...problem, severity: "warning" } : problem];
}

function grouped({ op, param, grouping }: Aggregation, form: Form): Form {
  if (PICKING.has(op)) {
    const one = param?.type === "number" && param.value === 1 && grouping?.mode !== "without";
    return one ? { ...form, uniqueBy: grouping?.labels ?? [] } : form;
  }
  const named = new Set(grouping?.labels);
  const kept =
    grouping?.mode === "without"
      ? without(form, (label) => named.has(label))
      : exactly(form, named);
  return op === "count_values" && param?.type === "string" ? adding(kept, [param.value]) : kept;
}

function keepsLe(expr: Aggregation): boolean {
  if (PICKING.has(expr.op)) return true;
  const named = expr.grouping?.labels.includes("le") ?? false;
  return expr.grouping?.mode === "without" ? !named : named;
}

/** Whether the aggregation makes sense of the samples. */
function sound(expr: Aggregation, form: Form): readonly Problem[] {
  const { op } = expr;
  const { kind } = form;
  if (COUNTING.has(op) || kind === undefined) return [];
  if (kind === "quantile" && !PICKING.has(op) && op !== "min" && op !== "max") {
    return [
      {
        slug: "aggregated-quantile",
        message: `${op}() of quantiles means nothing: aggregate the buckets by le, then take the quantile; max() is sound`,
      },
    ];
  }
  const buckets = kind === "bucket" || kind === "bucketRate";
  if (buckets && may(form, "le") && !keepsLe(expr)) {
    return [
      {
        slug: "le-dropped",
        message: `${op}() adds up ${kindName("bucket")} because it drops 'le': keep it in by (...), or use the _count series`,
        token: op,
      },
    ];
  }
  return [];
}

function samplesOf({ op }: Aggregation, form: Form): Form {
  if (PICKING.has(op)) return form;
  if (COUNTING.has(op)) {
    return { ...labelsOnly(form), kind: op === "group" ? "info" : "gauge", unit: "one" };
  }
  const { kind, part, atMost, unit, ...rest } = form;
  const mixed = kind === "counter" || kind === "mixedCounter";
  // The sum of a part and the sum of the whole still compare.
  return {
    ...rest,
    ...(kind && { kind: mixed ? "mixedCounter" : kind === "info" ? "gauge" : kind }),
    ...(unit && op !== "stdvar" && { unit }),
    ...(atMost !== undefined && WITHIN.has(op) && { atMost }),
    ...(part && op === "sum" && { part }),
  };
}
