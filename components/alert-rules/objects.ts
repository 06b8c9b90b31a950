import * as pulumi from "@pulumi/pulumi";

import { assertDnsLabel, duplicates, labelsOf, type ObjectMeta } from "../common/objects";
import type { AlertRulesArgs, RulePackArgs } from "./args";

/** Largest PrometheusRule in bytes: the operator puts at most so much into one ConfigMap of rule files. */
export const MAX_RULE_BYTES = 512 * 1024;

/** A PrometheusRule. */
export interface PrometheusRule {
  readonly apiVersion: "monitoring.coreos.com/v1";
  readonly kind: "PrometheusRule";
  readonly metadata: ObjectMeta;
  readonly spec: { readonly groups: RulePackArgs["groups"] };
}

/**
 * The PrometheusRules of all packs that have rules.
 * @throws RunError when two packs or two groups share a name, a rule is neither or both of record and alert,
 *   or a pack is larger than {@link MAX_RULE_BYTES}.
 */
export function prometheusRules(name: string, args: AlertRulesArgs): readonly PrometheusRule[] {
  const [pack] = duplicates(args.packs.map((p) => p.name));
  if (pack !== undefined) {
    throw new pulumi.RunError(`packs has two packs named "${pack}": names must be unique`);
  }
  const [group] = duplicates(args.packs.flatMap((p) => p.groups.map((g) => g.name)));
  if (group !== undefined) {
    throw new pulumi.RunError(`packs has two groups named "${group}": names must be unique`);
  }
  return args.packs
    .map((p) => ({ ...p, groups: p.groups.filter((g) => g.rules.length > 0) }))
    .filter((p) => p.groups.length > 0)
    .map((p) => prometheusRule(name, args, p));
}

function prometheusRule(name: string, args: AlertRulesArgs, pack: RulePackArgs): PrometheusRule {
  assertDnsLabel("packs[].name", pack.name);
  for (const { name: group, rules } of pack.groups) {
    for (const rule of rules) {
      if ((rule.record === undefined) === (rule.alert === undefined)) {
        throw new pulumi.RunError(
          `a rule of group "${group}" (${rule.expr}) must have exactly one of record and alert`,
        );
      }
    }
  }
  const object: PrometheusRule = {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    metadata: {
      name: `${name}-${pack.name}`,
      namespace: args.namespace,
      labels: { ...labelsOf("alert-rules", name), ...args.labels },
    },
    spec: { groups: pack.groups },
  };
  const bytes = Buffer.byteLength(JSON.stringify(object.spec));
  if (bytes > MAX_RULE_BYTES) {
    throw new pulumi.RunError(
      `pack "${pack.name}" has ${bytes} bytes of rules, but the operator loads at most ${MAX_RULE_BYTES} ` +
        "of one PrometheusRule: divide it into several packs",
    );
  }
  return object;
}
