import type { Expr } from "../../promql";
import {
  adding,
  labelsOnly,
  may,
  without,
  type Attempt,
  type Form,
  type Inferred,
  type Problem,
  type SampleKind,
} from "./form";
import { unknownLabel } from "./selector";
import type { Signature } from "./signatures";

type Call = Extract<Expr, { type: "call" }>;

const KIND_NAMES: Partial<Record<SampleKind, string>> = {
  info: "an info series (always 1)",
  rate: "a rate already",
  bucketRate: "a rate of buckets already",
  quantile: "a quantile",
  histogramRate: "a rate already",
  mixedCounter: "an aggregate of counters",
  bucket: "the buckets of a histogram",
};

/** A kind of samples, in a sentence. */
export function kindName(kind: SampleKind): string {
  return KIND_NAMES[kind] ?? `a ${kind}`;
}

const MEANS: ReadonlySet<string> = new Set(["avg_over_time", "sum_over_time"]);

/** What is wrong with giving samples of a form to a function. */
function samplesProblem(fn: string, { samples }: Signature, { kind }: Form): Problem | undefined {
  if (kind === undefined || samples === undefined) return undefined;
  if (kind === "quantile" && MEANS.has(fn)) {
    const message = `${fn}() of quantiles means nothing: take the quantile over the longer time, or max_over_time()`;
    return { slug: "aggregated-quantile", message, severity: "warning" };
  }
  const cumulative = kind === "counter" || kind === "mixedCounter" || kind === "bucket";
  if (samples === "counter") {
    if (kind === "mixedCounter") {
      return {
        slug: "rate-of-aggregate",
        message: `${fn}() of an aggregate of counters hides the reset of each: take ${fn}() first, then aggregate`,
      };
    }
    if (cumulative || kind === "histogram") return undefined;
    const remedy =
      kind === "gauge" && fn !== "resets"
        ? `; use ${fn === "increase" ? "delta" : "deriv"}() for its change`
        : "";
    return {
      slug: "rate-of-gauge",
      message: `${fn}() needs a counter, and this is ${kindName(kind)}${remedy}`,
    };
  }
  if (!cumulative) return undefined;
  return {
    slug: "gauge-function-on-counter",
    message: `${fn}() of a counter takes every reset for a fall; use rate() or increase()`,
    ...(samples === "no counter" && { severity: "warning" as const }),
  };
}

function rated(fn: string, form: Form, perSecond: boolean): Form {
  const { kind, part, atMost: _, ...rest } = form;
  const rates: Partial<Record<SampleKind, SampleKind>> = {
    bucket: "bucketRate",
    histogram: "histogramRate",
  };
  return {
    ...rest,
    ...(kind && { kind: rates[kind] ?? "rate" }),
    ...(part && { part: { ...part, how: `${fn} ${part.how}` } }),
    ...(perSecond && { perSecond }),
  };
}

/** The samples after an ordinary function. */
function applied(fn: string, form: Form, { effect }: Signature): Form {
  const { part: _part, buckets: _buckets, ...rest } = form;
  const labels = labelsOnly(form);
  const { unit, scale, perSecond } = form;
  const measured = { ...labels, ...(unit && { unit }), ...(scale !== undefined && { scale }) };
  switch (effect) {
    case "same":
      return rest;
    case "gauge":
      return { ...measured, kind: "gauge", ...(perSecond && { perSecond }) };
    case "slope":
      return { ...measured, kind: "gauge", perSecond: true };
    case "rate":
      return rated(fn, form, true);
    case "increase":
      return rated(fn, form, false);
    case "count":
      return { ...labels, kind: "gauge", unit: "one" };
    case "number":
    case "special":
      return labels;
  }
}

/** What a function makes of its arguments, whose types are right. */
export function inferCall(
  expr: Call,
  signature: Signature,
  args: readonly Inferred[],
): { readonly attempts: readonly Attempt[]; readonly condition: boolean } {
  const of = args.find(({ type }) => type === "instant" || type === "range");
  // Without an argument, hour() and its like are about now, and have no labels.
  const forms = of?.forms ?? [{ labels: new Set<string>(), others: "none" as const }];
  const condition = of?.condition ?? false;
  if (signature.effect === "special") return special(expr, args, forms, condition);
  const attempts = forms.map((form) => {
    const problem = samplesProblem(expr.fn, signature, form);
    // After a mistake nothing is known of the samples.
    const result = problem ? labelsOnly(form) : applied(expr.fn, form, signature);
    const argument = expr.fn === "quantile_over_time" ? quantileArgument(args[0]) : [];
    return { form: result, problems: [...(problem ? [problem] : []), ...argument] };
  });
  return { attempts, condition };
}

/** A quantile is a number from 0 to 1. */
export function quantileArgument(argument: Inferred | undefined): readonly Problem[] {
  const q = argument?.value;
  if (q === undefined || (q >= 0 && q <= 1)) return [];
  const remedy = q > 1 && q <= 100 ? `; write ${Number((q / 100).toPrecision(6))}` : "";
  return [
    { slug: "quantile-argument", message: `a quantile is between 0 and 1, not ${q}${remedy}` },
  ];
}

