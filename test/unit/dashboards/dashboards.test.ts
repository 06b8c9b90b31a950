import {
  gpuDashboard,
  inferenceDashboard,
  trainingDashboard,
  type GrafanaDashboard,
  type GrafanaPanel,
} from "../../../dashboards";
import { entryOf } from "../../../metrics";
import { parse } from "../../../promql";
import {
  inferencePack,
  trainingPack,
  type GpuOptions,
  type InferenceOptions,
} from "../../../rules";
import { dashboardQuery, subjects } from "../../../rules/conventions";
import { queriesOf, seriesOf } from "./read";

const services: InferenceOptions = {
  services: [
    { name: "digits", team: "ml", select: { namespace: "serving" } },
    {
      name: "ranker",
      team: "search",
      select: { namespace: "serving" },
      objectives: { errorRatio: 0.01, latencyP95Seconds: 0.2 },
    },
  ],
};
const pools: GpuOptions = { pools: [{ name: "h100", gpusPerNode: 8, nodes: { min: 2 } }] };
const packs = [
  trainingPack({ classes: [{ team: "ml", select: { namespace: "training" } }] }),
  inferencePack(services),
];
const recorded = new Set(
  packs.flatMap(({ groups }) =>
    groups.flatMap(({ rules }) => rules.flatMap((r) => ("record" in r ? [r.record] : []))),
  ),
);

const built: readonly [keyof typeof subjects, () => GrafanaDashboard][] = [
  ["training", () => trainingDashboard({})],
  ["inference", () => inferenceDashboard(services)],
  ["gpu", () => gpuDashboard(pools)],
];

describe.each(built)("the %s dashboard", (pack, build) => {
  const dashboard = build();
  const queries = queriesOf(dashboard);
  const drawn = dashboard.panels.filter((panel) => panel.type !== "row");

  it.each(queries.map(({ where, text }) => [where, text]))("%s is valid PromQL", (_, text) => {
    parse(text);
  });

  it("reads only metrics of the catalogue and series that the packs record", () => {
    const read = queries.flatMap(({ text }) => seriesOf(text));
    expect(read.length).toBeGreaterThan(15);
    const unknown = read.filter((name) => !recorded.has(name) && entryOf(name) === undefined);
    expect(unknown).toEqual([]);
  });

  it("needs no variable but those at its top, which are those that alerts link with", () => {
    const declared = dashboard.templating.list.map((v) => v.name);
    expect(declared).toEqual(["datasource", ...subjects[pack]]);
    const used = queries.flatMap(({ text }) =>
      [...text.matchAll(/\$\{?([a-zA-Z_]\w*)/g)].map(([, name]) => name),
    );
    expect([...new Set(used)].sort()).toEqual([...subjects[pack]].sort());
    const linked = [...dashboardQuery(pack).matchAll(/var-(\w+)=/g)].map(([, name]) => name);
    expect(linked).toEqual([...subjects[pack]]);
  });

  it("offers the values of each variable among those that the variables before it choose", () => {
    const variables = dashboard.templating.list.filter((v) => v.type === "query");
    for (const [i, { name, query }] of variables.entries()) {
      const before = variables.slice(0, i).map((v) => `${v.name}=~"$${v.name}"`);
      expect(query).toMatch(new RegExp(`^label_values\\(.+, ${name}\\)$`));
      for (const matcher of before) expect(query).toContain(matcher);
    }
  });

  it("takes series that lack a label where all are chosen", () => {
    for (const variable of dashboard.templating.list.filter((v) => v.type === "query")) {
      expect(variable).toMatchObject({
        includeAll: true,
        multi: true,
        allValue: ".*",
        current: { value: "$__all" },
      });
    }
  });

  it("asks the data source that is chosen", () => {
    const chosen = { type: "prometheus", uid: "${datasource}" };
    for (const panel of drawn) {
      expect(panel).toMatchObject({ datasource: chosen });
      for (const target of panel.targets!) expect(target).toMatchObject({ datasource: chosen });
    }
  });

  it("has panels with a title, a description, a unit, queries and a legend for each", () => {
    for (const panel of drawn) {
      expect(panel.title).toMatch(/\S/);
      expect(panel.description).toMatch(/\.$/);
      expect(panel).toMatchObject({ fieldConfig: { defaults: { unit: expect.any(String) } } });
      const refs = panel.targets!.map((t) => t.refId);
      expect(refs.length).toBeGreaterThan(0);
      expect(new Set(refs).size).toBe(refs.length);
      for (const { legendFormat } of panel.targets!) expect(legendFormat).toMatch(/\{\{\w+\}\}/);
    }
  });

  it("numbers its panels", () => {
    expect(dashboard.panels.map((p) => p.id)).toEqual(dashboard.panels.map((_, i) => i + 1));
  });

  it("lays its panels side by side within 24 columns", () => {
    for (const [i, { title, gridPos: a }] of dashboard.panels.entries()) {
      expect([title, a.x >= 0 && a.x + a.w <= 24 && a.h > 0]).toEqual([title, true]);
      const overlapping = dashboard.panels.slice(i + 1).filter((p) => overlap(a, p.gridPos));
      expect([title, overlapping.map((p) => p.title)]).toEqual([title, []]);
    }
  });

  it("fills each row to its end", () => {
    const tops = [...new Set(dashboard.panels.map((p) => p.gridPos.y))];
    const widths = tops.map((y) =>
      dashboard.panels
        .filter((p) => p.gridPos.y === y)
        .reduce((width, p) => width + p.gridPos.w, 0),
    );
    expect(widths).toEqual(tops.map(() => 24));
  });

  it("is the same each time, and what Grafana reads from files", () => {
    expect(JSON.stringify(build())).toBe(JSON.stringify(dashboard));
    expect(JSON.parse(JSON.stringify(dashboard))).toMatchObject({
      uid: `mlwatch-${pack}`,
      schemaVersion: 42,
      tags: ["mlwatch"],
      editable: false,
    });
    expect(JSON.stringify(dashboard)).not.toMatch(/\$\{DS_|\$__rate_interval/);
  });
});

type Place = GrafanaPanel["gridPos"];

function overlap(a: Place, b: Place): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}
