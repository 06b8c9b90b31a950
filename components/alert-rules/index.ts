import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { childOptions } from "../common/objects";
import type { AlertRulesArgs } from "./args";
import { prometheusRules } from "./objects";

export type { AlertRulesArgs, RuleArgs, RuleGroupArgs, RulePackArgs } from "./args";

/**
 * Alerting and recording rules, one PrometheusRule per pack.
 *
 * @throws RunError when names collide or a pack is too large for the operator.
 */
export class AlertRules extends pulumi.ComponentResource {
  /** Names of the PrometheusRules. */
  readonly ruleNames: string[];

  constructor(name: string, args: AlertRulesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mlwatch:index:AlertRules", name, { namespace: args.namespace }, opts);
    const child = childOptions(this, opts);
    const rules = prometheusRules(name, args);
    for (const rule of rules) {
      new k8s.apiextensions.CustomResource(rule.metadata.name, rule, child);
    }
    this.ruleNames = rules.map((rule) => rule.metadata.name);
    this.registerOutputs({ ruleNames: this.ruleNames });
  }
}
