import { parseExposition } from "../../check/files/exposition";
import type { CatalogueEntry, MetricDefinition } from "../../metrics";
import { disagreements } from "./compare";

const source = { name: "test", versions: "1", targetLabels: ["pod"] } as const;
const entry = (name: string, definition: Omit<MetricDefinition, "help">): CatalogueEntry => ({
  ...{ name, help: "Test.", source },
  ...definition,
});
const compare = (entries: readonly CatalogueEntry[], text: string, notUsed: string[] = []) =>
  disagreements(entries, { families: parseExposition(text), notUsed });

const requests = entry("requests_total", {
  ...{ type: "counter", unit: "one", labels: ["code"] },
  values: { code: ["2xx", "5xx"] },
});
const latency = entry("latency_seconds", {
  ...{ type: "histogram", unit: "seconds", labels: ["route"], buckets: [0.5, 1] },
});
const REQUESTS = `# TYPE requests_total counter
requests_total{code="2xx"} 1
requests_total{code="5xx"} 0
`;
const LATENCY = `# TYPE latency_seconds histogram
latency_seconds_bucket{route="/",le="0.5"} 1
latency_seconds_bucket{route="/",le="1.0"} 1
latency_seconds_bucket{route="/",le="+Inf"} 2
latency_seconds_sum{route="/"} 3
latency_seconds_count{route="/"} 2
`;

it("agrees with what is the same", () => {
  expect(compare([requests, latency], REQUESTS + LATENCY)).toEqual([]);
});

it("agrees with OpenMetrics: TYPE without _total, UNIT, creation times, an exemplar, the end", () => {
  const text = `# TYPE requests counter
requests_total{code="2xx"} 1 # {trace="a"} 1
requests_total{code="5xx"} 0
requests_created{code="5xx"} 1.7e+09
# TYPE build info
build_info{version="1"} 1
# TYPE latency_seconds histogram
# UNIT latency_seconds seconds
${LATENCY.slice(LATENCY.indexOf("\n") + 1)}# TYPE latency_seconds_created gauge
latency_seconds_created{route="/"} 1.7e+09
# EOF
`;
  const build = entry("build_info", { type: "info", unit: "one", labels: ["version"] });
  expect(compare([requests, latency, build], text)).toEqual([]);
});

it("takes a label that the target has too under the name that the scrape gives it", () => {
  const jobs = entry("jobs", { type: "gauge", unit: "one", labels: ["exported_pod"] });
  expect(compare([jobs], '# TYPE jobs gauge\njobs{pod="a"} 1\n')).toEqual([]);
});

it.each([
  [
    "a metric nobody exposes",
    [requests, latency],
    REQUESTS,
    "latency_seconds: is in the catalogue",
  ],
  ["a metric nobody knows", [requests], REQUESTS + LATENCY, "latency_seconds: is in the sample"],
  [
    "another type",
    [requests],
    REQUESTS.replace("counter", "gauge"),
    "type counter in the catalogue",
  ],
  ["no type", [requests], REQUESTS.replace(/^.*\n/, ""), "type counter in the catalogue, none in"],
  ["a label too few", [requests], "# TYPE requests_total counter\nrequests_total 1\n", "'code'"],
  ["a label too many", [latency], LATENCY.replaceAll("{", '{a="b",'), "label 'a' is not"],
  [
    "an unknown value",
    [requests],
    `${REQUESTS}requests_total{code="4xx"} 0\n`,
    '"4xx" is not in the',
  ],
  [
    "a value never seen",
    [requests],
    REQUESTS.replace(/.*5xx.*\n/, ""),
    '"5xx" is not in the sample',
  ],
  ["other buckets", [latency], LATENCY.replace('"1.0"', '"0.9"'), "buckets 0.5,1 in the catalogue"],
  ["no last bucket", [latency], LATENCY.replace(/.*Inf.*\n/, ""), "not +Inf"],
  ["falling counts", [latency], LATENCY.replace("} 2", "} 0"), "counts fall"],
  ["another unit", [{ ...latency, unit: "bytes" }], LATENCY, 'named or declared "seconds"'],
  ["another declared unit", [requests], `${REQUESTS}# UNIT requests_total bytes\n`, '"bytes"'],
] as const)("reports %s", (_, entries, text, message) => {
  const found = compare(entries, text);
  expect(found).toEqual(expect.arrayContaining([expect.stringContaining(message)]));
});

it("holds the list of what is not used to the sample and the catalogue", () => {
  expect(compare([requests], REQUESTS + LATENCY, ["latency_seconds"])).toEqual([]);
  expect(compare([requests], REQUESTS, ["gone", "requests_total"])).toHaveLength(2);
});

it.each([
  ["# TYPE a gauge\na{b=c} 1", "line 2: not a series with a value"],
  ["# TYPE a gauge\na one", "line 2: not a series"],
  ["# TYPE a gauge\n# TYPE a gauge", "line 2: second TYPE"],
  ["a 1\n# TYPE a gauge", "line 2: second TYPE line of a family, or one after its series"],
  ["# TYPE a histogram\na 1", "line 2: a histogram has no series of its own name"],
])("refuses %j", (text, message) => {
  expect(() => parseExposition(text)).toThrow(message);
});

it("reads escaped label values, infinities and NaN", () => {
  const text = '# TYPE a gauge\na{b="x\\"}, \\\\y\\n", c="1",} +Inf\na NaN 1700000000\n';
  expect(parseExposition(text)[0]?.samples).toEqual([
    { name: "a", labels: { b: 'x"}, \\y\n', c: "1" }, value: Infinity },
    { name: "a", labels: {}, value: NaN },
  ]);
});
