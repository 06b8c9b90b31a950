import { defaultLatencyBuckets } from "../../metrics";
import { seconds } from "../../promql";
import { check, times } from "../conventions";
import { defaultLatencyObjectives, type InferenceOptions, type InferenceService } from "./options";

/** A service with every default applied; lengths are Prometheus durations. */
export interface ResolvedService {
  readonly name: string;
  readonly team: string;
  readonly namespace: string;
  readonly scrapeInterval: string;
  readonly latencyP95Seconds: number;
  readonly latencyP99Seconds: number;
  readonly errorRatio: number;
  readonly queueLength: number;
  readonly minimumRequests: number;
  readonly buckets: readonly number[];
  readonly rate: string;
  readonly sustained: string;
  readonly absent: string;
}

/** `rate` needs two samples, and a scrape or two may be lost. */
const scrapesPerWindow = 4;

/** Whether numbers can be the finite bounds of a histogram: at least two, positive, each larger than the one before. */
export function areBucketBounds(bounds: readonly number[]): boolean {
  return (
    bounds.length > 1 &&
    bounds.every((bound, i) => Number.isFinite(bound) && bound > (bounds[i - 1] ?? 0))
  );
}

/**
 * Applies defaults and checks that every threshold can be exceeded and every window holds enough scrapes.
 * @throws Error naming service, option, value and rule.
 */
function resolveService(options: InferenceOptions, own: InferenceService): ResolvedService {
  const { name, team, select, objectives = {}, windows = {} } = own;
  const at = (option: string) => `inference service '${name}', ${option}`;
  const buckets = own.latencyBuckets ?? defaultLatencyBuckets;
  check(
    areBucketBounds(buckets),
    at("latencyBuckets"),
    buckets.join(", "),
    "they must be two bounds or more above 0 in rising order, as the histogram of the service has them, without +Inf",
  );
  const largest = Math.max(...buckets);
  const { latencyP95Seconds, latencyP99Seconds } = { ...defaultLatencyObjectives, ...objectives };
  const { errorRatio = 0.05, queueLength = 50, minimumRequests = 30 } = objectives;
  for (const [option, value] of Object.entries({ latencyP95Seconds, latencyP99Seconds })) {
    check(
      value > 0 && value < largest,
      at(`objectives.${option}`),
      value,
      `it must lie above 0 and below the largest bucket bound (${largest} s): no quantile is ever reported above that, so the alert could not fire; add larger buckets to the histogram, and name them in latencyBuckets`,
    );
  }
  check(
    errorRatio > 0 && errorRatio < 1,
    at("objectives.errorRatio"),
    errorRatio,
    "it is a share and must lie between 0 and 1",
  );
  for (const [option, value] of Object.entries({ queueLength, minimumRequests })) {
    check(value >= 0, at(`objectives.${option}`), value, "it must be 0 or more");
  }

  const { rate = "5m", sustained = "5m", absent = "2m" } = windows;
  for (const [option, text] of Object.entries({ rate, sustained, absent })) {
    try {
      seconds(text);
    } catch (error) {
      throw new Error(`${at(`windows.${option}`)}: ${String(error)}`, { cause: error });
    }
  }
  const scrape = select.interval ?? options.scrapeInterval ?? "30s";
  const shortest = times(scrapesPerWindow, scrape);
  check(
    seconds(rate) >= seconds(shortest),
    at("windows.rate"),
    rate,
    `it must hold at least ${scrapesPerWindow} scrapes (${shortest} at a scrape interval of ${scrape})`,
  );
  return {
    name,
    team,
    namespace: select.namespace,
    scrapeInterval: scrape,
    latencyP95Seconds,
    latencyP99Seconds,
    errorRatio,
    queueLength,
    minimumRequests,
    buckets,
    rate,
    sustained,
    absent,
  };
}

/**
 * The services with defaults applied.
 * @throws Error when two have one name in one namespace, or a threshold or window cannot work.
 */
export function resolveServices(options: InferenceOptions): readonly ResolvedService[] {
  const seen = new Set<string>();
  return options.services.map((own) => {
    const key = `${own.select.namespace}/${own.name}`;
    check(!seen.has(key), "inference services", key, "two services have this namespace and name");
    seen.add(key);
    return resolveService(options, own);
  });
}
