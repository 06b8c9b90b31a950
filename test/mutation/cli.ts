import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { program } from "../programs";
import { suites, suitesOf, type Suite } from "../rules/suites";
import { equivalents } from "./equivalent";
import { Known } from "./known";
import { inParallel } from "./pool";
import { judge, type Verdict } from "./run";
import { scoreOf, staleOf, type Score } from "./score";
import { targetsOf, type Target } from "./targets";

const USAGE = `npm run mutate [-- --pack PACK] [--rule NAME] [--min SCORE] [--json FILE] [--fresh]

Puts mistakes into the rules, one at a time, and says which of them no case notices.

  --pack PACK   one pack only; may be given several times
  --rule NAME   one alert or recording rule only
  --min SCORE   fails below this score of a pack, 0 to 1 (default 0.9)
  --json FILE   writes the scores: {packs: [{name, mutants, killed, equivalent, invalid, score}]}
  --fresh       forgets what earlier runs found out`;

/** Characters shown on both sides of what differs. */
const CONTEXT = 40;

interface Options {
  readonly packs: readonly Suite["pack"][];
  readonly rule: string | undefined;
  readonly min: number;
  readonly json: string | undefined;
  readonly fresh: boolean;
}

/** @throws Error that names the option, its value and what it may be. */
function options(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      pack: { type: "string", multiple: true },
      rule: { type: "string" },
      min: { type: "string", default: "0.9" },
      json: { type: "string" },
      fresh: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return undefined;
  const known = [...new Set(suites.map(({ pack }) => pack))];
  const packs = (values.pack ?? known).map((name) => {
    const pack = known.find((other) => other === name);
    if (pack === undefined) {
      throw new Error(`--pack ${name}: no pack has this name; there are ${known.join(", ")}`);
    }
    return pack;
  });
  const min = Number(values.min);
  if (!(min >= 0 && min <= 1)) throw new Error(`--min ${values.min}: it must lie between 0 and 1`);
  return { packs, rule: values.rule, min, json: values.json, fresh: values.fresh };
}

interface Work {
  readonly pack: Suite["pack"];
  readonly target: Target;
}

async function run({ packs, rule, min, json, fresh }: Options): Promise<boolean> {
  program("promtool"); // Rather now than after the first minute.
  const file = join(__dirname, "..", "..", ".mlwatch", "mutation.json");
  const known = new Known(file, fresh);
  const all = packs.flatMap((pack) =>
    targetsOf(suitesOf(pack)).map((target): Work => ({ pack, target })),
  );
  const work = all.filter(({ target }) => rule === undefined || target.rule === rule);
  if (work.length === 0) {
    throw new Error(
      `--rule ${rule}: no rule has this name; there are ${all.map((w) => w.target.rule).join(", ")}`,
    );
  }
  // Those with most to do first, or the last one would keep one core busy and the others idle.
  const order = work.toSorted((a, b) => b.target.mutants.length - a.target.mutants.length);
  const total = order.reduce((sum, { target }) => sum + target.mutants.length, 0);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      known.save(false);
      process.exit(1);
    });
  }
  let done = 0;
  const judged = await inParallel(availableParallelism(), order, async (one) => {
    const verdicts = await judge(one.target, known);
    done += verdicts.length;
    const killed = verdicts.filter(({ outcome }) => outcome === "killed").length;
    console.error(
      `${done}/${total} ${one.pack} ${one.target.name}: ${killed} of ${verdicts.length} noticed`,
    );
    known.save(false);
    return { ...one, verdicts };
  }).finally(() => known.save(false));
  const complete = rule === undefined;
  if (complete && packs.length === new Set(suites.map(({ pack }) => pack)).size) known.save(true);

  const results = packs.map((pack) => {
    const verdicts = judged.filter((one) => one.pack === pack).flatMap((one) => one.verdicts);
    return {
      ...scoreOf(pack, verdicts, equivalents[pack]),
      verdicts,
      stale: staleOf(verdicts, equivalents[pack], complete),
    };
  });
  for (const { survivors, verdicts, stale } of results) {
    for (const survivor of survivors) console.log(shown("not noticed", survivor));
    for (const verdict of verdicts.filter(({ outcome }) => outcome === "invalid")) {
      console.log(shown("refused by promtool", verdict));
    }
    for (const entry of stale) console.log(`wrong in test/mutation/equivalent/: ${entry}\n`);
  }
  const scores = results.map(({ score }) => score);
  console.log(table(scores));
  if (json !== undefined) {
    mkdirSync(dirname(json), { recursive: true });
    writeFileSync(json, `${JSON.stringify({ packs: scores }, null, 2)}\n`);
  }
  const low = scores.filter(({ score }) => score < min);
  for (const { name, score } of low) {
    console.error(`${name}: ${score.toFixed(3)} is below ${min}: add cases to test/rules/${name}/`);
  }
  return low.length === 0 && results.every(({ stale }) => stale.length === 0);
}

function shown(what: string, { mutant, by }: Verdict): string {
  const { before, after } = mutant.shown;
  const [from, to] = around(before, after);
  const refusal = by === undefined ? [] : [`    ${by.trim()}`];
  return [`${what}: ${mutant.id}`, `  - ${from}`, `  + ${to}`, ...refusal, ""].join("\n");
}

/** Two long texts on one line each: what differs, and a little before and after it. */
function around(before: string, after: string): readonly [string, string] {
  const same = (at: (text: string, i: number) => string | undefined, most: number) => {
    let i = 0;
    while (i < most && at(before, i) === at(after, i)) i += 1;
    return i;
  };
  const shorter = Math.min(before.length, after.length);
  const start = same((text, i) => text[i], shorter);
  const end = same((text, i) => text.at(-1 - i), shorter - start);
  const cut = (text: string) => {
    const from = Math.max(0, start - CONTEXT);
    const to = Math.min(text.length, text.length - end + CONTEXT);
    const middle = text.slice(from, to);
    const whole = middle.length <= 4 * CONTEXT;
    const shown = whole ? middle : `${middle.slice(0, 2 * CONTEXT)} ... ${middle.slice(-CONTEXT)}`;
    return `${from > 0 ? "... " : ""}${shown}${to < text.length ? " ..." : ""}`;
  };
  return [cut(before), cut(after)];
}

function table(scores: readonly Score[]): string {
  const rows = scores.map(({ name, mutants, killed, equivalent, invalid, score }) =>
    [name, mutants, killed, equivalent, invalid, score.toFixed(3)].map(String),
  );
  const head = ["pack", "mutants", "killed", "equivalent", "invalid", "score"];
  const widths = head.map((title, i) =>
    Math.max(...[head, ...rows].map((r) => (r[i] ?? title).length)),
  );
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join("  "),
    )
    .join("\n");
}

async function main(): Promise<void> {
  try {
    const given = options(process.argv.slice(2));
    if (given === undefined) console.log(USAGE);
    else if (!(await run(given))) process.exitCode = 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

void main();
