import type { CatalogueEntry } from "./define";

/** The reference of the catalogue in Markdown: a section per source, a row per metric. */
export function metricsReference(entries: readonly CatalogueEntry[]): string {
  const sources = [...new Set(entries.map(({ source }) => source))].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  return sources
    .flatMap((source) => [
      `## ${source.name} ${source.versions}`,
      "",
      `Labels of every series: ${source.targetLabels.map(code).join(", ")}.`,
      "",
      "| Metric | Type | Unit | Own labels | Meaning |",
      "| --- | --- | --- | --- | --- |",
      ...entries.filter((entry) => entry.source === source).map(row),
      "",
    ])
    .join("\n");
}

function row(entry: CatalogueEntry): string {
  const { name, type, unit, labels = [], values = {}, help, buckets, zeroInitialised } = entry;
  const notes = [
    help,
    ...(buckets ? [`Bucket bounds: ${buckets.join(", ")}.`] : []),
    ...(zeroInitialised ? ["Exists with 0 before the first event."] : []),
  ];
  const own = labels.map((label) => {
    const known = values[label];
    return known ? `${code(label)} (${known.join(", ")})` : code(label);
  });
  const cells = [code(name), type, unit === "one" ? "" : unit, own.join(", "), notes.join(" ")];
  return `| ${cells.map(escape).join(" | ")} |`;
}

const code = (text: string): string => `\`${text}\``;

const escape = (text: string): string => text.replaceAll("|", "\\|");
