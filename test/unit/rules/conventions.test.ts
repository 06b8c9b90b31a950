import { ruleGroups } from "../../../rules";
import { alertLabels } from "../../../metrics";
import { alertAnnotations, severities } from "../../../rules/conventions";
import { everyAlert, everyPack } from "./every-pack";

const cases = everyAlert.map((rule) => [rule.alert, rule] as const);

test("no pack leaves an alert out where everything is deployed", () => {
  expect(everyPack.flatMap((pack) => pack.omitted)).toEqual([]);
});

test("group names are unique among all packs", () => {
  const names = everyPack.flatMap((pack) => pack.groups.map((group) => group.name));
  expect(new Set(names).size).toBe(names.length);
});

describe.each(cases)("%s", (_, rule) => {
  const texts = [rule.annotations.summary, rule.annotations.description];

  it("has a severity, and no label that is not agreed on", () => {
    expect(Object.keys(severities)).toContain(rule.labels.severity);
    expect(alertLabels).toEqual(expect.arrayContaining(Object.keys(rule.labels)));
  });

  it("says what it is about in one line, and what it means in a sentence or more", () => {
    expect(texts[0]).toMatch(/^\S.{10,140}[^.\s]$/);
    expect(texts[1]).toMatch(/^\S.{40,}\.$/);
  });

  it("prints only labels that an alert may carry", () => {
    const printed = texts.flatMap((text) =>
      [...text.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label),
    );
    expect(alertLabels).toEqual(expect.arrayContaining(printed));
  });

  it("has closed every action of its templates", () => {
    for (const text of texts) {
      expect(text.split("{{").length).toBe(text.split("}}").length);
      expect(text).not.toContain("undefined");
    }
  });
});

describe("ruleGroups", () => {
  const options = { runbookBaseUrl: "https://runbooks.example.com/ml/" };
  const alerts = (changes: Partial<Parameters<typeof ruleGroups>[1]> = {}) =>
    everyPack
      .flatMap((pack) => ruleGroups(pack, { ...options, ...changes }))
      .flatMap((group) => group.rules.filter((rule) => "alert" in rule));

  it("links each alert to its runbook, and to the dashboard of its pack where there is one", () => {
    const dashboardUrls = { training: "https://grafana.example.com/d/t" };
    for (const rule of alerts({ dashboardUrls })) {
      const { runbook_url, dashboard_url } = rule.annotations;
      expect(runbook_url).toBe(`https://runbooks.example.com/ml/${rule.alert}.md`);
      expect(alertAnnotations).toEqual(expect.arrayContaining(Object.keys(rule.annotations)));
      expect(dashboard_url !== undefined).toBe(rule.alert.startsWith("Training"));
    }
  });

  it("leaves out alerts that are deployed already", () => {
    const names = alerts({ excludeAlerts: ["TrainingStalled", "Other"] }).map((rule) => rule.alert);
    expect(names).not.toContain("TrainingStalled");
    expect(names).toContain("TrainingLossDiverging");
  });

  it("leaves out alerts whose equivalent is deployed already", () => {
    const all = alerts().map((rule) => rule.alert);
    const names = alerts({ excludeAlerts: ["TargetDown"] }).map((rule) => rule.alert);
    expect(all).toContain("ExporterDown");
    expect(names).toEqual(all.filter((name) => name !== "ExporterDown"));
  });

  it("keeps recording rules, and drops groups that have become empty", () => {
    const meta = everyPack.filter((pack) => pack.name === "meta");
    const excludeAlerts = ["Watchdog", "TrainingLossDiverging"];
    const names = meta.flatMap((pack) => ruleGroups(pack, { ...options, excludeAlerts }));
    expect(names.map((group) => group.name)).not.toContain("mlwatch-meta");
    const [training] = everyPack.flatMap((pack) => ruleGroups(pack, { ...options, excludeAlerts }));
    expect(training?.rules[0]).toMatchObject({ record: "run:training_step:current" });
  });

  it("is the same every time", () => {
    expect(JSON.stringify(alerts())).toBe(JSON.stringify(alerts()));
  });

  it("does not write a `for` of nothing", () => {
    for (const rule of alerts()) expect(rule.for).not.toBe("0s");
  });
});
