import { KubePrometheusStack } from "../../components/kube-prometheus-stack";
import { chartValues } from "../../components/kube-prometheus-stack/values";
import type { ChartArgs } from "../../components/monitoring-stack/args";
import type { PrometheusComponentArgs } from "../../components/prometheus/args";
import { type Values, valueAt } from "../../components/prometheus/merge";
import { OBJECT_STORE, prometheusArgs, ROUTING } from "./fixtures";
import { deploy } from "./mocks";

jest.mock("../../components/crds/definitions", () => jest.requireActual("./small-definitions"));

type Changes = Partial<PrometheusComponentArgs>;
const args = (changes?: Changes, chart: ChartArgs = {}) => prometheusArgs({ chart }, changes);
const values = (changes?: Changes, chart?: ChartArgs) => chartValues(args(changes, chart));
const at = (path: string, changes?: Changes) => valueAt(values(changes), path);
const SPEC = "prometheus.prometheusSpec";

describe("values for the chart", () => {
  it.each(["serviceMonitor", "podMonitor", "rule", "probe", "scrapeConfig"])(
    "finds %s objects by the label that the chart's own carry, never by an empty selector",
    (kind) => {
      expect(at(`${SPEC}.${kind}Selector`)).toEqual({ matchLabels: { release: "kps" } });
      expect(at(`${SPEC}.${kind}SelectorNilUsesHelmValues`)).toBe(false);
    },
  );

  it("contains no null: Helm would take it as 'remove the default'", () => {
    const nulls = (node: unknown, path: string): string[] =>
      node === null
        ? [path]
        : typeof node === "object"
          ? Object.entries(node as Values).flatMap(([key, value]) => nulls(value, `${path}.${key}`))
          : [];
    expect(nulls(values({ objectStore: OBJECT_STORE, alertmanagerConfig: ROUTING }), "")).toEqual(
      [],
    );
  });

  it("names the subcharts' objects after the release too", () => {
    const named = values({}, { releaseName: "ml" });
    expect(named).toMatchObject({
      fullnameOverride: "ml",
      grafana: { fullnameOverride: "ml-grafana" },
      "kube-state-metrics": { fullnameOverride: "ml-kube-state-metrics" },
      "prometheus-node-exporter": { fullnameOverride: "ml-prometheus-node-exporter" },
    });
  });

  it("gives the object store in the chart's shape, not in that of the custom resource", () => {
    expect(at(`${SPEC}.thanos`, { objectStore: OBJECT_STORE })).toEqual({
      image: "quay.io/thanos/thanos:v0.42.4",
      version: "v0.42.4",
      objectStorageConfig: { existingSecret: { name: "ml-objstore", key: "objstore.yml" } },
    });
    expect(at("prometheus.serviceAccount.annotations", { objectStore: OBJECT_STORE })).toEqual(
      OBJECT_STORE.serviceAccountAnnotations,
    );
  });

  it("scrapes the sidecar under a job that the Thanos mixin matches", () => {
    expect(at("prometheus.thanosService", { objectStore: OBJECT_STORE })).toEqual({
      enabled: true,
    });
    expect(at("prometheus.thanosServiceMonitor", { objectStore: OBJECT_STORE })).toEqual({
      enabled: true,
      relabelings: [{ action: "replace", targetLabel: "job", replacement: "thanos-sidecar" }],
    });
  });

  it("has no sidecar without an object store: an empty 'thanos' would already start one", () => {
    expect(values()["prometheus"]).not.toHaveProperty("thanosService");
    expect(valueAt(values(), SPEC)).not.toHaveProperty("thanos");
  });

  it.each(["gke", "eks", "aks", "oke"] as const)("scrapes no control plane on %s", (provider) => {
    expect(values({ provider })).toMatchObject({
      kubeEtcd: { enabled: false },
      kubeScheduler: { enabled: false },
      kubeControllerManager: { enabled: false },
      kubeProxy: { enabled: false },
    });
  });

  it("scrapes a control plane of one's own, but no kube-proxy, which listens on loopback", () => {
    expect(values({ provider: "bare-metal" })).toMatchObject({
      kubeEtcd: { enabled: true },
      kubeScheduler: { enabled: true },
      kubeControllerManager: { enabled: true },
      kubeProxy: { enabled: false },
    });
  });

  it("knows that GKE runs kube-dns", () => {
    expect(values({ provider: "gke" })).toMatchObject({
      coreDns: { enabled: false },
      kubeDns: { enabled: true },
    });
    expect(values({ provider: "eks" })).toMatchObject({
      coreDns: { enabled: true },
      kubeDns: { enabled: false },
    });
  });

  it("lets training jobs run for weeks", () => {
    expect(at("defaultRules.disabled")).toEqual({ KubeJobNotCompleted: true });
  });

  it("leaves room for the cluster's own metrics in the limits that are enforced on everything", () => {
    expect(values({ limits: { samples: 5000, bodySize: "8MB" } })).toMatchObject({
      prometheus: {
        prometheusSpec: {
          enforcedSampleLimit: 50_000,
          enforcedLabelLimit: 40,
          enforcedLabelValueLengthLimit: 512,
          enforcedBodySizeLimit: "80MB",
        },
      },
    });
  });

  it("does not forbid file access: the chart's monitors of kubelet and API server would be refused", () => {
    expect(at(SPEC)).not.toHaveProperty("arbitraryFSAccessThroughSMs");
  });

  it("is highly available in prod and small in dev", () => {
    const size = (environment: string) => {
      const all = values({ environment });
      return {
        replicas: valueAt(all, `${SPEC}.replicas`),
        affinity: valueAt(all, `${SPEC}.podAntiAffinity`),
        budget: valueAt(all, "prometheus.podDisruptionBudget"),
        alertmanagers: valueAt(all, "alertmanager.alertmanagerSpec.replicas"),
        alertmanagerBudget: valueAt(all, "alertmanager.podDisruptionBudget"),
      };
    };
    expect(size("prod")).toEqual({
      replicas: 2,
      affinity: "hard",
      budget: { enabled: true, minAvailable: 1 },
      alertmanagers: 3,
      alertmanagerBudget: { enabled: true, minAvailable: 2 },
    });
    expect(size("dev")).toEqual({
      replicas: 1,
      affinity: "soft",
      budget: { enabled: false },
      alertmanagers: 1,
      alertmanagerBudget: { enabled: false },
    });
  });

  it("keeps samples on a volume and a fifth of it free", () => {
    const changes = { prometheus: { chart: {}, storage: "200Gi", storageClass: "fast" } };
    expect(at(`${SPEC}.retentionSize`, changes)).toBe(`${200 * 1024 * 0.8}MiB`);
    expect(at(`${SPEC}.storageSpec`, changes)).toEqual({
      volumeClaimTemplate: {
        spec: {
          accessModes: ["ReadWriteOnce"],
          storageClassName: "fast",
          resources: { requests: { storage: "200Gi" } },
        },
      },
    });
    expect(at(SPEC, { environment: "local" })).not.toHaveProperty("storageSpec");
  });

  it("tells Thanos and Alertmanager which cluster it is, and keeps the replica label", () => {
    expect(at(`${SPEC}.externalLabels`)).toEqual({ cluster: "research-1", environment: "prod" });
    expect(at(SPEC)).not.toHaveProperty("replicaExternalLabelNameClear");
  });

  it("routes by the existing Secret and mounts the ones it reads", () => {
    expect(at("alertmanager.alertmanagerSpec", { alertmanagerConfig: ROUTING })).toMatchObject({
      useExistingSecret: true,
      configSecret: "ml-alertmanager-config",
      secrets: ["ml-alerting"],
      // Not {}: that merges the AlertmanagerConfig of every namespace.
      alertmanagerConfigSelector: { matchLabels: { release: "kps" } },
    });
    expect(at("alertmanager")).not.toHaveProperty("config");
  });

  it("has Grafana's password in a Secret, its dashboards in folders, its volume free on update", () => {
    expect(values()["grafana"]).toMatchObject({
      admin: { existingSecret: "grafana-admin" },
      deploymentStrategy: { type: "Recreate" },
      sidecar: {
        dashboards: {
          folderAnnotation: "grafana_folder",
          annotations: { grafana_folder: "Kubernetes" },
          provider: { foldersFromFilesStructure: true },
        },
      },
    });
  });

  it("points the one default datasource at Thanos where there is one", () => {
    const url = "http://thanos-query-frontend.monitoring.svc:10902";
    expect(at("grafana.sidecar.datasources", { queryUrl: url })).toEqual({
      url,
      extraJsonData: { prometheusType: "Thanos" },
    });
    expect(at("grafana.sidecar.datasources")).toEqual({});
  });

  it("serves addresses by ingress, with TLS where they are https", () => {
    const urls = {
      prometheus: "https://prometheus.example.com",
      grafana: "http://grafana.example.com",
      ingress: { className: "nginx" },
    };
    expect(at("prometheus.ingress", { urls })).toEqual({
      enabled: true,
      ingressClassName: "nginx",
      annotations: {},
      hosts: ["prometheus.example.com"],
      pathType: "Prefix",
      paths: ["/"],
      tls: [{ hosts: ["prometheus.example.com"] }],
    });
    expect(at("grafana.ingress", { urls })).not.toHaveProperty("tls");
    expect(at(`${SPEC}.externalUrl`, { urls })).toBe("https://prometheus.example.com");
    expect(at("grafana", { urls })).toMatchObject({
      "grafana.ini": { server: { root_url: "http://grafana.example.com" } },
    });
    expect(at("alertmanager", { urls })).not.toHaveProperty("ingress");
  });

  it("merges the user's values last, in depth, arrays replaced", () => {
    const own = {
      grafana: { replicas: 2, sidecar: { dashboards: { labelValue: "1" } } },
      prometheus: { prometheusSpec: { enableFeatures: [] } },
    };
    const merged = values({}, { values: own });
    expect(merged).toMatchObject(own);
    expect(valueAt(merged, "grafana.sidecar.dashboards.folderAnnotation")).toBe("grafana_folder");
  });
});

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
