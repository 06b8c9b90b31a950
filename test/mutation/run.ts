import { seconds } from "../../promql";
import { promtoolCase, type Case } from "../rules/bench";
import { promtoolTest } from "../rules/promtool";
import type { Suite } from "../rules/suites";
import type { Known } from "./known";
import type { Rule } from "./mutants";
import type { Target, TargetMutant } from "./targets";
import { numbersIn, World, type NumberedMutant } from "./world";

/** What became of a mutant. */
export interface Verdict {
  readonly mutant: TargetMutant;
  /** `invalid`: promtool refuses the rule, so it could never be deployed, and counts as no mutant. */
  readonly outcome: "killed" | "survived" | "invalid";
  /** The case that noticed, or what promtool said. */
  readonly by?: string;
}

/** Cases of the first run; each further run takes twice as many, of the mutants that are left. */
const FIRST = 2;
/** Evaluations of rules in one run, some ten seconds of work: progress is kept, and no run comes near promtool's limit. */
const MOST = 50_000;

/**
 * Runs the mutants of a rule against the cases that can notice them, until one does.
 * @throws Error when a case fails with the rules as they are.
 */
export async function judge(target: Target, known: Known): Promise<readonly Verdict[]> {
  const verdicts = new Map<TargetMutant, Verdict>();
  const suites = [...new Set(target.mutants.flatMap((mutant) => [...mutant.suites.keys()]))];
  for (const suite of suites) {
    const mutants = target.mutants.filter(
      (mutant) => !verdicts.has(mutant) && mutant.suites.has(suite),
    );
    for (const verdict of await new Trial(suite, target, mutants, known).run()) {
      verdicts.set(verdict.mutant, verdict);
    }
  }
  return target.mutants.map(
    (mutant) => verdicts.get(mutant) ?? { mutant, outcome: "survived" as const },
  );
}

/** What one run of promtool tells. */
interface Result {
  /** By number of the mutant, the case that failed. */
  readonly killed: ReadonlyMap<number, string>;
  /** By name of the case, the mutants that passed. */
  readonly passed: ReadonlyMap<string, readonly number[]>;
  /** Cases that a mutant's error ended before the others were judged. */
  readonly aborted: readonly Case[];
}

const control: NumberedMutant = { number: 0, replaced: new Map() };

/** The mutants of a rule before the cases of one suite. */
class Trial {
  private readonly world: World;
  private readonly evaluation: string;
  private readonly verdicts = new Map<number, Verdict>();
  private readonly mutants: readonly (NumberedMutant & { readonly mutant: TargetMutant })[];
  private readonly rules: ReadonlyMap<number, string>;

  constructor(
    private readonly suite: Suite,
    target: Target,
    mutants: readonly TargetMutant[],
    private readonly known: Known,
  ) {
    this.world = new World(suite, target.rule);
    this.evaluation = suite.options?.evaluationInterval ?? "1m";
    this.mutants = mutants.map((mutant, i) => ({
      mutant,
      number: i + 1,
      replaced: new Map<Rule, Rule>(
        [...(mutant.suites.get(suite) ?? [])].map(([rule, { rule: wrong }]) => [rule, wrong]),
      ),
    }));
    this.rules = new Map(
      this.mutants.map(({ number, replaced }) => [
        number,
        known.key(this.world.rules(replaced), suite.options),
      ]),
    );
  }

  /** The verdicts on those that were noticed, or are invalid. */
  async run(): Promise<readonly Verdict[]> {
    let cases = this.cases();
    for (const { number } of this.mutants) {
      const by = cases.find((c) => this.known.get(this.key(number, c)) === false);
      if (by) this.settle(number, "killed", by.name);
    }
    for (let size = FIRST; cases.length > 0; size *= 2) {
      const open = this.open();
      const taken = this.affordable(cases.slice(0, size), open.length);
      const aborted = await this.attempt(open, taken);
      cases = [...aborted, ...cases.slice(taken.length)];
    }
    return [...this.verdicts.values()];
  }

  /** As many of the cases as one run may take, at least one. */
  private affordable(cases: readonly Case[], mutants: number): readonly Case[] {
    let evaluations = 0;
    return cases.filter((c, i) => {
      evaluations += this.ticks(c) * (mutants + 1) * this.world.size;
      return i === 0 || evaluations <= MOST;
    });
  }

  private ticks(c: Case): number {
    return seconds(c.at) / seconds(this.evaluation);
  }

  /** Relevant cases, the quick ones first: time goes into evaluations. */
  private cases(): readonly Case[] {
    return this.suite.cases
      .flatMap((c) => this.world.relevant(c) ?? [])
      .sort((a, b) => this.ticks(a) - this.ticks(b));
  }

