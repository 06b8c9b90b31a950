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
  unvalued,
  type Case,
} from "./bench";
import { assertMajor, assertSeen, promtoolCheck, promtoolTest } from "./promtool";
import { slices } from "./slice";

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
    expect(await failure({ ...high, at: "5m", quiet: true })).toMatch(
      /^firing alerts High at 5m:\n {2}\+ \{.*pod="p", severity="critical"\}\ngiven the series:\n {4}x\{pod="p"\} 2x9$/m,
    );
  });
  test("says what does not fire although it should", async () => {
    expect(await failure({ ...high, at: "1m", fires: [p] })).toMatch(/at 1m:\n {2}- \{.*pod="p"/);
  });
  test("tells labels apart", async () => {
    expect(await failure({ ...high, at: "5m", fires: [{ pod: "p" }] })).toMatch(
      /^ {2}- \{alertstate="firing", pod="p"\}\n {2}\+ \{alertstate="firing", pod="p", severity="critical"\}$/m,
    );
  });
  test("shows what was right, too", async () => {
    const query = "level:x:max";
    const known = { labels: { __name__: query, pod: "p" }, value: 2 };
    const wrong = { labels: { __name__: query, pod: "q" }, value: 1 };
    const samples = [{ query, returns: [known, wrong] }];
    expect(await failure({ ...high, at: "5m", samples })).toContain(
      'level:x:max at 5m:\n    {__name__="level:x:max", pod="p"} 2E+00\n  - {__name__="level:x:max", pod="q"} 1E+00\ngiven',
    );
  });
  test("shows no more series than can be read", async () => {
    const many = Array.from({ length: 14 }, (_, i) => series("x", { pod: `${i}` }, level(2, 10)));
    const text = await failure({ alert: "High", series: many, at: "5m", quiet: true });
    expect(text).toMatch(/x\{pod="11"\} 2x9\n {4}and 2 more$/);
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
  [
    "NaN equals nothing, not even NaN; expect 1 of `count(x != x)` instead",
    { series: [], at: "5m", samples: [{ query: "x", returns: [{ labels: {}, value: NaN }] }] },
  ],
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

test("a recorded series whose value no case knows is found", () => {
  const sample = (query: string, ...returns: readonly { labels: object; value: number }[]) =>
    // An expected value has no labels here.
    ({ name: "c", series: [], at: "5m", samples: [{ query, returns }] }) as Case;
  const one = { labels: {}, value: 1 };
  expect(unvalued(groups, [sample("level:x:max", one)])).toEqual([]);
  // Without the rule these would return the same.
  expect(unvalued(groups, [sample("level:x:max")])).toEqual(["level:x:max"]);
  expect(unvalued(groups, [sample("level:x:max or x", one)])).toEqual(["level:x:max"]);
});

describe("a case is run with the rules it needs", () => {
  const names = (c: Omit<Case, "name" | "series" | "at">) =>
    slices(groups, [{ name: "c", series: [], at: "5m", ...c }]).flatMap((slice) =>
      slice.groups.flatMap((group) =>
        group.rules.map((rule) => ("alert" in rule ? rule.alert : rule.record)),
      ),
    );
  const sample = (query: string) => ({ samples: [{ query, returns: [] }] });

  test.each<[string, Omit<Case, "name" | "series" | "at">, readonly string[]]>([
    ["its alert, and what that reads", { alert: "Low" }, ["level:x:max", "Low"]],
    ["every alert", { quiet: true }, ["level:x:max", "High", "Low"]],
    ["the rule of a recorded series", sample("level:x:max"), ["level:x:max"]],
    ["an alert by its state", sample('ALERTS{alertname="Low"}'), ["level:x:max", "Low"]],
    ["all by the state of any", sample("count(ALERTS)"), ["level:x:max", "High", "Low"]],
    [
      "all by a name that is a pattern",
      sample('{__name__=~"x.*"}'),
      ["level:x:max", "High", "Low"],
    ],
    ["none", sample("x"), []],
  ])("%s", (_, c, expected) => {
    expect(names(c)).toEqual(expected);
  });
});

test("an annotation that prints a label which is not there fails the case", async () => {
  const alert = (text: string) => ({
    alert: "A",
    expr: "max(x) > 0",
    labels: { severity: "info" },
    annotations: { summary: text },
  });
  const outcome = async (text: string) => {
    const run = [{ name: "g", rules: [alert(text)] }];
    const fires = [{ severity: "info" }];
    return (await runCases(run, [{ ...high, name: "c", alert: "A", at: "5m", fires }])).get("c");
  };
  expect(await outcome("x of {{ $labels.pod }} in {{ $labels.job }}")).toContain(
    'severity="info, an annotation lacks label pod, an annotation lacks label job"',
  );
  expect(await outcome("x{{ with $labels.pod }} of {{ . }}{{ end }}")).toBeUndefined();
  const bare = [{ name: "g", rules: [{ ...alert("{{ $labels.pod }}"), labels: {} }] }];
  await expect(runCases(bare, [])).rejects.toThrow("alert 'A' has no label of its own");
});

test("a group with an interval that promtool would pass over is refused", async () => {
  const fast = groups.map((group) => ({ ...group, interval: "15s" }));
  const c: Case = { ...high, name: "c", at: "2m", fires: [p] };
  await expect(runCases(fast, [c])).rejects.toThrow(
    "group 'z' is evaluated each 15s, but promtool would evaluate it each 1m; run it in a suite of its own with evaluationInterval: \"15s\"",
  );
  expect(await runCases(fast, [c], { evaluationInterval: "15s" })).toEqual(new Map());
});

test("broken rules fail every case", async () => {
  const alert = { alert: "A", expr: "sum(", labels: {}, annotations: {} };
  const broken = [{ name: "g", rules: [alert] }];
  const failures = await runCases(broken, [{ name: "c", series: [], at: "0m", quiet: true }]);
  expect(failures.get("c")).toContain("unclosed left parenthesis");
});

test("what belongs to no case is an error of the run", async () => {
  await expect(promtoolTest(groups, { tests: [], unknown: 1 })).rejects.toThrow(
    "field unknown not found",
  );
});

test("a pattern that matches no rule file is an error, not a warning", async () => {
  await expect(promtoolTest(groups, { tests: [], rule_files: ["none*.yaml"] })).rejects.toThrow(
    "no file match pattern none*.yaml",
  );
});

test("the cases hold for promtool 3 only", () => {
  expect(() => {
    assertMajor("promtool, version 3.16.0 (branch: , revision: unknown)\n");
  }).not.toThrow();
  expect(() => {
    assertMajor("promtool, version 2.53.3 (branch: HEAD)\n  build user: x");
  }).toThrow(/the cases need promtool 3, but .*promtool says 'promtool, version 2.53.3/);
});

test("`promtool check rules` has to see every rule", () => {
  const output = "Checking a\n  SUCCESS: 2 rules found\nChecking b\n  SUCCESS: 1 rules found\n";
  const given = (rules: readonly PrometheusRuleGroup["rules"][number][]) => () => {
    assertSeen(output, [{ name: "a", rules }]);
  };
  const rule = { record: "a", expr: "x" };
  expect(given([rule, rule, rule])).not.toThrow();
  expect(given([rule, rule, rule, rule])).toThrow("promtool check rules has seen 3 of 4 rules");
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
