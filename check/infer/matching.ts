import type { BinaryOp, Expr, Matching } from "../../promql";
import { isSetOperator } from "../operators";
import { adding, exactly, labelsOnly, may, without, type Form, type Problem } from "./form";

type Binary = Extract<Expr, { type: "binary" }>;

/** The labels of two matched vectors' result, and why they cannot match. */
export function match(
  { op, matching }: Binary,
  left: Form,
  right: Form,
): { readonly labels: Form; readonly problems: readonly Problem[] } {
  const problems =
    matching?.mode === "on"
      ? onLabels(matching, left, right)
      : op === "or"
        ? []
        : differences(matching?.labels ?? [], op, left, right);
  const unique = matching ? uniqueness(op, matching, left, right) : [];
  const included = includeProblems(matching, left, right);
  return {
    labels: resultLabels(op, matching, left, right),
    problems: [...problems, ...unique, ...included],
  };
}

function onLabels({ labels }: Matching, left: Form, right: Form): readonly Problem[] {
  return labels.flatMap((label) => {
    const lacking = !may(left, label) ? "left" : !may(right, label) ? "right" : undefined;
    return lacking === undefined
      ? []
      : [
          {
            slug: "matching-label" as const,
            message: `on (...): label '${label}' is not on the ${lacking} side`,
            token: label,
          },
        ];
  });
}

/** Without on (...) all labels must be the same, but for those that are ignored. */
function differences(
  ignored: readonly string[],
  op: BinaryOp,
  left: Form,
  right: Form,
): readonly Problem[] {
  const lacking = (from: Form, on: Form) =>
    [...from.labels].filter((label) => !ignored.includes(label) && !may(on, label));
  const onlyLeft = lacking(left, right);
  const onlyRight = lacking(right, left);
  if (onlyLeft.length === 0 && onlyRight.length === 0) return [];
  const where = [
    ...(onlyLeft.length > 0 ? [`${onlyLeft.join(", ")} only on the left`] : []),
    ...(onlyRight.length > 0 ? [`${onlyRight.join(", ")} only on the right`] : []),
  ];
  return [
    {
      slug: "label-sets-differ",
      message: `'${op}' finds no match, for the labels differ: ${where.join("; ")}; say on (...) or aggregate both sides alike`,
    },
  ];
}

/** A side that must be unique is surely not so while an aggregation keeps more labels than are matched. */
function uniqueness(
  op: BinaryOp,
  { mode, labels, group, include = [] }: Matching,
  left: Form,
  right: Form,
): readonly Problem[] {
  if (isSetOperator(op)) return [];
  const sides = [
    ...(group === "left" ? [] : [["left", left] as const]),
    ...(group === "right" ? [] : [["right", right] as const]),
  ];
  const matched = (label: string) => labels.includes(label) === (mode === "on");
  return sides.flatMap(([side, form]) => {
    if (form.others !== "none" || form.uniqueBy?.every(matched)) return [];
    const extra = [...form.labels].filter(
      (label) => !matched(label) && !include.includes(label) && !form.fixed?.includes(label),
    );
    if (extra.length === 0) return [];
    return [
      {
        slug: "not-unique" as const,
        message: `several series of the ${side} side may match, for it also has ${extra.join(", ")}: aggregate it by the labels that match`,
      },
    ];
  });
}

function includeProblems(
  matching: Matching | undefined,
  left: Form,
  right: Form,
): readonly Problem[] {
  const { group, include = [] } = matching ?? {};
  if (!group) return [];
  const one = group === "left" ? right : left;
  return include
    .filter((label) => !may(one, label))
    .map((label) => ({
      slug: "matching-label" as const,
      message: `group_${group} (...): label '${label}' is not on the "one" side, from which it is copied`,
      token: label,
    }));
}

function resultLabels(op: BinaryOp, matching: Matching | undefined, left: Form, right: Form): Form {
  if (isSetOperator(op)) return labelsOnly(left);
  const { mode, labels = [], group, include = [] } = matching ?? {};
  if (group) return adding(labelsOnly(group === "left" ? left : right), include);
  if (mode === "on") return exactly(labelsOnly(left), labels);
  return without(labelsOnly(left), (label) => labels.includes(label));
}
