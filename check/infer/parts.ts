import type { Expr, Matcher } from "../../promql";
import type { Form, Problem } from "./form";

type Binary = Extract<Expr, { type: "binary" }>;

const same = (a: Matcher, b: Matcher): boolean =>
  a.label === b.label && a.op === b.op && a.value === b.value;

/** Matchers by which the left side is a part of the right one; undefined where it is none. */
function selecting(left: Form, right: Form): readonly Matcher[] | undefined {
  const [part, whole] = [left.part, right.part];
  if (!part || !whole || part.metric !== whole.metric || part.how !== whole.how) return undefined;
  if (left.unit !== right.unit) return undefined;
  if (!whole.matchers.every((matcher) => part.matchers.some((other) => same(matcher, other)))) {
    return undefined;
  }
  return part.matchers.filter((matcher) => !whole.matchers.some((other) => same(matcher, other)));
}

const has = ({ labels, others }: Form, label: string): boolean =>
  // Series of one metric have the same labels, known or not, until an aggregation drops them.
  others !== "none" || labels.has(label);

/** The mistake of dividing the part by the whole label by label: each series meets only itself. */
export function alwaysOne({ matching }: Binary, left: Form, right: Form): Problem | undefined {
  const matched = (label: string) => {
    const named = matching?.labels.includes(label) ?? false;
    return matching?.mode === "on" ? named : !named;
  };
  const culprit = selecting(left, right)?.find(
    ({ label }) => label !== "le" && matched(label) && has(left, label) && has(right, label),
  );
  return (
    culprit && {
      slug: "always-one",
      message: `the quotient is always 1: label '${culprit.label}' selects the part and is kept on both sides; aggregate it away`,
      token: culprit.label,
    }
  );
}

/** True for a share: a part of what happened divided by all of it. */
export function isShare({ matching }: Binary, left: Form, right: Form): boolean {
  const counted = ["rate", "counter", "mixedCounter"].includes(left.kind ?? "");
  return counted && matching?.group === undefined && selecting(left, right) !== undefined;
}
