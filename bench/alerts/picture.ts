import { writeFileSync } from "node:fs";
import type { Mark, Spec } from "vega";
import { placed } from "./labels";
import type { PackScore } from "./score";

/** Rules that are drawn alike. */
export interface Group {
  readonly name: string;
  readonly color: "ours" | "level" | "public";
  readonly scores: readonly { readonly label: string; readonly score: PackScore }[];
  /** Whether the points are those of one rule under other options, and are joined. */
  readonly joined: boolean;
}

/** The labels whose delay is drawn, each in a panel of its own. */
const PANELS = ["diverged", "eval-diverged"] as const;
const [WIDTH, HEIGHT] = [430, 360];
const LINE = 13;
/** Room for what stands around a panel: title and axis, and between two panels the axis of the right one. */
const ROOM = { left: 55, top: 35, right: 10, between: 75 };
/** From the panel to the notes below it. */
const NOTES = 50;

/** Colours for a light and for a dark page. */
const COLORS: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  text: ["#1f2328", "#e6edf3"],
  grid: ["#d0d7de", "#30363d"],
  ours: ["#0550ae", "#79c0ff"],
  level: ["#bc4c00", "#ffa657"],
  public: ["#6e7781", "#8b949e"],
};

/** Draws delay against healed spikes paged, and writes it as SVG. */
export async function writePicture(file: string, groups: readonly Group[]): Promise<void> {
  const spec = tradeOff(groups);
  // An ES module, which CommonJS can only import so.
  const vega = await import("vega");
  const svg = await new vega.View(vega.parse(spec), { renderer: "none" }).toSVG();
  writeFileSync(file, `${svg.replace(/<svg [^>]*>/, (head) => `${head}${style()}`)}\n`);
}

function style(): string {
  const of = (mode: 0 | 1) =>
    Object.entries(COLORS)
      .map(([name, modes]) => `--${name}:${modes[mode]}`)
      .join(";");
  return `<style>svg{${of(0)}}@media (prefers-color-scheme:dark){svg{${of(1)}}}</style>`;
}

/** The picture: a panel for each kind of divergence, with the healed spikes paged and the median delay of rules. */
export function tradeOff(groups: readonly Group[]): Spec {
  const scores = groups.flatMap((group) => group.scores.map(({ score }) => score));
  const spikes = Math.max(0, ...scores.map(({ labels }) => labels["spike-recovered"]?.runs ?? 0));
  const known = PANELS.filter((label) => scores.some(({ labels }) => labels[label]));
  return {
    $schema: "https://vega.github.io/schema/vega/v6.json",
    description: "Median delay of a page against healed spikes that page, by rule",
    // Sizes are given: without a browser, text is measured as much wider than it is.
    autosize: "none",
    width: known.length * (WIDTH + ROOM.between) - ROOM.between,
    height:
      HEIGHT +
      NOTES +
      LINE * Math.max(0, ...known.map((label) => wrapped(missedIn(label, groups)).length)),
    padding: { left: ROOM.left, top: ROOM.top, right: ROOM.right, bottom: 0 },
    config: {
      axis: {
        ...{ labelColor: "var(--text)", titleColor: "var(--text)", gridColor: "var(--grid)" },
        ...{ domainColor: "var(--grid)", tickColor: "var(--grid)", titleFontWeight: "normal" },
      },
      title: { color: "var(--text)", anchor: "start", fontSize: 13 },
    },
    layout: { columns: PANELS.length, padding: ROOM.between, bounds: "flush", align: "each" },
    marks: known.map((label) => panel(label, groups, spikes)),
  };
}

function delayOf(label: string, score: PackScore): number | null {
  return score.labels[label]?.medianDelaySeconds ?? null;
}

/** Names of the rules that miss more than half of the runs of a label. */
function missedIn(label: string, groups: readonly Group[]): readonly string[] {
  return groups.flatMap(({ scores }) =>
    scores.filter(({ score }) => delayOf(label, score) === null).map(({ score }) => score.name),
  );
}

function panel(label: string, groups: readonly Group[], spikes: number): Mark {
  const points = groups.flatMap(({ name, color, joined, scores }) =>
    scores.flatMap(({ label: text, score }) => {
      const delay = delayOf(label, score);
      if (delay === null) return [];
      const line = joined ? name : text;
      return [{ text, line, color, spikes: score.healedSpikePages, minutes: delay / 60 }];
    }),
  );
  const [right, top] = [
    Math.max(1, spikes),
    1.05 * Math.max(1, ...points.map(({ minutes }) => minutes)),
  ];
  const labels = placed(
    points.map((point) => ({
      ...point,
      x: (WIDTH * point.spikes) / right,
      y: HEIGHT * (1 - point.minutes / top),
    })),
    WIDTH,
    HEIGHT,
  );
  const notes = wrapped(missedIn(label, groups)).map((text, i) => ({
    ...{ text, x: 0, y: HEIGHT + NOTES + i * LINE, align: "left", color: "text" },
  }));
  const at = { x: { scale: "x", field: "spikes" }, y: { scale: "y", field: "minutes" } };
  const color = { signal: "'var(--' + datum.color + ')'" };
  return {
    type: "group",
    title: `${label}: pages`,
    encode: { enter: { width: { value: WIDTH }, height: { value: HEIGHT } } },
    // The grid is as long as these say.
    signals: [
      { name: "width", value: WIDTH },
      { name: "height", value: HEIGHT },
    ],
    data: [
      { name: "points", values: points },
      { name: "texts", values: [...labels, ...notes] },
      {
        name: "leaders",
        values: labels.flatMap(({ color: own, leader }) =>
          leader ? [{ ...leader, color: own }] : [],
        ),
      },
    ],
    scales: [
      { name: "x", type: "linear", domain: [0, right], range: [0, WIDTH] },
      { name: "y", type: "linear", domain: [0, top], range: [HEIGHT, 0] },
    ],
    axes: [
      {
        orient: "bottom",
        scale: "x",
        grid: true,
        tickMinStep: 1,
        title: `healed spikes that page, of ${spikes}`,
      },
      { orient: "left", scale: "y", grid: true, title: "median delay in minutes" },
    ],
    marks: [
      {
        type: "group",
        from: { facet: { name: "line", data: "points", groupby: "line" } },
        marks: [
          { type: "line", from: { data: "line" }, encode: { enter: { ...at, stroke: color } } },
        ],
      },
      {
        type: "rule",
        from: { data: "leaders" },
        encode: {
          enter: {
            ...{ x: { field: "x" }, y: { field: "y" }, x2: { field: "x2" }, y2: { field: "y2" } },
            ...{ stroke: color, strokeWidth: { value: 0.6 }, strokeOpacity: { value: 0.7 } },
          },
        },
      },
      {
        type: "symbol",
        from: { data: "points" },
        encode: { enter: { ...at, fill: color, size: { value: 45 } } },
      },
      {
        type: "text",
        from: { data: "texts" },
        encode: {
          enter: {
            ...{ x: { field: "x" }, y: { field: "y" }, text: { field: "text" }, fill: color },
            ...{ align: { field: "align" }, baseline: { value: "middle" } },
            fontSize: { value: 10.5 },
          },
        },
      },
    ],
  };
}

/** The rules that miss more than half, in lines that a panel holds. */
function wrapped(names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const lines: string[] = [];
  for (const word of ["more than half missed by", ...names.join("; ").split(/(?<=;) /)]) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH / 5.6) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}
