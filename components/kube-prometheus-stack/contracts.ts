import * as pulumi from "@pulumi/pulumi";
import { isDeepStrictEqual } from "node:util";
import { isObject, type Values, valueAt } from "../prometheus/merge";

const SPEC = "prometheus.prometheusSpec";

/** Values that other components build on: user values may restate but not change them. */
const FIXED: readonly (readonly [path: string, why: string])[] = [
  ...["serviceMonitor", "podMonitor", "rule", "probe", "scrapeConfig"].flatMap(
    (kind): (readonly [string, string])[] => [
      [`${SPEC}.${kind}Selector`, "our monitors and rules, and the chart's own, are found by it"],
      [
        `${SPEC}.${kind}SelectorNilUsesHelmValues`,
        "with true an empty selector changes its meaning",
      ],
    ],
  ),
  [
    "fullnameOverride",
    "object names and URLs are derived from it; set 'prometheus.chart.releaseName'",
  ],
  ["grafana.fullnameOverride", "the URL of Grafana is derived from it"],
  ["crds.enabled", "the definitions are resources of their own"],
  [`${SPEC}.externalLabels.cluster`, "set the argument 'cluster'"],
  [`${SPEC}.externalLabels.environment`, "set the argument 'environment'"],
  [
    `${SPEC}.thanos.objectStorageConfig`,
    "the sidecar would run and upload nothing; set 'objectStore'",
  ],
  ["prometheus.thanosService.enabled", "Thanos Query finds the sidecars by this Service"],
  ["prometheus.thanosServiceMonitor.relabelings", "the alerts on the sidecar match its job"],
  ["alertmanager.alertmanagerSpec.useExistingSecret", "the routing of alerts is in that Secret"],
  ["alertmanager.alertmanagerSpec.configSecret", "the routing of alerts is in that Secret"],
  ["grafana.admin.existingSecret", "set 'grafana.adminSecret'"],
];

/** Values that would put a secret into the release in plain text, or move objects away from their readers. */
const FORBIDDEN: readonly (readonly [path: string, why: string])[] = [
  ["grafana.adminPassword", "it would be stored in plain text; use 'grafana.adminSecret'"],
  ["namespaceOverride", "the objects belong to the release's namespace; set 'namespace'"],
  ["alertmanager.namespaceOverride", "Prometheus would send its alerts nowhere"],
  [`${SPEC}.replicaExternalLabelNameClear`, "Thanos tells replicas apart by that label"],
  [
    `${SPEC}.prometheusExternalLabelNameClear`,
    "Thanos tells senders of blocks apart by that label",
  ],
];

/**
 * Checks that values merged over ours keep what the rest of the stack relies on.
 * @throws RunError naming the value, the reason and the remedy
 */
export function checkContracts(merged: Values, ours: Values): void {
  for (const [path, why] of FIXED) {
    const expected = valueAt(ours, path);
    const actual = valueAt(merged, path);
    if (isDeepStrictEqual(expected, actual) || (expected === undefined && actual === undefined)) {
      continue;
    }
    throw new pulumi.RunError(
      `'prometheus.chart.values' must not set ${path} to ${JSON.stringify(actual)}` +
        `${expected === undefined ? "" : ` instead of ${JSON.stringify(expected)}`}: ${why}. Remove it.`,
    );
  }
  for (const [path, why] of FORBIDDEN) {
    const actual = valueAt(merged, path);
    if (actual === undefined || actual === false || actual === "") continue;
    // The value itself may be a secret, so it is not repeated.
    throw new pulumi.RunError(`'prometheus.chart.values' must not set ${path}: ${why}. Remove it.`);
  }
  const labels = valueAt(merged, `${SPEC}.externalLabels`);
  for (const [label, value] of Object.entries(isObject(labels) ? labels : {})) {
    if (typeof value === "string" && value !== "") continue;
    throw new pulumi.RunError(
      `'prometheus.chart.values' sets ${SPEC}.externalLabels.${label} to ${JSON.stringify(value)}; ` +
        `an external label must be a text that is not empty.`,
    );
  }
}
