import { parse, selectors, type Expr } from "../../promql";
import type { PrometheusRuleGroup } from "../../rules";
import type { Case } from "./case";

type Rule = PrometheusRuleGroup["rules"][number];

/** Cases that need the same rules. */
export interface Slice {
  readonly groups: readonly PrometheusRuleGroup[];
  readonly cases: readonly Case[];
}

/** What a rule makes: the name of a series, or of an alert. */
export function nameOf(rule: Rule): string {
  return "alert" in rule ? rule.alert : rule.record;
}

/**
 * The cases by the rules they need. promtool evaluates every rule at every tick of every case, needed or not; most
 * rules of a pack have nothing to do with the alert of a case.
 */
export function slices(
  groups: readonly PrometheusRuleGroup[],
  cases: readonly Case[],
): readonly Slice[] {
  const rules = groups.flatMap((group) => group.rules);
  const inputs = new Map(rules.map((rule) => [rule, readBy(rule.expr)]));
  const found = new Map<string, { readonly needed: ReadonlySet<Rule>; readonly cases: Case[] }>();
  for (const c of cases) {
    const needed = neededBy(c, rules, inputs);
    const key = rules.map((rule) => (needed.has(rule) ? 1 : 0)).join("");
    const slice = found.get(key) ?? { needed, cases: [] };
    slice.cases.push(c);
    found.set(key, slice);
  }
  return [...found.values()].map(({ needed, cases: own }) => ({
    groups: groups
      .map((group) => ({ ...group, rules: group.rules.filter((rule) => needed.has(rule)) }))
      .filter((group) => group.rules.length > 0),
    cases: own,
  }));
}

function neededBy(
  c: Case,
  rules: readonly Rule[],
  inputs: ReadonlyMap<Rule, ReadonlySet<string> | undefined>,
): ReadonlySet<Rule> {
  const queried = (c.samples ?? []).map(({ query }) => readBy(query));
  const judged = c.alert ?? (c.quiet ? everyAlert : undefined);
  const needed = new Set<Rule>();
  const add = (names: ReadonlySet<string> | undefined) => {
    for (const rule of rules) {
      if (needed.has(rule) || !makes(rule, names)) continue;
      needed.add(rule);
      add(inputs.get(rule));
    }
  };
  if (judged !== undefined) add(new Set([judged]));
  queried.forEach(add);
  return needed;
}

/** Stands for the alerts of every rule; no rule can have this name. */
const everyAlert = "*";

/** Whether a rule makes one of the names; undefined stands for any. */
function makes(rule: Rule, names: ReadonlySet<string> | undefined): boolean {
  return (
    names === undefined || names.has(nameOf(rule)) || ("alert" in rule && names.has(everyAlert))
  );
}

/** Names of the series and alerts a text reads; undefined where they are not known. */
function readBy(text: string): ReadonlySet<string> | undefined {
  let expr: Expr;
  try {
    expr = parse(text);
  } catch {
    // promtool says better what is wrong with it.
    return undefined;
  }
  const names = selectors(expr).map(({ metric, matchers }) => {
    if (metric !== "ALERTS" && metric !== "ALERTS_FOR_STATE") return metric;
    const alert = matchers.find(({ label, op }) => label === "alertname" && op === "=");
    return alert?.value ?? everyAlert;
  });
  return names.includes("") ? undefined : new Set(names);
}
