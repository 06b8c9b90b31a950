import { readFileSync } from "node:fs";
import path from "node:path";
import { RobustBaseline, Watched } from "../../../../bench/alerts/baseline";

interface Case {
  readonly name: string;
  readonly options: Readonly<Record<string, number>>;
  readonly clearBefore?: number;
  readonly values: readonly (number | string)[];
  readonly spikes: readonly number[];
  readonly looks: readonly (readonly [index: number, median: number, stddev: number])[];
}

// python/tests/test_baseline.py holds the package to the same cases.
const file = path.join(__dirname, "../../../../python/tests/baseline.json");
const cases: readonly Case[] = JSON.parse(readFileSync(file, "utf8"));

describe("the robust baseline", () => {
  it.each(cases)("answers as that of the package does: $name", (one) => {
    const baseline = new RobustBaseline(one.options);
    const spikes: number[] = [];
    const looks: unknown[] = [];
    for (const [i, value] of one.values.entries()) {
      if (i === one.clearBefore) baseline.clear();
      if (baseline.add(value === "inf" ? Infinity : Number(value))) spikes.push(i);
      if (one.looks.some(([index]) => index === i)) {
        looks.push([i, expect.closeTo(baseline.median, 9), expect.closeTo(baseline.stddev, 9)]);
      }
    }
    expect(spikes).toEqual(one.spikes);
    expect(one.looks).toEqual(looks);
  });
});

describe("a value that is watched", () => {
  it("counts the first step that is lost, and every one between two of them", () => {
    const watched = new Watched(1.3);
    const counts = ([value, step]: readonly [number | undefined, number]) => {
      watched.see(value, step);
      return watched.seen.nonFinite;
    };
    const logged = [
      [NaN, 5],
      [undefined, 7],
      [Infinity, 9],
      [1, 12],
      [NaN, 20],
    ] as const;
    expect(logged.map(counts)).toEqual([1, 1, 5, 5, 6]);
  });
});
