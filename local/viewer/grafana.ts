import { z } from "zod";

// The part of Grafana's classic dashboard JSON that the page reads; other properties are ignored.

const number = z.number().nullish();
const thresholds = z
  .object({ steps: z.array(z.object({ value: number, color: z.string() })).nullish() })
  .nullish();
/** What a value mapping shows. */
export const result = z.object({ text: z.string().nullish(), color: z.string().nullish() });
/** A value mapping. */
export const mapping = z.discriminatedUnion("type", [
  z.object({ type: z.literal("value"), options: z.record(z.string(), result) }),
  z.object({
    type: z.literal("range"),
    options: z.object({ from: number, to: number, result }),
  }),
  z.object({ type: z.literal("special"), options: z.object({ match: z.string(), result }) }),
  z.object({ type: z.literal("regex"), options: z.unknown() }),
]);
const custom = z
  .object({
    scaleDistribution: z.object({ type: z.string() }).nullish(),
    stacking: z.object({ mode: z.string().nullish() }).nullish(),
    thresholdsStyle: z.object({ mode: z.string() }).nullish(),
  })
  .nullish();
/** How values of a panel, or of one of its columns, are written. */
export const defaults = z.object({
  unit: z.string().nullish(),
  decimals: number,
  min: number,
  max: number,
  thresholds,
  mappings: z.array(mapping).nullish(),
  custom,
});
/** Exceptions to the defaults, by column or series. */
export const overrides = z
  .array(
    z.object({
      matcher: z.object({ id: z.string(), options: z.unknown() }),
      properties: z.array(z.object({ id: z.string(), value: z.unknown() })),
    }),
  )
  .nullish();
/** A query. */
export const target = z.object({
  refId: z.string().nullish(),
  expr: z.string().nullish(),
  legendFormat: z.string().nullish(),
  instant: z.boolean().nullish(),
  range: z.boolean().nullish(),
  interval: z.string().nullish(),
});
/** A panel without what a collapsed row holds. */
export const grafanaPanel = z.object({
  id: number,
  type: z.string(),
  title: z.string().nullish(),
  description: z.string().nullish(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }).nullish(),
  fieldConfig: z.object({ defaults: defaults.nullish(), overrides }).nullish(),
  options: z.object({ content: z.string().nullish() }).nullish(),
  targets: z.array(target).nullish(),
});
const withInner = grafanaPanel.extend({ panels: z.array(grafanaPanel).nullish() });
/** A colour that does not depend on the value. */
export const fixedColor = z.object({ fixedColor: z.string() });
/** How a line is drawn. */
export const lineStyle = z.object({ fill: z.string() });
/** What is marked on every panel; Grafana's own entries have no expression. */
export const annotation = z.object({
  name: z.string().nullish(),
  expr: z.string().nullish(),
  enable: z.boolean().nullish(),
  titleFormat: z.string().nullish(),
  iconColor: z.string().nullish(),
});
/** A chosen value of a variable. */
export const choice = z.union([z.string(), z.number(), z.array(z.string())]).nullish();
/** A variable of a dashboard. */
export const grafanaVariable = z.object({
  name: z.string(),
  type: z.string(),
  label: z.string().nullish(),
  multi: z.boolean().nullish(),
  includeAll: z.boolean().nullish(),
  allValue: z.string().nullish(),
  hide: z.union([z.number(), z.string()]).nullish(),
  query: z.union([z.string(), z.object({ query: z.string().nullish() })]).nullish(),
  definition: z.string().nullish(),
  current: z.object({ value: choice }).nullish(),
  options: z.array(z.object({ value: choice })).nullish(),
});
/** A dashboard, as far as the page reads it. */
export const grafanaDashboard = z.object({
  title: z.string().nullish(),
  description: z.string().nullish(),
  panels: z.array(withInner).nullish(),
  annotations: z.object({ list: z.array(annotation).nullish() }).nullish(),
  templating: z.object({ list: z.array(grafanaVariable).nullish() }).nullish(),
});
