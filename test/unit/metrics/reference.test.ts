import { readFileSync } from "node:fs";
import path from "node:path";
import { type CatalogueEntry, catalogueEntries, entryOf } from "../../../metrics";
import { metricsReference } from "../../../metrics/reference";

const docs = (name: string) => readFileSync(path.join(__dirname, "../../../docs", name), "utf8");

/** Prettier widens tables and escapes; cells are compared without their padding. */
const cells = (markdown: string) =>
  markdown
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));

/** Headings, links and sentences: what stands outside the tables. */
const sentences = (markdown: string) =>
  markdown.split("\n").filter((line) => line !== "" && !line.startsWith("|"));

it("docs/metrics.md says what the catalogue says: run npm run docs:metrics", () => {
  const written = cells(docs("metrics.md"));
  const reference = metricsReference(catalogueEntries());
  expect(written).toEqual(cells(reference));
  expect(sentences(docs("metrics.md"))).toEqual(expect.arrayContaining(sentences(reference)));
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

describe("metricsReference", () => {
  const latency: CatalogueEntry = {
    ...{ name: "a_seconds", type: "histogram", unit: "seconds", help: "One | two." },
    ...{ labels: ["code"], values: { code: ["2xx"] }, buckets: [0.1, 0.1 * 1.5 * 1.5] },
    source: { name: "test (1)", versions: ">=1.9 <1.10", targetLabels: ["job"] },
  };
  const text = (...entries: CatalogueEntry[]) => metricsReference(entries);

  it("describes a metric in one row, with values, buckets and the escape of a bar", () => {
    expect(text(latency)).toContain(
      "| `a_seconds` | histogram | seconds | `code` (2xx) | One \\| two. Bucket bounds: 0.1, 0.225. |",
    );
  });

  it("says what is special about a metric", () => {
    const special = { zeroInitialised: true, requires: "--flag", versions: ">=1.9.1 <1.10" };
    expect(text({ ...latency, ...special })).toContain(
      "Exists with 0 before the first event. Only with `--flag`. Versions `>=1.9.1 <1.10`. |",
    );
  });

  it("lists the exporters and links to them", () => {
    expect(text(latency)).toMatch(/^- \[test \(1\)\]\(#test-1\)\n\n## test \(1\)\n/);
  });

  it("says of a source what a query has to know", () => {
    expect(text(latency)).toContain(
      "Versions `>=1.9 <1.10`. No fixed job. Scraped every 30s. Labels of every series: `job`.",
    );
    const deployed = { ...latency.source, job: "gpu", scrapeInterval: "15s", targetLabels: [] };
    expect(text({ ...latency, source: { ...deployed, note: "A note." } })).toContain(
      "Job `gpu`. Scraped every 15s. Labels of every series: none.\n\nA note.\n\n| Metric |",
    );
  });

  it("gives each dialect a table in its exporter's section, the youngest first", () => {
    const next = { ...latency.source, versions: ">=1.10 <2" };
    const both = text(latency, { ...latency, source: next });
    expect(both.match(/^## /gm)).toHaveLength(1);
    expect(both.indexOf("Versions `>=1.10")).toBeLessThan(both.indexOf("Versions `>=1.9 "));
  });
});
