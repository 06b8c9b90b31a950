import type { CatalogueEntry } from "./define";
import { everyRank } from "./training";

/** The sources that programs of users export, by the name that the Python package gives them. */
const CONTRACTS = {
  training: "training contract",
  inference: "Flask inference contract",
} as const;

/** A metric as the Python package builds it. */
interface ContractMetric {
  readonly name: string;
  readonly type: CatalogueEntry["type"];
  readonly help: string;
  readonly labels: readonly string[];
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly buckets: readonly number[];
  readonly zeroInitialised: boolean;
  readonly everyRank: boolean;
}

/** What python/mlwatch_metrics/contract.json holds: both contracts, version and metrics. */
export function contracts(entries: readonly CatalogueEntry[]): Readonly<Record<string, unknown>> {
  const perRank: readonly string[] = everyRank;
  return Object.fromEntries(
    Object.entries(CONTRACTS).map(([key, name]) => {
      const own = entries.filter(({ source }) => source.name === name);
      const metrics = own.map((entry): ContractMetric => ({
        ...{ name: entry.name, type: entry.type, help: entry.help },
        ...{ labels: entry.labels ?? [], values: entry.values ?? {} },
        ...{ buckets: entry.buckets ?? [], zeroInitialised: entry.zeroInitialised ?? false },
        everyRank: perRank.includes(entry.name),
      }));
      return [key, { version: own[0]?.source.versions, metrics }];
    }),
  );
}
