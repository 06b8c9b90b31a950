import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { positive, programOptions, run, tools } from "../command";
import { comparisons } from "./compared";
import { fleet, scaled } from "./fleet";
import { judge, table, type Budgets } from "./judge";
import { measure } from "./measure";

const USAGE = `Usage: npm run bench:rules -- [--scale N] [--json FILE] [--update]

Samples that each rule reads per evaluation on a synthetic fleet, counted by a real Prometheus, beside the naive form
of the same rule and a public rule for the same purpose. docs/rule-costs.md says how to read it.
  --scale N    N times as many runs, services and nodes; without budgets  [1]
  --json FILE  writes rows, totals and problems
  --update     writes what was measured as the budgets; not with --scale
Exits with 1 where a rule reads more than its budget, or more than its naive form without a reason.
`;

const BUDGETS = path.join(__dirname, "budgets.json");

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      ...programOptions,
      scale: { type: "string", default: "1" },
      json: { type: "string" },
      update: { type: "boolean", default: false },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const scale = positive("--scale", values.scale);
  if (values.update && scale !== 1) throw new Error("--update: budgets are for --scale 1");
  const { programs, seconds } = tools(values, USAGE);
  const size = scaled(fleet, scale);
  const { costs, written } = await measure(size, comparisons, programs);
  if (values.update) {
    const budgets = Object.fromEntries(costs.map(({ rule, alone }) => [rule, alone]));
    writeFileSync(BUDGETS, `${JSON.stringify(budgets, null, 2)}\n`);
  }
  const verdict = judge(costs, comparisons, scale === 1 ? budgets() : undefined);
  process.stdout.write(`${table(verdict)}\n\n`);
  for (const problem of verdict.problems) process.stdout.write(`${problem}\n`);
  const { runs, ranks, services, replicas, gpuNodes, gpusPerNode } = size;
  process.stdout.write(
    `${verdict.problems.length} problems; ${runs} runs of ${ranks} ranks, ${services} services of ${replicas} replicas, ` +
      `${gpuNodes} nodes of ${gpusPerNode} GPUs, ${written} samples written; ${seconds()} s\n`,
  );
  if (values.json !== undefined) {
    writeFileSync(values.json, `${JSON.stringify({ fleet: size, ...verdict }, null, 2)}\n`);
  }
  process.exitCode = verdict.problems.length > 0 ? 1 : 0;
}

function budgets(): Budgets {
  if (!existsSync(BUDGETS)) return {};
  // Written by --update, which keeps this shape.
  return JSON.parse(readFileSync(BUDGETS, "utf8")) as Budgets;
}

run(main);
