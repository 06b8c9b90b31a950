import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { childOptions } from "../common/objects";
import type { DcgmExporterArgs } from "./args";
import { dcgmObjects } from "./objects";

export type { DcgmExporterArgs } from "./args";

/**
 * NVIDIA's dcgm-exporter on the nodes of one GPU pool, and its ServiceMonitor. The namespace exists already,
 * with Pod Security level `privileged`.
 *
 * @throws RunError when the pool or the interval is impossible.
 */
export class DcgmExporter extends pulumi.ComponentResource {
  /** Name of the DaemonSet, its Service and its ServiceMonitor. */
  readonly objectName: string;

  constructor(name: string, args: DcgmExporterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mlwatch:index:DcgmExporter", name, args, opts);
    const child = childOptions(this, opts);
    const objects = dcgmObjects(args);
    const configMap = new k8s.core.v1.ConfigMap(`${name}-counters`, objects.configMap, child);
    const account = new k8s.core.v1.ServiceAccount(
      `${name}-account`,
      objects.serviceAccount,
      child,
    );
    new k8s.apps.v1.DaemonSet(`${name}-daemonset`, objects.daemonSet, {
      parent: this,
      dependsOn: [configMap, account],
    });
    new k8s.core.v1.Service(`${name}-service`, objects.service, child);
    new k8s.apiextensions.CustomResource(`${name}-monitor`, objects.serviceMonitor, child);
    this.objectName = `dcgm-exporter-${args.pool.name}`;
    this.registerOutputs({ objectName: this.objectName });
  }
}
