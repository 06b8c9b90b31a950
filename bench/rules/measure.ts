import { mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { dump } from "js-yaml";
import { parse, print, type Expr } from "../../promql";
import type { RecordingRule } from "../../rules";
import type { Comparison } from "./compared";
import { families, type FleetSize } from "./fleet";
import { levels, needs, reach } from "./needs";
import { blocks, interval } from "./openmetrics";
import { byName, packsFor, recordingsOf, textsOf, type Named } from "./packs";
import { promtool, read, start, type Programs } from "./prometheus";

/** When everything is evaluated: a fixed time, so that runs of the benchmark are alike. */
export const evaluatedAt = 1_760_000_400;

/** Samples that one evaluation of a rule reads, over all rules of the name. */
export interface Cost {
  readonly pack: string;
  readonly rule: string;
  readonly kind: "alert" | "recording";
  /** By itself, from recorded series where it reads such. */
  readonly alone: number;
  /** With its share of the recordings it needs: each is divided among the alerts that need it. */
  readonly shared: number;
  /** With all recordings that it needs, each in full although others need it too. */
  readonly full: number;
  readonly naive?: number;
  readonly public?: number;
}

/** What was measured. */
export interface Measurement {
  readonly costs: readonly Cost[];
  /** Samples that were written, recorded ones apart. */
  readonly written: number;
}

/**
 * Measures the rules of a fleet by a real Prometheus: samples are written as blocks, recorded series computed from
 * them by the recording rules themselves, then every expression is evaluated once.
 */
export async function measure(
  size: FleetSize,
  comparisons: readonly Comparison[],
  programs: Programs,
): Promise<Measurement> {
  const packs = packsFor(size);
  const named = byName(packs);
  const recordings = recordingsOf(packs);
  const expressions = [
    ...named.flatMap(({ rules }) => rules.map(({ expr }) => expr)),
    ...comparisons.flatMap((c) => [c.naive, ...(c.public ? [c.public.expr] : [])]).map(parse),
  ];
  const wanted = needs(expressions, exprsByName(recordings));
  const folder = await mkdtemp(path.join(tmpdir(), "mlwatch-bench-"));
  try {
    let written = 0;
    for (const { start: from, text, samples } of blocks(families(size), wanted, evaluatedAt)) {
      const file = path.join(folder, `${from}.om`);
      writeFileSync(file, text);
      const data = path.join(folder, "data");
      await promtool(programs, [
        ...["tsdb", "create-blocks-from", "openmetrics", "--quiet", file, data],
      ]);
      await rm(file);
      written += samples;
    }
    for (const [i, level] of levels(recordings).entries()) {
      await recordLevel(folder, programs, level, wanted, i);
    }
    return { costs: await costs(folder, programs, named, comparisons), written };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function exprsByName(recordings: readonly RecordingRule[]): ReadonlyMap<string, readonly Expr[]> {
  const names = [...new Set(recordings.map(({ record }) => record))];
  return new Map(
    names.map((name) => [
      name,
      recordings.filter(({ record }) => record === name).map(({ expr }) => expr),
    ]),
  );
}

/** Writes what a level of recordings records, for as long as it is read. */
async function recordLevel(
  folder: string,
  programs: Programs,
  level: readonly RecordingRule[],
  wanted: ReadonlyMap<string, number>,
  number: number,
): Promise<void> {
  // Rules with a short past are not evaluated for the long past of others.
  const lengths = [...new Set(level.map(({ record }) => wanted.get(record) ?? 0))];
  const server = await start(programs, folder);
  try {
    for (const length of lengths) {
      const rules = level.filter(({ record }) => (wanted.get(record) ?? 0) === length);
      const file = path.join(folder, `level-${number}-${length}.yaml`);
      const own = rules.map(({ record, expr }) => ({ record, expr: print(expr) }));
      writeFileSync(file, dump({ groups: [{ name: "recordings", rules: own }] }));
      const from = evaluatedAt - Math.ceil(length / interval) * interval - 2 * interval;
      // Beside the directory that is open: moved in place once it is closed.
      const output = path.join(folder, "data");
      mkdirSync(output, { recursive: true });
      await promtool(programs, [
        ...["tsdb", "create-blocks-from", "rules", `--url=${server.url}`],
        ...[`--start=${from}`, `--end=${evaluatedAt}`, `--eval-interval=${interval}s`],
        ...[`--output-dir=${output}`, file],
      ]);
    }
  } finally {
    await server.stop();
  }
}

async function costs(
  folder: string,
  programs: Programs,
  named: readonly Named[],
  comparisons: readonly Comparison[],
): Promise<readonly Cost[]> {
  const server = await start(programs, folder);
  try {
    const samples = async (text: string) => {
      programs.signal?.throwIfAborted();
      return (await read(server.url, text, evaluatedAt)).samples;
    };
    const alone = new Map<string, number>();
    for (const own of named) {
      let sum = 0;
      for (const text of textsOf(own)) sum += await samples(text);
      alone.set(own.name, sum);
    }
    const charges = chargesOf(named, alone);
    const result: Cost[] = [];
    for (const own of named) {
      const compared = comparisons.find(({ rule }) => rule === own.name);
      result.push({
        pack: own.pack,
        rule: own.name,
        kind: own.kind,
        ...charges(own),
        ...(compared && { naive: await samples(compared.naive) }),
        ...(compared?.public && { public: await samples(compared.public.expr) }),
      });
    }
    return result;
  } finally {
    await server.stop();
  }
}

/** What a rule costs by itself, and with the recordings that it needs. */
function chargesOf(named: readonly Named[], alone: ReadonlyMap<string, number>) {
  const needed = new Map(named.map((own) => [own.name, neededBy(own, named)]));
  const alerts = named.filter(({ kind }) => kind === "alert");
  const users = (recording: string) =>
    alerts.filter(({ name }) => needed.get(name)?.has(recording)).length;
  return ({ name }: Named): Pick<Cost, "alone" | "shared" | "full"> => {
    const own = alone.get(name) ?? 0;
    const recordings = [...(needed.get(name) ?? [])].map((recording) => ({
      cost: alone.get(recording) ?? 0,
      among: Math.max(1, users(recording)),
    }));
    return {
      alone: own,
      shared: Math.round(recordings.reduce((sum, { cost, among }) => sum + cost / among, own)),
      full: recordings.reduce((sum, { cost }) => sum + cost, own),
    };
  };
}

/** Names of all recordings that rules need, directly or through others. */
export function neededBy(own: Named, named: readonly Named[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = ({ rules }: Named) => {
    for (const { expr } of rules) {
      for (const [name] of reach(expr)) {
        const next = named.find((other) => other.name === name && other.kind === "recording");
        if (!next || found.has(name)) continue;
        found.add(name);
        visit(next);
      }
    }
  };
  visit(own);
  found.delete(own.name);
  return found;
}
