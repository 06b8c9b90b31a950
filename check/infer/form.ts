import type { Kind, Matcher, Unit } from "../../promql";
import type { Severity, Slug } from "./slugs";

/** Kinds of the query language, and counters that an aggregation has mixed: their resets can no longer be seen. */
export type SampleKind = Kind | "mixedCounter";

/**
 * One thing that an expression may be. A series that several exporters or versions export has several, and only
 * what is wrong for all of them is a mistake. What is absent is not known.
 */
export interface Form {
  /** Labels that the series have wherever they are deployed. */
  readonly labels: ReadonlySet<string>;
  /** Labels that they may have: what the usual deployment adds. */
  readonly maybe?: ReadonlySet<string>;
  /** Which labels they may have besides: none after `by (...)`; those that relabeling adds; any. */
  readonly others: "none" | "target" | "any";
  readonly kind?: SampleKind;
  readonly unit?: Unit;
  /** True where the unit is per second. */
  readonly perSecond?: boolean;
  /** What a plain factor has made of the unit, e.g. 100 on the way to percent. @default 1 */
  readonly scale?: number;
  /** The largest value there can be, where that is sure. */
  readonly atMost?: number;
  /** Labels that have one value, because it was asked for. */
  readonly fixed?: readonly string[];
  /** Labels by which the series are unique, where these are fewer than all. */
  readonly uniqueBy?: readonly string[];
  /** Finite bucket bounds, while the samples are buckets. */
  readonly buckets?: readonly number[];
  /** Of which metric the samples are a part, over which time and how, while they can be divided by the whole. */
  readonly part?: {
    readonly metric: string;
    readonly matchers: readonly Matcher[];
    readonly how: string;
  };
}

/** What is known of a sub-expression. */
export interface Inferred {
  readonly type: "scalar" | "string" | "instant" | "range";
  readonly forms: readonly Form[];
  /** True where series come out only while something is true: what an alert needs. */
  readonly condition: boolean;
  /** The value of a constant. */
  readonly value?: number;
}

/** A mistake within one expression; `token` narrows the place down to a word in it. */
export interface Problem {
  readonly slug: Slug;
  readonly message: string;
  readonly token?: string;
  /** @default that of the rule */
  readonly severity?: Severity;
}

/** A form that an expression may have, with what would then be wrong. */
export interface Attempt {
  readonly form: Form;
  readonly problems: readonly Problem[];
}

/** Nothing is known, so nothing is wrong. */
export const UNKNOWN: Form = { labels: new Set(), others: "any" };

/** The form without what is known of its samples. */
export function labelsOnly({ labels, maybe, others, fixed, uniqueBy }: Form): Form {
  return {
    labels,
    ...(maybe && { maybe }),
    others,
    ...(fixed && { fixed }),
    ...(uniqueBy && { uniqueBy }),
  };
}

/** Labels that everything sent elsewhere may carry: Prometheus adds them on the way. */
export const EXTERNAL_LABELS = [
  ...["cluster", "environment", "env", "region", "zone", "datacenter", "tenant", "tenant_id"],
  ...["prometheus", "prometheus_replica", "replica"],
] as const;

/** Labels that scraping and relabeling usually add. */
const TARGET_LABELS: ReadonlySet<string> = new Set([
  ...EXTERNAL_LABELS,
  ...[
    "job",
    "instance",
    "namespace",
    "pod",
    "service",
    "container",
    "endpoint",
    "node",
    "metrics_path",
  ],
  ...["app", "application", "component", "release", "team", "project", "nodename"],
]);
// What the usual relabeling makes of labels and annotations of Kubernetes objects, and of labels that collide.
const TARGET_PATTERN = /^(exported|kubernetes|k8s|label|annotation|app)_/;

/** True for a label that may be on the series of any target. */
function isTargetLabel(label: string): boolean {
  return TARGET_LABELS.has(label) || TARGET_PATTERN.test(label);
}

/** Whether series of this form may carry a label. */
export function may({ labels, maybe, others }: Form, label: string): boolean {
  if (label === "__name__" || labels.has(label) || maybe?.has(label) === true) return true;
  return others === "any" || (others === "target" && isTargetLabel(label));
}

/** A form without the labels that `drop` names; labels that may be there go as well. */
export function without(form: Form, drop: (label: string) => boolean): Form {
  const kept = (labels: Iterable<string>) => new Set([...labels].filter((label) => !drop(label)));
  return { ...form, labels: kept(form.labels), ...(form.maybe && { maybe: kept(form.maybe) }) };
}

/** A form with exactly these labels. */
export function exactly(form: Form, labels: Iterable<string>): Form {
  const { maybe: _, uniqueBy: _u, ...rest } = form;
  return { ...rest, labels: new Set(labels), others: "none" };
}

/** A form with these labels besides its own. */
export function adding(form: Form, labels: Iterable<string>): Form {
  return { ...form, labels: new Set([...form.labels, ...labels]) };
}

/** The labels of a form for a message. */
export function labelList({ labels, others }: Form): string {
  const list = [...labels].sort().join(", ");
  if (others === "none") return list === "" ? "no labels" : `only ${list}`;
  return list === "" ? "labels of its target" : `${list} and labels of its target`;
}

/** The forms that fit best, each once, and what is wrong even with the best. */
export function settle(attempts: readonly Attempt[]): {
  readonly forms: readonly Form[];
  readonly problems: readonly Problem[];
} {
  const weight = ({ problems }: Attempt) =>
    problems.reduce((sum, { severity }) => sum + (severity === "warning" ? 1 : 10), 0);
  const least = Math.min(...attempts.map(weight));
  const best = attempts.filter((attempt) => weight(attempt) === least);
  const forms = new Map(best.map(({ form }) => [keyOf(form), form]));
  return { forms: [...forms.values()], problems: best[0]?.problems ?? [] };
}

function keyOf(form: Form): string {
  const sorted = (labels: ReadonlySet<string> | undefined) => [...(labels ?? [])].sort();
  return JSON.stringify({ ...form, labels: sorted(form.labels), maybe: sorted(form.maybe) });
}
