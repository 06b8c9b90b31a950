import { type CatalogueEntry, catalogueEntries, seriesNames } from "../../metrics";

type Labels = Readonly<Record<string, string>>;

/** What a Prometheus has: its series, and the types that it was told. */
export interface Stored {
  readonly series: readonly Labels[];
  readonly types: Readonly<Record<string, string>>;
}

/** Where a source is scraped, and which of its metrics need not be there. */
export interface Deployed {
  readonly source: string;
  readonly jobs: RegExp;
  readonly absent: RegExp;
}

/**
 * Where the catalogue and a Prometheus disagree about a source: its series must have labels, types and buckets as one
 * of its dialects says, and all must be there but those that wait for an event.
 */
export function storedDisagreements(
  { series, types }: Stored,
  { source, jobs, absent }: Deployed,
): readonly string[] {
  const byName = new Map<string, Labels[]>();
  for (const labels of series.filter(({ job = "" }) => jobs.test(job))) {
    const name = labels["__name__"] ?? "";
    byName.set(name, [...(byName.get(name) ?? []), labels]);
  }
  const targets = new Map((byName.get("up") ?? []).map((labels) => [target(labels), labels]));
  const ofDialect = (entry: CatalogueEntry): string[] => {
    const { name, type, zeroInitialised } = entry;
    const stored = seriesNames(entry).flatMap((part) => byName.get(part) ?? []);
    if (stored.length === 0) {
      const due = type !== "counter" || zeroInitialised === true;
      return due && !absent.test(name) ? ["not stored"] : [];
    }
    return [
      ...typeOf(entry, types[name]),
      ...stored.flatMap((labels) => labelsOf(entry, labels, targets.get(target(labels)))),
      ...bucketsOf(entry, byName.get(`${name}_bucket`) ?? []),
    ];
  };
  const entries = catalogueEntries().filter((entry) => entry.source.name === source);
  if (entries.length === 0) throw new Error(`the catalogue has no source ${source}`);
  return [...new Set(entries.map(({ name }) => name))].flatMap((name) => {
    const dialects = entries.filter((entry) => entry.name === name).map(ofDialect);
    const found = dialects.some((each) => each.length === 0) ? [] : dialects.flat();
    return [...new Set(found)].map((text) => `${source}, ${name}: ${text}`);
  });
}

const target = (labels: Labels): string => JSON.stringify([labels["job"], labels["instance"]]);

function typeOf({ type }: CatalogueEntry, told: string | undefined): string[] {
  const expected = type === "info" ? "gauge" : type;
  return told === undefined || told === expected ? [] : [`type ${told}, not ${expected}`];
}

/** Labels that only say of which target or which part of a histogram or summary a series is. */
function labelsOf({ labels = [], values = {} }: CatalogueEntry, series: Labels, up: Labels = {}) {
  return Object.entries(series).flatMap(([label, value]) => {
    if (!labels.includes(label)) {
      return label in up || ["le", "quantile"].includes(label) ? [] : [`unknown label ${label}`];
    }
    const known = values[label];
    return known === undefined || known.includes(value) ? [] : [`unknown ${label}="${value}"`];
  });
}

function bucketsOf({ buckets }: CatalogueEntry, series: readonly Labels[]): string[] {
  const bounds = [...new Set(series.map(({ le }) => le))].filter((le) => le !== "+Inf").map(Number);
  return buckets === undefined || bounds.sort((a, b) => a - b).join() === buckets.join()
    ? []
    : [`buckets ${bounds.join()}, not ${buckets.join()}`];
}
