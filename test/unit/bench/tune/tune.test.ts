import { score, type Alarm, type Run } from "../../../../bench/alerts/score";
import { optionsOf, windowOptions } from "../../../../bench/alerts/variants";
import {
  configuration,
  front,
  proposals,
  warnings,
  type Marked,
} from "../../../../bench/tune/propose";
import {
  cheapest,
  contenderOf,
  costs,
  crossValidated,
  firstTries,
  nameOf,
  nextTries,
  total,
} from "../../../../bench/tune/search";
import type { Factors } from "../../../../bench/alerts/variants";

const HOUR = 3600;
const runs: readonly Run[] = [
  { id: "d", label: "diverged", seconds: 20 * HOUR, onset: 10 * HOUR },
  { id: "n", label: "nan", seconds: 20 * HOUR, onset: 10 * HOUR },
  { id: "h", label: "healthy", seconds: 20 * HOUR },
  { id: "s", label: "spike-recovered", seconds: 20 * HOUR, onset: 10 * HOUR },
  { id: "t", label: "transient-instability", seconds: 20 * HOUR, onset: 10 * HOUR },
];
const page = (run: string, from: number): Alarm => ({
  ...{ run, namespace: "n", alert: "A", severity: "critical" },
  ...{ from, to: from + 600 },
});

const marked = (factors: Factors, ...alarms: readonly Alarm[]): Marked => ({
  name: nameOf(factors),
  factors,
  score: score(nameOf(factors), runs, alarms),
  costs: costs(runs, alarms, 60),
});
// Sooner, and for nothing; or as late as by default.
const defaults = marked({}, page("d", 11 * HOUR), page("n", 10 * HOUR));
const eager = marked(
  { sustained: 0.5 },
  page("d", 10.5 * HOUR),
  page("n", 10 * HOUR),
  page("s", 11 * HOUR),
);
const better = marked({ smoothing: 0.5 }, page("d", 10.8 * HOUR), page("n", 10 * HOUR));
const same = marked({ recent: 2 }, page("d", 11 * HOUR), page("n", 10 * HOUR));
const all = [defaults, eager, better, same];

describe("what windows cost", () => {
  it("is the delay of faults, and a price for every page for nothing", () => {
    const alarms = [
      page("d", 10.5 * HOUR),
      ...[page("h", HOUR), page("h", 3 * HOUR), page("h", 5 * HOUR)],
      ...[page("s", 11 * HOUR), page("t", 11 * HOUR)],
    ];
    expect([...costs(runs, alarms, 60)]).toEqual([
      ...[
        ["d", 30],
        ["n", 360],
        ["h", 120],
        ["s", 60],
        ["t", 0],
      ],
    ]);
  });

  it("chooses the cheapest, and of equals the first", () => {
    expect(all.map((one) => total(one))).toEqual([60, 90, 48, 60]);
    expect(cheapest(all)).toBe(better);
    expect(cheapest([defaults, same])).toBe(defaults);
    expect(cheapest(all, new Set(["d"]))).toBe(eager);
  });
});

describe("what is tried", () => {
  it("is each window by itself, and then what was better, together", () => {
    expect(firstTries()).toHaveLength(1 + 2 * windowOptions.length);
    expect(nextTries([defaults, same])).toEqual([]);
    expect(nextTries(all)).toEqual([{ smoothing: 0.75 }]);
    const sooner = marked({ sustained: 2 }, page("d", 10.9 * HOUR), page("n", 10 * HOUR));
    expect(nextTries([...all, sooner])).toEqual([
      { smoothing: 0.75 },
      { sustained: 1.5 },
      { smoothing: 0.5, sustained: 2 },
    ]);
  });

  it("are real options; one that a class refuses keeps its default", () => {
    const own = { logInterval: "30s", evaluationInterval: "10m" };
    expect(optionsOf(own, { sustained: 0.5, smoothing: 2 })).toEqual({
      ...own,
      windows: { sustained: "30m", smoothing: "1h" },
    });
    expect(optionsOf(own, {})).toEqual(own);
    // No past is left to compare with.
    expect(optionsOf({ logInterval: "1h" }, { sustained: 20 })).toEqual({ logInterval: "1h" });
    const text = JSON.stringify(contenderOf({ sustained: 0.5 }, [own]).alerts);
    expect(text).not.toEqual(JSON.stringify(contenderOf({}, [own]).alerts));
  });
});

describe("cross-validation", () => {
  const tried = (name: string, ...minutes: readonly number[]) => ({
    ...{ name, factors: {} },
    costs: new Map(minutes.map((cost, i) => [`r${i}`, cost])),
  });
  const group = (run: string) => run.replace(/r[01]/, "a").replace("r2", "b").replace("r3", "c");

  it("sees through what is better for one group only", () => {
    const chance = [tried("defaults", 10, 10, 10, 10), tried("other", 0, 0, 15, 15)];
    expect(total(cheapest(chance))).toBe(30);
    // Without group a the defaults are cheaper, which then cost a as much as ever.
    expect(crossValidated(chance, group)).toEqual({ chosen: 50, defaults: 40, groups: 3 });
  });

  it("confirms what is better for all", () => {
    const real = [tried("defaults", 10, 10, 10, 10), tried("other", 5, 5, 5, 5)];
    expect(crossValidated(real, group)).toEqual({ chosen: 20, defaults: 40, groups: 3 });
    expect(crossValidated(real, () => undefined)).toMatchObject({ groups: 4 });
  });
});

describe("a proposal", () => {
  it("shows what nothing else beats, and the defaults", () => {
    expect(front(all).map(({ name }) => name)).toEqual([
      "smoothing 0.5x",
      "defaults",
      "sustained 0.5x",
    ]);
    expect(proposals(all)).toContain("| smoothing 0.5x | 1/1 48 min |");
  });

  it("warns of few runs, and of chance", () => {
    const said = warnings(defaults.score, { chosen: 50, defaults: 40, groups: 3 });
    expect(said).toHaveLength(3);
    expect(said[2]).toMatch(/cost 50 minutes.*defaults 40: keep the defaults/);
    expect(warnings(defaults.score, { chosen: 30, defaults: 40, groups: 3 })).toHaveLength(2);
  });

  it("can be put into a stack's configuration", () => {
    const classes = [
      { logInterval: "1m" },
      { logInterval: "30s", evaluationInterval: "10m" },
      { logInterval: "1m" },
    ];
    expect(configuration(classes, { sustained: 2 })).toMatch(
      /^training:\n  classes:\n    - name: 1m\n[^]*sustained: 2h\n    - name: 30s-10m\n/,
    );
  });
});
