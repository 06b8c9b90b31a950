import type { Delivery } from "../../../local/contracts";
import { parseNotification, startReceiver, type Receiver } from "../../../local/receiver";

const alert = (name: string, status = "firing") => ({
  status,
  labels: { alertname: name, namespace: "training", severity: "critical" },
  annotations: { summary: "The loss is NaN" },
  startsAt: "2026-11-23T10:00:00Z",
  endsAt: "0001-01-01T00:00:00Z",
  generatorURL: "http://prometheus/graph",
  fingerprint: "c0ffee",
});

/** As Alertmanager 0.31 sends it. */
const notification = (...alerts: readonly ReturnType<typeof alert>[]) => ({
  version: "4",
  groupKey: '{}/{severity="critical"}:{alertname="TrainingLossNonFinite"}',
  truncatedAlerts: 0,
  status: "firing",
  receiver: "page:default",
  groupLabels: {},
  commonLabels: {},
  commonAnnotations: {},
  externalURL: "http://alertmanager",
  alerts,
});

const post = (url: string, body: unknown) =>
  fetch(url, { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) });

describe("parseNotification", () => {
  it("yields one delivery per alert", () => {
    const body = JSON.stringify(notification(alert("A"), alert("B", "resolved")));
    expect(parseNotification(body, "default", 5)).toEqual([
      {
        at: 5,
        receiver: "default",
        status: "firing",
        alert: "A",
        labels: { alertname: "A", namespace: "training", severity: "critical" },
        annotations: { summary: "The loss is NaN" },
      },
      expect.objectContaining({ alert: "B", status: "resolved" }),
    ]);
  });

  it.each([
    ["text", "hello", /no JSON/],
    ["another version", { ...notification(alert("A")), version: "5" }, /version 4[\s\S]*version/],
    ["no alerts", notification(), /alerts/],
    [
      "an alert without a name",
      { ...notification(), alerts: [{ ...alert("A"), labels: {} }] },
      /alertname/,
    ],
    ["an unknown status", notification(alert("A", "silenced")), /status/],
  ])("refuses %s", (_, body, message) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    expect(() => parseNotification(text, "default", 0)).toThrow(message);
  });
});

describe("startReceiver", () => {
  let receiver: Receiver;
  let refused: string[];
  beforeEach(async () => {
    refused = [];
    receiver = await startReceiver((line) => refused.push(line));
  });
  afterEach(() => receiver.close());

  it("tells apart the two webhooks and tells its listeners", async () => {
    const heard: Delivery[] = [];
    const stop = receiver.subscribe((delivery) => heard.push(delivery));
    expect((await post(receiver.urls.webhook, notification(alert("A")))).status).toBe(200);
    expect((await post(receiver.urls.watchdog, notification(alert("Watchdog")))).status).toBe(200);
    stop();
    await post(receiver.urls.webhook, notification(alert("B")));
    expect(heard.map(({ alert, receiver }) => [alert, receiver])).toEqual([
      ["A", "default"],
      ["Watchdog", "watchdog"],
    ]);
    expect(receiver.deliveries.map(({ alert }) => alert)).toEqual(["A", "Watchdog", "B"]);
    expect(receiver.deliveries[0]!.at).toBeGreaterThan(Date.now() - 60_000);
    expect(refused).toEqual([]);
  });

  it("answers nothing but its two paths, which differ from start to start", async () => {
    const base = new URL("/", receiver.urls.webhook);
    expect((await post(new URL("/webhook", base).href, notification(alert("A")))).status).toBe(404);
    expect((await fetch(receiver.urls.webhook)).status).toBe(405);
    const other = await startReceiver(() => undefined);
    await other.close();
    expect(new URL(other.urls.webhook).pathname).not.toBe(new URL(receiver.urls.webhook).pathname);
    expect(receiver.deliveries).toEqual([]);
  });

  it("refuses what it cannot read, and says so", async () => {
    expect((await post(receiver.urls.webhook, "{}")).status).toBe(400);
    expect(refused).toEqual([expect.stringMatching(/refused.*version 4/s)]);
    expect(receiver.deliveries).toEqual([]);
  });
});
