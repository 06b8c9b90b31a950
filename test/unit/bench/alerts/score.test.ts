import { firings } from "../../../../bench/alerts/firing";
import { countInterval, shareInterval } from "../../../../bench/alerts/intervals";
import { tables } from "../../../../bench/alerts/report";
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
    run("overfit", { id: "o" }),
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
    alarm(3 * HOUR + 100, 4 * HOUR, { run: "m", severity: "warning" }),
    alarm(4 * HOUR, 5 * HOUR, { run: "r" }),
    alarm(8 * HOUR, 9 * HOUR, { run: "r" }),
    alarm(1.5 * HOUR, 1.6 * HOUR, { run: "s" }),
    alarm(3 * HOUR, 4 * HOUR, { run: "s", severity: "warning" }),
    alarm(3 * HOUR, 4 * HOUR, { run: "o", severity: "warning" }),
  ];
  const marks = score("ours", runs, alarms);

  it("have exactly what the benchmark reports of a label", () => {
    expect(marks.labels["nan"]).toEqual({
      ...{ runs: 2, detected: 1, medianDelaySeconds: null },
      interval95: [expect.closeTo(0.0126, 4), expect.closeTo(0.9874, 4)],
      ...{ ticketed: 2, medianTicketDelaySeconds: 80 },
    });
    const counts = Object.entries(marks.labels).map(
      ([label, { runs: all, detected, medianDelaySeconds, ticketed }]) =>
        [label, all, detected, medianDelaySeconds, ticketed] as const,
    );
    expect(counts).toEqual([
      ["healthy", 1, 1, null, 1],
      ["healthy-lm", 1, 0, null, 0],
      ["nan", 2, 1, null, 2],
      ["overfit", 1, 1, null, 1],
      ["restart", 1, 1, HOUR, 1],
      ["spike-recovered", 1, 1, HOUR / 2, 1],
    ]);
  });

  it("have exactly what the benchmark reports of a pack", () => {
    const { labels: _, ...rest } = marks;
    expect(rest).toEqual({
      name: "ours",
      falsePagesPerRunDay: 1,
      falsePagesInterval95: [expect.closeTo(0.0253, 4), expect.closeTo(5.5716, 4)],
      falseTicketsPerRunDay: 3,
      falseTicketsInterval95: [expect.closeTo(0.6187, 4), expect.closeTo(8.7673, 4)],
      ...{ healthyRuns: 2, healthyRunsPaged: 1, healthyRunDays: 1 },
      ...{ restartPages: 1, healedSpikePages: 1, benignRisePages: 0, transientPages: 0 },
      ...{ overfitPages: 0, overfitTickets: 1 },
    });
  });

  it("are rows of tables that fit into a terminal", () => {
    const lines = tables([marks, score("theirs", runs, [])]).split("\n");
    expect(lines.filter((line) => line.length > 120)).toEqual([]);
    expect(lines).toContain("| ours   | 1/2, 2/2 80 s   | 1/1 30 min      |");
    expect(lines).toContain(
      "| theirs | 0/2     | 0.00 (0.0-3.7) | 0.00 (0.0-3.7) | 0/1     | 0/1   | 0/1     |",
    );
    const wide = tables([{ ...marks, name: "x".repeat(80) }]).split("\n");
    expect(wide.filter((line) => line.length > 120)).toEqual([]);
  });
});

describe("exact intervals", () => {
  // As tables of them say.
  it.each([
    [0, 10, 0, 0.3085],
    [10, 10, 0.6915, 1],
    [5, 10, 0.1871, 0.8129],
    [95, 100, 0.8872, 0.9836],
    [999, 2000, 0.4774, 0.5217],
    [0, 0, 0, 1],
  ])("of a share of %d in %d", (count, of, low, high) => {
    expect(shareInterval(count, of)).toEqual([expect.closeTo(low, 4), expect.closeTo(high, 4)]);
  });

  it.each([
    [0, 0, 3.6889],
    [1, 0.0253, 5.5716],
    [10, 4.7954, 18.3904],
    [100, 81.364, 121.6268],
  ])("of a count of %d", (count, low, high) => {
    expect(countInterval(count)).toEqual([expect.closeTo(low, 4), expect.closeTo(high, 4)]);
  });
});
