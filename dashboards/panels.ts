import {
  BigValueColorMode,
  BigValueGraphMode,
  LegendDisplayMode,
  LineStyleBuilder,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  FieldColorBuilder,
  FieldColorModeId,
  MappingType,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type Panel,
  type Threshold,
} from "@grafana/grafana-foundation-sdk/dashboard";
import {
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  PanelBuilder as HeatmapBuilder,
  YAxisConfigBuilder,
} from "@grafana/grafana-foundation-sdk/heatmap";
import { DataqueryBuilder, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as StateTimelineBuilder } from "@grafana/grafana-foundation-sdk/statetimeline";
import { PanelBuilder as TimeSeriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";

import type { Unit } from "../promql";
import type { Display, Query, UnitOf } from "./query";

/** The Prometheus chosen at the top of the dashboard. */
export const datasource = { type: "prometheus", uid: "${datasource}" } as const;

/** What every panel has. */
export interface PanelOptions {
  readonly title: string;
  /** What it shows, and which alert judges it. */
  readonly description: string;
  /** Width and height; 24 columns make a row. */
  readonly size: readonly [width: number, height: number];
}

/** A panel of numbers. */
export interface ValuePanel<D extends Display> extends PanelOptions {
  readonly unit: D;
  /** Queries of that unit only. */
  readonly queries: readonly Query<NoInfer<UnitOf<D>>>[];
}

/** A panel, to be placed on a dashboard. */
export type PanelBuilder = Builder<Panel>;

/** Queries of a panel are named A to Z, then A1 to Z1 ... */
function refId(index: number): string {
  const letter = String.fromCharCode("A".charCodeAt(0) + (index % 26));
  return index < 26 ? letter : `${letter}${Math.floor(index / 26)}`;
}

function target({ text, legend }: Query<Unit>, index: number): DataqueryBuilder {
  return new DataqueryBuilder()
    .refId(refId(index))
    .datasource(datasource)
    .expr(text)
    .legendFormat(legend);
}

function bottomLegend(): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .calcs([]);
}

/** What the builders of all panels can set. */
interface Frame {
  title(text: string): this;
  description(text: string): this;
  datasource(ref: typeof datasource): this;
  span(columns: number): this;
  height(rows: number): this;
}

function framed<B extends Frame>(panel: B, { title, description, size }: PanelOptions): B {
  return panel
    .title(title)
    .description(description)
    .datasource(datasource)
    .span(size[0])
    .height(size[1]);
}

/** Lines over time; limits are dashed and red. */
export function timeSeries<D extends Display>(
  options: ValuePanel<D> & { readonly min?: number; readonly max?: number },
): PanelBuilder {
  const { unit, queries, min, max } = options;
  const panel = framed(new TimeSeriesBuilder(), options)
    .unit(unit)
    .lineWidth(1)
    .fillOpacity(0)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassic))
    .legend(bottomLegend())
    .tooltip(
      new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending),
    );
  if (min !== undefined) panel.min(min);
  if (max !== undefined) panel.max(max);
  for (const [i, query] of queries.entries()) {
    panel.withTarget(target(query, i).range());
    if (!query.limit) continue;
    panel.overrideByQuery(refId(i), [
      { id: "color", value: { mode: FieldColorModeId.Fixed, fixedColor: "red" } },
      {
        id: "custom.lineStyle",
        value: new LineStyleBuilder().fill("dash").dash([8, 6]).build(),
      },
    ]);
  }
  return panel;
}

/** The newest value as a number, coloured from each threshold on. */
export function stat<D extends Display>(
  options: ValuePanel<D> & { readonly thresholds?: readonly Threshold[] },
): PanelBuilder {
  const { unit, queries, thresholds } = options;
  const panel = framed(new StatBuilder(), options)
    .unit(unit)
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(["lastNotNull"]).fields("").values(false))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .thresholds(
      new ThresholdsConfigBuilder()
        .mode(ThresholdsMode.Absolute)
        .steps([...(thresholds ?? [{ value: null, color: "text" }])]),
    );
  for (const [i, query] of queries.entries()) panel.withTarget(target(query, i).instant());
  return panel;
}

/** What a value means, and its colour. */
export interface State {
  readonly value: number;
  readonly text: string;
  readonly color: string;
}

/** A bar per series, its colour the state. */
export function stateTimeline(
  options: PanelOptions & { readonly states: readonly State[]; readonly query: Query<"one"> },
): PanelBuilder {
  const { states, query } = options;
  return framed(new StateTimelineBuilder(), options)
    .unit("none")
    .mappings([
      {
        type: MappingType.ValueToText,
        options: Object.fromEntries(
          states.map(({ value, text, color }, index) => [String(value), { text, color, index }]),
        ),
      },
    ])
    .legend(bottomLegend())
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Single).sort(SortOrder.None))
    .withTarget(target(query, 0).range());
}

/** Cumulative buckets over time; the legend must be the bucket's bound. */
export function heatmap<D extends Display>(
  options: PanelOptions & { readonly unit: D; readonly query: Query<NoInfer<UnitOf<D>>> },
): PanelBuilder {
  const { unit, query } = options;
  return framed(new HeatmapBuilder(), options)
    .unit(unit)
    .calculate(false)
    .yAxis(new YAxisConfigBuilder().unit(unit))
    .color(
      new HeatmapColorOptionsBuilder()
        .mode(HeatmapColorMode.Scheme)
        .scheme("Oranges")
        .fill("dark-orange")
        .exponent(0.5)
        .steps(64)
        .reverse(false),
    )
    .withTarget(target(query, 0).format(PromQueryFormat.Heatmap).range());
}
