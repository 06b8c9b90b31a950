import { firings } from "../../../../bench/alerts/firing";
import { table } from "../../../../bench/alerts/report";
import {
  delay,
  episodes,
  median,
  score,
  type Alarm,
  type Run,
} from "../../../../bench/alerts/score";

const HOUR = 3600;
const DAY = 24 * HOUR;

describe("when an alert fires", () => {
  const hold = (held: number, keepFiringFor = 0) => ({ for: held, keepFiringFor, interval: 30 });

  it("fires at once without for, and is resolved at the first evaluation without a result", () => {
    expect(firings([30, 60, 120], hold(0))).toEqual([
      { from: 30, to: 90 },
      { from: 120, to: 150 },
    ]);
    expect(firings([], hold(0))).toEqual([]);
  });

  it("waits for an unbroken row, at evaluations only", () => {
    expect(firings([0, 30, 60, 120, 150], hold(60))).toEqual([{ from: 60, to: 90 }]);
    expect(firings([0, 30, 60, 90], hold(45))).toEqual([{ from: 60, to: 120 }]);
  });

  it("goes on under keep_firing_for, up to and with the evaluation that would resolve it", () => {
    expect(firings([0, 90], hold(0, 60))).toEqual([{ from: 0, to: 180 }]);
    expect(firings([0, 120], hold(0, 60))).toEqual([
      { from: 0, to: 90 },
      { from: 120, to: 210 },
    ]);
    // What was pending is forgotten; what has fired needs no new waiting.
    expect(firings([0, 30, 90, 150], hold(30, 60))).toEqual([{ from: 30, to: 240 }]);
  });
});

const alarm = (from: number, to: number, over: Partial<Alarm> = {}): Alarm => ({
  run: "a",
  namespace: "n",
  alert: "A",
  severity: "critical",
  from,
  to,
  ...over,
});
const run = (label: string, over: Partial<Run> = {}): Run => ({
  id: "a",
  label,
  seconds: 2 * HOUR + DAY,
  ...over,
});

describe("episodes", () => {
  it("are firings that follow each other, of the severities that are asked for", () => {
    const found = episodes(
      [
        alarm(5000, 6000),
        alarm(0, 100),
        alarm(1000, 1200, { alert: "B" }),
        alarm(50, 4500, { severity: "warning" }),
      ],
      ["critical"],
    );
    expect(found).toEqual([
      { from: 0, to: 1200, alerts: ["A", "B"] },
      { from: 5000, to: 6000, alerts: ["A"] },
    ]);
  });
});

describe("the delay", () => {
  const diverged = run("diverged", { onset: 5 * HOUR });
  const of = (...alarms: Alarm[]) => delay(diverged, alarms, ["critical"]);

  it("is that of the first alarm of a severity", () => {
    expect(of(alarm(6 * HOUR, 7 * HOUR), alarm(5.5 * HOUR, 6 * HOUR))).toBe(HOUR / 2);
    expect(of(alarm(6 * HOUR, 7 * HOUR, { severity: "warning" }))).toBeUndefined();
  });

  it("is nothing for an alarm shortly before the onset that still fires", () => {
    expect(of(alarm(4.5 * HOUR, 6 * HOUR))).toBe(0);
    expect(of(alarm(4.5 * HOUR, 4.9 * HOUR))).toBeUndefined();
  });

  it("does not count what has been firing for long, or comes after the end", () => {
    expect(of(alarm(HOUR, 9 * HOUR))).toBeUndefined();
    expect(of(alarm(27 * HOUR, 28 * HOUR))).toBeUndefined();
  });

  it("counts from the warm-up on where there is no onset, whatever fires then", () => {
    const healthy = run("healthy");
    expect(delay(healthy, [alarm(HOUR, 3 * HOUR)], ["critical"])).toBe(0);
    expect(delay(healthy, [alarm(HOUR, 2 * HOUR)], ["critical"])).toBeUndefined();
  });

  it("is not hidden by another alert that has been firing for long", () => {
    expect(of(alarm(HOUR, 9 * HOUR), alarm(6 * HOUR, 9 * HOUR, { alert: "B" }))).toBe(HOUR);
  });

  it("has misses as the longest of its median", () => {
    expect(median([10, undefined, 30])).toBe(30);
    expect(median([10, 20])).toBe(15);
    expect(median([10, undefined])).toBeNull();
    expect(median([])).toBeNull();
  });
});

describe("the marks", () => {
  const runs: readonly Run[] = [
    run("healthy", { id: "h" }),
    run("healthy-lm", { id: "l", seconds: HOUR }),
    run("nan", { id: "n", onset: 3 * HOUR }),
    run("nan", { id: "m", onset: 3 * HOUR }),
    run("restart", { id: "r", onset: 3 * HOUR }),
    run("spike-recovered", { id: "s", onset: HOUR }),
  ];
  const alarms = [
    alarm(0, 2 * HOUR, { run: "h" }),
    alarm(3 * HOUR, 3 * HOUR + 60, { run: "h" }),
    alarm(3 * HOUR + 120, 3 * HOUR + 200, { run: "h", alert: "B" }),
    alarm(3 * HOUR, 4 * HOUR, { run: "h", severity: "warning" }),
    alarm(9 * HOUR, 10 * HOUR, { run: "h", severity: "warning" }),
    alarm(0, 2.1 * HOUR, { run: "h", severity: "warning" }),
    alarm(0.5 * HOUR, 0.9 * HOUR, { run: "l" }),
    alarm(3 * HOUR + 60, 4 * HOUR, { run: "n" }),
    alarm(3 * HOUR + 60, 4 * HOUR, { run: "m", severity: "warning" }),
    alarm(4 * HOUR, 5 * HOUR, { run: "r" }),
    alarm(8 * HOUR, 9 * HOUR, { run: "r" }),
    alarm(1.5 * HOUR, 1.6 * HOUR, { run: "s" }),
    alarm(3 * HOUR, 4 * HOUR, { run: "s", severity: "warning" }),
  ];
  const marks = score("ours", runs, alarms);

  it("have exactly what the benchmark reports", () => {
    expect(marks).toEqual({
      name: "ours",
      labels: {
        healthy: { runs: 1, detected: 1, medianDelaySeconds: null },
        "healthy-lm": { runs: 1, detected: 0, medianDelaySeconds: null },
        nan: { runs: 2, detected: 1, medianDelaySeconds: null },
        restart: { runs: 1, detected: 1, medianDelaySeconds: HOUR },
        "spike-recovered": { runs: 1, detected: 1, medianDelaySeconds: HOUR / 2 },
      },
      falsePagesPerRunDay: 1,
      falseTicketsPerRunDay: 3,
      restartPages: 1,
      healedSpikePages: 1,
    });
  });

  it("are a row of the table, tickets beside pages", () => {
    const lines = table([{ score: marks, alarms }], runs).split("\n");
    expect(lines[2]).toBe(
      "| ours | 1/1, tickets 1 | 0/1 | 1/2, tickets 1 | 1/1 (60 min) | 1/1 (30 min) | 1.00 | 3.00 | 1 | 1 |",
    );
  });
});
