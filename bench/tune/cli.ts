import { parseArgs } from "node:util";
import { classOf, published } from "../alerts/contenders";
import { readCurves } from "../alerts/curves";
import { judge, runOf, writeJson } from "../alerts/on-curves";
import { writePicture, type Group } from "../alerts/picture";
import { levelRules } from "../alerts/public";
import { positive, programOptions, run, tools } from "../command";
import { configuration, front, proposals, warnings, type Marked } from "./propose";
import {
  cheapest,
  contenderOf,
  costs,
  crossValidated,
  firstTries,
  nameOf,
  nextTries,
  total,
} from "./search";

const USAGE = `Usage: npm run tune -- --curves DIR [--page-minutes N] [--json FILE] [--picture FILE] [--step-seconds N]

Tries other windows of a training class on your labelled curves, and proposes what costs least: minutes until a page
for every fault, and for every page for nothing what you would pay to be spared it. docs/alert-benchmark.md says more.
  --curves DIR        curves, and a manifest.tsv that labels them
  --page-minutes N    what a page for nothing costs, in minutes of a fault unseen (default 60)
  --json FILE         writes everything that was tried
  --picture FILE      draws delay against healed spikes that page, as SVG
  --step-seconds N    how long a step takes, for curves without seconds
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      ...programOptions,
      curves: { type: "string" },
      "page-minutes": { type: "string", default: "60" },
      json: { type: "string" },
      picture: { type: "string" },
      "step-seconds": { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const { curves: directory } = values;
  if (directory === undefined) throw new Error(USAGE);
  const pageMinutes = positive("--page-minutes", values["page-minutes"]);
  const stepSeconds =
    values["step-seconds"] === undefined
      ? {}
      : { stepSeconds: positive("--step-seconds", values["step-seconds"]) };
  const own = tools(values, USAGE);
  const curves = readCurves(directory, stepSeconds);
  const classes = curves.map(classOf);
  const runs = curves.map(runOf);
  const levels = values.picture === undefined ? [] : levelRules.flat().map(published);
  const others: Group["scores"][number][] = [];
  const attempt = async (all: ReturnType<typeof firstTries>, besides: typeof levels) => {
    const tried = all.map((factors) => ({ factors, contender: contenderOf(factors, classes) }));
    const packs = [...tried.map(({ contender }) => contender), ...besides];
    const judged = packs.length > 0 ? await judge(curves, packs, own) : [];
    others.push(...judged.slice(tried.length).map(({ score }) => ({ label: score.name, score })));
    return judged.slice(0, tried.length).map(({ score, alarms }, i): Marked => {
      const factors = tried[i]?.factors ?? {};
      return { name: nameOf(factors), factors, score, costs: costs(runs, alarms, pageMinutes) };
    });
  };
  const first = await attempt(firstTries(), levels);
  const marked = [...first, ...(await attempt(nextTries(first), []))];
  const best = cheapest(marked);
  const groups = new Map(curves.map(({ id, group }) => [id, group]));
  const validated = crossValidated(marked, (run) => groups.get(run));
  const [defaults] = marked;
  const doubts = defaults ? warnings(defaults.score, validated) : [];
  process.stdout.write(
    `${[
      proposals(marked),
      `Cheapest: ${best.name}, ${(total(defaults) - total(best)).toFixed(0)} minutes less than the defaults on these runs; ` +
        `on groups of runs that the choice did not see, ${(validated.defaults - validated.chosen).toFixed(0)} less.`,
      ...doubts,
      `In the configuration of your stack, with your own team and namespace:\n\n${configuration(classes, best.factors)}`,
      `${marked.length} tried on ${runs.length} runs, ${own.seconds()} s`,
    ].join("\n\n")}\n`,
  );
  writeJson(values.json, {
    tried: marked.map((one) => ({ ...one, costs: undefined, costMinutes: total(one) })),
    proposal: best.factors,
    crossValidation: validated,
    warnings: doubts,
  });
  if (values.picture !== undefined) {
    const worthALook = front(marked);
    await writePicture(values.picture, [
      {
        ...{ name: "ours", color: "ours", joined: true },
        scores: [...worthALook]
          .sort((a, b) => a.score.healedSpikePages - b.score.healedSpikePages)
          .map(({ name, score }) => ({ label: name, score })),
      },
      ...levelRules.map((rules, i): Group => ({
        ...{ name: `level ${i}`, color: "level", joined: true },
        scores: others.filter(({ label }) => rules.some(({ name }) => name === label)),
      })),
    ]);
  }
}

run(main);
