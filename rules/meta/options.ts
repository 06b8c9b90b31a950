/** What the meta pack is built for. A component that is not named is not deployed: its alerts are left out. */
export interface MetaOptions {
  /** Default job: "prometheus". */
  readonly prometheus?: ScrapedComponent;
  /** Default job: "alertmanager". */
  readonly alertmanager?: ScrapedComponent;
  readonly thanos?: ThanosComponents;
  /** Values of `job` of exporters that no other pack watches. @default none */
  readonly exporterJobs?: readonly string[];
  /** Scrape interval; windows are checked against it. @default "30s" */
  readonly scrapeInterval?: string;
  readonly windows?: MetaWindows;
}

/** The targets of one component. */
export interface ScrapedComponent {
  readonly namespace: string;
  /** Value of the label `job`. @default the component's name */
  readonly job?: string;
}

/** Thanos components; default jobs: "thanos-" and the name, e.g. "thanos-query-frontend". */
export interface ThanosComponents {
  readonly sidecar?: ScrapedComponent;
  readonly store?: ScrapedComponent;
  readonly query?: ScrapedComponent;
  readonly queryFrontend?: ScrapedComponent;
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
