import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser } from "playwright-core";
import type { ScenarioResult } from "../../local/contracts";
import { startEnvironment, type Environment } from "../../local/environment";
import { poll } from "../../local/poll";
import { runScenario, SCENARIOS } from "../../local/scenarios";
import { ENVIRONMENT } from "../../tools/lib/local-programs.mjs";
import { storedDisagreements } from "../metrics/stored";
import { programs } from "../programs";
import { fillPanels, openBrowser, visit } from "./browser";

// One embedded environment: while nothing is broken the page and the data are looked at, then a run diverges.

const root = path.join(__dirname, "../..");
const dir = mkdtempSync(path.join(tmpdir(), "mlwatch-environment-"));
/** What is scraped, by job: training runs and services are known by the name of what made their pods. */
const JOBS = [
  "alertmanager",
  "dcgm-exporter",
  "digits",
  "digits-plain",
  "kube-state-metrics",
  "prometheus",
  "thanos-compact",
  "thanos-query",
  "thanos-query-frontend",
  "thanos-sidecar",
  "thanos-store",
];
const reports: string[] = [];
let environment: Environment;
let browser: Browser;
let healthy: Promise<ScenarioResult>;

function scenario(name: string): Promise<ScenarioResult> {
  return runScenario(
    SCENARIOS.find((each) => each.name === name)!,
    {
      ...environment,
      report: (line) => void reports.push(line),
    },
  );
}

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

async function query(url: string, expression: string, more = ""): Promise<readonly Sample[]> {
  const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expression)}${more}`);
  const { data, error } = (await answer.json()) as {
    data?: { result: readonly Sample[] };
    error?: string;
  };
  if (!data) throw new Error(`${expression}: ${error}`);
  return data.result;
}

beforeAll(async () => {
  const began = Date.now();
  environment = await startEnvironment({
    root,
    dir,
    programs: programs(ENVIRONMENT),
    python: path.join(root, ".mlwatch/venv/bin/python"),
    engine: "render",
    port: 0,
    report: (line) => void reports.push(line),
    status: () => ({ phase: "running", timeline: [] }),
    signal: new AbortController().signal,
  });
  process.stderr.write(`environment up after ${((Date.now() - began) / 1000).toFixed(0)} s\n`);
  healthy = scenario("healthy");
  // Awaited by its own test; until then a failure must not end the process.
  healthy.catch(() => undefined);
  browser = await openBrowser();
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await environment?.stop();
  rmSync(dir, { recursive: true, force: true });
}, 90_000);

it("finds every workload, exporter and part of the stack, and all answer", async () => {
  const { prometheusUrl } = environment.plane;
  await poll({ what: "every target is up", limitMs: 90_000 }, async () => {
    const up = await query(prometheusUrl, "min by (job) (up)");
    const answering = up.filter(({ value }) => value[1] === "1").map(({ metric }) => metric["job"]);
    const missing = JOBS.filter((job) => !answering.includes(job));
    const silent = up.map(({ metric }) => metric["job"]).filter((job) => !answering.includes(job));
    return missing.length + silent.length === 0
      ? { found: true }
      : { waiting: `not found: ${missing.join(", ")}; down: ${silent.join(", ")}` };
  });
});

it("knows a tutorial's unlabelled metrics by pod and job", async () => {
  const { prometheusUrl } = environment.plane;
  // The first windows are still filling when the targets have just answered.
  const first = (expression: string) =>
    poll({ what: expression, limitMs: 60_000 }, async () => {
      const [sample] = await query(prometheusUrl, `${expression} > 0`);
      return sample ? { found: sample } : { waiting: "no sample above 0" };
    });
  const loss = await first('run:training_loss:current{namespace="training-plain"}');
  expect(loss.metric["run_id"]).toMatch(/-0$/);
  const latency = await first(
    'service:inference_request_latency_seconds:p95{namespace="serving-plain"}',
  );
  expect(latency.metric["service"]).toBe("digits-plain");
});

it("shows targets, alerts and drawn dashboards on a page of its own", async () => {
  const { url } = environment.viewer;
  const { page, complaints, requests, close } = await visit(browser, url, {
    width: 1280,
    height: 900,
    scheme: "light",
  });
  try {
    await page.locator("#connection[data-state=live]").waitFor();
    await page.locator("#target-rows tr").filter({ hasText: "digits" }).first().waitFor();
    const tabs = page.locator("#tabs [role=tab]");
    const names = await tabs.allTextContents();
    expect(names.length).toBeGreaterThanOrEqual(2);
    for (const name of names.slice(0, 2)) {
      await tabs.filter({ hasText: name }).first().click();
      await fillPanels(page);
      const broken = await page.locator('.panel[data-state="error"]').allTextContents();
      expect({ name, broken }).toEqual({ name, broken: [] });
      const drawn = await page.locator(".panel canvas").count();
      expect({ name, drawn: drawn > 2 }).toEqual({ name, drawn: true });
    }
    expect(complaints).toEqual([]);
    expect([...new Set(requests.map((each) => new URL(each).origin))]).toEqual([url]);
  } finally {
    await close();
  }
}, 120_000);

it("delivers no alert while nothing is broken for three minutes", async () => {
  const { delivered, ok } = await healthy;
  expect(delivered).toEqual([]);
  expect(ok).toBe(true);
}, 360_000);

it("gets a block that Prometheus has written back from the Thanos store", async () => {
  const { thanosQueryUrl, thanosStoreUrl } = environment.plane;
  const { store, at } = await poll(
    { what: "a block in the store", limitMs: 240_000, everyMs: 1000 },
    async () => {
      const text = await (await fetch(`${thanosStoreUrl}/metrics`)).text();
      const blocks = Number(/^thanos_bucket_store_blocks_loaded(?:\{.*\})? (\S+)/m.exec(text)?.[1]);
      if (!(blocks > 0)) return { waiting: `${blocks} blocks loaded` };
      // Query asks the store every few seconds what it has.
      const answer = await fetch(`${thanosQueryUrl}/api/v1/stores`);
      const { data } = (await answer.json()) as {
        data: Record<string, readonly { name: string; minTime: number; labelSets: unknown[] }[]>;
      };
      const known = (data["store"] ?? []).find(({ labelSets }) => labelSets.length > 0);
      return known
        ? // A time that only its block covers.
          { found: { store: known.name, at: known.minTime / 1000 + 60 } }
        : { waiting: `query does not know of the block: ${JSON.stringify(data["store"])}` };
    },
  );
  const matched = encodeURIComponent(`{__address__=~"${store}"}`);
  const samples = await query(
    thanosQueryUrl,
    'training_loss{namespace="training",split="train"}',
    `&time=${at}&storeMatch[]=${matched}`,
  );
  expect(samples[0]?.metric).toMatchObject({ cluster: "local", run_id: "digits" });
}, 260_000);

it("stores what the metric catalogue says, and real programs all of it", async () => {
  const ask = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${environment.plane.prometheusUrl}/api/v1/${path}`);
    return ((await answer.json()) as { data: T }).data;
  };
  // Not in this environment: remote writes, a cluster of Alertmanagers, a ruler. `.`: what is there must agree.
  const deployed = [
    { source: "Prometheus", jobs: /^prometheus$/, absent: /^prometheus_remote_/ },
    { source: "Alertmanager", jobs: /^alertmanager$/, absent: /^alertmanager_(cluster|peer)_/ },
    { source: "Thanos", jobs: /^thanos-/, absent: /^thanos_(rule|alert)_/ },
    { source: "Prometheus scrape", jobs: /./, absent: /^$/ },
    { source: "training contract", jobs: /^digits/, absent: /./ },
    { source: "Flask inference contract", jobs: /^digits/, absent: /./ },
    { source: "dcgm-exporter", jobs: /^dcgm-exporter$/, absent: /./ },
    { source: "kube-state-metrics", jobs: /^kube-state-metrics$/, absent: /./ },
  ];
  // Some series take two scrapes to be there.
  await poll({ what: "the catalogue agrees with what is stored", limitMs: 60_000 }, async () => {
    const all = encodeURIComponent('{__name__!=""}');
    const series = await ask<Readonly<Record<string, string>>[]>(`series?match[]=${all}`);
    const told = await ask<Record<string, readonly { type: string }[]>>("metadata");
    const types = Object.fromEntries(
      Object.entries(told).map(([name, [first]]) => [name, first?.type ?? ""]),
    );
    const found = deployed.flatMap((each) => storedDisagreements({ series, types }, each));
    return found.length === 0 && series.length > 1000
      ? { found: true }
      : { waiting: `${series.length} series; ${found.join("; ")}` };
  });
}, 90_000);

