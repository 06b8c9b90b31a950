import { readFileSync } from "node:fs";
import { join } from "node:path";
import { comparisons, type Comparison } from "../../../bench/rules/compared";
import { families, fleet, scaled, type Family } from "../../../bench/rules/fleet";
import { judge, table } from "../../../bench/rules/judge";
import { neededBy, type Cost } from "../../../bench/rules/measure";
import { levels, needs } from "../../../bench/rules/needs";
import { blockLength, blocks, interval } from "../../../bench/rules/openmetrics";
import { byName, packsFor, recordingsOf } from "../../../bench/rules/packs";
import { parse, selectors, type Expr } from "../../../promql";

const small = scaled(fleet, 0.05);
const packs = packsFor(small);
const named = byName(packs);
const budgets = JSON.parse(
  readFileSync(join(__dirname, "../../../bench/rules/budgets.json"), "utf8"),
) as Record<string, number>;

const metricsOf = (expr: Expr) => selectors(expr).map(({ metric }) => metric);

describe("the data of the benchmark", () => {
  it("has a comparison and a budget for every rule, and for no other", () => {
    const names = named.map(({ name }) => name).sort();
    expect(comparisons.map(({ rule }) => rule).sort()).toEqual(names);
    expect(Object.keys(budgets).sort()).toEqual(names);
  });

  it("has every series that a form reads, and no recorded one in a naive or public form", () => {
    const written = new Set(families(small).map(({ name }) => name));
    const recorded = new Set(recordingsOf(packs).map(({ record }) => record));
    const ours = named.flatMap(({ rules }) => rules.flatMap(({ expr }) => metricsOf(expr)));
    expect(ours.filter((name) => !written.has(name) && !recorded.has(name))).toEqual([]);
    const others = comparisons
      .flatMap((c) => [c.naive, ...(c.public ? [c.public.expr] : [])])
      .flatMap((text) => metricsOf(parse(text)));
    expect(others.filter((name) => !written.has(name))).toEqual([]);
  });

  it("has no series twice", () => {
    const all = families(small).flatMap(({ name, labels }) =>
      labels.map((own) => JSON.stringify([name, Object.entries(own).sort()])),
    );
    expect(all.length).toBeGreaterThan(500);
    expect(new Set(all).size).toBe(all.length);
  });

  it("scales subjects, not what they consist of", () => {
    expect(scaled(fleet, 2)).toMatchObject({ runs: 40, ranks: 8, services: 40, replicas: 5 });
    expect(scaled(fleet, 0.001)).toMatchObject({ runs: 1, services: 1, gpuNodes: 1 });
  });
});

describe("how far back series are read", () => {
  it("adds ranges, offsets and subqueries, and what recorded series were made of", () => {
    const read = needs(
      [
        parse("max_over_time(s:a:rate[1h] offset 10m) > b"),
        parse("max_over_time(c[5m:1m] offset 2m)"),
      ],
      new Map([["s:a:rate", [parse("sum(rate(a_total[5m]))")]]]),
    );
    expect([...read]).toEqual([
      ["s:a:rate", 4200],
      ["a_total", 4500],
      ["b", 0],
      ["c", 420],
    ]);
  });

  it("orders recordings by what they read", () => {
    const rule = (record: string, text: string) => ({ record, expr: parse(text) });
    const [a, b, c] = [rule("s:c:x", "s:b:x + s:a:x"), rule("s:b:x", "s:a:x"), rule("s:a:x", "a")];
    expect(levels([a, b, c])).toEqual([[c], [b], [a]]);
    expect(() => levels([rule("s:a:x", "s:b:x"), rule("s:b:x", "s:a:x")])).toThrow("in a circle");
    const own = named.find(({ name }) => name === "InferenceLatencyP95High");
    expect([...neededBy(own!, named)].sort()).toEqual([
      "service:inference_request_latency_seconds:p95",
      "service:inference_request_latency_seconds_bucket:rate",
    ]);
  });
});

