import { queriedName, type Family, type Sample } from "../../check/files/exposition";
import type { CatalogueEntry } from "../../metrics";
import type { SampleFile } from "./sample";

/** A metric under the name that queries use, and the name of its TYPE line. */
interface Exposed extends Family {
  readonly family: string;
}

/** What the catalogue and a sample of one source disagree about; empty when they agree. */
export function disagreements(
  entries: readonly CatalogueEntry[],
  sample: Pick<SampleFile, "families" | "notUsed">,
): readonly string[] {
  const exposed = new Map(exposedMetrics(sample.families).map((metric) => [metric.name, metric]));
  const known = new Set(entries.map(({ name }) => name));
  return [
    ...entries.flatMap((entry) => {
      const metric = exposed.get(entry.name);
      const found = metric
        ? [...typeOf(entry, metric), ...labelsOf(entry, metric), ...bucketsOf(entry, metric)]
        : ["is in the catalogue, not in the sample"];
      return [...found, ...unitOf(entry, metric)].map((text) => `${entry.name}: ${text}`);
    }),
    ...[...exposed.keys()]
      .filter((name) => !known.has(name) && !sample.notUsed.includes(name))
      .map(
        (name) => `${name}: is in the sample, not in the catalogue; add it there or to "not used"`,
      ),
    ...sample.notUsed
      .filter((name) => known.has(name) || !exposed.has(name))
      .map((name) => `${name}: is "not used", but in the catalogue or not in the sample`),
  ];
}

function exposedMetrics(families: readonly Family[]): readonly Exposed[] {
  const names = new Set(families.map(({ name }) => name));
  // prometheus_client adds the creation times of a counter or histogram as a gauge of their own.
  const isCreation = (name: string) => {
    const parent = name.replace(/_created$/, "");
    return parent !== name && (names.has(parent) || names.has(`${parent}_total`));
  };
  return families
    .filter(({ name }) => !isCreation(name))
    .map((family) => {
      const samples = family.samples.filter(({ name }) => name !== `${family.name}_created`);
      return { ...family, name: queriedName(family), family: family.name, samples };
    });
}

const TYPES: Readonly<Record<CatalogueEntry["type"], readonly string[]>> = {
  // Exporters that pass on foreign values say "untyped" (OpenMetrics: "unknown") of all of them.
  counter: ["counter", "untyped", "unknown"],
  gauge: ["gauge", "untyped", "unknown", "stateset"],
  info: ["gauge", "info"],
  histogram: ["histogram"],
  // The text format has no native histograms: there they are shown as classic ones.
  native_histogram: ["histogram"],
  summary: ["summary"],
};

function typeOf(entry: CatalogueEntry, { type = "none", samples }: Exposed): string[] {
  const found: string[] = [];
  if (!TYPES[entry.type].includes(type)) {
    found.push(`type ${entry.type} in the catalogue, ${type} in the sample`);
  }
  if (samples.length === 0) found.push("has no series in the sample");
  if (entry.type === "info" && samples.some(({ value }) => value !== 1)) {
    found.push("an info metric has the value 1");
  }
  return found;
}

const GENERATED: Readonly<Record<string, string>> = { histogram: "le", summary: "quantile" };

/** Labels as they are stored: what collides with a label of the target is renamed by the scrape. */
function storedLabels(entry: CatalogueEntry, { type }: Exposed, { labels }: Sample) {
  return Object.entries(labels)
    .filter(([label]) => label !== GENERATED[type ?? ""])
    .map(
      ([label, value]) =>
        [entry.source.targetLabels.includes(label) ? `exported_${label}` : label, value] as const,
    );
}

function labelsOf(entry: CatalogueEntry, metric: Exposed): string[] {
  const seen = new Map<string, Set<string>>();
  for (const sample of metric.samples) {
    for (const [label, value] of storedLabels(entry, metric, sample)) {
      seen.set(label, (seen.get(label) ?? new Set()).add(value));
    }
  }
  const { labels = [], values = {} } = entry;
  const found = [
    ...labels.filter((label) => !seen.has(label)).map((label) => `no series has label '${label}'`),
    ...[...seen.keys()]
      .filter((label) => !labels.includes(label))
      .map((label) => `label '${label}' is not in the catalogue`),
  ];
  for (const [label, union] of Object.entries(values)) {
    const given = seen.get(label) ?? new Set();
    const unknown = [...given].filter((value) => !union.includes(value));
    const missing = union.filter((value) => !given.has(value));
    if (unknown.length > 0)
      found.push(`${label} "${unknown.join('", "')}" is not in the catalogue`);
    if (missing.length > 0) found.push(`${label} "${missing.join('", "')}" is not in the sample`);
  }
  return found;
}

function bucketsOf(entry: CatalogueEntry, { type, family, samples }: Exposed): string[] {
  if (type !== "histogram") return [];
  const series = new Map<string, Sample[]>();
  for (const sample of samples.filter(({ name }) => name === `${family}_bucket`)) {
    const { le: _le, ...rest } = sample.labels;
    const key = JSON.stringify(rest);
    series.set(key, [...(series.get(key) ?? []), sample]);
  }
  const expected = entry.buckets;
  return [...series.values()].flatMap((buckets) => {
    const bounds = buckets.map(({ labels }) =>
      Number((labels["le"] ?? "").replace("Inf", "Infinity")),
    );
    const finite = bounds.slice(0, -1);
    const found: string[] = [];
    if (bounds.at(-1) !== Infinity) found.push("the last bucket is not +Inf");
    if (bounds.some((bound, i) => i > 0 && !(bound > bounds[i - 1]!))) {
      found.push("bucket bounds do not rise");
    }
    if (buckets.some(({ value }, i) => i > 0 && value < buckets[i - 1]!.value)) {
      found.push("bucket counts fall");
    }
    if (expected && expected.join() !== finite.join()) {
      found.push(`buckets ${expected.join()} in the catalogue, ${finite.join()} in the sample`);
    }
    return found;
  });
}

/** What the end of a name says about the unit. */
const NAMED: Readonly<Record<string, readonly CatalogueEntry["unit"][]>> = {
  seconds: ["seconds", "timestamp"],
  ms: ["milliseconds"],
  milliseconds: ["milliseconds"],
  us: ["microseconds"],
  microseconds: ["microseconds"],
  bytes: ["bytes"],
  ratio: ["ratio"],
  percent: ["percent"],
  celsius: ["celsius"],
  watts: ["watts"],
  joules: ["joules"],
  hertz: ["hertz"],
};

function unitOf({ name, unit }: CatalogueEntry, metric: Exposed | undefined): string[] {
  const last =
    name
      .replace(/_total$/, "")
      .split(/[_:]/)
      .at(-1) ?? "";
  return [last, metric?.unit ?? ""]
    .filter((word) => word in NAMED && !NAMED[word]!.includes(unit))
    .map((word) => `unit ${unit} in the catalogue, but it is named or declared "${word}"`);
}
