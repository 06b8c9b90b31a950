import { checkPack } from "../check";
import { groupName, omit } from "../conventions";
import type { Omission, Pack, RuleGroup } from "../model";
import {
  compactHalted,
  exporterAbsent,
  exporterDown,
  objectStoreFailing,
  thanosComponentDown,
  uploadsFailing,
  watchdog,
} from "./alerts";
import type { MetaOptions } from "./options";
import {
  alertmanagerConfigReloadFailed,
  alertmanagerDown,
  notConnectedToAlertmanagers,
  notificationsFailing,
  prometheusConfigReloadFailed,
  prometheusDown,
  ruleEvaluationsMissed,
  ruleFailures,
} from "./prometheus";
import { resolveWindows, targetOf, thanosTargets, type ResolvedWindows } from "./targets";

interface Part {
  readonly rules: RuleGroup["rules"];
  readonly omitted: readonly Omission[];
}

/**
 * The rules of the monitoring itself: one group per component. What the Prometheus brings along is left out by
 * `ruleGroups`.
 * @throws Error naming option, value and rule when a window cannot work.
 */
export function metaPack(options: MetaOptions): Pack {
  const windows = resolveWindows(options);
  const parts: Readonly<Record<string, Part>> = {
    prometheus: prometheusPart(options, windows),
    alertmanager: alertmanagerPart(options, windows),
    thanos: thanosPart(options, windows),
    exporters: exportersPart(options, windows),
  };
  const pack: Pack = {
    name: "meta",
    groups: [
      { name: groupName("meta"), rules: [watchdog()] },
      ...Object.entries(parts)
        .filter(([, { rules }]) => rules.length > 0)
        .map(([subject, { rules }]) => ({ name: groupName("meta", subject), rules })),
    ],
    omitted: Object.values(parts).flatMap((part) => part.omitted),
  };
  return checkPack(pack, { scrapeInterval: options.scrapeInterval });
}

function prometheusPart(options: MetaOptions, windows: ResolvedWindows): Part {
  const connected = "PrometheusNotConnectedToAlertmanagers";
  const target = targetOf(options.prometheus, "prometheus");
  if (!target) {
    return {
      rules: [],
      omitted: omit(
        "Prometheus is not deployed here, so it is not known which job its own metrics have",
        "PrometheusDown",
        "PrometheusRuleFailures",
        "PrometheusRuleEvaluationsMissed",
        "PrometheusConfigReloadFailed",
        connected,
      ),
    };
  }
  return {
    rules: [
      prometheusDown(target, windows),
      ruleFailures(target, windows),
      ruleEvaluationsMissed(target, windows),
      prometheusConfigReloadFailed(target, windows),
      ...(options.alertmanager ? [notConnectedToAlertmanagers(target, windows)] : []),
    ],
    omitted: options.alertmanager
      ? []
      : omit("no Alertmanager is deployed that could be found", connected),
  };
}

function alertmanagerPart(options: MetaOptions, windows: ResolvedWindows): Part {
  const target = targetOf(options.alertmanager, "alertmanager");
  if (!target) {
    return {
      rules: [],
      omitted: omit(
        "Alertmanager is not deployed here, so it is not known which job its own metrics have",
        "AlertmanagerDown",
        "AlertmanagerNotificationsFailing",
        "AlertmanagerConfigReloadFailed",
      ),
    };
  }
  return {
    rules: [
      alertmanagerDown(target, windows),
      notificationsFailing(target, windows),
      alertmanagerConfigReloadFailed(target, windows),
    ],
    omitted: [],
  };
}

function thanosPart(options: MetaOptions, windows: ResolvedWindows): Part {
  const targets = thanosTargets(options.thanos);
  const { sidecar, store, compact } = targets;
  const all = Object.values(targets);
  const bucket = [sidecar, store, compact].filter((target) => target !== undefined);
  const missing = (what: string, alert: string) => omit(`Thanos has no ${what} here`, alert);
  return {
    rules: [
      ...(all.length > 0 ? [thanosComponentDown(all, windows)] : []),
      ...(compact ? [compactHalted(compact, windows)] : []),
      ...(bucket.length > 0 ? [objectStoreFailing(bucket, windows)] : []),
      ...(sidecar ? [uploadsFailing(sidecar, windows)] : []),
    ],
    omitted: [
      ...(all.length > 0 ? [] : missing("component", "ThanosComponentDown")),
      ...(compact ? [] : missing("compactor", "ThanosCompactHalted")),
      ...(bucket.length > 0
        ? []
        : missing("component that uses an object store", "ThanosObjectStoreFailing")),
      ...(sidecar ? [] : missing("sidecar", "ThanosUploadsFailing")),
    ],
  };
}

function exportersPart({ exporterJobs = [] }: MetaOptions, windows: ResolvedWindows): Part {
  if (exporterJobs.length === 0) {
    const reason = "every exporter here is watched by the rules of its own area";
    return { rules: [], omitted: omit(reason, "ExporterDown", "ExporterAbsent") };
  }
  return {
    rules: [exporterDown(exporterJobs, windows), exporterAbsent(exporterJobs, windows)],
    omitted: [],
  };
}
