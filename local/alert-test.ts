import path from "node:path";
import { parseConfig } from "../config/parse";
import { render } from "../render";
import type { Delivery } from "./contracts";
import { LocalError } from "./errors";
import { explain } from "./explain";
import { runningPage } from "./instance";
import { poll } from "./poll";
import { amtoolCommand, TEST_ALERT, testAlerts, type TestAlert } from "./routes";

// `npm run alert:test -- <stack>` prints how to send an alert through every route; for `local` it sends them.

const DIRECTORY = path.join(__dirname, "../.mlwatch/local");
const LIMIT_MS = 30_000;
const LASTS_MS = 60_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const [stack, ...more] = process.argv.slice(2);
  if (stack === undefined || more.length > 0) {
    throw new LocalError("Usage: npm run alert:test -- <stack>");
  }
  const config = parseConfig((await render({ stack })).config);
  if (config.prometheus.existing) {
    throw new LocalError(
      `stack ${stack} uses an existing Prometheus: its Alertmanager's routes belong to whoever runs it`,
    );
  }
  const alerts = testAlerts(config.alerting, Date.now().toString(36));
  if (stack === "local") return sendAll(alerts);
  const namespace = config.namespace?.name ?? "monitoring";
  const url = config.urls?.alertmanager ?? "http://127.0.0.1:9093";
  if (config.urls?.alertmanager === undefined) {
    say(
      `kubectl --context ${config.kubernetes.context} -n ${namespace} port-forward svc/alertmanager-operated 9093 &`,
    );
  }
  for (const alert of alerts) say(`# to receiver ${alert.receiver}\n${amtoolCommand(alert, url)}`);
}

async function sendAll(alerts: readonly TestAlert[]): Promise<void> {
  const page = runningPage(DIRECTORY);
  if (page === undefined) {
    throw new LocalError(
      "the local environment does not run: start it with npm start, in another terminal",
    );
  }
  const links = await json<Record<string, string>>(`${page}/api/links`);
  const url = links["Alertmanager"] ?? "";
  for (const alert of alerts) say(`# to receiver ${alert.receiver}\n${amtoolCommand(alert, url)}`);
  const begun = Date.now();
  const answer = await fetch(`${url}/api/v2/alerts`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(
      alerts.map(({ labels }) => ({
        labels,
        annotations: { summary: "Test of a notification route, nothing is wrong" },
        endsAt: new Date(begun + LASTS_MS).toISOString(),
      })),
    ),
  });
  if (!answer.ok) throw new LocalError(`Alertmanager refuses the alerts: ${await answer.text()}`);
  await poll(
    { what: "every test alert is delivered", limitMs: LIMIT_MS, everyMs: 250 },
    async () => {
      const { deliveries } = await json<{ deliveries: readonly Delivery[] }>(`${page}/api/state`);
      const arrived = new Set(
        deliveries
          .filter(({ alert, at }) => alert === TEST_ALERT && at >= begun)
          .map(({ labels }) => labels["namespace"]),
      );
      const waiting = alerts.filter(({ labels }) => !arrived.has(labels["namespace"]));
      return waiting.length === 0
        ? { found: true }
        : { waiting: `not delivered: ${waiting.map(({ receiver }) => receiver).join(", ")}` };
    },
  );
  say(
    `delivered: ${alerts.map(({ receiver }) => receiver).join(", ")} (${((Date.now() - begun) / 1000).toFixed(1)} s)`,
  );
}

async function json<T>(url: string): Promise<T> {
  const answer = await fetch(url);
  if (!answer.ok) throw new LocalError(`${url} answers ${answer.status}`);
  // Our own page, whose answers have this shape.
  return (await answer.json()) as T;
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
});
