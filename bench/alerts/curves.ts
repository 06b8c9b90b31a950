import { readFileSync } from "node:fs";
import path from "node:path";

/** What a run logged at a moment; absent where it logged nothing, NaN or infinite where it logged that. */
export interface Row {
  /** Since the start of the run; never less than in the row before. */
  readonly seconds: number;
  readonly step: number;
  readonly loss?: number;
  readonly gradientNorm?: number;
  readonly validationLoss?: number;
  readonly learningRate?: number;
  readonly attempt?: number;
}

/** A run that really happened, and what is known about it. */
export interface Curve {
  /** Path of its file within the directory, without the extension. */
  readonly id: string;
  readonly label: string;
  /** When the labelled event began, in seconds since the start of the run. */
  readonly onset?: number;
  /** Steps that the run was to make. */
  readonly plannedSteps?: number;
  /** Runs of one group are alike, so that what fits one of them may fit the others by chance. */
  readonly group?: string;
  readonly rows: readonly Row[];
}

/** How curves are read. */
export interface CurveOptions {
  /** Seconds of a step, for curves that know no time. */
  readonly stepSeconds?: number;
}

/** A clock that goes back by no more than this was set anew after the compilation; what is more is no clock. */
const CLOCK_SLACK = 600;

const COLUMNS = {
  loss: "loss",
  grad_norm: "gradientNorm",
  eval_loss: "validationLoss",
  learning_rate: "learningRate",
  attempt: "attempt",
} as const;

/**
 * Reads a directory of labelled curves: `manifest.tsv` and the files that it names.
 * @throws Error naming file, line and rule, of the first thing that is wrong.
 */
export function readCurves(directory: string, options: CurveOptions = {}): readonly Curve[] {
  const manifest = parseManifest(text(path.join(directory, "manifest.tsv")));
  return manifest.map(({ file, ...known }) => ({
    id: file.replace(/\.csv$/, ""),
    ...known,
    rows: parseRows(text(path.join(directory, file)), file, options),
  }));
}

function text(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`${file}: it cannot be read`, { cause: error });
  }
}

/** A line of the manifest. */
export interface Entry {
  readonly file: string;
  readonly label: string;
  readonly onset?: number;
  readonly plannedSteps?: number;
  readonly group?: string;
}

/**
 * The lines of a manifest: tab-separated, a header with at least file, label and onset_seconds. Runs of one algorithm,
 * or where that is not said of one workload, are a group.
 * @throws Error naming line and rule.
 */
export function parseManifest(manifest: string): readonly Entry[] {
  const table = parseTable(manifest, "\t", "manifest.tsv");
  for (const column of ["file", "label", "onset_seconds"]) {
    if (!table.columns.includes(column)) {
      throw new Error(`manifest.tsv:1: the column ${column} is missing`);
    }
  }
  if (table.lines.length === 0) throw new Error("manifest.tsv: it names no curve");
  const seen = new Set<string>();
  return table.lines.map(({ cell, at }) => {
    const file = cell("file") ?? "";
    const label = cell("label") ?? "";
    if (file === "" || label === "") throw new Error(`${at}: file and label must not be empty`);
    if (path.isAbsolute(file) || file.split(/[\\/]/).includes("..")) {
      throw new Error(`${at}: file ${file} must be a path within the directory`);
    }
    if (seen.has(file)) throw new Error(`${at}: file ${file} is named twice`);
    seen.add(file);
    const onset = number(cell("onset_seconds"), `${at}: onset_seconds`);
    if (onset !== undefined && !(onset >= 0 && Number.isFinite(onset))) {
      throw new Error(`${at}: onset_seconds ${onset} must be 0 or more`);
    }
    const plannedSteps = number(cell("planned_steps"), `${at}: planned_steps`);
    if (plannedSteps !== undefined && !(plannedSteps > 0 && Number.isFinite(plannedSteps))) {
      throw new Error(`${at}: planned_steps ${plannedSteps} must be above 0`);
    }
    const group = [cell("algorithm"), cell("workload")].find((name) => name);
    return {
      ...{ file, label, ...(group !== undefined && { group }) },
      ...(onset !== undefined && { onset }),
      ...(plannedSteps !== undefined && { plannedSteps }),
    };
  });
}

/**
 * The rows of a curve: comma-separated, a header with `step`, `seconds` (unless a step time is given) and `loss` or
 * `eval_loss`.
 * @param file named in errors
 * @throws Error naming file, line and rule.
 */
