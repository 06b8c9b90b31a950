// Cumulative histogram buckets as coloured cells.
import { themeColor } from "./colors.mjs";
import { h } from "./dom.mjs";
import { formatValue } from "./units.mjs";

/** What {@link createChart} draws for a heatmap: the lines are there for the axes only. */
export function heatmapOf({ field }, { lines, times }) {
  const buckets = lines
    .map(({ name, values }) => ({ name, bound: Number(name.replace("+Inf", "Infinity")), values }))
    .filter(({ bound }) => !Number.isNaN(bound))
    .sort((a, b) => a.bound - b.bound);
  const counts = buckets.map(({ values }, row) =>
    values.map((value, column) => {
      if (typeof value !== "number") return null;
      const below = row === 0 ? 0 : buckets[row - 1].values[column];
      return Math.max(0, value - (typeof below === "number" ? below : 0));
    }),
  );
  const most = Math.max(...counts.flat().map((count) => count ?? 0), 0);
  const label = (index) =>
    buckets[index] === undefined ? "" : formatValue(boundOf(buckets[index]), field.unit);
  return {
    lines: buckets.map(({ name, values }) => ({ name, color: "transparent", values })),
    // The axes need numbers; the cells are drawn by hand.
    columns: buckets.map(({ values }) => values.map(() => 0)),
    yScale: { range: () => [0, Math.max(buckets.length, 1)] },
    ySplits: () => thin(buckets.length),
    // Row i ends at the bound of bucket i.
    yLabels: (splits) => splits.map((split) => (split === 0 ? "" : label(split - 1))),
    draw: (plot) => drawCells(plot, counts, times, most),
    scale: h(
      "p",
      { class: "scale" },
      "fewest",
      h("span", { class: "scale-bar", "aria-hidden": "true" }),
      `most: ${formatValue(most, "short")}`,
    ),
  };
}

const boundOf = ({ bound }) => (bound === Infinity ? "+Inf" : bound);

/** At most eight labels. */
function thin(rows) {
  const every = Math.ceil((rows + 1) / 8);
  return Array.from({ length: rows + 1 }, (_, index) => index).filter((i) => i % every === 0);
}

function drawCells(plot, counts, times, most) {
  if (most === 0) return;
  const { ctx, bbox } = plot;
  const step = times.length > 1 ? times[1] - times[0] : 1;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.fillStyle = themeColor("heat");
  counts.forEach((row, index) => {
    const top = plot.valToPos(index + 1, "y", true);
    const bottom = plot.valToPos(index, "y", true);
    row.forEach((count, column) => {
      if (count === null || count === 0) return;
      // The square root shows rare slow requests beside many fast ones.
      ctx.globalAlpha = 0.08 + 0.92 * Math.sqrt(count / most);
      const left = plot.valToPos(times[column] - step, "x", true);
      const right = plot.valToPos(times[column], "x", true);
      ctx.fillRect(left, top, Math.max(right - left, 1), bottom - top);
    });
  });
  ctx.restore();
}
