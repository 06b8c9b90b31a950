import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { parse, print } from "../promql";
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

/** Builds and prints all packs, and parses and prints them again. */
function build() {
  const built = timed(() =>
    packs().flatMap((pack) => ruleGroups(pack, { runbookBaseUrl: "https://x" })),
  );
  const texts = built.result.flatMap((group) => group.rules.map((rule) => rule.expr));
  const read = timed(() => texts.map((text) => print(parse(text))));
  return {
    rules: texts.length,
    firstMs: built.firstMs,
    medianMs: built.medianMs,
    parseMedianMs: read.medianMs,
  };
}

/** What the work gives; how long it took at first, and in the median of the rounds after, in ms. */
function timed<T>(work: () => T): { result: T; firstMs: number; medianMs: number } {
  const round = () => {
    const start = performance.now();
    const result = work();
    return { result, ms: performance.now() - start };
  };
  const first = round();
  const later = many(ROUNDS, () => round().ms).sort((a, b) => a - b);
  return { result: first.result, firstMs: first.ms, medianMs: later[(ROUNDS - 1) / 2] ?? NaN };
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
  write(`parser   the same rules parsed and printed again in ${built.parseMedianMs.toFixed(1)} ms`);
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