export function parseRows(
  csv: string,
  file: string,
  { stepSeconds }: CurveOptions = {},
): readonly Row[] {
  const { columns, lines } = parseTable(csv, ",", file);
  if (!columns.includes("step")) throw new Error(`${file}:1: the column step is missing`);
  if (!columns.includes("loss") && !columns.includes("eval_loss")) {
    throw new Error(`${file}:1: there must be a column loss or eval_loss`);
  }
  const timed = columns.includes("seconds");
  if (!timed && stepSeconds === undefined) {
    throw new Error(
      `${file}:1: the column seconds is missing; say by --step-seconds how long a step takes`,
    );
  }
  if (lines.length === 0) throw new Error(`${file}: it has no rows`);
  let now = 0;
  let before = 0;
  return lines.map(({ cell, at }) => {
    const step = number(cell("step"), `${at}: step`);
    if (step === undefined || !(step >= before)) {
      throw new Error(`${at}: step must be a number, and not less than the one before`);
    }
    before = step;
    const clock = timed ? number(cell("seconds"), `${at}: seconds`) : step * (stepSeconds ?? 0);
    if (clock === undefined || !(clock >= 0 && Number.isFinite(clock))) {
      throw new Error(`${at}: seconds must be a number, 0 or more`);
    }
    if (clock < now - CLOCK_SLACK) {
      throw new Error(`${at}: seconds go back from ${now} to ${clock}; they must count on`);
    }
    now = Math.max(now, clock);
    const values = Object.entries(COLUMNS).flatMap(([column, name]) => {
      const value = number(cell(column), `${at}: ${column}`);
      return value === undefined ? [] : [[name, value] as const];
    });
    return { seconds: now, step, ...Object.fromEntries(values) };
  });
}

interface Table {
  readonly columns: readonly string[];
  readonly lines: readonly {
    /** Place of the line, for errors. */
    readonly at: string;
    readonly cell: (column: string) => string | undefined;
  }[];
}

function parseTable(content: string, separator: string, file: string): Table {
  const [header = "", ...lines] = content.split(/\r?\n/);
  const columns = header.split(separator);
  return {
    columns,
    lines: lines.flatMap((line, i) => {
      if (line === "") return [];
      const at = `${file}:${i + 2}`;
      const cells = line.split(separator);
      if (cells.length !== columns.length) {
        throw new Error(`${at}: ${cells.length} cells, but the header has ${columns.length}`);
      }
      return [{ at, cell: (column) => cells[columns.indexOf(column)] }];
    }),
  };
}

const NON_FINITE: Readonly<Record<string, number>> = {
  nan: NaN,
  inf: Infinity,
  "+inf": Infinity,
  "-inf": -Infinity,
  infinity: Infinity,
  "-infinity": -Infinity,
};

/** The number in a cell; none where the cell is blank or the column is missing. */
function number(cell: string | undefined, at: string): number | undefined {
  const trimmed = cell?.trim() ?? "";
  if (trimmed === "") return undefined;
  const special = NON_FINITE[trimmed.toLowerCase()];
  if (special !== undefined) return special;
  const value = Number(trimmed);
  if (Number.isNaN(value)) throw new Error(`${at} '${trimmed}' is not a number`);
  return value;
}

/** How long a run lasted, in seconds. */
export function duration({ rows }: Curve): number {
  return rows.at(-1)?.seconds ?? 0;
}

/**
 * How often a run logs its training loss, in seconds. A run that logs no training loss is judged by its validation
 * loss.
 */
export function logInterval({ rows }: Curve): number {
  const losses = timesOf(rows, (row) => row.loss);
  return usualGap(losses.length > 1 ? losses : timesOf(rows, (row) => row.validationLoss));
}

/** How often a run logs its validation loss, in seconds; none where it never does so twice. */
export function evaluationInterval({ rows }: Curve): number | undefined {
  const times = timesOf(rows, (row) => row.validationLoss);
  return times.length > 1 ? usualGap(times) : undefined;
}

function timesOf(rows: readonly Row[], value: (row: Row) => number | undefined): readonly number[] {
  return rows.filter((row) => value(row) !== undefined).map((row) => row.seconds);
}

/**
 * The gap that half of the time lies in gaps no longer than. Many runs log the first steps densely, so a median over
 * the gaps themselves would say less.
 */
function usualGap(times: readonly number[]): number {
  const gaps = times.slice(1).map((time, i) => time - (times[i] ?? time));
  gaps.sort((a, b) => a - b);
  const half = gaps.reduce((sum, gap) => sum + gap, 0) / 2;
  let sum = 0;
  return gaps.find((gap) => (sum += gap) >= half) ?? 0;
}
