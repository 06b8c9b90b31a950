import { parse, print, selectors, walk, withOperands, type Expr, type Matcher } from "../../promql";
import type { PrometheusAlertRule, PrometheusRuleGroup } from "../../rules";
import type { Case, Labels, Series } from "../rules/bench";
import { nameOf } from "../rules/slice";
import type { Suite } from "../rules/suites";
import type { Rule } from "./mutants";

/**
 * The part of a suite that a mistake in one rule can reach. Many mutants are run against one set of series: each has
 * copies of the rules within reach, under names of its own.
 */
export class World {
  /** Names of the rule, and of every rule that reads it, directly or through others. */
  private readonly reached: ReadonlySet<string>;
  /** Names of those, and of every rule they need. */
  private readonly needed: ReadonlySet<string>;

  /** Number of rules that each mutant has a copy of. */
  readonly size: number;

  constructor(
    readonly suite: Suite,
    rule: string,
  ) {
    const edges = suite.groups.flatMap((group) =>
      group.rules.flatMap((reader) =>
        selectors(parse(reader.expr)).map(({ metric: read }) => ({ reader: nameOf(reader), read })),
      ),
    );
    this.reached = closure([rule], (name) =>
      edges.filter(({ read }) => read === name).map(({ reader }) => reader),
    );
    this.needed = closure([...this.reached], (name) =>
      edges.filter(({ reader }) => reader === name).map(({ read }) => read),
    );
    const rules = suite.groups.flatMap((group) => group.rules);
    this.size = rules.filter((copied) => this.reached.has(nameOf(copied))).length;
  }

  /** The rules that matter when some are replaced; equal for two mutants only if they are the same. */
  rules(replaced: ReadonlyMap<Rule, Rule>): readonly PrometheusRuleGroup[] {
    return this.groups((rule) =>
      this.needed.has(nameOf(rule)) ? [replaced.get(rule) ?? rule] : [],
    );
  }

  /** The same, with copies of the rules within reach for each mutant, in the place of the original. */
  combined(mutants: readonly NumberedMutant[]): readonly PrometheusRuleGroup[] {
    return this.groups((rule) => {
      if (!this.needed.has(nameOf(rule))) return [];
      if (!this.reached.has(nameOf(rule))) return [rule];
      return mutants.map(({ number, replaced }) => this.copy(replaced.get(rule) ?? rule, number));
    });
  }

  /** The alerts among the copies of a mutant, as {@link combined} names them. */
  alerts(mutant: NumberedMutant): readonly PrometheusAlertRule[] {
    return this.combined([mutant]).flatMap((group) =>
      group.rules.filter((rule) => "alert" in rule),
    );
  }

  /** What of a case a mistake in the rule can change, if anything. */
  relevant(c: Case): Case | undefined {
    const { alert, fires, quiet, pending, annotations, samples = [], ...rest } = c;
    const own = samples.filter(({ query }) => this.concerns(parse(query)));
    const judged = alert !== undefined && this.reached.has(alert);
    const every = alert === undefined && quiet === true && this.someAlert() ? [everyAlert] : [];
    if (!judged && own.length + every.length === 0) return undefined;
    return {
      ...rest,
      ...(judged && { alert }),
      ...(judged && fires && { fires }),
      ...(judged && quiet && { quiet }),
      ...(judged && pending && { pending }),
      ...(judged && annotations && { annotations }),
      samples: [...every, ...own],
    };
  }

  /** A case put to the copies of one mutant. */
  renamed(c: Case, number: number): Case {
    return {
      ...c,
      ...(c.alert !== undefined && { alert: named(c.alert, number) }),
      samples: (c.samples ?? []).map(({ query, returns }) => ({
        query: print(this.rename(parse(query), number)),
        returns: returns
          .filter(({ labels }) => !labels["alertname"] || this.reached.has(labels["alertname"]))
          .map(({ labels, value }) => ({ labels: this.labels(labels, number), value })),
      })),
    };
  }

  /** The series of a case; those that a rule within reach records under the same name are there for each copy, too. */
  series(c: Case, numbers: readonly number[]): readonly Series[] {
    return c.series.flatMap((one) => {
      const [metric = ""] = one.series.split("{");
      const copies = this.reached.has(metric) ? numbers : [];
      return [
        one,
        ...copies.map((number) => ({
          ...one,
          series: one.series.replace(metric, named(metric, number)),
        })),
      ];
    });
  }

  private groups(rules: (rule: Rule) => readonly Rule[]): readonly PrometheusRuleGroup[] {
    return this.suite.groups
      .map((group) => ({ ...group, rules: group.rules.flatMap(rules) }))
      .filter((group) => group.rules.length > 0);
  }

  private someAlert(): boolean {
    return this.suite.groups.some((group) =>
      group.rules.some((rule) => "alert" in rule && this.reached.has(rule.alert)),
    );
  }

  private concerns(query: Expr): boolean {
    return [...walk(query)].some((expr) => {
      if (expr.type !== "selector") return false;
      if (expr.metric !== "ALERTS") return this.reached.has(expr.metric);
      const alert = expr.matchers.find((m) => m.label === "alertname");
      return alert === undefined ? this.someAlert() : this.reached.has(alert.value);
    });
  }

  private copy(rule: Rule, number: number): Rule {
    const expr = print(this.rename(parse(rule.expr), number));
    return "alert" in rule
      ? { ...rule, alert: named(rule.alert, number), expr }
      : { ...rule, record: named(rule.record, number), expr };
  }

  private rename(expr: Expr, number: number): Expr {
    if (expr.type !== "selector") return withOperands(expr, (e) => this.rename(e, number));
    const { metric, matchers } = expr;
    if (metric !== "ALERTS") {
      return { ...expr, metric: this.reached.has(metric) ? named(metric, number) : metric };
    }
    const own: Matcher = { label: "alertname", op: "=~", value: `.*${named("", number)}` };
    return {
      ...expr,
      matchers: matchers.some((m) => m.label === "alertname")
        ? matchers.map((m) =>
            m.label === "alertname" ? { ...m, value: named(m.value, number) } : m,
          )
        : [...matchers, own],
    };
  }

  private labels(labels: Labels, number: number): Labels {
    return Object.fromEntries(
      Object.entries(labels).map(([label, value]) => [
        label,
        ["__name__", "alertname"].includes(label) && this.reached.has(value)
          ? named(value, number)
          : value,
      ]),
    );
  }
}

/** A mutant under the number that its copies carry; 0 is the rule as it is. */
export interface NumberedMutant {
  readonly number: number;
  readonly replaced: ReadonlyMap<Rule, Rule>;
}

const everyAlert = { query: 'ALERTS{alertstate="firing"}', returns: [] };

function named(name: string, number: number): string {
  return `${name}_mutant${number}`;
}

/** The mutants that a text of promtool is about. */
export function numbersIn(text: string): readonly number[] {
  return [...text.matchAll(/_mutant(\d+)/g)].map(([, number]) => Number(number));
}

function closure(
  start: readonly string[],
  next: (name: string) => readonly string[],
): ReadonlySet<string> {
  const all = new Set(start);
  for (const name of all) for (const other of next(name)) all.add(other);
  return all;
}
