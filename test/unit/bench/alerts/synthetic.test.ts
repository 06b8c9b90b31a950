import { syntheticTables } from "../../../../bench/alerts/synthetic/command";
import { kinds } from "../../../../bench/alerts/synthetic/faults";
import {
  alertScores,
  kindScores,
  syntheticContender,
} from "../../../../bench/alerts/synthetic/judge";
import { syntheticEmitter, syntheticRuns } from "../../../../bench/alerts/synthetic/run";
import type { SyntheticRun } from "../../../../bench/alerts/synthetic/simulation";
import type { Alarm } from "../../../../bench/alerts/score";
import { entryOf } from "../../../../metrics";

const runs = syntheticRuns(kinds, 1, 1);
const runOf = (kind: string) => runs.find((run) => run.kind.name === kind)!;

/** The values of a series of a run, from the onset on, by the minute since it. */
function seen(run: SyntheticRun, name: string, labels: Readonly<Record<string, string>> = {}) {
  const { series, scrapes } = syntheticEmitter(run, 7);
  const index = series.findIndex(
    (one) =>
      one.name === name &&
      Object.entries(labels).every(([label, value]) => one.labels[label] === value),
  );
  expect([name, index]).not.toEqual([name, -1]);
  const values = new Map<number, number | undefined>();
  const all = scrapes();
  for (let next = all.next(); next.done !== true; next = all.next()) {
    const [at, valueOf] = next.value;
    values.set((at - run.setting.onset) / 60, valueOf(index));
  }
  return values;
}

describe("synthetic runs", () => {
  it("are drawn by their seed, and by nothing else", () => {
    const of = (seed: number) =>
      syntheticRuns(kinds, 2, seed).map(({ id, setting }) => [id, setting]);
    expect(of(1)).toEqual(of(1));
    expect(of(2)).not.toEqual(of(1));
    const run = runOf("straggler");
    expect([...seen(run, "training_loss")]).toEqual([...seen(run, "training_loss")]);
  });

  it("export series of the catalogue only, each of them once", () => {
    for (const run of runs) {
      const { series } = syntheticEmitter(run, 1);
      const keys = series.map(({ name, labels }) => JSON.stringify([name, Object.entries(labels)]));
      expect(new Set(keys).size).toBe(keys.length);
      for (const { name, labels } of series) {
        const entry = entryOf(name);
        const known = [...(entry?.labels ?? []), ...(entry?.source.targetLabels ?? [])];
        const own = Object.keys(labels).filter((label) => !label.startsWith("exported_"));
        expect([name, own.filter((label) => !known.includes(label))]).toEqual([name, []]);
      }
    }
  });

  it("export all that our pack reads", () => {
    const written = new Set(
      runs.flatMap((run) => syntheticEmitter(run, 1).series.map(({ name }) => name)),
    );
    const { alerts, recordings } = syntheticContender();
    const records = new Set(recordings.map(({ record }) => record));
    const text = JSON.stringify([alerts, recordings]);
    const read = [...text.matchAll(/"metric":"(\w+)"|([a-z_]+)\{/gi)].map(
      ([, a, b]) => a ?? b ?? "",
    );
    const lacking = read.filter((name) => /^(training|DCGM)_/.test(name) && !written.has(name));
    expect(lacking.filter((name) => !records.has(name))).toEqual([]);
  });

  it("hang: steps end, the process stays, and GPUs only look busy", () => {
    const run = runOf("hang");
    const steps = seen(run, "training_steps_total");
    expect(steps.get(0)).toBeGreaterThan(steps.get(-5)!);
    expect(steps.get(60)).toBe(steps.get(1));
    expect(seen(run, "up").get(60)).toBe(1);
    expect(seen(run, "DCGM_FI_DEV_GPU_UTIL").get(60)).toBe(100);
    expect(seen(run, "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE").get(60)).toBe(0);
  });

  it("crash: attempts rise, and the run gets no further than its last checkpoint", () => {
    const run = runOf("crash-loop");
    const step = [...seen(run, "training_step_current")].filter(([, value]) => value !== undefined);
    const furthest = (of: typeof step) => Math.max(...of.map(([, value]) => value!));
    expect(furthest(step.filter(([at]) => at > 0))).toBeLessThanOrEqual(
      furthest(step.filter(([at]) => at <= 0)) + 900 / run.setting.stepSeconds,
    );
    expect(seen(run, "training_attempt").get(120)).toBeGreaterThan(5);
    expect(seen(run, "up").get(0)).toBe(0);
  });

  it("resume: attempts rise, and the run gets on", () => {
    const run = runOf("preempted-and-resumed");
    const step = seen(run, "training_step_current");
    expect(seen(run, "training_attempt").get(179)).toBe(4);
    expect(step.get(179)).toBeGreaterThan(step.get(-1)! * 1.3);
  });

  it("save: not any more, or late", () => {
    const saved = "training_checkpoint_last_success_timestamp_seconds";
    const failures = "training_checkpoint_failures_total";
    const stale = seen(runOf("checkpoint-stale"), saved);
    expect(stale.get(179)).toBe(stale.get(2));
    expect(seen(runOf("checkpoint-failing"), failures).get(179)).toBeGreaterThan(4);
    const retried = runOf("checkpoint-retried");
    expect(seen(retried, failures).get(179)).toBe(1);
    expect(seen(retried, saved).get(179)).toBeGreaterThan(seen(retried, saved).get(0)!);
  });

  it("end: with or without a word", () => {
    const done = (kind: string) =>
      [...seen(runOf(kind), "training_phase", { phase: "done" })].at(-1);
    expect(done("planned-end")).toEqual([0.5, 1]);
    expect(done("vanished")).toEqual([-0.5, 0]);
  });
});

describe("the marks of synthetic runs", () => {
  const two = [runOf("hang"), runOf("evaluation-pause")];
  const at = (
    run: SyntheticRun,
    alert: string,
    since: number,
    over: Partial<Alarm> = {},
  ): Alarm => ({
    ...{ run: run.id, namespace: "synthetic", alert, severity: "critical" },
    ...{ from: run.setting.onset + since, to: run.setting.onset + since + 60 },
    ...over,
  });
  const alarms = [
    at(two[0]!, "TrainingStalled", 600),
    at(two[0]!, "TrainingStalled", -600),
    at(two[0]!, "TrainingHungOnBusyGpu", 300, { run: `${two[0]!.id}-0` }),
    at(two[0]!, "TrainingVanished", 4 * 3600),
    at(two[1]!, "TrainingStalled", 900, { severity: "warning" }),
  ];

  it("count what is right, from the onset on, and all that fired", () => {
    const [hang, pause] = kindScores(two, alarms);
    expect(hang).toMatchObject({
      ...{ fault: true, runs: 1, detected: 1, medianDelaySeconds: 300, paged: 1, ticketed: 0 },
      alerts: { TrainingHungOnBusyGpu: 1, TrainingStalled: 1 },
    });
    expect(pause).toMatchObject({ fault: false, detected: 0, paged: 0, ticketed: 1 });
  });

  it("count by alert where it is right, and where it is not", () => {
    const marks = alertScores(two, alarms, ["TrainingStalled", "TrainingInputBound"]);
    expect(marks).toEqual([
      { alert: "TrainingStalled", expected: 1, detected: 1, besides: 0, benign: 1, false: 1 },
    ]);
    expect(syntheticTables(kindScores(two, alarms), marks)).toContain(
      "| TrainingStalled | 1/1      | 0            | 1/1         |",
    );
  });
});
