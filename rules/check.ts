import { entriesOf } from "../metrics";
import {
  duration,
  print,
  seconds,
  selectors,
  walk,
  type Expr,
  type ExternalLabel,
} from "../promql";
import type { AlertRule, Pack, RecordingRule, RuleGroup } from "./model";

/** How often the environment of a pack scrapes; it evaluates rules as often, unless their group says otherwise. */
export interface ScrapeIntervals {
  /** Of targets for which nothing else is said. @default "30s" */
  readonly scrapeInterval?: string | undefined;
  /** Of the workloads that a rule group judges, by name of the group. @default as all others */
  readonly scrapeIntervals?: Readonly<Record<string, string>>;
  /** Series of workloads that the catalogue does not know. @default none */
  readonly exported?: readonly string[];
}

/** Samples that a window must hold. `rate` needs two, and one or two scrapes may be lost. */
const LEAST_SAMPLES: Readonly<Record<string, number>> = {
  rate: 4,
  irate: 4,
  increase: 4,
  changes: 2,
  resets: 2,
  deriv: 2,
  delta: 2,
  idelta: 2,
  predict_linear: 2,
};
/** Of a window of any other function, such as `max_over_time`: without a sample in it the series comes and goes. */
const ANY_SAMPLE = 1;
/** After so long without a sample Prometheus takes a series for gone, unless `query.lookback-delta` says otherwise. */
const LOOKBACK_SECONDS = 300;
const EXTERNAL: readonly string[] = ["cluster", "environment"] satisfies readonly ExternalLabel[];

/**
 * Holds the rules of a pack to the environment they are built for, which types cannot know: windows, `for` and intervals
 * against how often the sources of the metrics are scraped, external labels, and series that nothing exports or records.
 * @returns the pack
 * @throws Error with a line for each fault: rule, part of the expression, what is broken, what to do.
 */
export function checkPack(pack: Pack, intervals: ScrapeIntervals = {}): Pack {
  const faults = pack.groups.flatMap((group) => {
    const updates = new Updates(pack, group, intervals);
    return [
      ...group.rules.flatMap((rule) =>
        faultsOf(rule, updates).map((text) => `${nameOf(rule)}, ${text}`),
      ),
      ...intervalFaults(group, updates),
      ...staleFaults(group, updates),
    ].map((text) => `rules '${pack.name}', group '${group.name}', ${text}`);
  });
  if (faults.length > 0) throw new Error(faults.join("\n"));
  return pack;
}

function nameOf(rule: RecordingRule | AlertRule): string {
  return "record" in rule ? `recording '${rule.record}'` : `alert '${rule.alert}'`;
}

/** How often the series change that a group reads. */
class Updates {
  private readonly recorded: ReadonlyMap<string, string>;
  constructor(
    pack: Pack,
    private readonly group: RuleGroup,
    private readonly intervals: ScrapeIntervals,
  ) {
    this.recorded = new Map(
      pack.groups.flatMap(({ rules, interval = intervals.scrapeInterval ?? "30s" }) =>
        rules.flatMap((rule) => ("record" in rule ? [[rule.record, interval] as const] : [])),
      ),
    );
  }
  /** In seconds; none of what is neither exported nor recorded. */
  of(series: string): number | undefined {
    const recorded = this.recorded.get(series);
    const scraped = this.scraped(series);
    if (recorded === undefined) return scraped;
    // What is recorded under the name of a metric is as old as its samples.
    return Math.max(seconds(recorded), scraped ?? 0);
  }
  private scraped(series: string): number | undefined {
    const { scrapeInterval = "30s", scrapeIntervals = {}, exported = [] } = this.intervals;
    // What has a usual job is an exporter; the rest are the workloads themselves.
    const workload = scrapeIntervals[this.group.name] ?? scrapeInterval;
    const lengths = [
      ...entriesOf(series).map(({ source }) =>
        seconds(source.scrapeInterval ?? (source.job === undefined ? workload : scrapeInterval)),
      ),
      ...(exported.includes(series) ? [seconds(workload)] : []),
    ];
    return lengths.length === 0 ? undefined : Math.max(...lengths);
  }
  /** The slowest of the series in an expression. */
  slowest(expr: Expr): number {
    return Math.max(0, ...selectors(expr).map(({ metric }) => this.of(metric) ?? 0));
  }
}

