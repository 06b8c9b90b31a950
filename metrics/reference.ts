import type { CatalogueEntry, MetricSource } from "./define";

/** The reference of the catalogue in Markdown: a section per exporter, in it a table per dialect. */
export function metricsReference(entries: readonly CatalogueEntry[]): string {
  const exporters = new Map<string, MetricSource[]>();
  for (const { source } of entries) {
    const dialects = exporters.get(source.name) ?? [];
    if (!dialects.includes(source)) exporters.set(source.name, [...dialects, source]);
  }
  const names = [...exporters.keys()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  return [
    ...names.map((name) => `- [${name}](#${anchor(name)})`),
    "",
    ...names.flatMap((name) => [
      `## ${name}`,
      "",
      // The youngest dialect first: it is what most readers run.
      ...[...(exporters.get(name) ?? [])]
        .sort((a, b) => newest(b.versions) - newest(a.versions))
        .flatMap((source) => dialect(source, entries)),
    ]),
  ].join("\n");
}

function dialect(source: MetricSource, entries: readonly CatalogueEntry[]): readonly string[] {
  const { versions, job, scrapeInterval = "30s", targetLabels, note } = source;
  const labels = targetLabels.map(code).join(", ");
  return [
    [
      `Versions ${code(versions)}.`,
      job === undefined ? "No fixed job." : `Job ${code(job)}.`,
      `Scraped every ${scrapeInterval}.`,
      `Labels of every series: ${labels === "" ? "none" : labels}.`,
    ].join(" "),
    "",
    ...(note === undefined ? [] : [note, ""]),
    "| Metric | Type | Unit | Own labels | Meaning |",
    "| --- | --- | --- | --- | --- |",
    ...entries.filter((entry) => entry.source === source).map(row),
    "",
  ];
}

function row(entry: CatalogueEntry): string {
  const { name, type, unit, labels = [], values = {}, help, buckets, source } = entry;
  const notes = [
    help,
    ...(buckets ? [`Bucket bounds: ${buckets.map(short).join(", ")}.`] : []),
    ...(entry.zeroInitialised ? ["Exists with 0 before the first event."] : []),
    ...(entry.requires ? [`Only with ${code(entry.requires)}.`] : []),
    ...(entry.versions && entry.versions !== source.versions
      ? [`Versions ${code(entry.versions)}.`]
      : []),
  ];
  const own = labels.map((label) => {
    const known = values[label];
    return known ? `${code(label)} (${known.join(", ")})` : code(label);
  });
  const cells = [code(name), type, unit === "one" ? "" : unit, own.join(", "), notes.join(" ")];
  return `| ${cells.map(escape).join(" | ")} |`;
}

const order = (name: string): string => name.toLowerCase();

/** As GitHub makes the anchor of a heading. */
const anchor = (heading: string): string =>
  order(heading)
    .replace(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");

/** The last version that a range names, as a number that grows with it. */
const newest = (range: string): number =>
  (range.match(/[\d.]+/g)?.at(-1) ?? "0")
    .split(".")
    .reduce((sum, part, index) => sum + Number(part) / 1000 ** index, 0);

/** Without the last digits of computed bounds, which stand for nothing. */
const short = (bound: number): string => `${Number(bound.toPrecision(6))}`;

const code = (text: string): string => `\`${text}\``;

const escape = (text: string): string => text.replaceAll("|", "\\|");
