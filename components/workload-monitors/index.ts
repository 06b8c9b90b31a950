import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { childOptions } from "../common/objects";
import type { WorkloadMonitorsArgs } from "./args";
import { podMonitors } from "./objects";

export type { WorkloadMonitorsArgs } from "./args";

/**
 * What to scrape: a PodMonitor per training class and per inference service.
 *
 * @throws RunError when a name is no DNS label or occurs twice.
 */
export class WorkloadMonitors extends pulumi.ComponentResource {
  /** Names of the PodMonitors. */
  readonly monitorNames: string[];

  constructor(name: string, args: WorkloadMonitorsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mlwatch:index:WorkloadMonitors", name, args, opts);
    const child = childOptions(this, opts);
    const monitors = podMonitors(name, args);
    for (const monitor of monitors) {
      new k8s.apiextensions.CustomResource(monitor.metadata.name, monitor, child);
    }
    this.monitorNames = monitors.map((monitor) => monitor.metadata.name);
    this.registerOutputs({ monitorNames: this.monitorNames });
  }
}