describe("samples", () => {
  const end = 10 * blockLength + 60;
  const family: Family = {
    name: "a_total",
    labels: [{ job: 'x"\n\\' }, { job: "y" }],
    value: { perSecond: 2 },
  };

  it("are written block by block, as far back as they are read and one more", () => {
    const written = [...blocks([family], new Map([["a_total", 120]]), end)];
    expect(written.map(({ start, samples }) => [start, samples])).toEqual([
      [end - 60 - blockLength, 2 * 3],
      [end - 60, 2 * 3],
    ]);
    const times = written.flatMap(({ text }) => [...text.matchAll(/"y"\} \S+ (\d+)$/gm)]);
    expect(times.map(([, at]) => Number(at) - end)).toEqual([-150, -120, -90, -60, -30, 0]);
    expect(times.every(([, at]) => Number(at) % interval === 0)).toBe(true);
  });

  it("escape labels, rise evenly, and end as OpenMetrics asks", () => {
    const { text } = [...blocks([family], new Map([["a_total", 0]]), end)].at(-1)!;
    expect(text).toContain(String.raw`a_total{job="x\"\n\\"} `);
    const values = [...text.matchAll(/"y"\} (\S+)/g)].map(([, value]) => Number(value));
    expect(values[1]! - values[0]!).toBe(2 * interval);
    expect(text).toMatch(/\n# EOF\n$/);
  });

  it("of series that nobody reads are left out", () => {
    expect([...blocks([family], new Map(), end)]).toEqual([]);
  });
});

describe("the verdict", () => {
  const cost: Cost = {
    pack: "p",
    rule: "Bad",
    kind: "alert",
    alone: 10,
    shared: 50,
    full: 90,
    naive: 60,
  };
  const compared: Comparison = { rule: "Bad", naive: "a > 1" };
  const problems = (
    changed: Partial<Cost>,
    given: Partial<Comparison> = {},
    own: Record<string, number> | undefined = { Bad: 10 },
  ) => judge([{ ...cost, ...changed }], [{ ...compared, ...given }], own).problems;

  it("is content with a rule within its budget that reads no more than the naive form", () => {
    expect(problems({})).toEqual([]);
    expect(problems({ shared: 60 })).toEqual([]);
  });

  it("charges an alert with its share of recordings, a recording with itself", () => {
    expect(problems({ shared: 61 })).toEqual([expect.stringContaining("reads 61 samples")]);
    expect(problems({ shared: 61, kind: "recording" })).toEqual([]);
  });

  it("takes a reason, but not one that is not needed", () => {
    expect(problems({ shared: 61 }, { reason: "it sees more" })).toEqual([]);
    expect(problems({}, { reason: "it sees more" })).toEqual([
      expect.stringContaining("delete the reason"),
    ]);
  });

  it("holds rules to their budgets, on the fleet that these are for", () => {
    expect(problems({ alone: 11 })).toEqual([expect.stringContaining("its budget of 10")]);
    expect(problems({}, {}, {})).toEqual([expect.stringContaining("has no budget")]);
    expect(judge([{ ...cost, alone: 11 }], [compared], undefined).problems).toEqual([]);
  });

  it("notices rules without comparison, comparisons without rule, and forms that read nothing", () => {
    const { naive: _, ...bare } = cost;
    expect(judge([bare], [], { Bad: 10 }).problems[0]).toContain("compared with nothing");
    expect(judge([], [compared], {}).problems).toEqual([expect.stringContaining("no such rule")]);
    expect(problems({ alone: 0 })).toEqual([expect.stringContaining("reads nothing")]);
  });

  it("is a table with totals and reasons", () => {
    const recording: Cost = { ...cost, rule: "s:a:rate", kind: "recording", alone: 80 };
    const reason = "it sees more";
    const verdict = judge(
      [cost, recording],
      [compared, { ...compared, rule: "s:a:rate", reason }],
      {
        Bad: 10,
        "s:a:rate": 80,
      },
    );
    expect(verdict.totals).toEqual([
      { pack: "p", ours: 90, naiveAlerts: 60, naive: 120, oursPerDay: 90 * 2880 },
    ]);
    const text = table(verdict);
    expect(text).toMatch(/^Bad +10 +50 +60 +0\.83 +yes$/m);
    expect(text).toMatch(/^s:a:rate +80 +60 +1\.33 +no$/m);
    expect(text).toContain("s:a:rate: it sees more");
  });
});
