import { metaPack, ruleGroups, type MetaOptions } from "../../../rules";
import { defaultAlerts } from "../../../components/kube-prometheus-stack/default-alerts";
import { alertsOf } from "./names";

const here = { namespace: "monitoring" };

const everything: MetaOptions = {
  prometheus: here,
  alertmanager: here,
  thanos: { sidecar: here, store: here, query: here, queryFrontend: here, compact: here },
  exporterJobs: ["kube-state-metrics"],
};

const all = alertsOf(metaPack(everything).groups);

describe("metaPack", () => {
  it("has a group for each component, and an alert once", () => {
    expect(metaPack(everything).groups.map((group) => group.name)).toEqual([
      "mlwatch-meta",
      "mlwatch-meta-prometheus",
      "mlwatch-meta-alertmanager",
      "mlwatch-meta-thanos",
      "mlwatch-meta-exporters",
    ]);
    expect(new Set(all).size).toBe(all.length);
    expect(metaPack(everything).omitted).toEqual([]);
  });

  it("leaves the chart's alerts to the chart", () => {
    const groups = ruleGroups(metaPack(everything), {
      runbookBaseUrl: "https://runbooks.example.com",
      excludeAlerts: defaultAlerts("gke"),
    });
    const names = groups.flatMap((group) =>
      group.rules.flatMap((rule) => ("alert" in rule ? [rule.alert] : [])),
    );
    expect(names).toEqual([
      "PrometheusDown",
      "AlertmanagerDown",
      "ThanosComponentDown",
      "ThanosCompactHalted",
      "ThanosObjectStoreFailing",
      "ThanosUploadsFailing",
      "ExporterAbsent",
    ]);
  });

  it("leaves out what is not deployed, with a reason for each alert", () => {
    const { groups, omitted } = metaPack({});
    expect(alertsOf(groups)).toEqual(["Watchdog"]);
    expect(omitted.map(({ alert }) => alert).sort()).toEqual(
      all.filter((alert) => alert !== "Watchdog").sort(),
    );
    expect(omitted.every(({ reason }) => reason.length > 0)).toBe(true);
  });

  const { alertmanager: _, ...withoutAlertmanager } = everything;
  const partial: readonly [string, MetaOptions, readonly string[]][] = [
    [
      "Alertmanager",
      withoutAlertmanager,
      [
        "PrometheusNotConnectedToAlertmanagers",
        "AlertmanagerDown",
        "AlertmanagerNotificationsFailing",
        "AlertmanagerConfigReloadFailed",
      ],
    ],
    [
      "the Thanos sidecar",
      { ...everything, thanos: { store: here, query: here, queryFrontend: here, compact: here } },
      ["ThanosUploadsFailing"],
    ],
    [
      "the compactor",
      { ...everything, thanos: { sidecar: here, store: here, query: here } },
      ["ThanosCompactHalted"],
    ],
    [
      "whatever uses an object store",
      { ...everything, thanos: { query: here } },
      ["ThanosCompactHalted", "ThanosObjectStoreFailing", "ThanosUploadsFailing"],
    ],
  ];
  it.each(partial)("without %s omits its alerts", (_what, options, alerts) => {
    const pack = metaPack(options);
    expect(pack.omitted.map(({ alert }) => alert)).toEqual(alerts);
    expect(alertsOf(pack.groups)).toEqual(all.filter((alert) => !alerts.includes(alert)));
  });

  const mistakes: readonly [MetaOptions, string][] = [
    [
      { windows: { failures: "1m" }, scrapeInterval: "30s" },
      'meta rules, windows.failures: "1m": it must hold at least 4 scrapes (2m at a scrape interval of 30s)',
    ],
    [
      { windows: { uploads: "90s" } },
      'meta rules, windows.uploads: "90s": it must hold at least 4 scrapes (2m at a scrape interval of 30s)',
    ],
    [{ windows: { down: "soon" } }, "meta rules, windows.down: "],
    [{ windows: { failures: "1.5h" } }, "meta rules, windows.failures: "],
    [{ scrapeInterval: "often" }, "meta rules, scrapeInterval: "],
  ];
  it.each(mistakes)("refuses %j", (options, message) => {
    expect(() => metaPack(options)).toThrow(message);
  });
});
