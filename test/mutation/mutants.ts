import { operands, parse, print, withOperands, type Expr } from "../../promql";
import type { PrometheusAlertRule, PrometheusRuleGroup } from "../../rules";
import { binary } from "./operators/binary";
import type { Family } from "./operators/change";
import { functions } from "./operators/functions";
import { labelSets, matchers } from "./operators/labels";
import { numbers } from "./operators/numbers";
import { scaled, windows } from "./operators/windows";

/** A rule as Prometheus reads it. */
export type Rule = PrometheusRuleGroup["rules"][number];

/** A rule with one thing wrong in it. */
export interface Mutant {
  /** Where in the rule, and what was done there; unique among the mutants of the rule. */
  readonly id: string;
  readonly rule: Rule;
  /** Texts of the place before and after, on one line each. */
  readonly before: string;
  readonly after: string;
}

const FAMILIES: readonly Family[] = [numbers, binary, labelSets, matchers, windows, functions];

/** Where an alert without `for` or `keep_firing_for` gets one. */
const ADDED = "5m";

/**
 * Every mutant of a rule, without those that read the same. Labels and annotations are left alone: every case in
 * which an alert fires compares them with their texts, so their mutants would only count how often that is done.
 */
export function mutantsOf(rule: Rule): readonly Mutant[] {
  const mutants = [...ofExpression(rule), ...("alert" in rule ? ofDurations(rule) : [])];
  const seen = new Set([JSON.stringify(rule)]);
  return mutants.filter((mutant) => {
    const text = JSON.stringify(mutant.rule);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

function ofExpression(rule: Rule): readonly Mutant[] {
  return changesIn(parse(rule.expr)).map(({ path, operator, from, to, whole }) => ({
    id: ["expr", ...path, operator].join(" "),
    rule: { ...rule, expr: print(whole) },
    before: print(from),
    after: print(to),
  }));
}

interface Changed {
  /** Indices of the operands that lead to the node. */
  readonly path: readonly number[];
  readonly operator: string;
  readonly from: Expr;
  readonly to: Expr;
  readonly whole: Expr;
}

function changesIn(expr: Expr): readonly Changed[] {
  const here = FAMILIES.flatMap((family) => family(expr)).map(({ operator, to }) => ({
    path: [],
    operator,
    from: expr,
    to,
    whole: to,
  }));
  const below = operands(expr).flatMap((operand, at) =>
    changesIn(operand).map((change) => ({
      ...change,
      path: [at, ...change.path],
      whole: withOperands(expr, (other, i) => (i === at ? change.whole : other)),
    })),
  );
  return [...here, ...below];
}

function ofDurations(rule: PrometheusAlertRule): readonly Mutant[] {
  return (["for", "keep_firing_for"] as const).flatMap((field) => {
    const { [field]: length, ...rest } = rule;
    const text = (value: string | undefined) =>
      value === undefined ? `no ${field}` : `${field}: ${value}`;
    const mutant = (operator: string, value?: string): Mutant => ({
      id: `${field} ${operator}`,
      rule: value === undefined ? rest : { ...rest, [field]: value },
      before: text(length),
      after: text(value),
    });
    return length === undefined
      ? [mutant("added", ADDED)]
      : [...scaled(length).map((s) => mutant(s.operator, s.length)), mutant("dropped")];
  });
}
