import { defineMetrics, entriesOf, seriesNames } from "../../../metrics";

const source = { name: "test", versions: "1", targetLabels: ["pod"] } as const;

it("leaves the prefix of a source to the names in queries", () => {
  const prefixed = defineMetrics(
    { ...source, name: "prefixed", prefix: "prefixed:" },
    {
      running: { type: "gauge", unit: "one", help: "Test." },
      latency_seconds: { type: "histogram", unit: "seconds", help: "Test." },
    },
  );
  expect(`${prefixed.running.where({ pod: "a" })}`).toBe('prefixed:running{pod="a"}');
  expect(`${prefixed.latency_seconds.bucket}`).toBe("prefixed:latency_seconds_bucket");
  expect(entriesOf("prefixed:latency_seconds_sum").map(({ name }) => name)).toEqual([
    "prefixed:latency_seconds",
  ]);
});

it("keeps the dialects of an exporter apart, and a metric with one exporter", () => {
  const definitions = { dialect_total: { type: "counter", unit: "one", help: "Test." } } as const;
  defineMetrics({ ...source, name: "dialects", versions: "1" }, definitions);
  defineMetrics({ ...source, name: "dialects", versions: "2" }, definitions);
  expect(entriesOf("dialect_total").map((entry) => entry.source.versions)).toEqual(["1", "2"]);
  const third = { ...source, name: "dialects", versions: "3" };
  defineMetrics(third, definitions);
  expect(() => defineMetrics(third, definitions)).toThrow("'dialect_total' is defined twice");
  const other = { ...source, name: "another" };
  expect(() => defineMetrics(other, definitions)).toThrow(
    "metric 'dialect_total' is defined twice",
  );
});

it("refuses what is no name", () => {
  const gauge = { type: "gauge", unit: "one", help: "Test." } as const;
  expect(() => defineMetrics(source, { "a-b": gauge })).toThrow("metric 'a-b' of test");
});

it.each([
  ["histogram", ["x_bucket", "x_count", "x_sum"]],
  ["summary", ["x", "x_count", "x_sum"]],
  ["native_histogram", ["x"]],
  ["counter", ["x"]],
] as const)("knows under which names a %s is stored", (type, names) => {
  expect(seriesNames({ type, name: "x", unit: "one", help: "Test.", source })).toEqual(names);
});
