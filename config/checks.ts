import type {
  ReceiverArgs,
  SecretRefArgs,
  WorkloadSelectorArgs,
} from "../components/monitoring-stack/args";
import { defaultLatencyBuckets } from "../metrics/inference";
import { seconds } from "../promql";
import type { MonitoringConfig } from "./config";
import type { Problem } from "./problem";
import { storageProblems } from "./storage";

/** What rules across fields look at: the sections whose own fields are sound. */
export type Sections = { readonly [K in keyof MonitoringConfig]?: MonitoringConfig[K] };

type Path = Problem["path"];

/** Everything that is wrong between fields; each check leaves alone what is not there. */
export function checkSections(config: Sections): Problem[] {
  return CHECKS.flatMap((check) => check(config));
}

const CHECKS: readonly ((config: Sections) => Problem[])[] = [
  onePrometheus,
  existingPrometheus,
  storageProblems,
  grafanaAdmin,
  gpuPools,
  dcgmInterval,
  receivers,
  trainingClasses,
  inferenceServices,
  overlaps,
];

const KINDS = ["chart", "operator", "existing"] as const;

function onePrometheus({ prometheus }: Sections): Problem[] {
  if (!prometheus) return [];
  const given = KINDS.filter((kind) => prometheus[kind] !== undefined);
  if (given.length === 1) return [];
  return [
    {
      path: ["prometheus"],
      value: given.length === 0 ? {} : given,
      rule: "must have exactly one of chart, operator and existing",
      remedy:
        given.length === 0
          ? 'add "chart: {}" to install Prometheus, "operator: {}" where the operator runs, or "existing" for one that runs already'
          : `keep one of ${given.join(" and ")}`,
    },
  ];
}

// What a Prometheus that is not ours cannot be given.
function existingPrometheus({ prometheus, longTermStorage, urls }: Sections): Problem[] {
  if (!prometheus?.existing) return [];
  const sizes = (
    [
      "replicas",
      "alertmanagerReplicas",
      "retention",
      "storage",
      "storageClass",
      "scrapeInterval",
      "evaluationInterval",
    ] as const
  )
    .filter((key) => prometheus[key] !== undefined)
    .map((key) => ({
      path: ["prometheus", key],
      value: prometheus[key],
      rule: "cannot be set for an existing Prometheus",
      remedy: "remove it here and set it where that Prometheus is deployed",
    }));
  const storage = longTermStorage && {
    path: ["longTermStorage"],
    value: longTermStorage,
    rule: "cannot be added to an existing Prometheus: it would need a Thanos sidecar in its pods",
    remedy: "remove it, or use prometheus.chart or prometheus.operator",
  };
  const ingress = urls?.ingress && {
    path: ["urls", "ingress"],
    value: urls.ingress,
    rule: "cannot be added for an existing Prometheus, whose Services are not ours",
    remedy: "remove it and keep its addresses in urls",
  };
  return [...sizes, ...(storage ? [storage] : []), ...(ingress ? [ingress] : [])];
}

function grafanaAdmin({ prometheus, grafana }: Sections): Problem[] {
  if (!prometheus?.chart || grafana?.enabled === false || grafana?.adminSecret) return [];
  return [
    {
      path: ["grafana", "adminSecret"],
      value: undefined,
      rule: "is required with prometheus.chart: Grafana takes its administrator from a Secret",
      remedy:
        "name a Secret with keys admin-user and admin-password, or set grafana.enabled to false",
    },
  ];
}

function gpuPools({ gpuPools: pools = [] }: Sections): Problem[] {
  const inverted = pools.flatMap(({ nodes }, i) =>
    nodes.min > nodes.max
      ? [
          {
            path: ["gpuPools", i, "nodes", "min"],
            value: nodes.min,
            rule: `must not exceed nodes.max (${nodes.max})`,
            remedy: "swap them, or raise max",
          },
        ]
      : [],
  );
  return [
    ...inverted,
    ...duplicates(
      pools.map((pool) => pool.name),
      (i) => ["gpuPools", i, "name"],
      "GPU pools: each gets an exporter DaemonSet of that name",
    ),
  ];
}

/** dcgm-exporter collects every 30 s by default: scraping more often repeats values. */
const DCGM_COLLECT_INTERVAL = "30s";

function dcgmInterval({ dcgm, provider }: Sections): Problem[] {
  const interval = dcgm?.interval;
  // In the embedded environment a stand-in serves the metrics, which change at once.
  if (!interval || provider === "local") return [];
  if (seconds(interval) >= seconds(DCGM_COLLECT_INTERVAL)) return [];
  return [
    {
      path: ["dcgm", "interval"],
      value: interval,
      rule: `must not be below ${DCGM_COLLECT_INTERVAL}, the exporter's collect interval`,
      remedy: `write "${DCGM_COLLECT_INTERVAL}" or more`,
    },
  ];
}

function receivers({ alerting }: Sections): Problem[] {
  return allReceivers(alerting).flatMap(({ path, receiver }) => {
    // Entries of an interface are untyped; these are its fields.
    const channels = Object.entries(receiver) as [string, Channel][];
    if (channels.length === 0) {
      return [
        {
          path,
          value: receiver,
          rule: "must have at least one channel",
          remedy: "add slack, pagerDuty, email or webhook",
        },
      ];
    }
    return channels.flatMap(([channel, settings]) =>
      secretProblems([...path, channel], channel, settings),
    );
  });
}

