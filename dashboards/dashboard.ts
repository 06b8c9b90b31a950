import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";

import { Metric, print, type Expr, type Operand } from "../promql";
import { datasource, type PanelBuilder } from "./panels";
import { selected } from "./query";

/**
 * A dashboard of Grafana's classic model (schema version 42), which Grafana 11 to 13 import and provision from
 * files. Only fields that others read are named.
 */
export interface GrafanaDashboard {
  readonly uid: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly schemaVersion: number;
  readonly panels: readonly GrafanaPanel[];
  readonly templating: { readonly list: readonly GrafanaVariable[] };
  readonly annotations: { readonly list: readonly GrafanaAnnotation[] };
  readonly links: readonly unknown[];
}

/** A panel, or the heading of those below it (type `row`). */
export interface GrafanaPanel {
  readonly id: number;
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly gridPos: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
  readonly targets?: readonly GrafanaTarget[];
}

/** A query of a panel. */
export interface GrafanaTarget {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat: string;
}

/** Events marked on every panel: where the query has series. */
export interface GrafanaAnnotation {
  readonly name: string;
  readonly expr?: string;
}

/** A variable at the top of the dashboard. */
export interface GrafanaVariable {
  readonly name: string;
  readonly type: string;
  /** A type of data source, or `label_values(series, label)`. */
  readonly query?: string | Readonly<Record<string, unknown>>;
}

/** Panels under one heading. */
export interface Row {
  readonly title: string;
  readonly panels: readonly PanelBuilder[];
}

/** What a dashboard is made of. */
export interface DashboardDefinition<V extends L, L extends string> {
  /** Stable: alerts link to it. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** How far it looks back when opened, e.g. "6h". */
  readonly lookback: string;
  /** Labels that choose what is shown, the widest first, and the series whose values they offer. */
  readonly variables: readonly V[];
  readonly offered: Operand<L> & { readonly name: string };
  /** Firing alerts, marked on every panel. */
  readonly firing: { readonly ast: Expr };
  readonly rows: readonly Row[];
}

/** Puts panels into rows of 24 columns, in order, and numbers them: deterministic. */
export function dashboard<V extends L, L extends string>(
  definition: DashboardDefinition<V, L>,
): GrafanaDashboard {
  const { uid, title, description, lookback, variables, offered, firing, rows } = definition;
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([TAG])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: `now-${lookback}`, to: "now" })
    .refresh("30s")
    .withVariable(
      new DatasourceVariableBuilder("datasource").label("Data source").type("prometheus"),
    )
    .annotation(
      new AnnotationQueryBuilder()
        .name("Firing alerts")
        .datasource(datasource)
        .enable(true)
        .iconColor("red")
        .expr(print(firing.ast))
        .titleFormat("{{alertname}}")
        .tagKeys("severity,team"),
    )
    .link(
      new DashboardLinkBuilder(TAG)
        .title("Machine learning")
        .type(DashboardLinkType.Dashboards)
        .tags([TAG])
        .asDropdown(true)
        .includeVars(true)
        .keepTime(true),
    );
  for (const [i, name] of variables.entries()) {
    builder.withVariable(variable(name, offered.name, variables.slice(0, i)));
  }
  for (const row of rows) {
    builder.withRow(new RowBuilder(row.title));
    for (const panel of row.panels) builder.withPanel(panel);
  }
  const { panels = [], templating, annotations, links = [], ...rest } = builder.build();
  return {
    ...rest,
    annotations: { list: (annotations.list ?? []).map(shown) },
    links: links.map(shown),
    uid,
    title,
    tags: [TAG],
    templating: { list: templating.list ?? [] },
    // The builder places panels but gives no ids.
    panels: panels.map((panel, i) => ({ ...panel, id: i + 1 }) as GrafanaPanel),
  };
}

/** The builder hides annotations and links in a menu. */
function shown<T extends { placement?: unknown }>({ placement: _, ...rest }: T) {
  return rest;
}

/** By which dashboards find each other. */
const TAG = "mlwatch";

/** Offers the values of a label, among series that the variables before it choose; "All" takes series without it too. */
function variable(name: string, offered: string, before: readonly string[]): QueryVariableBuilder {
  const series = new Metric<string, "gauge", "one">(offered).where(selected(before));
  const text = `label_values(${print(series.ast)}, ${name})`;
  return new QueryVariableBuilder(name)
    .label(name)
    .datasource(datasource)
    .query(text)
    .definition(text)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.NaturalAsc)
    .multi(true)
    .includeAll(true)
    .allValue(".*")
    .current({ selected: true, text: "All", value: "$__all" });
}
