import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { load } from "js-yaml";
import {
  gpuOptions,
  inferenceOptions,
  trainingOptions,
} from "../../../components/monitoring-stack/plan";
import { parseConfig } from "../../../config/parse";
import type { Delivery, ProcessEnd, RunningProcess } from "../../../local/contracts";
import {
  evaluate,
  newSince,
  resultOf,
  runScenario,
  SCENARIO_NAMES,
  SCENARIOS,
  type Fault,
  type Scenario,
  type ScenarioContext,
} from "../../../local/scenarios";
import { createTimeline } from "../../../local/scenarios/timeline";
import { parse } from "../../../promql";
import { gpuPack, inferencePack, trainingPack } from "../../../rules";

const delivery = (alert: string, more: Partial<Delivery> = {}): Delivery => {
  const { labels, ...rest } = more;
  return {
    at: 1000,
    receiver: "default",
    status: "firing",
    alert,
    labels: { alertname: alert, ...labels },
    annotations: {},
    ...rest,
  };
};

const scenario: Scenario = {
  name: "test",
  about: "a test",
  baseline: [{ what: "something", query: "up" }],
  fault: { kind: "command", about: "lr 5.0", process: "training-0", line: "lr 5.0" },
  required: [{ anyOf: ["A", "B"], labels: { namespace: "training" } }],
  allowed: [{ anyOf: ["C"] }],
  limitSeconds: 5,
  settleSeconds: 0.5,
};
const training = { labels: { namespace: "training" } };

describe("evaluate", () => {
  it("is content with any alert of a required group, and with allowed ones", () => {
    const outcome = evaluate(scenario, [delivery("B", training), delivery("C"), delivery("C")]);
    expect(outcome).toEqual({ delivered: ["B", "C"], unexpected: [], missing: [] });
    expect(resultOf(scenario, outcome, []).ok).toBe(true);
  });

  it("misses a required alert that is about something else", () => {
    const outcome = evaluate(scenario, [delivery("A", { labels: { namespace: "other" } })]);
    expect(outcome).toEqual({ delivered: ["A"], unexpected: ["A"], missing: ["A or B"] });
    expect(resultOf(scenario, outcome, []).ok).toBe(false);
  });

  it("is not content with a required alert that was only resolved", () => {
    const outcome = evaluate(scenario, [delivery("A", { ...training, status: "resolved" })]);
    expect(outcome.missing).toEqual(["A or B"]);
  });

  it("names what is neither required nor allowed", () => {
    const outcome = evaluate(scenario, [delivery("A", training), delivery("X")]);
    expect(outcome.unexpected).toEqual(["X"]);
    expect(resultOf(scenario, outcome, []).ok).toBe(false);
  });

  it("counts the Watchdog at its own receiver as nothing, and elsewhere as unexpected", () => {
    const own = evaluate(scenario, [delivery("Watchdog", { receiver: "watchdog" })]);
    expect(own).toMatchObject({ delivered: [], unexpected: [] });
    expect(evaluate(scenario, [delivery("Watchdog")]).unexpected).toEqual(["Watchdog"]);
    expect(evaluate(scenario, [delivery("A", { receiver: "watchdog" })]).unexpected).toEqual(["A"]);
  });
});

describe("newSince", () => {
  it("leaves out what was before, and what fired before and is only sent again", () => {
    const again = delivery("Old", { at: 2000 });
    const fresh = delivery("New", { at: 2000 });
    expect(newSince([delivery("Old"), again, fresh], 1500)).toEqual([fresh]);
  });

  it("counts an alert that was resolved and fires anew", () => {
    const events = [
      delivery("A"),
      delivery("A", { status: "resolved", at: 2000 }),
      delivery("A", { at: 3000 }),
    ];
    expect(newSince(events, 1500)).toEqual([events[2]]);
  });
});

describe("createTimeline", () => {
  it("notes each change once, in order, in seconds since the start", () => {
    const timeline = createTimeline(10_000);
    const labels = { alertname: "A", run_id: "digits" };
    const old = { labels: { alertname: "Old" }, state: "firing", since: 0 } as const;
    const watchdog = { labels: { alertname: "Watchdog" }, state: "firing", since: 0 } as const;
    timeline.active([old], 10_000);
    timeline.fault("lr 5.0", 11_000);
    timeline.active([old, watchdog, { labels, state: "pending", since: 12_000 }], 13_500);
    timeline.active([old, { labels, state: "firing", since: 12_000 }], 14_000);
    timeline.active([old, { labels, state: "firing", since: 12_000 }], 15_000);
    for (const at of [14_600, 15_000]) timeline.delivery(delivery("A", { at, labels }));
    timeline.delivery(delivery("A", { at: 16_000, labels, status: "resolved" }));
    timeline.delivery(delivery("Watchdog", { receiver: "watchdog" }));
    expect(timeline.events().map(({ seconds, event, name }) => [seconds, event, name])).toEqual([
      [1, "fault", "lr 5.0"],
      [2, "pending", "A"],
      [4, "firing", "A"],
      [4.6, "delivered", "A"],
      [6, "resolved", "A"],
    ]);
  });
});

