import type { Form } from "./form";
import type { SeriesEntry, World } from "./world";

// Their labels are copies of whatever objects or alerts carry.
const FREE_LABELS = /^(ALERTS|ALERTS_FOR_STATE|kube_\w+_(labels|annotations))$/;
// Names that libraries of many languages give to metrics of their own, with other labels and bounds.
const SHARED_NAME = /^(http|grpc|rpc)_/;
// Every scraped series has them.
const SCRAPED = ["job", "instance"];
// Labels that exporters leave out while there is nothing to say.
const OFTEN_EMPTY: ReadonlySet<string> = new Set(["reason", "xid"]);

/** True where many exporters use a name, so that labels, values and bounds of one say nothing of the others. */
export function isSharedName(series: string): boolean {
  return SHARED_NAME.test(series);
}

/** The form of a series that an entry of the catalogue describes. */
export function formOf(series: string, entry: SeriesEntry, world: World): Form {
  const shared = isSharedName(series);
  const own = shared ? [] : (entry.labels ?? []);
  const targets = entry.source.targetLabels;
  const { labels, form } = samplesOf(series, entry);
  const { buckets, ...samples } = form;
  const sure = [...own, ...labels].filter(
    (label) => !targets.includes(label) && !OFTEN_EMPTY.has(label),
  );
  return {
    labels: new Set([...sure, ...SCRAPED.filter((label) => targets.includes(label))]),
    maybe: new Set([...targets, ...own, ...world.extraLabels]),
    others: shared || FREE_LABELS.test(series) ? "any" : "target",
    ...samples,
    ...(buckets && !shared && { buckets }),
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
