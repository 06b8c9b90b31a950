import { ConfigError, parseConfig } from "../../../config/parse";

/** A part of a configuration, as YAML would give it. */
export type Json = Record<string, unknown>;

/** The smallest configuration that is accepted. */
export const valid: Json = {
  kubernetes: { context: "train" },
  cluster: "train-eu-1",
  environment: "prod",
  provider: "gke",
  prometheus: { operator: {} },
  alerting: { default: { webhook: { secret: "hook" } } },
};

/** Pods of a namespace. */
export const selecting = (namespace: string, labels?: Json): Json => ({
  namespace,
  ...(labels && { labels }),
});

/** The message that a configuration is refused with; the given sections replace those of a valid one. */
export function refusal(sections: Json): string {
  try {
    parseConfig({ ...valid, ...sections });
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error(`accepted: ${JSON.stringify(sections)}`);
}

/** Long-term storage in GCS. */
export const bucket = (fields: Json): Json => ({
  longTermStorage: { type: "GCS", bucket: "metrics-train", ...fields },
});
/** Prometheus by the chart. */
export const chart = (fields: Json): Json => ({
  prometheus: { chart: fields },
  grafana: { adminSecret: "grafana-admin" },
});
/** An inference service in a namespace of its own. */
export const service = (name: string, fields: Json): Json => ({
  name,
  team: "search",
  select: selecting(`serving-${name}`),
  ...fields,
});

/** A Prometheus that runs already. */
export function existingWith(fields: Json): Json {
  return { prometheus: { existing: { namespace: "m", labels: {} }, ...fields } };
}
