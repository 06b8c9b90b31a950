import type { PrometheusRuleGroup } from "../../rules";
import {
  counter,
  level,
  missing,
  nan,
  points,
  ramp,
  runCases,
  series,
  stale,
  testPack,
  uncovered,
  type Case,
} from "./bench";
import { promtoolCheck, promtoolTest } from "./promtool";

// Alphabetical or random order would evaluate the alert before the series it reads.
const groups: readonly PrometheusRuleGroup[] = [
  { name: "z", rules: [{ record: "level:x:max", expr: "max by (pod) (x)" }] },
  {
    name: "a",
    rules: [
      {
        alert: "High",
        expr: "level:x:max > 1",
        for: "2m",
        labels: { severity: "critical" },
        annotations: {
          summary: "{{ $labels.pod }} is at {{ $value }}",
          runbook_url: "https://r/High.md",
        },
      },
      { alert: "Low", expr: "level:x:max < 0", labels: {}, annotations: {} },
    ],
  },
];
const high = { alert: "High", series: [series("x", { pod: "p" }, level(2, 10))] };
const p = { pod: "p", severity: "critical" };

testPack("the bench", groups, [
  { ...high, name: "fires at its `for`", at: "2m", fires: [p] },
  { ...high, name: "waits before its `for`", at: "1m", quiet: true, pending: [p] },
  { ...high, name: "has annotations", at: "5m", fires: [p], annotations: { summary: "p is at 2" } },
  {
    name: "stays quiet",
    alert: "High",
    series: [series("x", {}, level(1, 10))],
    at: "5m",
    quiet: true,
  },
  { name: "judges every alert", series: [series("x", {}, level(1, 10))], at: "5m", quiet: true },
  { name: "low fires", alert: "Low", series: [series("x", {}, points(-1))], at: "0m", fires: [{}] },
  { name: "low is quiet", alert: "Low", series: [series("x", {}, nan(3))], at: "2m", quiet: true },
  {
    name: "looks at recorded series, and samples are further apart than evaluations",
    series: [series("x", { pod: "p" }, ramp(1, -0.5, 3), points(Infinity))],
    interval: "2m",
    at: "6m",
    samples: [
      {
        query: "level:x:max",
        returns: [{ labels: { __name__: "level:x:max", pod: "p" }, value: Infinity }],
      },
      {
        query: "level:x:max offset 2m",
        returns: [{ labels: { __name__: "level:x:max", pod: "p" }, value: 0 }],
      },
    ],
  },
]);

describe("a failing case", () => {
  const failure = async (c: Omit<Case, "name">) =>
    (await runCases(groups, [{ name: 'it\'s "<that>" & more', ...c }])).get(
      'it\'s "<that>" & more',
    );

  test("says what fires although it should not", async () => {
    expect(await failure({ ...high, at: "5m", quiet: true })).toMatch(/exp: nil\s+got: .*pod="p"/);
  });
  test("says what does not fire although it should", async () => {
    expect(await failure({ ...high, at: "1m", fires: [p] })).toMatch(/exp: .*pod="p".*\s+got: nil/);
  });
  test("tells labels apart", async () => {
    expect(await failure({ ...high, at: "5m", fires: [{ pod: "p" }] })).toContain("critical");
  });
  test("tells annotations apart", async () => {
    const annotations = { summary: "wrong" };
    expect(await failure({ ...high, at: "5m", fires: [p], annotations })).toContain("p is at 2");
  });
  test("is the one with the wrong series", async () => {
    expect(
      await failure({ series: [{ series: "x{", values: "1" }], at: "0m", quiet: true }),
    ).toContain("parse error");
  });
  test("leaves the others alone", async () => {
    const failures = await runCases(groups, [
      { ...high, name: "good", at: "5m", fires: [p] },
      { ...high, name: "bad", at: "5m", quiet: true },
    ]);
    expect([...failures.keys()]).toEqual(["bad"]);
  });
});

test.each<[string, Omit<Case, "name">]>([
  [
    "no rule has the alert 'Hihg'; there are High, Low",
    { ...high, alert: "Hihg", at: "5m", quiet: true },
  ],
  ["`fires` and `pending` need an `alert`", { series: [], at: "5m", fires: [{}] }],
  ["an alert either fires or is quiet", { ...high, at: "5m", quiet: true, fires: [{}] }],
  ["`fires` is empty: say `quiet: true`", { ...high, at: "5m", fires: [] }],
  ["it expects nothing", { ...high, at: "5m" }],
  ["at 90s no rule is evaluated; take a multiple of 1m", { ...high, at: "90s", quiet: true }],
  ["`annotations` need one alert that fires", { ...high, at: "5m", quiet: true, annotations: {} }],
])("what promtool would pass over is an error: %s", async (message, c) => {
  await expect(runCases(groups, [{ name: "c", ...c }])).rejects.toThrow(`case 'c': ${message}`);
});

test("names are unique, or a failure could hide behind its namesake", async () => {
  const twin = { ...high, name: "c", at: "5m", quiet: true } as const;
  await expect(runCases(groups, [twin, twin])).rejects.toThrow("two cases are named 'c'");
});

test("an alert without cases is found", () => {
  expect(uncovered(groups, [{ ...high, name: "c", at: "5m", fires: [p] }])).toEqual([
    "High is quiet in no case",
    "Low fires in no case",
    "Low is quiet in no case",
  ]);
});

test("broken rules fail every case", async () => {
  const broken = [{ name: "g", rules: [{ record: "a", expr: "sum(" }] }];
  const failures = await runCases(broken, [{ name: "c", series: [], at: "0m", quiet: true }]);
  expect(failures.get("c")).toContain("unclosed left parenthesis");
});

test("what belongs to no case is an error of the run", async () => {
  await expect(promtoolTest(groups, { tests: [], unknown: 1 })).rejects.toThrow(
    "field unknown not found",
  );
});

test("`promtool check rules` fails on what its lint finds", async () => {
  const twice = { alert: "A", expr: "x", labels: {}, annotations: {} };
  const { code, output } = await promtoolCheck([{ name: "g", rules: [twice, twice] }]);
  expect([code, output]).toEqual([3, expect.stringContaining("duplicate rule(s) found")]);
});

test("the notation of series counts samples", () => {
  expect(
    series(
      "x",
      { a: 'b"' },
      counter(5, 3),
      stale,
      missing(2),
      level(-1, 1),
      nan(2),
      level(Infinity, 2),
    ),
  ).toEqual({
    series: 'x{a="b\\""}',
    values: "0+5x2 stale _x2 -1 NaN NaN Inf Inf",
  });
  expect(() => level(1, 0.5)).toThrow("0.5 samples: it must be a whole number from 1 on");
});
