import type { PrometheusRuleGroup } from "../../rules";
import { level, series, type Case } from "../rules/bench";
import type { Suite } from "../rules/suites";
import { Known } from "./known";
import { judge, type Verdict } from "./run";
import { scoreOf, staleOf } from "./score";
import { targetsOf } from "./targets";

const groups: readonly PrometheusRuleGroup[] = [
  {
    name: "g",
    rules: [
      { record: "pod:x:max", expr: "max by (pod) (x)" },
      {
        alert: "High",
        expr: "pod:x:max > 10",
        for: "2m",
        labels: { severity: "warning" },
        annotations: { summary: "{{ $labels.pod }} is at {{ $value }}" },
      },
    ],
  },
];
const fires = [{ pod: "p", severity: "warning" }];
const above: Case = {
  name: "fires above 10",
  alert: "High",
  series: [
    series("x", { pod: "p", instance: "a" }, level(10.5, 10)),
    series("x", { pod: "p", instance: "b" }, level(1, 10)),
  ],
  at: "2m",
  fires,
  annotations: { summary: "p is at 10.5" },
};
const edge: Case = {
  name: "quiet at 10",
  alert: "High",
  series: [series("x", { pod: "p" }, level(10, 10))],
  at: "5m",
  quiet: true,
};
const waits: Case = {
  name: "waits",
  alert: "High",
  series: above.series,
  at: "1m",
  quiet: true,
  pending: fires,
};

function suite(...cases: readonly Case[]): Suite {
  return { pack: "gpu", name: "tiny", groups, cases };
}

async function verdicts(tiny: Suite, known = new Known()): Promise<ReadonlyMap<string, Verdict>> {
  const all = await Promise.all(targetsOf([tiny]).map((target) => judge(target, known)));
  return new Map(all.flat().map((verdict) => [verdict.mutant.id, verdict]));
}

const strict = "High: expr > to >=";

test("a mutant survives while its case is missing", async () => {
  const found = await verdicts(suite(above));
  expect(found.get(strict)).toMatchObject({ outcome: "survived" });
  expect(found.get("High: expr > to <")).toMatchObject({ outcome: "killed", by: above.name });
  expect(found.get("High: for dropped")).toMatchObject({ outcome: "survived" });
  expect(found.get("pod:x:max: expr max to min")).toMatchObject({
    outcome: "killed",
    by: above.name,
  });
});

test("a mutant is killed once its case is there", async () => {
  const found = await verdicts(suite(above, edge, waits));
  expect(found.get(strict)).toMatchObject({ outcome: "killed", by: edge.name });
  expect(found.get("High: for dropped")).toMatchObject({ outcome: "killed", by: "waits" });
});

test("cases of all alerts, and queries of ALERTS, are put to each mutant alone", async () => {
  const everyAlert: Case = { name: "quiet below", series: edge.series, at: "5m", quiet: true };
  const firing = 'sum by (pod) (count_over_time(ALERTS{alertname="High",alertstate="firing"}[9m]))';
  const minutes: Case = {
    name: "fires from minute 2 on",
    series: above.series,
    at: "8m",
    samples: [{ query: firing, returns: [{ labels: { pod: "p" }, value: 7 }] }],
  };
  const found = await verdicts(suite(everyAlert, minutes));
  expect(found.get(strict)).toMatchObject({ outcome: "killed", by: everyAlert.name });
  expect(found.get("High: for halved")).toMatchObject({ outcome: "killed", by: minutes.name });
  expect(found.get("High: expr > to <")).toMatchObject({ outcome: "killed", by: minutes.name });
  expect(found.get("High: keep_firing_for added")).toMatchObject({ outcome: "survived" });
});

test("what is known is not run again", async () => {
  const known = new Known();
  const first = await verdicts(suite(above, edge), known);
  process.env["MLWATCH_PROMTOOL"] = "/nowhere";
  try {
    expect(await verdicts(suite(above, edge), known)).toEqual(first);
    await expect(verdicts(suite(above, edge, waits), known)).rejects.toThrow("/nowhere");
  } finally {
    delete process.env["MLWATCH_PROMTOOL"];
  }
});

test("a mutant whose evaluation is an error is killed, and the others are judged nevertheless", async () => {
  const joined: Suite = {
    ...suite({
      name: "divides",
      series: [
        series("x", { a: "1", b: "1" }, level(4, 5)),
        series("y", { a: "1", b: "1" }, level(2, 5)),
        series("y", { a: "1", b: "2" }, level(2, 5)),
      ],
      at: "1m",
      samples: [
        {
          query: "a_b:z:ratio",
          returns: [{ labels: { __name__: "a_b:z:ratio", a: "1", b: "1" }, value: 2 }],
        },
      ],
    }),
    groups: [{ name: "g", rules: [{ record: "a_b:z:ratio", expr: "x / on (a, b) y" }] }],
  };
  const found = await verdicts(joined);
  expect(found.get("a_b:z:ratio: expr on: drop b")).toMatchObject({ outcome: "killed" });
  expect(found.get("a_b:z:ratio: expr / to *")).toMatchObject({ outcome: "killed" });
  expect(found.get("a_b:z:ratio: expr on: add pod")).toMatchObject({ outcome: "survived" });
});

test("rules that fail as they are are no verdict on mutants", async () => {
  await expect(verdicts(suite({ ...above, at: "1m" }))).rejects.toThrow(
    "tiny: the case 'fires above 10' fails",
  );
});

test("the score leaves equivalent mutants out, and an entry that is none is found", async () => {
  const found = [...(await verdicts(suite(above, edge, waits))).values()];
  const { survivors, score } = scoreOf("gpu", found, []);
  expect(score).toMatchObject({ name: "gpu", mutants: found.length, equivalent: 0, invalid: 0 });
  expect(score.killed).toBe(found.length - survivors.length);
  expect(score.score).toBeCloseTo(score.killed / found.length);

  const ids = survivors.map(({ mutant }) => mutant.id);
  const listed = [{ reason: "in this test", ids }];
  expect(scoreOf("gpu", found, listed).score).toMatchObject({ equivalent: ids.length, score: 1 });
  expect(staleOf(found, listed, true)).toEqual([]);
  const wrong = [{ reason: "in this test", ids: [strict, "Low: expr", strict] }];
  expect(staleOf(found, wrong, true)).toEqual([
    `${strict}: is killed (quiet at 10)`,
    "Low: expr: there is no such mutant",
    `${strict}: is listed twice`,
  ]);
  expect(staleOf(found, wrong.slice(0, 1), false)).toHaveLength(2);
});
