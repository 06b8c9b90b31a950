import { below, Metric, type Below, type Unit } from "../promql";

/** How one metric is exported. */
export interface MetricDefinition {
  readonly type: "counter" | "gauge" | "histogram" | "native_histogram" | "summary" | "info";
  /** Unit of the value; a histogram's or summary's unit is that of its observations. */
  readonly unit: Unit;
  /** One sentence, as in the exposition's HELP line. */
  readonly help: string;
  /** The metric's own labels; labels of the target come from the source. */
  readonly labels?: readonly string[];
  /** True of a gauge that is 0 or 1: its mean is a share. @default false */
  readonly boolean?: true;
  /** Values a label is known to have; the compiler refuses others. */
  readonly values?: Readonly<Record<string, readonly string[]>>;
  /** Finite bucket bounds of a classic histogram, where they are fixed. */
  readonly buckets?: readonly number[];
  /** True where the series exists with value 0 before its first event. @default false */
  readonly zeroInitialised?: boolean;
  /** Versions that export this metric, where these are fewer than those of its source. */
  readonly versions?: string;
  /** What has to be switched on for the metric to exist, where the default configuration lacks it. */
  readonly requires?: string;
}

/** Where metrics come from. */
export interface MetricSource<T extends readonly string[] = readonly string[]> {
  /** Name of the exporter or contract. */
  readonly name: string;
  /** Versions that export all of this under these names, as a semver range, e.g. ">=0.11 <0.14". */
  readonly versions: string;
  /** What every name begins with and definitions leave out, e.g. "vllm:". @default "" */
  readonly prefix?: string;
  /** Value of the label `job` where the usual chart or operator deploys it; contracts have none. */
  readonly job?: string;
  /** How often it is scraped unless an environment says otherwise. @default "30s" */
  readonly scrapeInterval?: string;
  /** What a reader has to know of all its metrics. */
  readonly note?: string;
  /** Labels that scraping adds to every series. */
  readonly targetLabels: T;
}

type Own<D extends MetricDefinition> = D["labels"] extends readonly (infer X extends string)[]
  ? X
  : never;
type KindOf<D extends MetricDefinition> = D["type"] extends "counter"
  ? "counter"
  : D["type"] extends "info"
    ? "info"
    : D["type"] extends "native_histogram"
      ? "histogram"
      : D["boolean"] extends true
        ? "boolean"
        : "gauge";

/** A classic histogram: its buckets (with `le`), count and sum; B are its bounds. */
export interface Histogram<L extends string, U extends Unit, V, B = unknown> {
  /** Observations up to one of the bounds. */
  readonly below: Below<L, V, B>;
  readonly bucket: Metric<L | "le", "bucket", U, V>;
  readonly count: Metric<L, "counter", "one", V>;
  readonly sum: Metric<L, "counter", U, V>;
}

/** A summary: the quantiles that the process computed (with label `quantile`), count and sum. */
export interface Summary<L extends string, U extends Unit, V> {
  readonly quantile: Metric<L | "quantile", "quantile", U, V>;
  readonly count: Metric<L, "counter", "one", V>;
  readonly sum: Metric<L, "counter", U, V>;
}

/** The typed series of a definition, under target labels T. */
export type Defined<D extends MetricDefinition, T extends string> = D["type"] extends "histogram"
  ? Histogram<Own<D> | T, D["unit"], D["values"], D["buckets"]>
  : D["type"] extends "summary"
    ? Summary<Own<D> | T, D["unit"], D["values"]>
    : Metric<Own<D> | T, KindOf<D>, D["unit"], D["values"]>;

/** What is known of a metric, for the reference and for checks. */
export interface CatalogueEntry extends MetricDefinition {
  readonly name: string;
  readonly source: MetricSource;
}

const catalogue = new Map<string, CatalogueEntry[]>();

/** Every metric defined so far, sorted by name; several entries of one name are dialects of one exporter. */
export function catalogueEntries(): readonly CatalogueEntry[] {
  return [...catalogue.values()].flat().sort((a, b) => (a.name < b.name ? -1 : 1));
}

const PARTS: Readonly<Record<string, readonly string[]>> = {
  histogram: ["_bucket", "_count", "_sum"],
  summary: ["_count", "_sum"],
};

/** The names under which a metric is stored: a histogram `x` as `x_bucket`, `x_count` and `x_sum`. */
export function seriesNames({ name, type }: CatalogueEntry): readonly string[] {
  const parts = (PARTS[type] ?? []).map((part) => name + part);
  return type === "histogram" ? parts : [name, ...parts];
}

/** The catalogue entries a series name belongs to, one per dialect: `x_bucket` leads to the histogram `x`. */
export function entriesOf(series: string): readonly CatalogueEntry[] {
  const parent = series.replace(/_(bucket|sum|count)$/, "");
  return [series, ...(parent === series ? [] : [parent])]
    .flatMap((name) => catalogue.get(name) ?? [])
    .filter((entry) => entry.name === series || seriesNames(entry).includes(series));
}

/** The first of {@link entriesOf}. */
export function entryOf(series: string): CatalogueEntry | undefined {
  return entriesOf(series)[0];
}

/**
 * Defines the metrics of one source. The result has one typed series per metric, `{bucket, count, sum}` for a
 * histogram, `{quantile, count, sum}` for a summary. Sources of one `name` are dialects: versions that export the same
 * metric with other labels or units, or under another name. Keys are names without the source's prefix.
 * @throws Error when two sources define a metric, or its name is not a Prometheus name.
 */
export function defineMetrics<
  const T extends readonly string[],
  const C extends Readonly<Record<string, MetricDefinition>>,
>(source: MetricSource<T>, definitions: C): { readonly [P in keyof C]: Defined<C[P], T[number]> } {
  const series = Object.entries(definitions).map(([key, definition]) => {
    const name = `${source.prefix ?? ""}${key}`;
    if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)) {
      throw new Error(`metric '${name}' of ${source.name}: a name is letters, digits, _ and :`);
    }
    const known = catalogue.get(name) ?? [];
    if (known.some((entry) => entry.source.name !== source.name || entry.source === source)) {
      throw new Error(`metric '${name}' is defined twice`);
    }
    catalogue.set(name, [...known, { ...definition, name, source }]);
    return [key, seriesOf(name, definition)];
  });
  // The loop builds exactly the mapped type; the compiler cannot follow a computed key.
  return Object.fromEntries(series) as never;
}

function seriesOf(name: string, { type, buckets }: MetricDefinition) {
  const observed = () => ({
    count: new Metric(`${name}_count`),
    sum: new Metric(`${name}_sum`),
  });
  if (type === "histogram") {
    return {
      below: below(name, buckets),
      bucket: new Metric(`${name}_bucket`),
      ...observed(),
    };
  }
  if (type === "summary") return { quantile: new Metric(name), ...observed() };
  return new Metric(name);
}
