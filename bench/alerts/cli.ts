import { parseArgs } from "node:util";
import { positive, programOptions, run, tools } from "../command";
import { backtest } from "./live/command";
import { judgeOnCurves } from "./on-curves";
import { judgeOnSynthetic } from "./synthetic/command";

const USAGE = `Usage: npm run bench:alerts -- --curves DIR [--only TEXT] [--step-seconds N] [--details FILE]
                            [--picture FILE]
       npm run bench:alerts -- --synthetic [--variants N] [--seed N]
       npm run bench:alerts -- --prometheus URL [--days N] [--namespace NAME]... [--stack NAME]
       all: [--json FILE] [--markdown FILE]

Says which runs our training alerts and public rules recognise, how late, and how often they cry wolf, by a real
Prometheus. docs/alert-benchmark.md says how to read it.
  --curves DIR        labelled loss curves, and a manifest.tsv that names them
  --only TEXT         only packs whose name contains the text
  --step-seconds N    how long a step takes, for curves without seconds
  --details FILE      writes every page and ticket of every run
  --picture FILE      draws delay against healed spikes that page, as SVG, with more options of ours and thresholds of
                      the level rule
  --synthetic         faults that no public curve shows, and what looks like them, made by a program
  --variants N        runs of each kind (default 4)
  --seed N            draws other runs (default 1)
  --prometheus URL    what our pack would have fired over the last days of a live Prometheus; the bearer token for it, if
                      it wants one, is read from MLWATCH_PROMETHEUS_TOKEN
  --days N            how many days (default 14)
  --namespace NAME    only runs there (default: wherever there are training metrics)
  --stack NAME        the training classes of Pulumi.NAME.yaml (default: one with defaults for each namespace)
  --json FILE         writes the marks
  --markdown FILE     writes the tables
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      ...programOptions,
      curves: { type: "string" },
      prometheus: { type: "string" },
      days: { type: "string", default: "14" },
      namespace: { type: "string", multiple: true, default: [] },
      stack: { type: "string" },
      synthetic: { type: "boolean", default: false },
      variants: { type: "string", default: "4" },
      seed: { type: "string", default: "1" },
      json: { type: "string" },
      markdown: { type: "string" },
      details: { type: "string" },
      picture: { type: "string" },
      only: { type: "string", default: "" },
      "step-seconds": { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const { curves: directory, synthetic, prometheus: url, json, markdown } = values;
  const modes = [directory !== undefined, url !== undefined, synthetic].filter(Boolean);
  if (modes.length !== 1) throw new Error(USAGE);
  const own = tools(values, USAGE);
  if (directory !== undefined) {
    const step = values["step-seconds"];
    const stepSeconds = step === undefined ? undefined : positive("--step-seconds", step);
    const { only, details, picture } = values;
    await judgeOnCurves({ directory, only, stepSeconds, json, markdown, details, picture }, own);
  } else if (url !== undefined) {
    const { namespace: namespaces, stack } = values;
    const days = positive("--days", values.days);
    const now = Date.now() / 1000;
    await backtest({ url, days, namespaces, stack, json, markdown, now }, own);
  } else {
    const variants = positive("--variants", values.variants);
    if (!Number.isInteger(variants)) {
      throw new Error(`--variants ${values.variants}: it must be a whole number`);
    }
    const seed = positive("--seed", values.seed);
    await judgeOnSynthetic({ variants, seed, json, markdown }, own);
  }
}

run(main);
