import { isTargetLabel, type Form } from "./form";
import type { SeriesEntry, World } from "./world";

// Their labels are copies of whatever objects or alerts carry.
const FREE_LABELS = /^(ALERTS|ALERTS_FOR_STATE|kube_\w+_(labels|annotations))$/;
// Every scraped series has them.
const SCRAPED = ["job", "instance"];

/** The form of a series that an entry of the catalogue describes. */
export function formOf(series: string, entry: SeriesEntry, world: World): Form {
  const own = entry.labels ?? [];
  const targets = entry.source.targetLabels;
  const samples = samplesOf(series, entry);
  return {
    labels: new Set([
      ...[...own, ...samples.labels].filter((label) => !targets.includes(label)),
      ...SCRAPED.filter((label) => targets.includes(label)),
    ]),
    maybe: new Set([...targets, ...own.filter(isTargetLabel), ...world.extraLabels]),
    others: FREE_LABELS.test(series) ? "any" : "target",
    ...samples.form,
  };
}

type Samples = Omit<Form, "labels" | "others">;

function samplesOf(
  series: string,
  { name, type, unit: known, buckets }: SeriesEntry,
): { readonly labels: readonly string[]; readonly form: Samples } {
  const unit = known && { unit: known };
  const plain = (form: Samples) => ({ labels: [], form });
  switch (type) {
    case "counter":
      return plain({ kind: "counter", ...unit });
    case "info":
      return plain({ kind: "info", unit: "one" });
    case "native_histogram":
      return plain({ kind: "histogram", ...unit });
    case "gauge":
      return plain({ kind: "gauge", ...unit, ...bound(known) });
    case "histogram":
    case "summary":
      if (series === `${name}_count`) return plain({ kind: "counter", unit: "one" });
      if (series === `${name}_sum`) return plain({ kind: "counter", ...unit });
      return type === "histogram"
        ? { labels: ["le"], form: { kind: "bucket", ...unit, ...(buckets && { buckets }) } }
        : { labels: ["quantile"], form: { kind: "quantile", ...unit } };
  }
}

function bound(unit: SeriesEntry["unit"]): Samples {
  if (unit === "ratio") return { atMost: 1 };
  return unit === "percent" ? { atMost: 100 } : {};
}

/** What a name says of a series that the catalogue lacks: classic buckets are told by their ending. */
export function formOfUnknown(series: string): Form {
  return series.endsWith("_bucket")
    ? { labels: new Set(["le"]), others: "any", kind: "bucket" }
    : { labels: new Set(), others: "any" };
}