function faultsOf(rule: RecordingRule | AlertRule, updates: Updates): readonly string[] {
  const parts = [...walk(rule.expr)];
  const local = !("alert" in rule && rule.scope === "global");
  return [
    ...selectors(rule.expr).flatMap(({ metric }) =>
      metric === "" || updates.of(metric) !== undefined
        ? []
        : [
            `${metric}: neither the catalogue nor a recording rule of the pack has this series; define it in metrics/, or record it`,
          ],
    ),
    ...parts.flatMap((part) => windowFaults(part, updates)),
    ...(local ? parts.flatMap(externalFaults) : []),
    ...("alert" in rule ? forFaults(rule, updates) : []),
  ];
}

function windowFaults(part: Expr, updates: Updates): readonly string[] {
  if (part.type !== "call") return [];
  const least = LEAST_SAMPLES[part.fn] ?? ANY_SAMPLE;
  // quantile_over_time has its range second.
  const range = part.args.find((arg) => arg.type === "selector" || arg.type === "subquery");
  if (range?.range === undefined) return [];
  const { range: window } = range;
  const step = range.type === "subquery" && range.step !== undefined ? seconds(range.step) : 0;
  const every = Math.max(updates.slowest(range), step);
  if (seconds(window) >= least * every) return [];
  return [
    `${print(part)}: the window must hold at least ${least} ${least === 1 ? "sample" : "samples"}, of which one comes every ${duration(every)}: make it ${duration(least * every)} or longer, or let samples come more often`,
  ];
}

/** Series that are read as they are, and vanish between two samples; one line for all, for they have one cause. */
function staleFaults({ rules }: RuleGroup, updates: Updates): readonly string[] {
  const every = (metric: string) => updates.of(metric) ?? 0;
  const gone = rules
    .flatMap(({ expr }) => selectors(expr))
    .filter(({ metric, range }) => range === undefined && every(metric) >= LOOKBACK_SECONDS);
  const [first, ...others] = new Set(gone.map(({ metric }) => metric));
  if (first === undefined) return [];
  const named = others.length === 0 ? first : `${first} and ${others.length} more series`;
  return [
    `${named}: samples come every ${duration(every(first))}, but Prometheus takes a series for gone after ${duration(LOOKBACK_SECONDS)} without one; let them come every 2m or more often, so that one may be lost`,
  ];
}

function externalFaults(part: Expr): readonly string[] {
  const named =
    part.type === "selector"
      ? part.matchers.map(({ label }) => label)
      : part.type === "aggregate"
        ? (part.grouping?.labels ?? [])
        : part.type === "binary"
          ? (part.matching?.labels ?? [])
          : [];
  return named
    .filter((label) => EXTERNAL.includes(label))
    .map(
      (label) =>
        `${print(part)}: label '${label}' is added on delivery, so a rule of one cluster never sees it; leave it out, or give the alert scope "global"`,
    );
}

function forFaults(rule: AlertRule, updates: Updates): readonly string[] {
  const every = updates.slowest(rule.expr);
  const held = seconds(rule.for);
  if (held === 0 || held >= every) return [];
  return [
    `for ${rule.for}: samples come every ${duration(every)} only, so a single one would do; make it ${duration(every)} or longer, or 0s`,
  ];
}

function intervalFaults(group: RuleGroup, updates: Updates): readonly string[] {
  if (group.interval === undefined) return [];
  const every = Math.min(...group.rules.map(({ expr }) => updates.slowest(expr)));
  if (!Number.isFinite(every) || seconds(group.interval) >= every) return [];
  return [
    `interval ${group.interval}: nothing that the group reads changes more often than every ${duration(every)}; make it as long`,
  ];
}
