import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startCluster, startNodes, startOperator } from "../../local/cluster";
import type { Cluster } from "../../local/contracts";
import { bodyOf, serve, type LocalServer } from "../../local/http";
import { startGateway, type RunningGateway } from "../../local/gateway";
import { LOCAL_NAMES, preparePlane, startPlane, type RunningPlane } from "../../local/plane";
import { poll } from "../../local/poll";
import { createSupervisor } from "../../local/supervisor";
import { render } from "../../render";
import { ENVIRONMENT } from "../../tools/lib/local-programs.mjs";
import { programs as programsOf } from "../programs";

const OWN_JOBS = [
  "alertmanager",
  "prometheus",
  "thanos-compact",
  "thanos-query",
  "thanos-query-frontend",
  "thanos-sidecar",
  "thanos-store",
];
const LIMIT_MS = 60_000;

const dir = mkdtempSync(path.join(tmpdir(), "mlwatch-plane-"));
const root = path.resolve(__dirname, "../..");
const supervisor = createSupervisor({
  logs: path.join(dir, "logs"),
  state: path.join(dir, "state"),
});
const reports: string[] = [];
const report = (line: string): void => void reports.push(line);
const notified: string[] = [];
let receiver: LocalServer;
let cluster: Cluster;
let gateway: RunningGateway;
let plane: RunningPlane;

beforeAll(async () => {
  receiver = await serve((request, response) => {
    void bodyOf(request, 1_000_000).then((body) => {
      const { alerts } = JSON.parse(body) as { alerts: { labels: { alertname: string } }[] };
      notified.push(...alerts.map(({ labels }) => `${request.url}: ${labels.alertname}`));
      response.end();
    });
  });

  const programs = programsOf(ENVIRONMENT);
  cluster = await startCluster({ supervisor, programs, dir: path.join(dir, "cluster"), report });
  gateway = await startGateway({ cluster });
  const planeDir = path.join(dir, "plane");
  const names = LOCAL_NAMES;
  const { config, ports } = await preparePlane({ cluster, gateway, dir: planeDir, names });
  const [{ objects }] = await Promise.all([
    render({
      stack: "local",
      cwd: root,
      config,
      secrets: { webhook: `${receiver.url}/default`, watchdog: `${receiver.url}/watchdog` },
      revealSecrets: true,
    }),
    startNodes(cluster, []),
    startOperator({ supervisor, programs, cluster }),
  ]);
  await cluster.apply(
    objects.map(({ object }) => object),
    "local",
  );
  plane = await startPlane({
    ...{ supervisor, programs, cluster, gateway, names, ports, report },
    dir: planeDir,
  });
}, 240_000);

afterAll(async () => {
  await plane?.close();
  await gateway?.close();
  await supervisor.stopAll();
  await receiver?.close();
  rmSync(dir, { recursive: true });
}, 60_000);

async function api<T>(url: string, query: string): Promise<T> {
  const answer = await fetch(`${url}/api/v1/${query}`);
  const { data } = (await answer.json()) as { data: T };
  return data;
}

async function values(url: string, query: string): Promise<Record<string, string>> {
  const { result } = await api<{
    result: { metric: Record<string, string>; value: [number, string] }[];
  }>(url, `query?query=${encodeURIComponent(query)}`);
  return Object.fromEntries(result.map(({ metric, value }) => [metric["job"] ?? "", value[1]]));
}

test("every program of the stack is scraped through the gateway", async () => {
  await poll({ what: "targets up", limitMs: LIMIT_MS }, async () => {
    const up = await values(plane.prometheusUrl, "min by (job) (up)");
    const down = OWN_JOBS.filter((job) => up[job] !== "1");
    return down.length === 0 ? { found: up } : { waiting: `not up: ${down.join(", ")}` };
  });
});

test("every deployed rule group is loaded and healthy", async () => {
  const list = await cluster.request<{ items: { spec: { groups: { name: string }[] } }[] }>(
    "GET",
    "/apis/monitoring.coreos.com/v1/prometheusrules",
  );
  const deployed = list.items.flatMap(({ spec }) => spec.groups.map(({ name }) => name)).sort();
  expect(deployed.length).toBeGreaterThan(0);
  await poll({ what: "rules loaded", limitMs: LIMIT_MS }, async () => {
    const { groups } = await api<{
      groups: { name: string; rules: { health: string; lastError?: string }[] }[];
    }>(plane.prometheusUrl, "rules");
    const loaded = groups.map(({ name }) => name).sort();
    const sick = groups.flatMap(({ rules }) => rules.filter(({ health }) => health !== "ok"));
    return loaded.join() === deployed.join() && sick.length === 0
      ? { found: true }
      : { waiting: `${loaded.join()} of ${deployed.join()}, ${JSON.stringify(sick[0])}` };
  });
});

test("Watchdog fires and reaches its own receiver through the gateway and Alertmanager", async () => {
  await poll({ what: "Watchdog delivered", limitMs: LIMIT_MS }, () =>
    Promise.resolve(
      notified.includes("/watchdog: Watchdog")
        ? { found: true }
        : { waiting: notified.join(", ") || "nothing was delivered" },
    ),
  );
  expect(notified).not.toContain("/default: Watchdog");
});

test("query sees the sidecar and the store", async () => {
  await poll({ what: "stores", limitMs: LIMIT_MS }, async () => {
    const stores = await api<Record<string, unknown[]>>(plane.thanosQueryUrl, "stores");
    const kinds = Object.keys(stores).filter((kind) => stores[kind]!.length > 0);
    return kinds.includes("sidecar") && kinds.includes("store")
      ? { found: kinds }
      : { waiting: JSON.stringify(stores) };
  });
  await poll({ what: "samples through Thanos", limitMs: LIMIT_MS }, async () => {
    const up = await values(plane.thanosQueryUrl, "up");
    return up["prometheus"] === "1" ? { found: up } : { waiting: JSON.stringify(up) };
  });
});

test("a new rule reaches the running Prometheus", async () => {
  const rule = {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    metadata: { name: "added", namespace: "monitoring", labels: { prometheus: "mlwatch" } },
    spec: { groups: [{ name: "added", rules: [{ record: "added:one", expr: "vector(1)" }] }] },
  };
  await cluster.apply([rule], "test");
  await poll({ what: "rule loaded", limitMs: LIMIT_MS }, async () => {
    const { groups } = await api<{ groups: { name: string }[] }>(plane.prometheusUrl, "rules");
    const loaded = groups.map(({ name }) => name);
    return loaded.includes("added") ? { found: true } : { waiting: loaded.join() };
  });
  expect(reports).toContain("prometheus: configuration reloaded");
});

test("a program that was stopped is down, and others stay up", async () => {
  await plane.stop("thanos-compact");
  await poll({ what: "compactor down", limitMs: LIMIT_MS }, async () => {
    const up = await values(plane.prometheusUrl, "min by (job) (up)");
    return up["thanos-compact"] === "0" && up["thanos-store"] === "1"
      ? { found: up }
      : { waiting: JSON.stringify(up) };
  });
  await expect(plane.stop("thanos")).rejects.toThrow("thanos-compact");
});
