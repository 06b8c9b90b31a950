import { entryOf } from "../metrics";
import {
  alertNeeds,
  fulfils,
  needText,
  type AlertNeeds,
  type NeededSeries,
  type RuleGroup,
  type Severity,
  type TrainingClass,
} from "../rules";
import { megatronNames, summary } from "../rules/training/names/presets";

/** A series that a program exports. */
export interface ExportedSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** An alert that runs get, and what it would also read: guards against false alarms, and other ways to see the fault. */
export interface GainedAlert {
  readonly alert: string;
  readonly severity: Severity;
  readonly also: readonly string[];
}

/** An alert that runs do not get, and what they would have to export. */
export interface MissedAlert {
  readonly alert: string;
  readonly severity: Severity;
  readonly missing: readonly string[];
}

/** What a class of runs gets. */
export interface Explanation {
  readonly gained: readonly GainedAlert[];
  readonly missed: readonly MissedAlert[];
}

/** The plainest program: a loss, beside what prometheus_client exports of the process by itself. */
export const plainest: readonly ExportedSeries[] = [
  "training_loss",
  "process_start_time_seconds",
].map((name) => ({ name, labels: {} }));

/** What runs of a class export at least: what its names are of, or else the plainest. */
export function leastOf({
  names: { preset, series = [] } = {},
}: Pick<TrainingClass, "names">): readonly ExportedSeries[] {
  const foreign = [
    ...(preset === "summary"
      ? [summary.sum, summary.count].map((from) => ({ from, where: {} }))
      : []),
    ...(preset === "megatron-lm" ? megatronNames(1) : []),
    ...series,
  ].map(({ from, where = {} }) => ({ name: from, labels: where }));
  return foreign.length > 0 ? foreign : plainest;
}

/** Presets whose metrics a program exports, though its class does not use them. */
export function fittingPresets(
  exported: readonly ExportedSeries[],
  { names }: Pick<TrainingClass, "names">,
): readonly string[] {
  const has = (name: string) => exported.some((series) => series.name === name);
  const fits = {
    summary: has(summary.sum) && !has(summary.loss),
    "megatron-lm": megatronNames(1).some(({ from }) => has(from)),
  };
  return Object.entries(fits).flatMap(([preset, fit]) =>
    fit && names?.preset !== preset ? [preset] : [],
  );
}

/** Exporters of programs; the metrics of all others are there whatever a program does. */
const OF_PROGRAMS: readonly string[] = [
  "training contract",
  "Megatron-LM",
  "prometheus_client process collector",
];

function isGiven({ metric }: NeededSeries): boolean {
  const entry = entryOf(metric);
  return entry !== undefined && !OF_PROGRAMS.includes(entry.source.name);
}

/** The alerts of a group that runs get and do not get by what they export. */
export function explain(group: RuleGroup, exported: readonly ExportedSeries[]): Explanation {
  const there = (need: NeededSeries) =>
    isGiven(need) || exported.some(({ name, labels }) => fulfils(need, name, labels));
  const needs = alertNeeds(group);
  const gained = needs.filter(({ ways }) => ways.some((way) => way.every(there)));
  const names = new Set(gained.map(({ alert }) => alert));
  const missed = needs.filter(({ alert }) => !names.has(alert));
  return {
    gained: byAlert(gained).map(([{ alert, severity }, rules]) => ({
      ...{ alert, severity },
      also: texts(
        rules.flatMap(({ reads }) =>
          reads.flatMap(({ series, ways }) =>
            ways.some((way) => way.every(there)) ? [] : [series],
          ),
        ),
      ),
    })),
    missed: byAlert(missed).map(([{ alert, severity }, rules]) => ({
      ...{ alert, severity },
      missing: shortest(
        rules.flatMap(({ ways }) => ways.map((way) => texts(way.filter((need) => !there(need))))),
      ),
    })),
  };
}

/** Rules of one name, under the first of them: the most severe stands first. */
function byAlert(
  needs: readonly AlertNeeds[],
): readonly (readonly [AlertNeeds, readonly AlertNeeds[]])[] {
  const firsts = needs.filter(
    ({ alert }, i) => needs.findIndex((other) => other.alert === alert) === i,
  );
  return firsts.map((first) => [first, needs.filter(({ alert }) => alert === first.alert)]);
}

function texts(needs: readonly NeededSeries[]): readonly string[] {
  return [...new Set(needs.map(needText))];
}

function shortest(ways: readonly (readonly string[])[]): readonly string[] {
  return ways.reduce((least, way) => (way.length < least.length ? way : least), ways[0] ?? []);
}

/** An explanation as a person reads it. */
export function explanationText({ gained, missed }: Explanation): string {
  const tables = [
    table(
      ["gets", "severity", "also reads"],
      gained.map(({ alert, severity, also }) => [alert, severity, also.join(", ")]),
    ),
    table(
      ["does not get", "severity", "needs"],
      missed.map(({ alert, severity, missing }) => [alert, severity, missing.join(", ")]),
    ),
  ];
  return tables
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]?.length ?? 0)));
  return [head, ...rows].map((row) =>
    `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ")}`.trimEnd(),
  );
}
