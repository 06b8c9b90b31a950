import { seconds } from "../promql";
import type { Problem } from "./problem";
import { receiverProblems } from "./receivers";
import { duplicates, type Sections } from "./sections";
import { storageProblems } from "./storage";
import { workloadProblems } from "./workloads";

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
  receiverProblems,
  workloadProblems,
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
