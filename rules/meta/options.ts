/** What the meta pack is built for. A component that is not named is not deployed: its alerts are left out. */
export interface MetaOptions {
  /** Prometheus about itself; default job: "prometheus". @default not watched */
  readonly prometheus?: ScrapedComponent;
  /** Alertmanager about itself; default job: "alertmanager". @default not watched */
  readonly alertmanager?: ScrapedComponent;
  /** Components of Thanos. @default none is watched */
  readonly thanos?: ThanosComponents;
  /** Values of `job` of exporters that no other pack watches. @default none */
  readonly exporterJobs?: readonly string[];
  /** Scrape interval; windows are checked against it. @default "30s" */
  readonly scrapeInterval?: string;
  /** Windows. */
  readonly windows?: MetaWindows;
}

/** The targets of one component. */
export interface ScrapedComponent {
  /** Value of the label `namespace` of its targets. */
  readonly namespace: string;
  /** Value of the label `job`. @default the component's name */
  readonly job?: string;
}

/** Thanos components; default jobs: "thanos-" and the name, e.g. "thanos-query-frontend". */
export interface ThanosComponents {
  /** Beside Prometheus: uploads its blocks. */
  readonly sidecar?: ScrapedComponent;
  /** Reads blocks from the object store. */
  readonly store?: ScrapedComponent;
  /** Answers queries from sidecars and store. */
  readonly query?: ScrapedComponent;
  /** Splits and caches queries. */
  readonly queryFrontend?: ScrapedComponent;
  /** Compacts, downsamples and deletes blocks. */
  readonly compact?: ScrapedComponent;
}

/** Windows of the meta rules, as Prometheus durations. */
export interface MetaWindows {
  /** How long a component must be down. @default "5m" */
  readonly down?: string;
  /** Window in which failures are counted; at least four scrape intervals. @default "5m" */
  readonly failures?: string;
  /** Within which at least one block must be uploaded; Prometheus cuts one every two hours. @default "6h" */
  readonly uploads?: string;
}
