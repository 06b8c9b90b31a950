import { unitOfName, type SeriesEntry } from "../infer";
import { parseExposition, queriedName, type Family } from "./exposition";

const TYPES = ["counter", "gauge", "histogram", "summary", "info"] as const;

/** What says of which part of a histogram or summary a series is, and is no label of the metric. */
const GENERATED: Readonly<Record<string, string>> = { histogram: "le", summary: "quantile" };

/**
 * Metrics of an exposition text, as an exporter serves it: type, labels and bounds as they stand there, the unit by
 * the ending of the name.
 * @throws Error naming the line that is no sample.
 */
export function entriesFrom(text: string): readonly SeriesEntry[] {
  return parseExposition(text).map(entry);
}

function typeOf({ name, type: said }: Family): SeriesEntry["type"] {
  const known = TYPES.find((type) => type === said) ?? "gauge";
  return known === "gauge" && name.endsWith("_info") ? "info" : known;
}

function entry(family: Family): SeriesEntry {
  const name = queriedName(family);
  const type = typeOf(family);
  const labelled = family.samples.flatMap(({ labels }) => Object.entries(labels));
  const labels = new Set(labelled.map(([label]) => label));
  labels.delete(GENERATED[type] ?? "");
  const bounds = new Set(
    labelled
      .filter(([label, value]) => label === "le" && value !== "+Inf")
      .map(([, le]) => Number(le)),
  );
  const unit = unitOfName(name);
  return {
    name,
    type,
    ...(unit && { unit }),
    help: "",
    labels: [...labels],
    ...(type === "histogram" && bounds.size > 0 && { buckets: [...bounds].sort((a, b) => a - b) }),
    source: { name: "own metrics", versions: "*", targetLabels: ["job", "instance"] },
  };
}
