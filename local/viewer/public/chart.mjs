// Lines and heatmaps over time, drawn by uPlot, with a legend that is a table.
import uPlot from "/vendor/uPlot.mjs";
import { colorOf, seriesColor, themeColor } from "./colors.mjs";
import { h } from "./dom.mjs";
import { heatmapOf } from "./heatmap.mjs";
import { formatValue } from "./units.mjs";

const MOST_LEGEND = 40;
/** Seconds between labels of the time axis. */
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600];

/** A chart in an element; it is drawn anew only when its series change. */
export function createChart(panel, body) {
  /** What the hooks of the chart read. */
  const view = { content: undefined, marks: [], legend: h("tbody"), panel };
  let plot;
  let shape;
  let resize;
  const clear = () => {
    resize?.disconnect();
    plot?.destroy();
    plot = undefined;
  };
  const draw = (columns) => {
    clear();
    const place = h("div", { class: "plot", role: "img" });
    body.replaceChildren(place, view.content.scale ?? legendTable(view));
    plot = new uPlot(options(view, place), columns, place);
    resize = new ResizeObserver(() => plot?.setSize(sizeOf(place)));
    resize.observe(place);
  };
  return {
    clear,
    show(data, marks) {
      view.marks = marks;
      view.content = panel.drawing === "heatmap" ? heatmapOf(panel, data) : linesOf(panel, data);
      const { lines, columns } = view.content;
      const newShape = JSON.stringify(lines.map(({ name, color }) => [name, color]));
      if (plot !== undefined && shape === newShape) plot.setData([data.times, ...columns]);
      else draw([data.times, ...columns]);
      shape = newShape;
      body.firstElementChild.setAttribute("aria-label", describe(view));
      if (view.content.scale === undefined) fillLegend(view, plot.cursor.idx);
      else body.lastElementChild.replaceWith(view.content.scale);
    },
  };
}

function linesOf({ targets, stacked }, { lines }) {
  const byRef = new Map(targets.map((target) => [target.refId, target]));
  const described = lines.map((line, index) => {
    const { dashed = false, color } = byRef.get(line.refId) ?? {};
    return {
      name: line.name,
      dashed,
      color: color === undefined ? seriesColor(index) : colorOf(color),
      values: line.values,
    };
  });
  const numbers = described.map(({ values }) =>
    values.map((value) => (typeof value === "number" ? value : null)),
  );
  return { lines: described, columns: stacked ? stack(numbers) : numbers };
}

/** Each on top of those before it. */
function stack(columns) {
  const total = new Array(columns[0]?.length ?? 0).fill(0);
  return columns.map((values) =>
    values.map((value, index) => (value === null ? null : (total[index] += value))),
  );
}

const sizeOf = (place) => ({ width: place.clientWidth, height: place.clientHeight });

function options(view, place) {
  const { panel, content } = view;
  const font = `12px ${getComputedStyle(document.body).fontFamily}`;
  const axis = {
    ...{ font, stroke: themeColor("muted") },
    grid: { stroke: themeColor("grid"), width: 1 },
    ticks: { stroke: themeColor("grid"), width: 1 },
  };
  const { unit } = panel.field;
  return {
    ...sizeOf(place),
    legend: { show: false },
    padding: [12, 16, 0, 0],
    cursor: { sync: { key: "time" }, drag: { x: false, y: false }, points: { size: 6 } },
    scales: {
      x: { time: true },
      y: content.yScale ?? {
        distr: panel.logarithmic ? 3 : 1,
        range: (_, low, high) => yRange(panel, low, high),
      },
    },
    axes: [
      { ...axis, space: 64, incrs: TIME_STEPS, values: timeLabels },
      {
        ...axis,
        size: axisWidth,
        values: (_, splits) => view.content.yLabels?.(splits) ?? tickLabels(splits, unit),
        ...(content.ySplits === undefined ? {} : { splits: () => view.content.ySplits() }),
      },
    ],
    series: [
      {},
      ...content.lines.map(({ name, color, dashed }) => ({
        ...{ label: name, stroke: color, width: 1.5, spanGaps: false },
        ...(dashed ? { dash: [6, 5] } : {}),
        points: { show: true, size: 4, fill: color, filter: isolated },
      })),
    ],
    hooks: {
      drawClear: [(plot) => drawMarks(plot, view.marks)],
      drawAxes: [(plot) => view.content.draw?.(plot)],
      draw: [(plot) => drawLimits(plot, panel)],
      setCursor: [(plot) => fillLegend(view, plot.cursor.idx)],
    },
  };
}

