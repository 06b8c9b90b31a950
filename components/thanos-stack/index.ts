import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { childOptions } from "../common/objects";
import type { ThanosStackArgs } from "./args";
import { queryUrl } from "./flags";
import { bucketAccount, frontendUrl, thanosObjects } from "./objects";

export type { SidecarArgs, ThanosStackArgs } from "./args";
export { objectStoreConfig } from "./object-store";

/**
 * Thanos over an object store: query, query-frontend, store gateway and one compactor. There is one per
 * namespace, because its Services have the names that the Thanos mixin looks for.
 *
 * @throws RunError when a retention is below what downsampling needs.
 */
export class ThanosStack extends pulumi.ComponentResource {
  /** In-cluster URL of query-frontend, for dashboards and people. */
  readonly queryFrontendUrl: string;
  /** In-cluster URL of query, for what must not be cached. */
  readonly queryUrl: string;

  constructor(name: string, args: ThanosStackArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mlwatch:index:ThanosStack", name, args, opts);
    const child = childOptions(this, opts);
    const account = new k8s.core.v1.ServiceAccount(
      `${name}-account`,
      bucketAccount(name, args),
      child,
    );
    for (const objects of thanosObjects(name, args)) {
      const prefix = `${name}-${objects.component}`;
      new k8s.core.v1.Service(`${prefix}-service`, objects.service, child);
      const workload = { parent: this, dependsOn: [account] };
      if (objects.deployment) {
        new k8s.apps.v1.Deployment(`${prefix}-deployment`, objects.deployment, workload);
      }
      if (objects.statefulSet) {
        new k8s.apps.v1.StatefulSet(`${prefix}-statefulset`, objects.statefulSet, workload);
      }
      new k8s.policy.v1.PodDisruptionBudget(`${prefix}-budget`, objects.budget, child);
      new k8s.apiextensions.CustomResource(`${prefix}-monitor`, objects.monitor, child);
    }
    this.queryFrontendUrl = frontendUrl(args.namespace);
    this.queryUrl = queryUrl(args.namespace);
    this.registerOutputs({ queryFrontendUrl: this.queryFrontendUrl, queryUrl: this.queryUrl });
  }
}
