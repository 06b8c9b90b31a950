import type { RuleGroup } from "../../../rules";

/** Names of the alerts of the groups, in order. */
export function alertsOf(groups: readonly RuleGroup[]): readonly string[] {
  return groups.flatMap((group) =>
    group.rules.flatMap((rule) => ("alert" in rule ? [rule.alert] : [])),
  );
}
