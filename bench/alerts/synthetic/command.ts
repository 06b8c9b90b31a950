import { writeFileSync } from "node:fs";
import { replay } from "../engine";
import { writeJson } from "../on-curves";
import type { Tools } from "../../command";
import { lasting } from "../report";
import { narrow } from "../table";
import { kinds } from "./faults";
import {
  alertScores,
  kindScores,
  syntheticContender,
  type AlertScore,
  type KindScore,
} from "./judge";
import { syntheticRuns, syntheticSource } from "./run";

/** What is asked of the benchmark on synthetic faults. */
export interface OnSynthetic {
  readonly variants: number;
  readonly seed: number;
  readonly json?: string | undefined;
  readonly markdown?: string | undefined;
}

/** Judges our pack on faults that no public curve shows, and on what only looks like them. */
export async function judgeOnSynthetic(asked: OnSynthetic, tools: Tools): Promise<void> {
  const runs = syntheticRuns(kinds, asked.variants, asked.seed);
  const ours = syntheticContender();
  const source = syntheticSource(runs, asked.seed);
  const fired = await replay(source, [ours], tools.programs, tools.progress);
  const alarms = fired.get(ours.name) ?? [];
  const byKind = kindScores(runs, alarms);
  const byAlert = alertScores(
    runs,
    alarms,
    ours.alerts.map(({ name }) => name),
  );
  const text = syntheticTables(byKind, byAlert);
  process.stdout.write(
    `${text}\n\n${runs.length} runs, seed ${asked.seed}, ${tools.seconds()} s\n`,
  );
  if (asked.markdown !== undefined) writeFileSync(asked.markdown, `${text}\n`);
  writeJson(asked.json, { seed: asked.seed, kinds: byKind, alerts: byAlert });
}

/** The marks as tables for people. */
export function syntheticTables(
  byKind: readonly KindScore[],
  byAlert: readonly AlertScore[],
): string {
  const names = (alerts: Readonly<Record<string, number>>) =>
    Object.entries(alerts)
      .map(([name, count]) => `${name.replace(/^Training/, "")} ${count}`)
      .join(", ");
  const faults = byKind.filter(({ fault }) => fault);
  const benign = byKind.filter(({ fault }) => !fault);
  return [
    "Faults: runs with an alert that is right for them, its median delay, and all that fired:",
    ...narrow(
      ["fault", "detected", "fired, by runs"],
      faults.map(({ kind, detected, runs, medianDelaySeconds, alerts }) => [
        kind,
        `${detected}/${runs}${lasting(medianDelaySeconds)}`,
        names(alerts),
      ]),
    ),
    "What only looks like one: nothing should fire:",
    ...narrow(
      ["look-alike", "paged", "ticketed", "fired, by runs"],
      benign.map(({ kind, paged, ticketed, runs, alerts }) => [
        kind,
        `${paged}/${runs}`,
        `${ticketed}/${runs}`,
        names(alerts),
      ]),
    ),
    "By alert:",
    ...narrow(
      ["alert", "detected", "other faults", "look-alikes"],
      byAlert.map((one) => [
        one.alert,
        `${one.detected}/${one.expected}`,
        String(one.besides),
        `${one.false}/${one.benign}`,
      ]),
    ),
  ].join("\n\n");
}
