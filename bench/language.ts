import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { gpuPack, inferencePack, metaPack, ruleGroups, trainingPack, type Pack } from "../rules";

// `npm run bench:language`: what the typed language costs its users, in the compiler and when packs are built.

const ROOT = path.join(__dirname, "..");
/** What the project promises on 2 cores: printed beside what was measured, never asserted. */
const BUDGETS = { compileSeconds: 20, buildMilliseconds: 200 };
const ROUNDS = 21;

const here = { namespace: "monitoring" };
const many = <T>(count: number, of: (i: number) => T) =>
  Array.from({ length: count }, (_, i) => of(i));

/** Every pack with everything in it, for a platform of some size. */
function packs(): readonly Pack[] {
  return [
    trainingPack({
      classes: many(10, (i) => ({ team: `team-${i}`, select: { namespace: `train-${i}` } })),
    }),
    inferencePack({
      services: many(20, (i) => ({
        name: `model-${i}`,
        team: "ml",
        select: { namespace: "serve" },
      })),
    }),
    gpuPack({ pools: many(5, (i) => ({ name: `pool-${i}`, gpusPerNode: 8, nodes: { min: 1 } })) }),
    metaPack({
      prometheus: here,
      alertmanager: here,
      thanos: { sidecar: here, store: here, query: here, queryFrontend: here, compact: here },
      exporterJobs: ["kube-state-metrics", "node-exporter"],
    }),
  ];
}

/** Builds and prints all packs. @returns how many rules there are, and how long each round took, in ms. */
function build() {
  let rules = 0;
  const rounds = many(ROUNDS, () => {
    const start = performance.now();
    const groups = packs().flatMap((pack) => ruleGroups(pack, { runbookBaseUrl: "https://x" }));
    rules = groups.reduce((sum, group) => sum + group.rules.length, 0);
    return performance.now() - start;
  });
  const sorted = rounds.slice(1).sort((a, b) => a - b);
  return {
    rules,
    firstMs: rounds[0] ?? NaN,
    medianMs: sorted[Math.floor(sorted.length / 2)] ?? NaN,
  };
}

/** Type-checks the whole project from nothing. @throws Error with the compiler's words when it does not compile. */
function compile() {
  const start = performance.now();
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      path.join(ROOT, "node_modules/typescript/bin/tsc"),
      ...["--noEmit", "--incremental", "false", "--extendedDiagnostics"],
    ],
    { cwd: ROOT, encoding: "utf8" },
  );
  const seconds = (performance.now() - start) / 1000;
  if (status !== 0) throw new Error(`the project does not compile:\n${stdout}`);
  const of = (name: string) => Number(new RegExp(`^${name}:\\s+([\\d.]+)`, "m").exec(stdout)?.[1]);
  return {
    seconds,
    types: of("Types"),
    instantiations: of("Instantiations"),
    memoryKiB: of("Memory used"),
  };
}

function main(): void {
  const { values } = parseArgs({ options: { json: { type: "string" } } });
  const built = build();
  const compiled = compile();
  const write = (line: string) => process.stdout.write(`${line}\n`);
  write(`${os.cpus().length} cores, Node ${process.version}`);
  write(
    `packs    ${built.rules} rules built and printed in ${built.medianMs.toFixed(1)} ms (median; the first time ` +
      `${built.firstMs.toFixed(1)} ms), ${(built.medianMs / BUDGETS.buildMilliseconds).toFixed(2)} of the budget of ${BUDGETS.buildMilliseconds} ms`,
  );
  write(
    `compiler ${compiled.seconds.toFixed(1)} s for the whole project, ${compiled.types} types, ` +
      `${(compiled.seconds / BUDGETS.compileSeconds).toFixed(2)} of the budget of ${BUDGETS.compileSeconds} s`,
  );
  if (values.json !== undefined) {
    writeFileSync(
      values.json,
      `${JSON.stringify({ budgets: BUDGETS, built, compiled }, null, 2)}\n`,
    );
  }
}

main();
