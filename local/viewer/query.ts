import { messageOf } from "../errors";
import { type Dashboard, type Panel, type Target } from "./model";
import { type Prometheus, type Series } from "./prometheus";
import { interpolate, type Selection, type Timing } from "./variables";

/** Values are text only where JSON has no number for them: `NaN`, `+Inf`, `-Inf`. */
export type Sample = number | string | null;

/** A series as the page draws it. */
export interface Line {
  readonly refId: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** One per entry of {@link PanelData.times}. */
  readonly values: readonly Sample[];
}

/** What a panel shows. */
export interface PanelData {
  /** Unix seconds. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  /** How many series there were, where there were more than are shown. */
  readonly outOf?: number;
}

/** When and how finely a panel is asked for, in seconds. */
export interface Span {
  readonly end: number;
  readonly range: number;
  readonly scrapeInterval: number;
}

/** More than that is neither drawn nor read by anybody. */
const MOST_LINES = 60;
const POINTS = 240;

/** Asks Prometheus for what a panel shows. @throws Error that says which query failed and why */
export async function askPanel(
  prometheus: Prometheus,
  dashboard: Dashboard,
  panel: Panel,
  selection: Selection,
  span: Span,
): Promise<PanelData> {
  const least = Math.max(span.scrapeInterval, ...panel.targets.map(({ minStep }) => minStep ?? 0));
  const { start, end, step, timing } = gridOf(span, least);
  const atOnce = panel.drawing === "table" || panel.targets.every(({ instant }) => instant);
  const times = atOnce
    ? [span.end]
    : Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, i) => start + i * step);
  const answers = await Promise.all(
    panel.targets.map(async (target) => {
      const expr = interpolate(target.expr, dashboard.variables, selection, timing);
      const series = await (
        atOnce ? prometheus.query(expr) : prometheus.queryRange(expr, { start, end, step })
      ).catch((error: unknown) => {
        throw new Error(`query ${target.refId}: ${messageOf(error)}`, { cause: error });
      });
      return series.map((entry) =>
        line(target, entry, atOnce ? undefined : { start, step, times }),
      );
    }),
  );
  const lines = answers.flat();
  return {
    times,
    lines: lines.slice(0, MOST_LINES),
    ...(lines.length > MOST_LINES ? { outOf: lines.length } : {}),
  };
}

function line(
  target: Target,
  { labels, points }: Series,
  grid?: { start: number; step: number; times: readonly number[] },
): Line {
  const values: Sample[] = Array.from({ length: grid?.times.length ?? 1 }, () => null);
  for (const [at, value] of points) {
    const index = grid === undefined ? 0 : Math.round((at - grid.start) / grid.step);
    if (index >= 0 && index < values.length) values[index] = sample(value);
  }
  return { refId: target.refId, name: legend(target.legend, labels), labels, values };
}

function sample(text: string): Sample {
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}

/** Name of a series: the template with its labels, or without a template the labels themselves. */
export function legend(template: string, labels: Readonly<Record<string, string>>): string {
  if (template !== "") {
    return template.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? "");
  }
  const { __name__: name = "", ...rest } = labels;
  const pairs = Object.entries(rest).map(([label, value]) => `${label}="${value}"`);
  return pairs.length === 0 ? name || "value" : `${name}{${pairs.join(", ")}}`;
}

/** A span of time marked on charts, in Unix seconds. */
export interface Marked {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly color: string;
}

/** When the marks of a dashboard had values. */
export async function askMarks(
  prometheus: Prometheus,
  dashboard: Dashboard,
  selection: Selection,
  span: Span,
): Promise<readonly Marked[]> {
  const grid = gridOf(span, span.scrapeInterval);
  const found = await Promise.all(
    dashboard.marks.map(async ({ expr, legend: template, color }) => {
      const text = interpolate(expr, dashboard.variables, selection, grid.timing);
      const series = await prometheus.queryRange(text, grid);
      return series.flatMap(({ labels, points }) =>
        spans(
          points.map(([at]) => at),
          grid.step,
        ).map((part) => ({ name: legend(template, labels), color, ...part })),
      );
    }),
  );
  return found.flat();
}

function spans(times: readonly number[], step: number): readonly { from: number; to: number }[] {
  const parts: { from: number; to: number }[] = [];
  for (const at of times) {
    const last = parts.at(-1);
    if (last !== undefined && at - last.to <= 1.5 * step) last.to = at;
    else parts.push({ from: at, to: at });
  }
  return parts;
}

function gridOf(
  { range, end: now, scrapeInterval }: Span,
  least: number,
): { start: number; end: number; step: number; timing: Timing } {
  const step = Math.max(Math.ceil(range / POINTS), Math.ceil(least));
  // Whole steps: otherwise every refresh samples other moments and the lines jitter.
  const end = Math.floor(now / step) * step;
  const start = end - Math.floor(range / step) * step;
  return { start, end, step, timing: { range, step, scrapeInterval } };
}