function special(
  expr: Call,
  args: readonly Inferred[],
  forms: readonly Form[],
  condition: boolean,
): { readonly attempts: readonly Attempt[]; readonly condition: boolean } {
  const none: Form = { labels: new Set(), others: "none" };
  const right = (form: Form): Attempt => ({ form, problems: [] });
  const one = (form: Form, always = false) => ({ attempts: [right(form)], condition: always });
  const each = (make: (form: Form) => Attempt) => ({ attempts: forms.map(make), condition });
  switch (expr.fn) {
    case "time":
      return one({ ...none, unit: "timestamp" });
    case "pi":
      return one(none);
    case "vector":
      // A constant alert is meant: a watchdog.
      return one(
        { ...none, ...(args[0]?.forms[0]?.unit && { unit: args[0].forms[0].unit }) },
        true,
      );
    case "absent":
    case "absent_over_time":
      return one({ ...none, ...selected(expr), kind: "gauge", unit: "one" }, true);
    case "scalar":
      return each((form) => ({
        form: { ...none, ...(form.unit && { unit: form.unit }) },
        problems: severalSeries(form),
      }));
    case "timestamp":
      return each((form) => right({ ...labelsOnly(form), kind: "gauge", unit: "timestamp" }));
    case "histogram_quantile":
      return each((form) => quantile(form, args[0]));
    case "histogram_fraction":
      return each((form) =>
        right({ ...labelsOnly(form), kind: "gauge", unit: "ratio", atMost: 1 }),
      );
    case "histogram_count":
    case "histogram_sum":
    case "histogram_avg":
    case "histogram_stddev":
      return each((form) => partOfHistogram(expr.fn, form));
    case "label_replace":
    case "label_join":
      return each((form) => labelled(expr, form));
    case "info":
      return each((form) => right({ ...form, others: "any" }));
    default:
      return each((form) => right(labelsOnly(form)));
  }
}

/** Labels of absent(): what the selector asks for by `=`. */
function selected(expr: Call): { readonly labels: ReadonlySet<string> } {
  const [of] = expr.args;
  const asked = of?.type === "selector" ? of.matchers : [];
  return {
    labels: new Set(
      asked.flatMap(({ label, op, value }) => (op === "=" && value !== "" ? [label] : [])),
    ),
  };
}

/** scalar() of several series is NaN, which no comparison passes. */
function severalSeries(form: Form): readonly Problem[] {
  const many = [...form.labels].filter((label) => !form.fixed?.includes(label));
  if (form.others !== "none" || many.length === 0) return [];
  const message = `scalar() is NaN where there are several series, and these differ by ${many.join(", ")}: aggregate all labels away`;
  return [{ slug: "scalar-of-many", message }];
}

function partOfHistogram(fn: string, form: Form): Attempt {
  const { kind, perSecond } = form;
  const unit = fn === "histogram_count" ? "one" : form.unit;
  const native = kind === undefined || kind === "histogram" || kind === "histogramRate";
  const problem: Problem = {
    slug: "quantile-of-no-buckets",
    message: `${fn}() needs a native histogram, and this is ${kindName(kind ?? "gauge")}`,
  };
  return {
    form: {
      ...labelsOnly(form),
      kind: kind === "histogramRate" ? "rate" : "gauge",
      ...(unit && { unit, ...(perSecond && { perSecond }) }),
    },
    problems: native ? [] : [problem],
  };
}

function quantile(form: Form, q: Inferred | undefined): Attempt {
  const { kind, unit, buckets } = form;
  const largest = buckets?.at(-1);
  const result: Form = {
    ...without(labelsOnly(form), (label) => label === "le"),
    kind: "quantile",
    ...(unit && { unit }),
    ...(largest !== undefined && { atMost: largest }),
  };
  const problems: Problem[] = [...quantileArgument(q)];
  if (kind === "bucket" || kind === "histogram") {
    problems.push({
      slug: "quantile-without-rate",
      message: `histogram_quantile() of ${kind === "bucket" ? "buckets" : "a histogram"} without rate() looks at the whole life of the process: use rate(...[5m])`,
    });
  } else if (kind !== undefined && kind !== "bucketRate" && kind !== "histogramRate") {
    problems.push({
      slug: "quantile-of-no-buckets",
      message: `histogram_quantile() needs the buckets of a histogram, and this is ${kindName(kind)}`,
    });
  } else if (kind === "bucketRate" && !may(form, "le")) {
    problems.push({ slug: "le-dropped", message: "histogram_quantile() needs the label 'le'" });
  }
  return { form: result, problems };
}

function labelled(expr: Call, form: Form): Attempt {
  const text = (index: number): string | undefined => {
    const argument = expr.args[index];
    return argument?.type === "string" ? argument.value : undefined;
  };
  const target = text(1);
  const sources =
    expr.fn === "label_replace" ? [text(3)] : expr.args.slice(3).map((_, index) => text(index + 3));
  const problems = sources.flatMap((label) =>
    label === undefined || label === "" ? [] : (unknownLabel(form, label, "the vector") ?? []),
  );
  const { part: _, ...rest } = form;
  return {
    form: target === undefined ? { ...rest, others: "any" } : adding(rest, [target]),
    problems,
  };
}