  private open(): readonly NumberedMutant[] {
    return this.mutants.filter(({ number }) => !this.verdicts.has(number));
  }

  private key(number: number, c: Case): string {
    return this.known.key(this.rules.get(number), c);
  }

  private settle(number: number, outcome: Verdict["outcome"], by: string) {
    const mutant = this.mutants.find((m) => m.number === number)?.mutant;
    if (mutant) this.verdicts.set(number, { mutant, outcome, by });
  }

  /** Runs cases; where promtool refuses all of it, ever smaller parts find the mutant that is to blame. */
  private async attempt(
    mutants: readonly NumberedMutant[],
    cases: readonly Case[],
  ): Promise<readonly Case[]> {
    const wanted = mutants.filter(({ number }) => cases.some((c) => this.unknown(number, c)));
    if (wanted.length === 0) return [];
    let result: Result;
    try {
      result = await this.promtool(wanted, cases);
    } catch (error) {
      const half = Math.ceil(wanted.length / 2);
      if (wanted.length > 1) {
        return [
          ...new Set([
            ...(await this.attempt(wanted.slice(0, half), cases)),
            ...(await this.attempt(wanted.slice(half), cases)),
          ]),
        ];
      }
      // Is it the mutant, or would it happen anyway?
      await this.promtool([], cases);
      const message = error instanceof Error ? error.message : String(error);
      const late = message.includes("SIGTERM");
      const [{ number } = control] = wanted;
      this.settle(number, late ? "killed" : "invalid", late ? "it takes too long" : message);
      return [];
    }
    for (const c of cases) {
      for (const number of result.passed.get(c.name) ?? []) {
        this.known.set(this.key(number, c), true);
      }
    }
    for (const [number, name] of result.killed) {
      const by = cases.find((c) => c.name === name);
      if (by) this.known.set(this.key(number, by), false);
      this.settle(number, "killed", name);
    }
    return result.aborted;
  }

  private unknown(number: number, c: Case): boolean {
    return this.known.get(this.key(number, c)) === undefined;
  }

  /** @throws Error when promtool fails, or the rules as they are fail. */
  private async promtool(
    mutants: readonly NumberedMutant[],
    cases: readonly Case[],
  ): Promise<Result> {
    const all = [control, ...mutants];
    const alerts = new Map(all.map((mutant) => [mutant, this.world.alerts(mutant)]));
    const judged = new Map(
      cases.map((c) => [
        c,
        all.filter((mutant) => mutant === control || this.unknown(mutant.number, c)),
      ]),
    );
    const groups = this.world.combined(all);
    const failures = await promtoolTest(groups, {
      evaluation_interval: this.evaluation,
      group_eval_order: groups.map((group) => group.name),
      tests: cases.map((c) => {
        const parts = (judged.get(c) ?? []).map((mutant) =>
          promtoolCase(
            this.world.renamed(c, mutant.number),
            alerts.get(mutant) ?? [],
            this.evaluation,
          ),
        );
        return {
          name: c.name,
          interval: c.interval ?? this.evaluation,
          input_series: this.world.series(
            c,
            (judged.get(c) ?? []).map(({ number }) => number),
          ),
          promql_expr_test: parts.flatMap((part) => part.promql_expr_test),
          alert_rule_test: parts.flatMap((part) => part.alert_rule_test ?? []),
        };
      }),
    });
    const killed = new Map<number, string>();
    const passed = new Map<string, readonly number[]>();
    const aborted: Case[] = [];
    for (const c of cases) {
      const text = failures.get(c.name) ?? "";
      const failed = failing(text);
      if (failed.has(control.number) || (text !== "" && failed.size === 0)) {
        throw new Error(`${this.suite.name}: the case '${c.name}' fails:\n${text}`);
      }
      for (const number of failed) if (!killed.has(number)) killed.set(number, c.name);
      if (/^ {4}rule: /m.test(text)) aborted.push(c);
      else {
        const numbers = (judged.get(c) ?? []).map(({ number }) => number);
        passed.set(
          c.name,
          numbers.filter((number) => number !== control.number && !failed.has(number)),
        );
      }
    }
    return { killed, passed, aborted };
  }
}

/** The mutants that failed, from the first lines of promtool's findings: what follows shows other series, too. */
function failing(text: string): ReadonlySet<number> {
  const heads = text.match(/^ {4}(?:rule|expr|alertname): .*$/gm) ?? [];
  return new Set(heads.flatMap(numbersIn));
}
