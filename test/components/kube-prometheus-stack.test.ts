import { KubePrometheusStack } from "../../components/kube-prometheus-stack";
import { chartValues } from "../../components/kube-prometheus-stack/values";
import type { ChartArgs } from "../../components/monitoring-stack/args";
import type { Values } from "../../components/prometheus/merge";
import { args, SPEC, values, type Changes } from "./chart-fixtures";
import { OBJECT_STORE } from "./fixtures";
import { deploy } from "./mocks";

jest.mock("../../components/crds/definitions", () => jest.requireActual("./small-definitions"));

describe("errors", () => {
  const own = (path: string, value: unknown): ChartArgs => ({
    values: path
      .split(".")
      .reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Values,
  });

  it.each<[string, Changes, ChartArgs, RegExp]>([
    [
      "a release name that the chart would cut",
      {},
      { releaseName: "kube-prometheus-stack-of-ml" },
      /'prometheus.chart.releaseName' \("kube-prometheus-stack-of-ml"\) .* at most 26 characters/,
    ],
    ["no admin Secret", { grafana: {} }, {}, /'grafana.adminSecret' is required .* admin-password/],
    ["an empty cluster", { cluster: "" }, {}, /'cluster' \(""\) must not be empty/],
    ["a template as environment", { environment: "{{ x }}" }, {}, /'environment' .* template/],
    [
      "two kinds of Prometheus",
      { prometheus: { chart: {}, operator: {} } },
      {},
      /'prometheus' has chart and operator; .* exactly 'prometheus.chart'/,
    ],
    [
      "a retention too short to upload from",
      { objectStore: OBJECT_STORE, prometheus: { chart: {}, retention: "4h" } },
      {},
      /'prometheus.retention' \(4h\) must be at least 6h/,
    ],
    [
      "a retention that is no duration",
      { prometheus: { chart: {}, retention: "ten days" } },
      {},
      /'prometheus.retention' \(ten days\) must be a duration/,
    ],
    [
      "no replicas",
      { prometheus: { chart: {}, replicas: 0 } },
      {},
      /'prometheus.replicas' \(0\) must be a whole number of at least 1/,
    ],
    [
      "a size without a unit",
      { prometheus: { chart: {}, storage: "100" } },
      {},
      /'prometheus.storage' \(100\) must be a whole number of Mi, Gi or Ti/,
    ],
    ["a body size without a unit", { limits: { bodySize: "20" } }, {}, /'limits.bodySize' \(20\)/],
    [
      "an image without a version",
      { objectStore: { ...OBJECT_STORE, image: "thanos:latest" } },
      {},
      /'objectStore.image' \(thanos:latest\) must carry a version tag/,
    ],
    [
      "an address that is no URL",
      { urls: { prometheus: "prometheus.example.com" } },
      {},
      /'urls.prometheus' \(prometheus.example.com\) must be a URL/,
    ],
    [
      "a path behind an ingress",
      { urls: { grafana: "https://example.com/grafana", ingress: { className: "nginx" } } },
      {},
      /'urls.grafana' .* must have no path/,
    ],
    [
      "a selector set to null",
      {},
      own(`${SPEC}.ruleSelector`, null),
      /'prometheus.chart.values' must not set prometheus.prometheusSpec.ruleSelector to null/,
    ],
    [
      "a selector made wider",
      {},
      own(`${SPEC}.podMonitorSelectorNilUsesHelmValues`, true),
      /must not set .*podMonitorSelectorNilUsesHelmValues to true instead of false/,
    ],
    [
      "a whole branch removed",
      {},
      { values: { prometheus: null } },
      /must not set prometheus.prometheusSpec.serviceMonitorSelector/,
    ],
    [
      "an object store in the shape that the chart drops",
      { objectStore: OBJECT_STORE },
      own(`${SPEC}.thanos.objectStorageConfig`, { name: "a", key: "b" }),
      /objectStorageConfig .* upload nothing/,
    ],
    [
      "definitions by the chart",
      {},
      own("crds.enabled", true),
      /must not set crds.enabled to true/,
    ],
    [
      "an external label that is empty",
      {},
      own(`${SPEC}.externalLabels.region`, ""),
      /externalLabels.region to "".* text that is not empty/,
    ],
  ])("%s", (_, changes, chart, message) => {
    const full = args(changes);
    const prometheus = changes.prometheus ?? { chart };
    expect(() => chartValues({ ...full, prometheus })).toThrow(message);
  });

  it("a password in plain text, which is not repeated in the message", () => {
    const leak = () => values({}, own("grafana.adminPassword", "hunter2"));
    expect(leak).toThrow(/must not set grafana.adminPassword: .* use 'grafana.adminSecret'/);
    expect(leak).not.toThrow(/hunter2/);
  });

  it("a source that is neither OCI nor a path", async () => {
    const source = "prometheus-community/kube-prometheus-stack";
    await expect(deploy(() => new KubePrometheusStack("ml", args({}, { source })))).rejects.toThrow(
      /'prometheus.chart.source' .* must begin with oci:\/\//,
    );
  });
});

describe("KubePrometheusStack", () => {
  it("deploys a pinned release after the definitions, from OCI", async () => {
    const { one } = await deploy(() => new KubePrometheusStack("ml", args()));
    const release = one("Release");
    expect(release).toMatchObject({ name: "ml-release", parent: "ml" });
    expect(release.inputs).toMatchObject({
      name: "kps",
      namespace: "monitoring",
      createNamespace: false,
      chart: "oci://ghcr.io/prometheus-community/charts/kube-prometheus-stack",
      version: "88.5.3",
      skipCrds: true,
      values: { fullnameOverride: "kps" },
    });
    expect(release.dependencies).toContain("ml-crds-prometheuses");
    expect(release.dependencies).toHaveLength(10);
  });

  it("takes a chart from the disk as it is", async () => {
    const { one } = await deploy(
      () => new KubePrometheusStack("ml", args({}, { source: "./charts/kps.tgz" })),
    );
    expect(one("Release").inputs["chart"]).toBe("./charts/kps.tgz");
    expect(one("Release").inputs).not.toHaveProperty("version");
  });

  it("tells the rest of the stack where things are", async () => {
    const { result } = await deploy(
      () => new KubePrometheusStack("ml", args({ objectStore: OBJECT_STORE })),
    );
    const { ready, defaultAlerts, ...handle } = result.handle;
    expect(handle).toEqual({
      namespace: "monitoring",
      objectLabels: { release: "kps" },
      prometheusUrl: "http://kps-prometheus.monitoring.svc:9090",
      alertmanagerUrl: "http://kps-alertmanager.monitoring.svc:9093",
      grafanaUrl: "http://kps-grafana.monitoring.svc",
      dashboards: {
        label: "grafana_dashboard",
        labelValue: "1",
        folderAnnotation: "grafana_folder",
      },
      thanosSidecar: { service: "kps-thanos-discovery", grpcPort: 10901 },
    });
    expect(ready).toHaveLength(2);
    expect(defaultAlerts).toEqual(expect.arrayContaining(["Watchdog", "PrometheusBadConfig"]));
    expect(defaultAlerts).not.toContain("KubeJobNotCompleted");
    expect(defaultAlerts).not.toContain("etcdNoLeader");
  });

  it("deploys the same in a preview, where nothing is known yet", async () => {
    const program = () => new KubePrometheusStack("ml", args({ objectStore: OBJECT_STORE }));
    const shape = async (preview: boolean) =>
      (await deploy(program, { preview })).resources.map(({ type, name }) => [type, name]).sort();
    expect(await shape(true)).toEqual(await shape(false));
  });
});
