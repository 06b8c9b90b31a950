import { readdirSync } from "node:fs";
import path from "node:path";
import { isObject } from "../../components/prometheus/merge";
import type { GrafanaDashboard } from "../../dashboards";
import { render, type RenderedObject } from "../../render";
import type { PrometheusRuleGroup } from "../../rules";
import type { Environment } from "./model";

/** The part of a suite of the test bench that says which alerts have a case. */
export interface Suite {
  readonly cases: readonly { readonly alert?: string; readonly fires?: readonly unknown[] }[];
}

/** Alerts that a case of the suites sees firing. */
export function firing(suites: readonly Suite[]): ReadonlySet<string> {
  const cases = suites.flatMap((suite) => suite.cases);
  return new Set(cases.flatMap(({ alert = "", fires = [] }) => (fires.length > 0 ? [alert] : [])));
}

/** Names of the stacks of a directory: those it has a Pulumi.<name>.yaml of. */
export function stacksIn(cwd: string): readonly string[] {
  return readdirSync(cwd)
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}

/** The alerts that have a runbook in a directory. */
export function runbooksIn(directory: string): ReadonlySet<string> {
  return new Set(readdirSync(directory).map((file) => file.replace(/\.md$/, "")));
}

/** The rule groups of every PrometheusRule among objects. */
export function groupsIn(objects: readonly RenderedObject[]): readonly PrometheusRuleGroup[] {
  return objects.flatMap(({ object }) => {
    const spec = object.kind === "PrometheusRule" ? object["spec"] : undefined;
    // Rendered from RuleGroupArgs, which have this shape.
    return isObject(spec) ? (spec["groups"] as readonly PrometheusRuleGroup[]) : [];
  });
}

/** The dashboards of every ConfigMap that Grafana's sidecar reads. */
export function dashboardsIn(objects: readonly RenderedObject[]): readonly GrafanaDashboard[] {
  return objects.flatMap(({ object }) => {
    const labels = object.metadata["labels"];
    const data = object.kind === "ConfigMap" ? object["data"] : undefined;
    if (!isObject(labels) || labels["grafana_dashboard"] === undefined || !isObject(data))
      return [];
    // Rendered from our own dashboards, which have this shape.
    return Object.values(data).map((text) => JSON.parse(String(text)) as GrafanaDashboard);
  });
}

/** A stack as the lints see it. */
export async function environmentOf(
  stack: string,
  options: { readonly cwd: string; readonly tested?: ReadonlySet<string> },
): Promise<Environment> {
  const { cwd, tested } = options;
  const { objects } = await render({ stack, cwd });
  return {
    name: stack,
    groups: groupsIn(objects),
    dashboards: dashboardsIn(objects),
    runbooks: runbooksIn(path.join(cwd, "docs", "runbooks")),
    ...(tested && { tested }),
  };
}
