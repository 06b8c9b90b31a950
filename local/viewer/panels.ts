import { z } from "zod";
import { seconds } from "../../promql";
import {
  type annotation,
  type choice,
  defaults,
  fixedColor,
  grafanaDashboard,
  type grafanaPanel,
  type grafanaVariable,
  lineStyle,
  type mapping,
  type overrides,
  type result,
  type target,
} from "./grafana";
import {
  ALL,
  type Dashboard,
  type Drawing,
  type Field,
  type Mapping,
  type Mark,
  type Panel,
  type Target,
  type Variable,
} from "./model";

const drawings: Readonly<Record<string, Drawing>> = {
  bargauge: "stat",
  gauge: "stat",
  graph: "chart",
  heatmap: "heatmap",
  row: "row",
  stat: "stat",
  "state-timeline": "states",
  "status-history": "states",
  table: "table",
  text: "text",
  timeseries: "chart",
};

/**
 * Reads Grafana's JSON of a dashboard.
 * @throws Error when it is not one.
 */
export function readDashboard(name: string, json: unknown): Dashboard {
  const parsed = grafanaDashboard.safeParse(json);
  if (!parsed.success) {
    throw new Error(`dashboard ${name} is not Grafana's: ${z.prettifyError(parsed.error)}`);
  }
  const { data } = parsed;
  const flat = (data.panels ?? []).flatMap(({ panels, ...panel }) => [panel, ...(panels ?? [])]);
  return {
    name,
    title: data.title ?? name,
    description: data.description ?? "",
    variables: (data.templating?.list ?? []).flatMap((variable) => readVariable(variable)),
    panels: flat
      .map((panel, index) => readPanel(panel, index))
      .sort((a, b) => a.grid.y - b.grid.y || a.grid.x - b.grid.x),
    marks: (data.annotations?.list ?? []).flatMap((entry) => readMark(entry)),
  };
}

function readMark(entry: z.infer<typeof annotation>): readonly Mark[] {
  const { name, expr, enable, titleFormat, iconColor } = entry;
  if (expr === null || expr === undefined || expr === "" || enable === false) return [];
  return [{ name: name ?? "", expr, legend: titleFormat ?? name ?? "", color: iconColor ?? "red" }];
}

function readPanel(panel: z.infer<typeof grafanaPanel>, index: number): Panel {
  const values = panel.fieldConfig?.defaults;
  const field = readField(values ?? {});
  const drawing = drawings[panel.type];
  return {
    // Rows have no id of their own; negative ones cannot clash with Grafana's.
    id: panel.id ?? -1 - index,
    type: panel.type,
    ...(drawing === undefined ? {} : { drawing }),
    title: panel.title ?? "",
    description: panel.description ?? "",
    grid: panel.gridPos ?? { x: 0, y: 0, w: 12, h: 8 },
    field,
    columns: readColumns(panel.fieldConfig?.overrides ?? [], values ?? {}),
    ...given("min", values?.min),
    ...given("max", values?.max),
    logarithmic: values?.custom?.scaleDistribution?.type === "log",
    stacked: ["normal", "percent"].includes(values?.custom?.stacking?.mode ?? "none"),
    limits: (values?.custom?.thresholdsStyle?.mode ?? "off") !== "off",
    text: panel.options?.content ?? "",
    targets: readTargets(panel.targets ?? [], panel.fieldConfig?.overrides ?? []),
  };
}

function readTargets(
  entries: readonly z.infer<typeof target>[],
  exceptions: NonNullable<z.infer<typeof overrides>>,
): readonly Target[] {
  return entries.flatMap(({ expr, ...query }, index) => {
    if (expr === null || expr === undefined || expr.trim() === "") return [];
    const refId = query.refId ?? String.fromCharCode(65 + index);
    const own = exceptions
      .filter(({ matcher }) => matcher.id === "byFrameRefID" && matcher.options === refId)
      .flatMap(({ properties }) => properties);
    const color = fixedColor.safeParse(own.find(({ id }) => id === "color")?.value);
    const style = lineStyle.safeParse(own.find(({ id }) => id === "custom.lineStyle")?.value);
    return [
      {
        refId,
        expr,
        legend: query.legendFormat === "__auto" ? "" : (query.legendFormat ?? ""),
        instant: query.instant === true && query.range !== true,
        ...given("minStep", interval(query.interval ?? "")),
        dashed: style.success && style.data.fill === "dash",
        ...given("color", color.data?.fixedColor),
      },
    ];
  });
}

