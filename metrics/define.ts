import { Metric, type Unit } from "../promql";

/** How one metric is exported. */
export interface MetricDefinition {
  readonly type: "counter" | "gauge" | "histogram" | "info";
  /** Base unit of the value; a histogram's unit is that of its observations. */
  readonly unit: Unit;
  /** One sentence, as in the exposition's HELP line. */
  readonly help: string;
  /** The metric's own labels; labels of the target come from the source. */
  readonly labels?: readonly string[];
  /** Values a label is known to have; the compiler refuses others. */
  readonly values?: Readonly<Record<string, readonly string[]>>;
  /** Finite bucket bounds of a histogram, where they are fixed. */
  readonly buckets?: readonly number[];
  /** True where the series exists with value 0 before its first event. @default false */
  readonly zeroInitialised?: boolean;
}

/** Where metrics come from. */
export interface MetricSource<T extends readonly string[] = readonly string[]> {
  /** Name of the exporter or contract, with its version range. */
  readonly name: string;
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
    : "gauge";

/** A classic histogram: its buckets (with `le`), count and sum. */
export interface Histogram<L extends string, U extends Unit, V> {
  readonly bucket: Metric<L | "le", "bucket", U, V>;
  readonly count: Metric<L, "counter", "one", V>;
  readonly sum: Metric<L, "counter", U, V>;
}

/** The typed series of a definition, under target labels T. */
export type Defined<D extends MetricDefinition, T extends string> = D["type"] extends "histogram"
  ? Histogram<Own<D> | T, D["unit"], D["values"]>
  : Metric<Own<D> | T, KindOf<D>, D["unit"], D["values"]>;

/** What is known of a metric, for the reference and for checks. */
export interface CatalogueEntry extends MetricDefinition {
  readonly name: string;
  readonly source: MetricSource;
}

const catalogue = new Map<string, CatalogueEntry>();

/** Every metric defined so far, sorted by name. */
export function catalogueEntries(): readonly CatalogueEntry[] {
  return [...catalogue.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The catalogue entry a series name belongs to: `x_bucket`, `x_sum` and `x_count` lead to the histogram `x`. */
export function entryOf(series: string): CatalogueEntry | undefined {
  const entry = catalogue.get(series);
  if (entry) return entry;
  const parent = catalogue.get(series.replace(/_(bucket|sum|count)$/, ""));
  return parent?.type === "histogram" ? parent : undefined;
}

/**
 * Defines the metrics of one source. The result has one typed series per metric, or `{bucket, count, sum}`
 * for a histogram.
 * @throws Error when a metric is defined twice or its name is not a Prometheus name.
 */
export function defineMetrics<
  const T extends readonly string[],
  const C extends Readonly<Record<string, MetricDefinition>>,
>(source: MetricSource<T>, definitions: C): { readonly [P in keyof C]: Defined<C[P], T[number]> } {
  const series = Object.entries(definitions).map(([name, definition]) => {
    if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)) {
      throw new Error(`metric '${name}' of ${source.name}: a name is letters, digits, _ and :`);
    }
    if (catalogue.has(name)) throw new Error(`metric '${name}' is defined twice`);
    catalogue.set(name, { ...definition, name, source });
    return [
      name,
      definition.type === "histogram"
        ? {
            bucket: new Metric(`${name}_bucket`),
            count: new Metric(`${name}_count`),
            sum: new Metric(`${name}_sum`),
          }
        : new Metric(name),
    ];
  });
  // The loop builds exactly the mapped type; the compiler cannot follow a computed key.
  return Object.fromEntries(series) as never;
}
