import { type Values, valueAt } from "../../components/prometheus/merge";
import { SPEC, values, type Changes } from "./chart-fixtures";
import { OBJECT_STORE, ROUTING } from "./fixtures";

const at = (path: string, changes?: Changes) => valueAt(values(changes), path);

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
