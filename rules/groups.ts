import { print } from "../promql";
import { dashboardQuery, equivalents, runbookUrl } from "./conventions";
import type { AlertRule, Pack, RecordingRule, RuleGroup } from "./model";

/** A recording rule as Prometheus reads it. */
export interface PrometheusRecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** An alerting rule as Prometheus reads it. */
export interface PrometheusAlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A rule group as Prometheus reads it: an element of `groups` of a rule file or of a PrometheusRule's spec. */
export interface PrometheusRuleGroup {
  readonly name: string;
  readonly interval?: string;
  readonly rules: readonly (PrometheusRecordingRule | PrometheusAlertRule)[];
}

/** What {@link ruleGroups} adds and leaves out. */
export interface RuleGroupOptions {
  /** Where the runbooks are served; `/<Alert>.md` is appended. */
  readonly runbookBaseUrl: string;
  /** URL of the dashboard by name of the pack; the alert's labels are appended as variables. @default none */
  readonly dashboardUrls?: Readonly<Record<string, string>>;
  /** Alerts that are deployed already, by name; ours of the same meaning are left out. @default none */
  readonly excludeAlerts?: readonly string[];
  /** `local` leaves out the alerts that run over all clusters, `global` all others. @default "local" */
  readonly scope?: "local" | "global";
}

/**
 * The rule groups of a pack as plain data, deterministic: expressions printed, links added, groups without
 * rules dropped.
 */
export function ruleGroups(pack: Pack, options: RuleGroupOptions): readonly PrometheusRuleGroup[] {
  const excluded = new Set(options.excludeAlerts);
  const { scope = "local" } = options;
  const wanted = (rule: RuleGroup["rules"][number]) =>
    "record" in rule
      ? scope === "local"
      : (rule.scope ?? "local") === scope &&
        !(excluded.has(rule.alert) || (equivalents[rule.alert] ?? []).some((a) => excluded.has(a)));
  return pack.groups
    .map(({ name, interval, rules }) => ({
      name,
      ...(interval !== undefined && { interval }),
      rules: rules
        .filter(wanted)
        .map((rule) => ("record" in rule ? recording(rule) : alerting(rule, pack.name, options))),
    }))
    .filter((group) => group.rules.length > 0);
}

function recording({ record, expr, labels }: RecordingRule): PrometheusRecordingRule {
  return { record, expr: print(expr), ...(labels && { labels }) };
}

function alerting(rule: AlertRule, pack: string, options: RuleGroupOptions): PrometheusAlertRule {
  const dashboard = options.dashboardUrls?.[pack];
  return {
    alert: rule.alert,
    expr: print(rule.expr),
    ...(rule.for !== "0s" && { for: rule.for }),
    ...(rule.keepFiringFor !== undefined && { keep_firing_for: rule.keepFiringFor }),
    labels: { ...rule.labels },
    annotations: {
      ...rule.annotations,
      runbook_url: runbookUrl(options.runbookBaseUrl, rule.alert),
      ...(dashboard !== undefined && { dashboard_url: `${dashboard}${dashboardQuery(pack)}` }),
    },
  };
}