describe("the scenarios", () => {
  it("have the documented names", () => {
    expect(SCENARIO_NAMES).toEqual([
      "healthy",
      "lr-too-high",
      "plain-lr-too-high",
      "masked-nan",
      "healthy-spike",
      "straggler",
      "hang",
      "checkpoint-stale",
      "slow-inference",
      "gpu-lost",
    ]);
  });

  it.each(SCENARIOS)(
    "$name waits for conditions that are PromQL, and requires an alert of its fault",
    (s) => {
      expect(s.baseline.length).toBeGreaterThan(0);
      for (const { query } of s.baseline) expect(() => parse(query)).not.toThrow();
      expect(s.required.length > 0).toBe(s.fault !== undefined);
    },
  );

  it("expect alerts that the local stack has", () => {
    const file = path.join(__dirname, "../../../Pulumi.local.yaml");
    const { config } = load(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
    const stack = parseConfig(config["mlwatch:monitoring"]);
    const packs = [
      trainingPack(trainingOptions(stack)!),
      inferencePack(inferenceOptions(stack)!),
      gpuPack(gpuOptions(stack)!),
    ];
    const names = packs.flatMap(({ groups }) =>
      groups.flatMap(({ rules }) => rules.flatMap((rule) => ("alert" in rule ? rule.alert : []))),
    );
    const expected = SCENARIOS.flatMap(({ required, allowed = [] }) => [...required, ...allowed]);
    const unknown = expected.flatMap(({ anyOf }) => anyOf).filter((name) => !names.includes(name));
    expect(unknown).toEqual([]);
  });
});

describe("runScenario", () => {
  let server: Server;
  let url: string;
  let alerts: unknown[];
  let found: boolean;
  const told: string[] = [];
  const deliveries: Delivery[] = [];
  let fail: ((process: RunningProcess, end: ProcessEnd) => void) | undefined;

  beforeEach(async () => {
    [alerts, found] = [[], true];
    told.length = deliveries.length = 0;
    server = createServer((request, response) => {
      const data = request.url?.includes("/alerts")
        ? { alerts }
        : { resultType: "vector", result: found ? [{ value: [0, "1795428000.5"] }] : [] };
      response.end(JSON.stringify({ status: "success", data }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))));

  /** What a scenario touches; `onFault` is called when it was injected. */
  function context(onFault: () => void = () => undefined): ScenarioContext {
    return {
      plane: { prometheusUrl: url },
      supervisor: { logs: "/logs", onFailure: (listener: typeof fail) => (fail = listener) },
      workloads: {
        tell: (name: string, line: string) => {
          told.push(`${name}: ${line}`);
          onFault();
        },
        loseVolume: () => told.push("lose volume"),
      },
      standIns: {
        gpuNodes: new Map([["node", 4]]),
        spin: (namespace: string) => told.push(`spin ${namespace}`),
        lose: (node: string, gpu: number) => told.push(`lose ${node}/${gpu}`),
      },
      receiver: { deliveries, subscribe: () => () => undefined },
      report: () => undefined,
    } as unknown as ScenarioContext;
  }

  it("injects the fault and is ok once what is required was delivered", async () => {
    const arrive = () => deliveries.push(delivery("A", { ...training, at: Date.now() }));
    const result = await runScenario(scenario, context(arrive));
    expect(told).toEqual(["training-0: lr 5.0"]);
    expect(result).toMatchObject({ scenario: "test", delivered: ["A"], missing: [], ok: true });
    expect(result.firstScrapeAt).toBe(1_795_428_000_500);
    expect(result.timeline[0]).toMatchObject({ event: "fault", name: "lr 5.0" });
  });

  it.each<[Fault, string]>([
    [
      { kind: "hang", about: "a hang", process: "training-1", namespace: "training" },
      "training-1: hang, spin training",
    ],
    [{ kind: "lost-volume", about: "a loss" }, "lose volume"],
    [{ kind: "lost-gpu", about: "a loss", gpu: 2 }, "lose node/2"],
  ])("knows the fault %j", async (fault, done) => {
    await runScenario({ ...scenario, fault, limitSeconds: 0 }, context());
    expect(told.join(", ")).toBe(done);
  });

  it("says at the limit what is missing", async () => {
    const result = await runScenario({ ...scenario, limitSeconds: 1 }, context());
    expect(result).toMatchObject({ delivered: [], missing: ["A or B"], ok: false });
  });

  it("watches for alerts that should not follow", async () => {
    const arrive = () => {
      deliveries.push(delivery("A", { ...training, at: Date.now() }));
      setTimeout(() => deliveries.push(delivery("X", { at: Date.now() })), 200);
    };
    const result = await runScenario(scenario, context(arrive));
    expect(result).toMatchObject({ delivered: ["A", "X"], unexpected: ["X"], ok: false });
  });

  it("fails at once when a program ends, naming it and its log", async () => {
    const process = { name: "alertmanager", log: "/logs/alertmanager.log" } as RunningProcess;
    const ends = () => fail?.(process, { code: null, signal: "SIGKILL", expected: false });
    await expect(runScenario(scenario, context(ends))).rejects.toThrow(
      "scenario test: alertmanager ended (SIGKILL) while it ran; see its log /logs/alertmanager.log",
    );
  });

  it("fails at once when Prometheus does not answer", async () => {
    const gone = () => {
      server.closeAllConnections();
      server.close();
    };
    await expect(runScenario(scenario, context(gone))).rejects.toThrow(
      /scenario test: prometheus does not answer at .*(ECONNREFUSED|closed).*\/logs\/prometheus\.log/,
    );
  });

  it("ends for the caller's reason", async () => {
    found = false;
    const signal = AbortSignal.abort(new Error("interrupted"));
    await expect(runScenario(scenario, { ...context(), signal })).rejects.toThrow("interrupted");
    expect(told).toEqual([]);
  });
});
