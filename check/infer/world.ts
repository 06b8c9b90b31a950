import { catalogueEntries, entriesOf, seriesNames, type CatalogueEntry } from "../../metrics";
import type { Form } from "./form";

/** An entry of the catalogue, or of an exporter of the user, of whose units less is known. */
export interface SeriesEntry extends Omit<CatalogueEntry, "unit"> {
  readonly unit?: CatalogueEntry["unit"];
}

/** What series there are. */
export interface World {
  /** Catalogue entries of a series, one per dialect. */
  entriesOf(series: string): readonly SeriesEntry[];
  /** What the recording rules of this name make, or undefined where there is none. */
  recorded(name: string): readonly Form[] | undefined;
  /** Names of all series of the catalogue. */
  readonly names: ReadonlySet<string>;
  /** Labels that the user's relabeling adds. */
  readonly extraLabels: ReadonlySet<string>;
}

/** The world of the catalogue, with entries and labels of the user, and without recording rules. */
export function catalogueWorld(
  own: readonly SeriesEntry[] = [],
  extraLabels: Iterable<string> = [],
): World {
  const ownBySeries = new Map<string, SeriesEntry[]>();
  for (const entry of own) {
    for (const name of seriesNames({ unit: "one", ...entry })) {
      ownBySeries.set(name, [...(ownBySeries.get(name) ?? []), entry]);
    }
  }
  return {
    // What the user has seen his exporter serve is the truth.
    entriesOf: (series) => ownBySeries.get(series) ?? entriesOf(series),
    recorded: () => undefined,
    names: new Set([...ownBySeries.keys(), ...catalogueEntries().flatMap(seriesNames)]),
    extraLabels: new Set(extraLabels),
  };
}
