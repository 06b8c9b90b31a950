import type { Delivery, TimelineEvent } from "../../../local/contracts";
import { sameSubject, stagesOf } from "../../../local/viewer/stages";
import { type Sources, stateOf } from "../../../local/viewer/state";

const run = { alertname: "Loss", namespace: "training", run_id: "a" };
const sent = { ...run, cluster: "local", environment: "local" };
const event = (
  seconds: number,
  kind: TimelineEvent["event"],
  labels: Readonly<Record<string, string>> = run,
): TimelineEvent => ({ seconds, event: kind, name: "Loss", labels });

describe("stagesOf", () => {
  test("follows an alert from fault to resolution, with the labels it gains on delivery", () => {
    const { faults, alerts } = stagesOf([
      { seconds: 10, event: "fault", name: "learning rate 5" },
      event(12, "pending"),
      event(14, "firing"),
      event(15, "delivered", sent),
      event(17, "delivered", sent),
      event(60, "resolved", sent),
    ]);
    expect(faults).toEqual([{ seconds: 10, name: "learning rate 5" }]);
    expect(alerts).toEqual([
      { name: "Loss", labels: run, pending: 12, firing: 14, delivered: 15, resolved: 60 },
    ]);
  });

  test("alerts about different runs are apart", () => {
    const other = { ...run, run_id: "b" };
    const { alerts } = stagesOf([
      event(1, "pending"),
      event(2, "pending", other),
      event(3, "firing", other),
    ]);
    expect(alerts).toMatchObject([{ pending: 1 }, { pending: 2, firing: 3 }]);
    expect(alerts[0]).not.toHaveProperty("firing");
  });

  test("an alert that comes back is listed again, a late delivery is not", () => {
    const { alerts } = stagesOf([
      event(1, "pending"),
      event(2, "firing"),
      event(3, "resolved", sent),
      event(4, "delivered", sent),
      event(9, "pending"),
    ]);
    expect(alerts).toMatchObject([
      { pending: 1, firing: 2, resolved: 3, delivered: 4 },
      { pending: 9 },
    ]);
  });
});

test("alerts are the same when one lacks labels of the other, not when they contradict", () => {
  expect(sameSubject(run, sent)).toBe(true);
  expect(sameSubject(sent, run)).toBe(true);
  expect(sameSubject(run, { ...sent, run_id: "b" })).toBe(false);
});

describe("stateOf", () => {
  const activeAt = "2026-01-01T00:00:10Z";
  const since = Date.parse(activeAt);
  const alert = (
    state: string,
    labels: Record<string, string>,
    runbook = "https://r.example/Loss.md",
  ) => ({
    ...{ state, activeAt, value: "3e+00", labels: { alertname: "Loss", ...labels } },
    annotations: { summary: "It diverges", description: "Far.", runbook_url: runbook },
  });
  const rule = (name: string, alerts: ReturnType<typeof alert>[], lastError = "") => ({
    ...{ name, alerts, lastError, query: "x > 1", duration: 2, health: "ok" },
    state: "firing" as const,
  });
  const delivery = (at: number, status: Delivery["status"] = "firing"): Delivery => ({
    ...{ at, status, alert: "Loss", receiver: "default", annotations: {} },
    labels: { ...run, severity: "critical", cluster: "local" },
  });
  const state = (more: Partial<Sources>) =>
    stateOf({
      status: { phase: "running", timeline: [] },
      ...{ groups: [], scrapes: [], routed: [], deliveries: [], problems: [] },
      ...more,
    });
  const groups = [
    { name: "g", rules: [rule("Loss", [alert("firing", { ...run, severity: "critical" })])] },
  ];

  test("an alert says what a reader needs", () => {
    expect(state({ groups }).alerts).toEqual([
      {
        ...{ name: "Loss", state: "firing", severity: "critical", since, holdSeconds: 2 },
        ...{ summary: "It diverges", description: "Far.", runbook: "https://r.example/Loss.md" },
        ...{ labels: { namespace: "training", run_id: "a" }, value: "3e+00" },
      },
    ]);
  });

  test("is delivered only by a notification of this occurrence", () => {
    const delivered = (...deliveries: Delivery[]) =>
      state({ groups, deliveries }).alerts[0]!.deliveredAt;
    expect(delivered(delivery(since + 5))).toBe(since + 5);
    expect(delivered(delivery(since - 5))).toBeUndefined();
    expect(delivered(delivery(since + 5, "resolved"))).toBeUndefined();
  });

  test("is held back where Alertmanager suppresses it", () => {
    const routed = [
      {
        labels: { ...sent, severity: "critical" },
        status: { state: "suppressed", silencedBy: [], inhibitedBy: ["1"] },
      },
    ];
    expect(state({ groups, routed }).alerts[0]!.heldBack).toBe("inhibited");
  });

  test("a runbook that is no web address is not linked", () => {
    const rules = [rule("Loss", [alert("firing", {}, "javascript:alert(1)")])];
    expect(state({ groups: [{ name: "g", rules }] }).alerts[0]).not.toHaveProperty("runbook");
  });

  test("the most urgent alert comes first, the heartbeat last", () => {
    const one = (name: string, severity: string, phase: string) =>
      rule(name, [alert(phase, { severity })]);
    const rules = [
      one("Watchdog", "none", "firing"),
      one("Pending", "critical", "pending"),
      one("Ticket", "warning", "firing"),
      one("Page", "critical", "firing"),
    ];
    const names = state({ groups: [{ name: "g", rules }] }).alerts.map(({ name }) => name);
    expect(names).toEqual(["Page", "Pending", "Ticket", "Watchdog"]);
  });

  test("a failing rule keeps its error", () => {
    const rules = [rule("Loss", [], "many-to-many matching")];
    expect(state({ groups: [{ name: "g", rules }] }).rules).toMatchObject([
      { group: "g", name: "Loss", error: "many-to-many matching" },
    ]);
  });

  test("targets are grouped by job, those in trouble first", () => {
    const scrape = (job: string, instance: string, health: string) => ({
      ...{ health, lastError: health === "up" ? "" : "refused", scrapePool: "p" },
      ...{ labels: { job, instance, pod: "p-0" }, scrapeUrl: "http://x" },
    });
    const scrapes = [scrape("a", "1", "up"), scrape("b", "2", "down"), scrape("b", "1", "up")];
    expect(state({ scrapes }).jobs).toMatchObject([
      { job: "b", up: 1, targets: [{ instance: "1" }, { instance: "2", error: "refused" }] },
      { job: "a", up: 1, targets: [{ instance: "1", labels: { pod: "p-0" } }] },
    ]);
  });

  test("the newest delivery comes first", () => {
    const deliveries = [delivery(1), delivery(2)];
    expect(state({ deliveries }).deliveries.map(({ at }) => at)).toEqual([2, 1]);
  });
});