it("delivers the alert of a run whose learning rate is too high, and the page shows it", async () => {
  const { page, close } = await visit(browser, environment.viewer.url, {
    width: 1280,
    height: 900,
    scheme: "dark",
  });
  try {
    const result = await scenario("lr-too-high");
    expect(result).toMatchObject({ missing: [], unexpected: [], ok: true });
    const seconds = (event: string) =>
      result.timeline.find((each) => each.event === event)?.seconds ?? NaN;
    const delay = seconds("delivered") - seconds("fault");
    process.stderr.write(`fault to delivery ${delay.toFixed(1)} s\n`);
    expect(delay).toBeLessThan(120);
    await page.locator("#alert-list").getByText("TrainingLossNonFinite").first().waitFor();
    await page.locator("#deliveries").getByText("TrainingLossNonFinite").first().waitFor();
  } finally {
    await close();
  }
}, 240_000);

it("fails a scenario at once when Prometheus is killed, naming its log", async () => {
  const failed = scenario("healthy").then(
    () => "passed",
    (error: unknown) => String(error),
  );
  const state = JSON.parse(readFileSync(path.join(dir, "processes.json"), "utf8")) as {
    groups: readonly { name: string; pid: number }[];
  };
  process.kill(state.groups.find(({ name }) => name === "prometheus")!.pid, "SIGKILL");
  expect(await failed).toMatch(/prometheus.*log.*prometheus\.log/s);
}, 60_000);

it("leaves no process behind", async () => {
  const state = JSON.parse(readFileSync(path.join(dir, "processes.json"), "utf8")) as {
    groups: readonly { name: string; pid: number }[];
  };
  expect(state.groups.length).toBeGreaterThan(10);
  await environment.stop();
  const alive = state.groups.filter(({ pid }) => {
    try {
      process.kill(-pid, 0);
      return true;
    } catch {
      return false;
    }
  });
  expect(alive.map(({ name }) => name)).toEqual([]);
}, 90_000);
