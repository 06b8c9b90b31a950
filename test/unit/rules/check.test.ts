import { inference, kubeState, scrape, training } from "../../../metrics";
import { changes, maxOverTime, Metric, quantileOverTime, rate, sum, unsafe } from "../../../promql";
import {
  alert,
  checkPack,
  record,
  ruleGroups,
  type AlertRule,
  type Pack,
  type RecordingRule,
  type RuleGroup,
  type ScrapeIntervals,
} from "../../../rules";

const text = () => "text";
const base = { name: "Slow", severity: "warning", summary: text, description: text } as const;
const steps = training.training_steps_total;
const slow = (window: string) => rate(steps.over<string>(window)).lt(1);

const packOf = (rule: AlertRule | RecordingRule, group: Partial<RuleGroup> = {}): Pack => ({
  name: "test",
  groups: [{ name: "a", rules: [rule], ...group }],
  omitted: [],
});
const checking = (
  rule: AlertRule | RecordingRule,
  intervals?: ScrapeIntervals,
  group?: Partial<RuleGroup>,
) => {
  return () => checkPack(packOf(rule, group), intervals);
};

describe("checkPack", () => {
  it("refuses a rate over fewer than four scrapes", () => {
    const rule = (window: string) => alert({ ...base, for: "0s", expr: slow(window) });
    expect(checking(rule("2m"))).not.toThrow();
    expect(checking(rule("119s"))).toThrow(
      "rules 'test', group 'a', alert 'Slow', rate(training_steps_total[1m59s]): the window must hold at least 4 samples, of which one comes every 30s: make it 2m or longer",
    );
  });

  it("takes the scrape interval of the group's workloads, and of exporters that of all", () => {
    const rule = alert({ ...base, for: "0s", expr: slow("2m") });
    expect(checking(rule, { scrapeIntervals: { a: "1m" } })).toThrow("make it 4m or longer");
    expect(checking(rule, { scrapeIntervals: { b: "1m" } })).not.toThrow();
    const created = changes(kubeState.kube_node_created.over("1m")).gt(0);
    const ofExporter = alert({ ...base, for: "0s", expr: created });
    expect(checking(ofExporter, { scrapeIntervals: { a: "1m" } })).not.toThrow();
    expect(checking(ofExporter, { scrapeInterval: "1m" })).toThrow("at least 2 samples");
  });

  it("takes names that the pack records for as slow as what is scraped under them", () => {
    const rule = alert({ ...base, for: "0s", expr: slow("2m") });
    const again: RecordingRule = { record: "training_steps_total", expr: steps.ast };
    const check = () =>
      checkPack(packOf(rule, { rules: [again, rule] }), { scrapeIntervals: { a: "1m" } });
    expect(check).toThrow("make it 4m or longer");
  });

  it("knows series that programs export because an option says so", () => {
    const rule = alert({
      ...base,
      for: "0s",
      expr: new Metric<"pod", "gauge", "one">("my_steps").gt(0),
    });
    expect(checking(rule)).toThrow("my_steps: neither the catalogue nor a recording rule");
    expect(checking(rule, { exported: ["my_steps"] })).not.toThrow();
  });

  it("refuses a window that may be without a sample", () => {
    const highest = (window: string) =>
      alert({ ...base, for: "0s", expr: maxOverTime(scrape.up.over<string>(window)).lt(1) });
    expect(checking(highest("30s"))).not.toThrow();
    expect(checking(highest("29s"))).toThrow(
      "max_over_time(up[29s]): the window must hold at least 1 sample, of which one comes every 30s: make it 30s or longer, or let samples come more often",
    );
    const median = (window: string) =>
      quantileOverTime(0.5, inference.inference_queue_length.over<string>(window));
    expect(checking(alert({ ...base, for: "0s", expr: median("30s").gt(1) }))).not.toThrow();
    expect(checking(alert({ ...base, for: "0s", expr: median("20s").gt(1) }))).toThrow(
      "quantile_over_time(0.5, inference_queue_length[20s]): the window",
    );
  });

  it("refuses a series that is gone between two samples", () => {
    const rule = alert({ ...base, for: "0s", expr: scrape.up.eq(0) });
    expect(checking(rule, { scrapeInterval: "4m" })).not.toThrow();
    expect(checking(rule, { scrapeInterval: "5m" })).toThrow(
      "group 'a', up: samples come every 5m, but Prometheus takes a series for gone after 5m without one; let them come every 2m or more often",
    );
    const ranged = alert({ ...base, for: "0s", expr: slow("20m") });
    expect(checking(ranged, { scrapeInterval: "5m" })).not.toThrow();
  });

  it("takes the step of a subquery where that is longer", () => {
    const inner = scrape.up.where({ job: "a" });
    const rule = (step: string) =>
      alert({ ...base, for: "0s", expr: changes(inner.subquery<"5m", string>("5m", step)).gt(0) });
    expect(checking(rule("1m"))).not.toThrow();
    expect(checking(rule("3m"))).toThrow("make it 6m or longer");
  });

  it("takes the interval of the group that records a series", () => {
    const recorded = record("run:training_steps:rate", rate(steps.over("2m")));
    const rule = alert({ ...base, for: "0s", expr: changes(recorded.over("1m")).gt(0) });
    const group = { rules: [recorded.rule, rule] };
    expect(checking(rule, {}, group)).not.toThrow();
    expect(checking(rule, {}, { ...group, interval: "1m" })).toThrow("make it 2m or longer");
  });

  it("refuses a `for` that a single sample fills", () => {
    const held = (length: string) => alert({ ...base, for: length, expr: scrape.up.eq(0) });
    expect(checking(held("30s"))).not.toThrow();
    expect(checking(held("0s"))).not.toThrow();
    expect(checking(held("20s"))).toThrow(
      "alert 'Slow', for 20s: samples come every 30s only, so a single one would do; make it 30s or longer, or 0s",
    );
  });

  it("refuses a group evaluated more often than anything changes", () => {
    const rule = alert({ ...base, for: "0s", expr: scrape.up.eq(0) });
    expect(checking(rule, {}, { interval: "30s" })).not.toThrow();
    expect(checking(rule, {}, { interval: "10s" })).toThrow(
      "rules 'test', group 'a', interval 10s: nothing that the group reads changes more often than every 30s; make it as long",
    );
  });

  it("refuses external labels but in a global alert", () => {
    const expr = sum(inference.inference_queue_length.global().where({ cluster: "a" })).gt(1);
    const rule = alert({ ...base, for: "0s", expr, scope: "global" });
    expect(checking(rule)).not.toThrow();
    const { scope: _, ...local } = rule;
    expect(checking(local)).toThrow("label 'cluster' is added on delivery");
    const hidden = unsafe("sum by (environment) (up)", {
      labels: ["environment"],
      kind: "gauge",
      unit: "one",
    });
    expect(checking(alert({ ...base, for: "0s", expr: hidden.gt(1) }))).toThrow(
      "sum by (environment) (up): label 'environment' is added on delivery",
    );
  });

  it("refuses a series that nothing exports or records", () => {
    const gone = new Metric<"run_id", "gauge", "one">("run:gone:current");
    expect(checking(alert({ ...base, for: "0s", expr: gone.gt(1) }))).toThrow(
      "alert 'Slow', run:gone:current: neither the catalogue nor a recording rule of the pack has this series",
    );
  });

  it("names every fault", () => {
    const rule = alert({ ...base, for: "1s", expr: slow("1m") });
    expect(checking(rule)).toThrow(/rate\(.*\n.*for 1s/s);
  });
});

describe("ruleGroups", () => {
  it("keeps global alerts apart from those of one cluster", () => {
    const expr = sum(scrape.up.global()).by("cluster").lt(1);
    const everywhere = alert({ ...base, name: "All", for: "0s", expr, scope: "global" });
    const local = alert({ ...base, for: "0s", expr: scrape.up.eq(0) });
    const pack = packOf(local, { rules: [local, everywhere] });
    const names = (scope?: "local" | "global") =>
      ruleGroups(pack, { runbookBaseUrl: "https://a", ...(scope && { scope }) }).flatMap(
        ({ rules }) => rules.map((rule) => ("alert" in rule ? rule.alert : rule.record)),
      );
    expect(names()).toEqual(["Slow"]);
    expect(names("local")).toEqual(["Slow"]);
    expect(names("global")).toEqual(["All"]);
  });
});
