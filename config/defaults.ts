import { deepMerge } from "../components/prometheus/merge";
import type { LongTermStorageArgs, PrometheusArgs } from "../components/monitoring-stack/args";
import type { MonitoringConfig } from "./config";

/** What an environment decides: sizes and how long samples are kept. */
export interface EnvironmentDefaults {
  /** For a Prometheus of ours; an existing one has its own. */
  readonly prometheus: Omit<PrometheusArgs, "chart" | "operator" | "existing">;
  /** Added to long-term storage where it is configured, never turning it on. */
  readonly longTermStorage: Omit<LongTermStorageArgs, "type" | "bucket">;
}

const PROD: EnvironmentDefaults = {
  // Two replicas survive a node; three Alertmanagers keep a quorum of notifications during a rollout.
  prometheus: {
    replicas: 2,
    alertmanagerReplicas: 3,
    retention: "10d",
    storage: "100Gi",
    scrapeInterval: "30s",
    evaluationInterval: "30s",
  },
  longTermStorage: {
    retention: { raw: "30d", fiveMinutes: "90d", oneHour: "365d" },
    queryReplicas: 2,
    storeStorage: "50Gi",
    compactorStorage: "100Gi",
  },
};

/** Defaults by environment; one that is not listed is taken for production. */
export const ENVIRONMENT_DEFAULTS: Readonly<Record<string, EnvironmentDefaults>> = {
  local: {
    // No volume: the embedded cluster's pods are simulated, the real processes keep their own data.
    prometheus: {
      replicas: 1,
      alertmanagerReplicas: 1,
      retention: "6h",
      scrapeInterval: "30s",
      evaluationInterval: "30s",
    },
    longTermStorage: {
      retention: { raw: "0d", fiveMinutes: "0d", oneHour: "0d" },
      queryReplicas: 1,
      storeStorage: "1Gi",
      compactorStorage: "1Gi",
    },
  },
  dev: {
    prometheus: {
      replicas: 1,
      alertmanagerReplicas: 1,
      retention: "3d",
      storage: "20Gi",
      scrapeInterval: "30s",
      evaluationInterval: "30s",
    },
    longTermStorage: {
      retention: { raw: "7d", fiveMinutes: "14d", oneHour: "30d" },
      queryReplicas: 1,
      storeStorage: "10Gi",
      compactorStorage: "20Gi",
    },
  },
  // Like production, so that a rollout is rehearsed, but with less history.
  staging: {
    prometheus: { ...PROD.prometheus, retention: "5d", storage: "50Gi" },
    longTermStorage: {
      retention: { raw: "14d", fiveMinutes: "30d", oneHour: "90d" },
      queryReplicas: 2,
      storeStorage: "20Gi",
      compactorStorage: "50Gi",
    },
  },
  prod: PROD,
};

/** The configuration with the defaults of its environment under what the user wrote. */
export function withDefaults(config: MonitoringConfig): MonitoringConfig {
  const defaults = ENVIRONMENT_DEFAULTS[config.environment] ?? PROD;
  const { prometheus, longTermStorage } = config;
  return {
    ...config,
    ...(!prometheus.existing && { prometheus: under(defaults.prometheus, prometheus) }),
    ...(longTermStorage && { longTermStorage: under(defaults.longTermStorage, longTermStorage) }),
  };
}

// The merged value has every field of the second, which is a T.
function under<T extends object>(defaults: object, written: T): T {
  return deepMerge({ ...defaults }, Object.fromEntries(Object.entries(written))) as T;
}
