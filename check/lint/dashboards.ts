import type { GrafanaDashboard, GrafanaPanel } from "../../dashboards";
import { seconds, walk } from "../../promql";
import { isRecorded, panelName, type Found, type Lint, type LintedQuery } from "./model";

/** Shortest fixed range of a rate in a panel: four scrapes at 30 s. */
export const shortestRange = "2m";

type Where = readonly [GrafanaDashboard, GrafanaPanel];

/** Says something of panels; rows are headings and have nothing to say. */
function panels(judge: (panel: GrafanaPanel) => string | undefined): Lint["find"] {
  return function* ({ dashboards }) {
    const all = dashboards.flatMap((d) => d.panels.map((panel): Where => [d, panel]));
    for (const [dashboard, panel] of all) {
      const what = panel.type === "row" ? undefined : judge(panel);
      if (what !== undefined) yield [panelName(dashboard, panel), what];
    }
  };
}

function blank(text: string | undefined): boolean {
  return text === undefined || text.trim() === "";
}

/** A property of a Grafana object that our types do not name; undefined where there is none. */
function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      // An object was checked for, and its properties are unknown.
      typeof inner === "object" && inner !== null
        ? (inner as Record<string, unknown>)[key]
        : undefined,
    value,
  );
}

function* ranges({ where, text, expr }: LintedQuery): Generator<Found> {
  if (!expr) return;
  const rates = [...walk(expr)].flatMap((node) =>
    node.type === "call" && /^(rate|irate|increase|delta|idelta)$/.test(node.fn) ? node.args : [],
  );
  for (const arg of rates) {
    if (arg.type !== "selector" || arg.range === undefined || isRecorded(arg.metric)) continue;
    if (text.includes(`${arg.metric}`) && text.includes("$__rate_interval")) continue;
    const short = seconds(arg.range) < seconds(shortestRange);
    yield [
      where,
      short
        ? `a rate over ${arg.range} is shorter than four scrapes`
        : `a rate over ${arg.range} skips samples when zoomed out, and is coarse when zoomed in`,
    ];
  }
}

function used(dashboard: GrafanaDashboard): ReadonlySet<string> {
  const { panels: drawn, annotations, templating } = dashboard;
  const texts = JSON.stringify([drawn, annotations, templating.list.map(({ query }) => query)]);
  return new Set([...texts.matchAll(/\$\{?([a-zA-Z_]\w*)/g)].map(([, name = ""]) => name));
}

/** Lints of dashboards. */
export const dashboardLints: readonly Lint[] = [
  {
    slug: "panel-title",
    finds: "a panel without a title, or two of one title on a dashboard",
    remedy: "say what the panel shows",
    *find({ dashboards }) {
      for (const dashboard of dashboards) {
        const seen = new Set<string>();
        for (const panel of dashboard.panels.filter(({ type }) => type !== "row")) {
          const { title = "" } = panel;
          if (blank(title)) yield [panelName(dashboard, panel), "has no title"];
          else if (seen.has(title)) yield [panelName(dashboard, panel), "has a title used before"];
          seen.add(title);
        }
      }
    },
  },
  {
    slug: "panel-description",
    finds: "a panel without a description",
    remedy: "say how to read it, and which alert judges it",
    find: panels(({ description }) => (blank(description) ? "has no description" : undefined)),
  },
  {
    slug: "panel-unit",
    finds: "a panel without a unit",
    remedy: 'give it one; "none" where there is none',
    find: panels((panel) =>
      typeof at(panel, "fieldConfig", "defaults", "unit") === "string" ? undefined : "has no unit",
    ),
  },
  {
    slug: "panel-without-query",
    finds: "a panel that asks for nothing",
    remedy: "give it a query, or delete it",
    find: panels(({ targets = [] }) => (targets.length === 0 ? "has no query" : undefined)),
  },
  {
    slug: "panel-datasource",
    finds: "a panel or query with another data source than the one chosen at the top",
    remedy: "use ${datasource}",
    find: panels((panel) => {
      const asked = [panel, ...(panel.targets ?? [])].map((x) => at(x, "datasource", "uid"));
      return asked.every((uid) => uid === "${datasource}")
        ? undefined
        : `asks ${asked.map(String).join(", ")}`;
    }),
  },
  {
    slug: "target-promql",
    finds: "a query that is not PromQL",
    remedy: "correct it",
    *find({ queries }) {
      for (const { where, text, expr } of queries)
        if (!expr) yield [where, `does not parse: ${text}`];
    },
  },
  {
    slug: "target-legend",
    finds: "a query without a legend: readers see all labels of its series",
    remedy: "name the series by the labels that tell them apart",
    find: panels(({ targets = [] }) => {
      const bare = targets.filter(({ legendFormat }) => blank(legendFormat)).map((t) => t.refId);
      return bare.length > 0 ? `has no legend for ${bare.join(", ")}` : undefined;
    }),
  },
  {
    slug: "target-duplicate",
    finds: "a panel that asks the same twice",
    remedy: "delete one of the queries",
    find: panels(({ targets = [] }) => {
      const texts = targets.map(({ expr }) => expr);
      const twice = texts.find((text, i) => texts.indexOf(text) !== i);
      return twice === undefined ? undefined : `asks twice for ${twice}`;
    }),
  },
  {
    slug: "target-rate-interval",
    finds: "a rate of a scraped series over a fixed range",
    remedy: "use $__rate_interval, or draw a recorded rate",
    *find({ queries }) {
      for (const query of queries) yield* ranges(query);
    },
  },
  {
    slug: "variable-unused",
    finds: "a variable that no query uses, or one that is used and not declared",
    remedy: "use it, declare it or delete it",
    *find({ dashboards }) {
      for (const dashboard of dashboards) {
        const declared = dashboard.templating.list.map(({ name }) => name);
        const names = used(dashboard);
        for (const name of declared) {
          if (!names.has(name))
            yield [`${dashboard.uid} / variable ${name}`, "is used by no query"];
        }
        for (const name of names) {
          if (name.startsWith("__") || declared.includes(name)) continue;
          yield [`${dashboard.uid} / variable ${name}`, "is used but not declared"];
        }
      }
    },
  },
  {
    slug: "variable-refresh",
    finds: "a variable that keeps the values of the time when the dashboard was opened",
    remedy: "refresh it when the time range changes",
    *find({ dashboards }) {
      for (const { uid, templating } of dashboards) {
        for (const variable of templating.list.filter(({ type }) => type === "query")) {
          const stale = at(variable, "refresh") !== 2;
          if (stale) yield [`${uid} / variable ${variable.name}`, "is not refreshed"];
        }
      }
    },
  },
  {
    slug: "dashboard-editable",
    finds: "a provisioned dashboard that can be edited: what is changed there is lost",
    remedy: "set editable to false",
    *find({ dashboards }) {
      for (const dashboard of dashboards) {
        if (at(dashboard, "editable") !== false) yield [dashboard.uid, "can be edited"];
      }
    },
  },
];
