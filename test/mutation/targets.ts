import { parse, print, withOperands, type Expr } from "../../promql";
import { nameOf } from "../rules/slice";
import type { Suite } from "../rules/suites";
import { mutantsOf, type Mutant, type Rule } from "./mutants";

/** A rule of a pack, and what it is called wrong: in every suite whose groups hold it. */
export interface Target {
  /** The rule's name; with a number where a pack has several rules of that name. */
  readonly name: string;
  /** Name of the alert or of the recorded series. */
  readonly rule: string;
  readonly mutants: readonly TargetMutant[];
}

/** A mutant of a rule, as each suite has it: with the windows and thresholds of that suite. */
export interface TargetMutant {
  /** The rule and {@link Mutant.id}. */
  readonly id: string;
  /** The mutant of the first suite, to show. */
  readonly shown: Mutant;
  /** By suite: the mutants of its rules of that form, one for each class, pool or service. */
  readonly suites: ReadonlyMap<Suite, ReadonlyMap<Rule, Mutant>>;
}

/**
 * The mutants of a pack. Rules of one name and form are one rule, rendered for several classes, pools, services or
 * windows: a mistake in it is made in all of them, and whichever suite notices has found it.
 */
export function targetsOf(suites: readonly Suite[]): readonly Target[] {
  const rules = suites.flatMap((suite) =>
    suite.groups.flatMap((group) => group.rules.map((rule) => ({ suite, rule }))),
  );
  const forms = groupBy(rules, ({ rule }) => `${nameOf(rule)} ${form(parse(rule.expr))}`);
  const numbers = new Map<string, number>();
  return forms.map(([{ rule: first }, instances]) => {
    const rule = nameOf(first);
    const number = (numbers.get(rule) ?? 0) + 1;
    numbers.set(rule, number);
    const name = number === 1 ? rule : `${rule}#${number}`;
    const found = instances.flatMap(({ suite, rule }) =>
      mutantsOf(rule).map((mutant) => ({ suite, rule, mutant })),
    );
    const mutants = groupBy(found, ({ mutant }) => mutant.id).map(([{ mutant }, same]) => ({
      id: `${name}: ${mutant.id}`,
      shown: mutant,
      suites: new Map(
        groupBy(same, ({ suite }) => suite).map(([{ suite }, inSuite]) => [
          suite,
          new Map(inSuite.map((one) => [one.rule, one.mutant])),
        ]),
      ),
    }));
    return { name, rule, mutants };
  });
}

/** The items of each key, in the order in which the keys first appear; the first item stands for its group. */
function groupBy<T>(
  items: readonly T[],
  key: (item: T) => unknown,
): readonly (readonly [first: T, all: readonly T[]])[] {
  const groups = new Map<unknown, { readonly first: T; readonly all: T[] }>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.all.push(item);
    else groups.set(key(item), { first: item, all: [item] });
  }
  return [...groups.values()].map(({ first, all }) => [first, all] as const);
}

/** The expression without what options decide: numbers, lengths of time and the texts of matchers. */
function form(expr: Expr): string {
  return print(blank(expr));
}

function blank(expr: Expr): Expr {
  switch (expr.type) {
    case "number":
      return { ...expr, value: 0 };
    case "selector": {
      const { range, offset } = expr;
      return {
        ...expr,
        // Classes that share a namespace select by one matcher more, and else judge alike.
        matchers: expr.matchers
          .filter(({ label }) => label !== "training_class")
          .map((m) => ({ ...m, value: "" })),
        ...(range !== undefined && { range: "1s" }),
        ...(offset !== undefined && { offset: "1s" }),
      };
    }
    case "subquery":
      return { ...expr, range: "1s", step: "1s", expr: blank(expr.expr) };
    default:
      return withOperands(expr, blank);
  }
}
