/** Label values of one series, but for its name. */
export type Labels = Readonly<Record<string, string>>;

/** How big the synthetic fleet is. */
export interface FleetSize {
  /** Training runs, and the processes of each. */
  readonly runs: number;
  readonly ranks: number;
  /** Inference services, the replicas of each, and the finite bucket bounds of their histogram. */
  readonly services: number;
  readonly replicas: number;
  readonly bounds: readonly number[];
  /** GPU nodes, the GPUs of each, and nodes without. */
  readonly gpuNodes: number;
  readonly gpusPerNode: number;
  readonly otherNodes: number;
  /** Rule groups that each Prometheus evaluates. */
  readonly ruleGroups: number;
}

/** Series of one name: a gauge stands still, a counter rises evenly. */
export interface Family {
  readonly name: string;
  readonly labels: readonly Labels[];
  readonly value: { readonly gauge: number } | { readonly perSecond: number };
}

/** Where the fleet's subjects are; the rules of the benchmark are built for these. */
export const places = {
  training: "train",
  inference: "serve",
  monitoring: "monitoring",
  pool: "h100",
} as const;

/** Name of a service. */
export function serviceName(index: number): string {
  return `service-${index}`;
}

/** Numbers from 0 on. */
export const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
/** Every subject with each of the labels. */
export const each = (subjects: readonly Labels[], ...own: readonly Labels[]): readonly Labels[] =>
  subjects.flatMap((subject) => own.map((labels) => ({ ...subject, ...labels })));
/** A label with each of the values. */
export const values = (label: string, ...list: readonly string[]): readonly Labels[] =>
  list.map((value) => ({ [label]: value }));
