import { seconds } from "../../promql";
import type { PrometheusRuleGroup } from "../../rules";
import type { Case } from "./case";
import { alertsOf, uncovered, unvalued } from "./coverage";
import { readable } from "./failure";
import { promtoolCheck, promtoolTests } from "./promtool";
import { promtoolCase } from "./promtool-case";
import { slices } from "./slice";
import { watched } from "./templates";

export * from "./case";
export { alertsOf, uncovered, unvalued } from "./coverage";
export { promtoolCase } from "./promtool-case";
export * from "./series";

/** How the cases are run. */
export interface BenchOptions {
  /** Every group is evaluated so often; a group that sets another interval is refused. @default "1m" */
  readonly evaluationInterval?: string;
  /** Alerts and recorded series may lack cases here: another suite has them. @default false */
  readonly partial?: boolean;
}

/**
 * A jest suite that runs the cases through one promtool process, one jest test per case, and holds the rules to
 * passing promtool's lint, each alert to a case in which it fires and one in which it stays quiet, and each
 * recording rule to a case that knows its value.
 */
export function testPack(
  name: string,
  groups: readonly PrometheusRuleGroup[],
  cases: readonly Case[],
  options: BenchOptions = {},
): void {
  describe(name, () => {
    let failures: ReadonlyMap<string, string>;
    beforeAll(async () => {
      failures = await runCases(groups, cases, options);
    }, 300_000);

    test.each(cases.map((c) => c.name))("%s", (caseName) => {
      const failure = failures.get(caseName);
      if (failure === undefined) return;
      const error = new Error(failure);
      // The place of this line says nothing; the case is the one in the test's name.
      error.stack = failure;
      throw error;
    });

    test("promtool accepts every rule, and its lint finds nothing", async () => {
      expect(await promtoolCheck(groups)).toMatchObject({ code: 0 });
    });

    if (options.partial) return;
    test("every alert has a case in which it fires and one in which it stays quiet", () => {
      expect(uncovered(groups, cases)).toEqual([]);
    });
    test("every recorded series has a case that knows its value", () => {
      expect(unvalued(groups, cases)).toEqual([]);
    });
  });
}

/**
 * Runs the cases through promtool.
 * @returns what was expected and seen, by name of each case that failed.
 * @throws Error when a case or a group asks for what promtool would pass over in silence.
 */
export async function runCases(
  groups: readonly PrometheusRuleGroup[],
  cases: readonly Case[],
  options: BenchOptions = {},
): Promise<ReadonlyMap<string, string>> {
  const evaluationInterval = options.evaluationInterval ?? "1m";
  const twice = cases.find(({ name }, i) => cases.findIndex((c) => c.name === name) !== i);
  if (twice) throw new Error(`two cases are named '${twice.name}'`);
  for (const { name, interval } of groups) {
    if (interval === undefined || seconds(interval) === seconds(evaluationInterval)) continue;
    throw new Error(
      `group '${name}' is evaluated each ${interval}, but promtool would evaluate it each ${evaluationInterval}; run it in a suite of its own with evaluationInterval: "${interval}"`,
    );
  }
  const rules = alertsOf(groups);
  const tests = new Map(cases.map((c) => [c, promtoolCase(c, rules, evaluationInterval)]));
  const failures = await promtoolTests(
    slices(watched(groups), cases).map((slice) => ({
      groups: slice.groups,
      file: {
        evaluation_interval: evaluationInterval,
        // Without the full order promtool evaluates groups in random order.
        group_eval_order: slice.groups.map((group) => group.name),
        tests: slice.cases.flatMap((c) => tests.get(c) ?? []),
      },
    })),
  );
  return new Map(
    cases.flatMap((c) => {
      const failure = failures.get(c.name);
      return failure === undefined ? [] : [[c.name, readable(c, failure)]];
    }),
  );
}
