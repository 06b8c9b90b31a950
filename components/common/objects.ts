import * as pulumi from "@pulumi/pulumi";

import type { LimitArgs } from "../monitoring-stack/args";
import { DEFAULT_LIMITS } from "../prometheus/sizing";

/** Labels of an object, as Kubernetes recommends them. */
export type Labels = Readonly<Record<string, string>>;

/** Metadata of a namespaced object. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Record<string, string>;
}

/** A ServiceMonitor of the Prometheus Operator. */
export interface ServiceMonitor {
  readonly apiVersion: "monitoring.coreos.com/v1";
  readonly kind: "ServiceMonitor";
  readonly metadata: ObjectMeta;
  readonly spec: object;
}

/**
 * Recommended labels of everything that belongs to one instance of a component.
 * @param component what it is, e.g. "dcgm-exporter"
 * @param instance which one, e.g. the pool or the Pulumi name
 */
export function labelsOf(component: string, instance: string): Labels {
  return {
    ...selectorOf(component, instance),
    "app.kubernetes.io/part-of": "mlwatch",
    "app.kubernetes.io/managed-by": "pulumi",
  };
}

/** The part of {@link labelsOf} that selectors use: it never changes with a version, as selectors are immutable. */
export function selectorOf(component: string, instance: string): Labels {
  return {
    "app.kubernetes.io/name": component,
    "app.kubernetes.io/instance": instance,
  };
}

/** Limits as the spec of a ServiceMonitor or PodMonitor names them. */
export interface MonitorLimits {
  readonly sampleLimit: number;
  readonly labelLimit: number;
  readonly labelValueLengthLimit: number;
  readonly bodySizeLimit: string;
}

/** Limits of a monitor, defaults applied: a scrape that exceeds one fails as a whole. */
export function monitorLimits(limits: LimitArgs = {}): MonitorLimits {
  const { samples, labels, labelValueLength, bodySize } = { ...DEFAULT_LIMITS, ...limits };
  return {
    sampleLimit: samples,
    labelLimit: labels,
    labelValueLengthLimit: labelValueLength,
    bodySizeLimit: bodySize,
  };
}

/**
 * Checks that a name can be part of an object's name.
 * @throws RunError when it is not a DNS label (RFC 1123) of at most 49 characters: with our longest prefix,
 *   "dcgm-exporter-", it must still fit the 63 of a Service.
 */
export function assertDnsLabel(argument: string, value: string): void {
  if (!/^[a-z0-9]([a-z0-9-]{0,47}[a-z0-9])?$/.test(value)) {
    throw new pulumi.RunError(
      `${argument} is ${JSON.stringify(value)}, but must be a DNS label: at most 49 lower-case letters, ` +
        "digits and dashes, beginning and ending with a letter or digit",
    );
  }
}

/** The values that occur more than once, each once. */
export function duplicates(values: readonly string[]): readonly string[] {
  return [...new Set(values.filter((value, i) => values.indexOf(value) !== i))];
}

/**
 * Options of a component's children: its parent, and the resources that the whole component waits for,
 * because the Node SDK hands `dependsOn` of a component to none of its children.
 */
export function childOptions(
  parent: pulumi.ComponentResource,
  options: pulumi.ComponentResourceOptions | undefined,
): pulumi.CustomResourceOptions {
  return {
    parent,
    ...(options?.dependsOn !== undefined && { dependsOn: options.dependsOn }),
  };
}