function readField(values: Partial<z.infer<typeof defaults>>): Field {
  return {
    unit: values.unit ?? "",
    ...given("decimals", values.decimals),
    thresholds: (values.thresholds?.steps ?? []).map(({ value, color }) => ({
      value: value ?? null,
      color,
    })),
    mappings: (values.mappings ?? []).flatMap((entry) => readMapping(entry)),
  };
}

function readMapping(entry: z.infer<typeof mapping>): readonly Mapping[] {
  const shown = ({ text, color }: z.infer<typeof result>) => ({
    ...given("text", text),
    ...given("color", color),
  });
  switch (entry.type) {
    case "value":
      return Object.entries(entry.options).map(([value, to]) => ({
        ...{ from: Number(value), to: Number(value) },
        ...shown(to),
      }));
    case "range":
      return [
        {
          ...{ from: entry.options.from ?? null, to: entry.options.to ?? null },
          ...shown(entry.options.result),
        },
      ];
    case "special":
      return [
        { from: null, to: null, special: entry.options.match, ...shown(entry.options.result) },
      ];
    case "regex":
      return [];
  }
}

function readColumns(
  entries: NonNullable<z.infer<typeof overrides>>,
  base: Partial<z.infer<typeof defaults>>,
): Panel["columns"] {
  const columns = entries.flatMap(({ matcher, properties }) => {
    if (matcher.id !== "byName" || typeof matcher.options !== "string") return [];
    const own = defaults
      .partial()
      .safeParse(Object.fromEntries(properties.map(({ id, value }) => [id, value])));
    return own.success ? [[matcher.options, readField({ ...base, ...own.data })] as const] : [];
  });
  return Object.fromEntries(columns);
}

function readVariable(variable: z.infer<typeof grafanaVariable>): readonly Variable[] {
  // There is one Prometheus here; panels that name the variable get that one.
  if (variable.type === "datasource") return [];
  const text =
    typeof variable.query === "string" ? variable.query : (variable.query?.query ?? undefined);
  const asked =
    variable.type === "query" ? labelValues(text ?? variable.definition ?? "") : undefined;
  const current = strings(variable.current?.value);
  const listed = (variable.options ?? []).flatMap(({ value }) => strings(value));
  const written =
    variable.type === "query" ? [] : (text ?? "").split(",").map((entry) => entry.trim());
  return [
    {
      name: variable.name,
      label: variable.label ?? variable.name,
      multi: variable.multi ?? false,
      includeAll: variable.includeAll ?? false,
      allValue: variable.allValue ?? ".*",
      ...(asked === undefined ? {} : { query: asked }),
      options: (listed.length > 0 ? listed : written).filter(
        (value) => value !== "" && value !== ALL,
      ),
      current: current.includes("All") ? [ALL] : current,
      hidden:
        variable.hide === 2 || variable.hide === "hideVariable" || variable.type === "constant",
    },
  ];
}

function labelValues(query: string): Variable["query"] {
  const match = /^\s*label_values\((?:([\s\S]+),)?\s*([a-zA-Z_]\w*)\s*\)\s*$/.exec(query);
  if (match?.[2] === undefined) return undefined;
  return { series: match[1]?.trim() ?? "", label: match[2] };
}

function strings(value: z.infer<typeof choice>): readonly string[] {
  if (value === null || value === undefined) return [];
  return Array.isArray(value) ? value : [String(value)];
}

/** Grafana also takes `$__interval`, which is the step anyway, and `>30s`. */
function interval(text: string): number | undefined {
  return text === "" || text.startsWith("$") ? undefined : seconds(text.replace(/^>/, ""));
}

/** A property that is left out where it has no value. */
function given<K extends string, V>(
  key: K,
  value: V | null | undefined,
): { readonly [P in K]?: V } {
  // A computed key widens to string in the compiler's eyes.
  return value === null || value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
}
