import { trainingDashboard } from "../../../dashboards";
import { readDashboard } from "../../../local/viewer/panels";

/** The smallest panel that Grafana takes. */
const panel = (more: object) => ({ id: 1, type: "timeseries", title: "Loss", ...more });
const first = (more: object) => readDashboard("d", { panels: [panel(more)] }).panels[0]!;

describe("readDashboard", () => {
  test("reads our own training dashboard", () => {
    const { title, variables, panels, marks } = readDashboard("training", trainingDashboard({}));
    expect(title).toBe("Training run");
    expect(variables.map(({ name, query }) => [name, query?.label])).toEqual([
      ["namespace", "namespace"],
      ["job", "job"],
      ["run_id", "run_id"],
    ]);
    expect(variables[1]!.query!.series).toContain('namespace=~"$namespace"');
    expect(panels.filter(({ drawing }) => drawing === undefined)).toEqual([]);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const loss = panels.find((one) => one.type === "timeseries" && one.title === "Loss")!;
    expect(loss.targets.filter(({ dashed }) => dashed)).toMatchObject([
      { color: "red" },
      { color: "red" },
    ]);
    expect(marks[0]!.expr).toContain("ALERTS");
  });

  test("a panel has a place, a unit, limits and queries", () => {
    const read = first({
      gridPos: { x: 12, y: 3, w: 6, h: 4 },
      description: "About it.",
      fieldConfig: {
        defaults: {
          ...{ unit: "s", min: 0, decimals: 2 },
          custom: { thresholdsStyle: { mode: "line" }, scaleDistribution: { type: "log" } },
          thresholds: {
            mode: "absolute",
            steps: [
              { value: null, color: "green" },
              { value: 2, color: "red" },
            ],
          },
        },
      },
      targets: [
        { refId: "A", expr: "up", legendFormat: "{{job}}", interval: "30s" },
        { refId: "B", expr: "vector(1)", instant: true },
        { refId: "C", expr: "" },
      ],
    });
    expect(read).toMatchObject({
      ...{ drawing: "chart", description: "About it.", min: 0, logarithmic: true, limits: true },
      grid: { x: 12, y: 3, w: 6, h: 4 },
      field: { unit: "s", decimals: 2, thresholds: [{ value: null }, { value: 2, color: "red" }] },
      targets: [
        { refId: "A", legend: "{{job}}", instant: false, minStep: 30 },
        { refId: "B", legend: "", instant: true },
      ],
    });
  });

  test("values, ranges and special values are mapped", () => {
    const { mappings } = first({
      fieldConfig: {
        defaults: {
          mappings: [
            { type: "value", options: { "1": { text: "up", color: "green", index: 0 } } },
            { type: "range", options: { from: 2, to: null, result: { text: "many" } } },
            { type: "special", options: { match: "nan", result: { text: "broken" } } },
          ],
        },
      },
    }).field;
    expect(mappings).toEqual([
      { from: 1, to: 1, text: "up", color: "green" },
      { from: 2, to: null, text: "many" },
      { from: null, to: null, special: "nan", text: "broken" },
    ]);
  });

  test("panels come in reading order, those of collapsed rows too", () => {
    const grid = (x: number, y: number) => ({ gridPos: { x, y, w: 12, h: 8 } });
    const { panels } = readDashboard("d", {
      panels: [
        panel({ id: 3, title: "right", ...grid(12, 1) }),
        panel({ id: 2, title: "left", ...grid(0, 1) }),
        {
          type: "row",
          title: "more",
          ...grid(0, 9),
          panels: [panel({ id: 5, title: "in it", ...grid(0, 10) })],
        },
        { type: "row", title: "top", ...grid(0, 0) },
      ],
    });
    expect(panels.map(({ title }) => title)).toEqual(["top", "left", "right", "more", "in it"]);
  });

  test("a kind that cannot be drawn is kept, to say so", () => {
    expect(first({ type: "geomap" })).toMatchObject({ type: "geomap" });
    expect(first({ type: "geomap" }).drawing).toBeUndefined();
  });

  test("variables are asked for or listed; the data source is not one", () => {
    const list = [
      { name: "datasource", type: "datasource", query: "prometheus" },
      {
        name: "pod",
        type: "query",
        query: { query: 'label_values(up{a="b, c"}, pod)' },
        includeAll: true,
      },
      { name: "job", type: "query", query: "label_values(job)" },
      { name: "q", type: "custom", query: "0.95, 0.99", current: { value: "0.99" } },
    ];
    const { variables } = readDashboard("d", { templating: { list } });
    expect(variables).toMatchObject([
      {
        name: "pod",
        query: { series: 'up{a="b, c"}', label: "pod" },
        includeAll: true,
        allValue: ".*",
      },
      { name: "job", query: { series: "", label: "job" } },
      { name: "q", options: ["0.95", "0.99"], current: ["0.99"] },
    ]);
  });

  test("what is no dashboard is refused by name and place", () => {
    expect(() => readDashboard("mine", { panels: [{ title: "no type" }] })).toThrow(
      /dashboard mine is not Grafana's[\s\S]*panels\[0\]\.type/,
    );
  });
});
