import { isObject } from "../components/prometheus/merge";
import { parseConfig } from "../config/parse";
import type { Rendering } from "./index";
import type { KubernetesObject } from "./manifests";
import { predictSeries } from "./series";

/**
 * What a stack will deploy, as text for people: objects by kind, rules by pack, dashboards, and the
 * series to expect.
 * @throws ConfigError when the rendered configuration is not one of mlwatch.
 */
export function overview(stack: string, { objects, config }: Rendering): string {
  const plain = objects.map(({ object }) => object);
  const rules = plain.filter(({ kind }) => kind === "PrometheusRule").map(ruleCounts);
  const recordings = rules.reduce((total, { recorded }) => total + recorded, 0);
  const series = predictSeries(parseConfig(config), recordings);
  const total = series.reduce((all, estimate) => all + estimate.series, 0);
  const dashboards = plain.flatMap(dashboardTitles);
  return [
    `Stack ${stack}: ${plain.length} objects`,
    ...table(byKind(plain).map(({ kind, names }) => [kind, String(names.length), summary(names)])),
    "",
    "Rules",
    ...table(
      rules.map(({ pack, alerts, recorded }) => [
        pack,
        `${alerts.length} alerts, ${recorded} recorded`,
        summary(alerts),
      ]),
    ),
    "",
    `Dashboards: ${dashboards.length > 0 ? dashboards.join(", ") : "none"}`,
    "",
    `Predicted series, GPU pools at their largest: ${number(total)}`,
    ...table(series.map(({ source, series: count, how }) => [source, number(count), how])),
    "",
  ].join("\n");
}

interface RuleCounts {
  readonly pack: string;
  readonly alerts: readonly string[];
  readonly recorded: number;
}

function ruleCounts({ metadata, spec }: KubernetesObject): RuleCounts {
  const rules = list(isObject(spec) ? spec["groups"] : undefined).flatMap((group) =>
    list(isObject(group) ? group["rules"] : undefined).filter(isObject),
  );
  const alerts = rules.flatMap(({ alert }) => (typeof alert === "string" ? [alert] : []));
  return {
    pack: metadata.name,
    alerts: [...new Set(alerts)].sort(),
    recorded: rules.length - alerts.length,
  };
}

function dashboardTitles({ kind, metadata, data }: KubernetesObject): string[] {
  const labels = isObject(metadata["labels"]) ? metadata["labels"] : {};
  if (kind !== "ConfigMap" || labels["grafana_dashboard"] === undefined || !isObject(data)) {
    return [];
  }
  return Object.values(data).flatMap((text) => {
    const dashboard: unknown = typeof text === "string" ? JSON.parse(text) : undefined;
    return isObject(dashboard) && typeof dashboard["title"] === "string"
      ? [dashboard["title"]]
      : [];
  });
}

function byKind(
  objects: readonly KubernetesObject[],
): { readonly kind: string; readonly names: readonly string[] }[] {
  const kinds = [...new Set(objects.map(({ kind }) => kind))];
  return kinds.map((kind) => ({
    kind,
    names: objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name),
  }));
}

/** Names beyond this many are counted only. */
const NAMES_SHOWN = 6;

function summary(names: readonly string[]): string {
  const more = names.length - NAMES_SHOWN;
  return names.slice(0, NAMES_SHOWN).join(", ") + (more > 0 ? `, and ${more} more` : "");
}

function table(rows: readonly (readonly [string, string, string])[]): string[] {
  const width = (column: 0 | 1): number => Math.max(0, ...rows.map((row) => row[column].length));
  return rows.map(
    ([first, second, third]) =>
      `  ${first.padEnd(width(0))}  ${second.padStart(width(1))}  ${third}`,
  );
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

const number = (value: number): string => value.toLocaleString("en-US");
