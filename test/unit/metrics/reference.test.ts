import { readFileSync } from "node:fs";
import path from "node:path";
import { catalogueEntries, entryOf } from "../../../metrics";
import { metricsReference } from "../../../metrics/reference";

const docs = (name: string) => readFileSync(path.join(__dirname, "../../../docs", name), "utf8");

/** Prettier widens tables and escapes; cells are compared without their padding. */
const cells = (markdown: string) =>
  markdown
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));

it("docs/metrics.md says what the catalogue says: run npm run docs:metrics", () => {
  const written = cells(docs("metrics.md"));
  expect(written).toEqual(cells(metricsReference(catalogueEntries())));
  expect(written.length).toBe(catalogueEntries().length);
});

it("docs/instrumentation.md names only metrics of the catalogue, with labels they have", () => {
  const named = [
    ...docs("instrumentation.md").matchAll(/`((?:training|inference)_\w+)(\{([^}]*)\})?/g),
  ];
  expect(named.length).toBeGreaterThan(10);
  for (const [, name = "", , labels = ""] of named) {
    const entry = entryOf(name);
    expect({ name, known: entry !== undefined }).toEqual({ name, known: true });
    const given = labels.split(/,\s*/).filter((label) => /^\w+$/.test(label));
    expect(entry?.labels ?? []).toEqual(expect.arrayContaining(given));
  }
});

it("describes a metric in one row, with values, buckets and the escape of a bar", () => {
  const source = { name: "test", versions: "1", targetLabels: ["job"] };
  const text = metricsReference([
    {
      name: "a_seconds",
      type: "histogram",
      unit: "seconds",
      help: "One | two.",
      labels: ["code"],
      values: { code: ["2xx"] },
      buckets: [0.1, 1],
      source,
    },
  ]);
  expect(text).toContain(
    "| `a_seconds` | histogram | seconds | `code` (2xx) | One \\| two. Bucket bounds: 0.1, 1. |",
  );
});
