import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { childOptions } from "../common/objects";
import type { GrafanaDashboardsArgs } from "./args";
import { dashboardConfigMaps } from "./objects";

export type { DashboardArgs, DashboardDiscoveryArgs, GrafanaDashboardsArgs } from "./args";

/**
 * Dashboards as ConfigMaps that Grafana's sidecar picks up.
 *
 * @throws RunError when uids collide or a dashboard is too large.
 */
export class GrafanaDashboards extends pulumi.ComponentResource {
  /** Names of the ConfigMaps. */
  readonly configMapNames: string[];

  constructor(name: string, args: GrafanaDashboardsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mlwatch:index:GrafanaDashboards", name, { namespace: args.namespace }, opts);
    const child = childOptions(this, opts);
    const configMaps = dashboardConfigMaps(name, args);
    for (const configMap of configMaps) {
      new k8s.core.v1.ConfigMap(configMap.metadata.name, configMap, {
        ...child,
        // Thousands of characters on one line; the object's name says which dashboard changed.
        hideDiffs: ["data"],
      });
    }
    this.configMapNames = configMaps.map((configMap) => configMap.metadata.name);
    this.registerOutputs({ configMapNames: this.configMapNames });
  }
}