/** What secrets look at in any channel; only e-mail has a user. */
interface Channel extends SecretRefArgs {
  readonly username?: string;
}

function secretProblems(path: Path, channel: string, settings: Channel): Problem[] {
  const given = [settings.secret, settings.existingSecret].filter((ref) => ref !== undefined);
  // SMTP without a user needs no password.
  const least = channel === "email" && settings.username === undefined ? 0 : 1;
  if (given.length >= least && given.length <= 1) return [];
  return [
    {
      path,
      value: settings,
      rule: "must have exactly one of secret and existingSecret",
      remedy:
        given.length === 0
          ? "name a secret of mlwatch:secrets, or a key of a Secret in the stack's namespace"
          : "remove one of them",
    },
  ];
}

function allReceivers(
  alerting: Sections["alerting"],
): { readonly path: Path; readonly receiver: ReceiverArgs }[] {
  if (!alerting) return [];
  const { teams = {}, watchdog } = alerting;
  return [
    { path: ["alerting", "default"], receiver: alerting.default },
    ...Object.entries(teams).map(([team, receiver]) => ({
      path: ["alerting", "teams", team],
      receiver,
    })),
    ...(watchdog ? [{ path: ["alerting", "watchdog"], receiver: watchdog }] : []),
  ];
}

/** Names in `mlwatch:secrets` that the stack needs: those of its receivers, sorted, each once. */
export function secretNames({ alerting, prometheus }: Sections): string[] {
  // Routing of an existing Prometheus stays with whoever runs it.
  if (prometheus?.existing) return [];
  const names = allReceivers(alerting).flatMap(({ receiver }) =>
    Object.values(receiver).flatMap((channel: SecretRefArgs) => channel.secret ?? []),
  );
  return [...new Set(names)].sort();
}

function trainingClasses({ training }: Sections): Problem[] {
  const classes = training?.classes ?? [];
  return duplicates(
    classes.map(({ name, team }) => name ?? team),
    (i) => ["training", "classes", i, "name"],
    "training classes (the default is the team's name)",
  );
}

function inferenceServices({ inference }: Sections): Problem[] {
  const services = inference?.services ?? [];
  const thresholds = services.flatMap(({ objectives }, i) =>
    (["latencyP95Seconds", "latencyP99Seconds"] as const).flatMap((key) =>
      bucketProblem(["inference", "services", i, "objectives", key], objectives?.[key]),
    ),
  );
  return [
    ...duplicates(
      services.map(({ name, select }) => `${select.namespace}/${name}`),
      (i) => ["inference", "services", i, "name"],
      "services of that namespace",
    ),
    ...thresholds,
  ];
}

// A quantile is interpolated inside a bucket and never exceeds the largest finite bound: a threshold
// at or above it never fires, one between two bounds fires by guess.
function bucketProblem(path: Path, threshold: number | undefined): Problem[] {
  const bounds: readonly number[] = defaultLatencyBuckets;
  const largest = bounds.at(-1) ?? Infinity;
  if (threshold === undefined || (bounds.includes(threshold) && threshold < largest)) return [];
  return [
    {
      path,
      value: threshold,
      rule: `must be a bucket bound of the latency histogram below its largest, ${largest} s, which no quantile exceeds`,
      remedy: `choose one of ${bounds.filter((bound) => bound < largest).join(", ")}`,
    },
  ];
}

// Pods that two selections scrape by the same port count twice in every sum, under two identities.
function overlaps({ training, inference }: Sections): Problem[] {
  const selections = [
    ...(training?.classes ?? []).map(({ select }, i) => ({
      path: ["training", "classes", i, "select"] as const,
      select,
    })),
    ...(inference?.services ?? []).map(({ select }, i) => ({
      path: ["inference", "services", i, "select"] as const,
      select,
    })),
  ];
  return selections.flatMap(({ path, select }, i) => {
    const other = selections.slice(0, i).find((earlier) => overlap(earlier.select, select));
    if (!other) return [];
    return [
      {
        path,
        value: select,
        rule: `must not select pods that ${other.path.join(".")} may select too`,
        remedy: "tell them apart by namespace, by port, or by different values of one label",
      },
    ];
  });
}

function overlap(a: WorkloadSelectorArgs, b: WorkloadSelectorArgs): boolean {
  if (a.namespace !== b.namespace || (a.port ?? "metrics") !== (b.port ?? "metrics")) return false;
  const [left, right] = [a.labels ?? {}, b.labels ?? {}];
  return Object.entries(left).every(
    ([key, value]) => right[key] === undefined || right[key] === value,
  );
}

function duplicates(names: readonly string[], path: (i: number) => Path, what: string): Problem[] {
  return names.flatMap((name, i) =>
    names.indexOf(name) === i
      ? []
      : [
          {
            path: path(i),
            // Without the namespace that makes it unique.
            value: name.split("/").at(-1),
            rule: `must be unique among the ${what}`,
            remedy: "give this one another name",
          },
        ],
  );
}