/** Points between two gaps: no line shows them. */
function isolated(plot, index) {
  const values = plot.data[index];
  const there = (at) => values[at] !== null && values[at] !== undefined;
  return values.flatMap((_, at) => (there(at) && !there(at - 1) && !there(at + 1) ? [at] : []));
}

/** Around the data, with the ends that the panel fixes; a flat line gets room on both sides. */
function yRange({ min, max, logarithmic }, low, high) {
  if (low === null || high === null) return logarithmic ? [1, 10] : [min ?? 0, max ?? 1];
  if (logarithmic) return uPlot.rangeLog(low, high, 10, true);
  const room = high === low ? Math.abs(high) * 0.5 || 1 : (high - low) * 0.08;
  const bottom = low >= 0 && low - room < 0.35 * high ? 0 : low - room;
  return [min ?? bottom, Math.max(max ?? high + room, (min ?? bottom) + Number.EPSILON)];
}

const twoDigits = (value) => String(value).padStart(2, "0");

function timeLabels(_, splits, __, ___, increment) {
  return splits.map((seconds) => {
    const at = new Date(seconds * 1000);
    const minutes = `${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}`;
    return increment < 60 ? `${minutes}:${twoDigits(at.getSeconds())}` : minutes;
  });
}

const tickLabels = (splits, unit) =>
  splits.map((value) => (value === null ? "" : formatValue(value, unit)));

/** Wide enough for the longest label. */
function axisWidth(plot, values) {
  if (values === null) return 50;
  const longest = Math.max(...values.map((text) => text.length), 3);
  return 16 + longest * 6.6;
}

function drawMarks(plot, marks) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.globalAlpha = 0.12;
  for (const { from, to, color } of marks) {
    const left = Math.max(plot.valToPos(from, "x", true), bbox.left);
    const right = Math.min(plot.valToPos(to, "x", true), bbox.left + bbox.width);
    if (right < bbox.left || left > bbox.left + bbox.width) continue;
    ctx.fillStyle = colorOf(color);
    ctx.fillRect(left, bbox.top, Math.max(right - left, 2), bbox.height);
  }
  ctx.restore();
}

function drawLimits(plot, { limits, field }) {
  if (!limits) return;
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.setLineDash([8, 6]);
  ctx.lineWidth = 1.5 * devicePixelRatio;
  for (const { value, color } of field.thresholds) {
    if (value === null || value < plot.scales.y.min || value > plot.scales.y.max) continue;
    const y = plot.valToPos(value, "y", true);
    ctx.strokeStyle = colorOf(color);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}

function legendTable({ panel, legend }) {
  const label = `Legend of ${panel.title}`;
  return h(
    "div",
    { class: "legend", tabindex: "0", role: "region", "aria-label": label },
    h(
      "table",
      {},
      h("thead", { class: "hidden" }, h("tr", {}, h("th", {}, "Series"), h("th", {}, "Value"))),
      legend,
    ),
  );
}

/** Values under the cursor, else the newest. */
function fillLegend({ panel, legend, content }, at) {
  const { unit, decimals } = panel.field;
  const valueOf = (values) => (typeof at === "number" ? values[at] : newest(values));
  legend.replaceChildren(
    ...content.lines
      .slice(0, MOST_LEGEND)
      .map(({ name, color, dashed, values }) =>
        h(
          "tr",
          {},
          h(
            "th",
            { scope: "row" },
            h("span", { class: dashed ? "swatch dashed" : "swatch", style: { "--color": color } }),
            name,
          ),
          h("td", { class: "number" }, formatValue(valueOf(values), unit, decimals)),
        ),
      ),
  );
}

const newest = (values) => values.findLast((value) => value !== null) ?? null;

/** What somebody who does not see the chart is told. */
function describe({ panel, content: { lines, scale } }) {
  if (scale !== undefined) return `${panel.title}: heatmap of ${lines.length} buckets`;
  const said = lines
    .slice(0, 8)
    .map(({ name, values }) => `${name} ${formatValue(newest(values), panel.field.unit)}`);
  return `${panel.title}, newest values: ${said.join("; ")}`;
}
