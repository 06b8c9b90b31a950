import { writeFileSync } from "node:fs";
import { classOf, contenders, namespaceOf, type Contender } from "./contenders";
import { duration, readCurves, type Curve } from "./curves";
import { replay } from "./engine";
import { writePicture } from "./picture";
import type { Tools } from "../command";
import { details, tables, type Judged } from "./report";
import { curvesSource, type Subject } from "./samples";
import { score, type Run } from "./score";
import { groupsOf, moreContenders } from "./tradeoff";

/** What is asked of the benchmark on labelled curves. */
export interface OnCurves {
  readonly directory: string;
  /** Only packs whose name contains it. */
  readonly only: string;
  readonly stepSeconds?: number | undefined;
  readonly json?: string | undefined;
  readonly markdown?: string | undefined;
  readonly details?: string | undefined;
  readonly picture?: string | undefined;
}

/** Judges our packs and public rules on labelled curves, and writes what was asked for. */
export async function judgeOnCurves(asked: OnCurves, tools: Tools): Promise<void> {
  const { directory, only, stepSeconds } = asked;
  const curves = readCurves(directory, { ...(stepSeconds !== undefined && { stepSeconds }) });
  const known = contenders(curves.map(classOf));
  const packs = known.filter(({ name }) => name.includes(only));
  if (packs.length === 0) {
    const names = known.map(({ name }) => name).join("; ");
    throw new Error(`--only ${only}: no pack is named so; there are ${names}`);
  }
  const more = asked.picture === undefined ? [] : moreContenders(curves.map(classOf), packs);
  const all = await judge(curves, [...packs, ...more], tools);
  const judged = all.slice(0, packs.length);
  const scores = judged.map(({ score: marks }) => marks);
  const text = tables(scores);
  process.stdout.write(`${text}\n\n${curves.length} runs, ${tools.seconds()} s\n`);
  if (asked.markdown !== undefined) writeFileSync(asked.markdown, `${text}\n`);
  if (asked.picture !== undefined) {
    await writePicture(asked.picture, groupsOf(all.map(({ score: marks }) => marks)));
  }
  writeJson(asked.json, { packs: scores });
  writeJson(asked.details, { packs: details(judged, curves.map(runOf)) });
}

/** What packs fire on curves, and their marks. */
export async function judge(
  curves: readonly Curve[],
  packs: readonly Contender[],
  { programs, progress }: Tools,
): Promise<readonly Judged[]> {
  const subjects = curves.map((curve): Subject => ({
    curve,
    run_id: curve.id,
    namespace: namespaceOf(classOf(curve)),
  }));
  const fired = await replay(curvesSource(subjects), packs, programs, progress);
  const runs = curves.map(runOf);
  return packs.map(({ name }) => {
    const alarms = fired.get(name) ?? [];
    return { score: score(name, runs, alarms), alarms };
  });
}

/** What scoring needs to know of a curve. */
export function runOf(curve: Curve): Run {
  const { id, label, onset } = curve;
  return { id, label, seconds: duration(curve), ...(onset !== undefined && { onset }) };
}

/** Writes data to a file, if one is named. */
export function writeJson(file: string | undefined, data: unknown): void {
  if (file !== undefined) writeFileSync(file, `${JSON.stringify(data, null, 2)}\n`);
}
