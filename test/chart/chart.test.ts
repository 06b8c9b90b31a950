import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { dump, loadAll } from "js-yaml";
import { defaultAlerts, MANAGED } from "../../components/kube-prometheus-stack/default-alerts";
import { chartValues } from "../../components/kube-prometheus-stack/values";
import { ClusterProvider } from "../../components/monitoring-stack/args";
import type { PrometheusComponentArgs } from "../../components/prometheus/args";
import { checkAgainstDefinition } from "../components/schema";

// Renders the real chart with our values: proof that the chart reads what the unit tests hold.
// Run by `npm run test:chart -- --chart PATH`; skipped where no chart is given.
const chart = process.env["MLWATCH_CHART"];
const helm = process.env["MLWATCH_HELM"] ?? path.join(__dirname, "../../.mlwatch/bin/helm");
const whenGiven = chart === undefined ? describe.skip : describe;

const args = (provider: ClusterProvider, environment: string): PrometheusComponentArgs => ({
  namespace: "monitoring",
  cluster: "research-1",
  environment,
  provider,
  prometheus: { chart: {} },
  alertmanagerConfig: { secretName: "ml-alertmanager-config", mountSecrets: ["ml-alerting"] },
  objectStore: {
    secret: { name: "ml-objstore", key: "objstore.yml" },
    image: "quay.io/thanos/thanos:v0.42.4",
    serviceAccountAnnotations: { "example.com/role": "thanos" },
  },
  queryUrl: "http://thanos-query-frontend.monitoring.svc:10902",
  grafana: { adminSecret: "grafana-admin" },
  urls: {
    grafana: "https://grafana.example.com",
    prometheus: "https://prometheus.example.com",
    alertmanager: "https://alertmanager.example.com",
    ingress: { className: "nginx", tlsSecret: "wildcard" },
  },
});

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- rendered objects of every kind
type Rendered = Record<string, any>;

function render(component: PrometheusComponentArgs): readonly Rendered[] {
  const folder = mkdtempSync(path.join(tmpdir(), "mlwatch-chart-"));
  try {
    const values = path.join(folder, "values.yaml");
    writeFileSync(values, dump(chartValues(component)));
    const text = execFileSync(
      helm,
      // prettier-ignore
      ["template", "kps", chart ?? "", "--namespace", component.namespace, "--values", values, "--skip-crds", "--kube-version", "1.33.0"],
      { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
    );
    return loadAll(text).filter((object): object is Rendered => object !== null);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

whenGiven("the rendered chart (needs MLWATCH_CHART)", () => {
  beforeAll(() => {
    if (!existsSync(helm)) throw new Error(`helm is not at ${helm}: set MLWATCH_HELM`);
  });

  const cases = Object.values(ClusterProvider).flatMap((provider) =>
    ["dev", "prod"].map((environment) => ({ provider, environment })),
  );

  describe.each(cases)("$provider, $environment", ({ provider, environment }) => {
    let objects: readonly Rendered[];
    beforeAll(() => {
      objects = render(args(provider, environment));
    });
    const all = (kind: string) => objects.filter((object) => object["kind"] === kind);
    const one = (kind: string, name: string): Rendered => {
      const found = all(kind).find((object) => object["metadata"].name === name);
      if (!found) {
        const names = all(kind).map((object) => object["metadata"].name);
        throw new Error(`no ${kind} ${name}, only ${names.join(", ")}`);
      }
      return found;
    };

    it("names every object after the release, subcharts too", () => {
      const strays = objects
        .filter(({ kind }) => kind !== "Pod")
        .map(({ metadata }) => metadata.name as string)
        .filter((name) => !name.startsWith("kps"));
      expect(strays).toEqual([]);
    });

    it("selects its own monitors and rules with the label that ours carry", () => {
      const { spec } = one("Prometheus", "kps-prometheus");
      const selected = { matchLabels: { release: "kps" } };
      expect(spec).toMatchObject({
        serviceMonitorSelector: selected,
        podMonitorSelector: selected,
        ruleSelector: selected,
        probeSelector: selected,
        scrapeConfigSelector: selected,
        serviceMonitorNamespaceSelector: {},
        podMonitorNamespaceSelector: {},
        ruleNamespaceSelector: {},
        probeNamespaceSelector: {},
        scrapeConfigNamespaceSelector: {},
      });
      const unselected = [...all("ServiceMonitor"), ...all("PrometheusRule")]
        .filter(({ metadata }) => metadata.labels.release !== "kps")
        .map(({ metadata }) => metadata.name as string);
      expect(unselected).toEqual([]);
    });

    it("has monitors that the operator accepts with the file access that Prometheus grants", () => {
      const { spec } = one("Prometheus", "kps-prometheus");
      const readsFiles = all("ServiceMonitor")
        .filter(({ spec: { endpoints } }) =>
          (endpoints as Rendered[]).some(
            (endpoint) => endpoint["bearerTokenFile"] ?? endpoint["tlsConfig"]?.caFile,
          ),
        )
        .map(({ metadata }) => metadata.name as string);
      expect(readsFiles).toContain("kps-kubelet");
      expect(spec.arbitraryFSAccessThroughSMs?.deny ?? false).toBe(false);
    });

    it("runs a sidecar that uploads, and scrapes it under the job that the Thanos mixin expects", () => {
      const { spec } = one("Prometheus", "kps-prometheus");
      expect(spec.thanos).toEqual({
        image: "quay.io/thanos/thanos:v0.42.4",
        version: "v0.42.4",
        objectStorageConfig: { name: "ml-objstore", key: "objstore.yml" },
      });
      const service = one("Service", "kps-thanos-discovery")["spec"];
      expect(service.clusterIP).toBe("None");
      expect(service.ports).toContainEqual({ name: "grpc", port: 10901, targetPort: "grpc" });
      const [endpoint] = one("ServiceMonitor", "kps-thanos-sidecar")["spec"].endpoints;
      expect(endpoint.relabelings).toEqual([
        { action: "replace", targetLabel: "job", replacement: "thanos-sidecar" },
      ]);
      expect(one("ServiceAccount", "kps-prometheus")["metadata"].annotations).toEqual({
        "example.com/role": "thanos",
      });
    });

    it("routes alerts by our Secret and makes none of its own", () => {
      const { spec } = one("Alertmanager", "kps-alertmanager");
      expect(spec).toMatchObject({
        configSecret: "ml-alertmanager-config",
        secrets: ["ml-alerting"],
        alertmanagerConfigSelector: { matchLabels: { release: "kps" } },
        externalUrl: "https://alertmanager.example.com",
      });
      const secrets = all("Secret").map(({ metadata }) => metadata.name as string);
      expect(secrets.filter((name) => !name.startsWith("kps-grafana"))).toEqual([]);
    });

    it("brings exactly the alerts that the handle names", () => {
      const alerts = all("PrometheusRule")
        .flatMap(({ spec }) => spec.groups as Rendered[])
        .flatMap(({ rules }) => rules as Rendered[])
        .flatMap(({ alert }) => (alert === undefined ? [] : [alert as string]));
      expect([...new Set(alerts)].sort()).toEqual(defaultAlerts(provider));
    });

    it("scrapes a control plane only where it is one's own", () => {
      const monitors = all("ServiceMonitor").map(({ metadata }) => metadata.name as string);
      const own = ["kps-kube-etcd", "kps-kube-scheduler", "kps-kube-controller-manager"];
      expect(monitors.filter((name) => own.includes(name)).sort()).toEqual(
        MANAGED.includes(provider) ? [] : [...own].sort(),
      );
      expect(monitors).not.toContain("kps-kube-proxy");
      expect(monitors).toContain(provider === "gke" ? "kps-kube-dns" : "kps-coredns");
    });

    it("takes Grafana's password from the Secret, sorts dashboards into folders, queries Thanos", () => {
      const deployment = one("Deployment", "kps-grafana");
      expect(deployment["spec"].strategy).toEqual({ type: "Recreate" });
      const containers = deployment["spec"].template.spec.containers as Rendered[];
      const grafana = containers.find(({ name }) => name === "grafana");
      expect(grafana?.["env"]).toContainEqual({
        name: "GF_SECURITY_ADMIN_PASSWORD",
        valueFrom: { secretKeyRef: { name: "grafana-admin", key: "admin-password" } },
      });
      const sidecar = containers.find(({ name }) => name === "grafana-sc-dashboard");
      expect(sidecar?.["env"]).toContainEqual({
        name: "FOLDER_ANNOTATION",
        value: "grafana_folder",
      });
      expect(JSON.stringify(one("ConfigMap", "kps-grafana-config-dashboards")["data"])).toContain(
        "foldersFromFilesStructure: true",
      );
      const dashboards = all("ConfigMap").filter(
        ({ metadata }) => metadata.labels?.grafana_dashboard === "1",
      );
      expect(dashboards.length).toBeGreaterThan(10);
      expect(dashboards.filter(({ metadata }) => !metadata.annotations?.grafana_folder)).toEqual(
        [],
      );
      const sources = one("ConfigMap", "kps-grafana-datasource")["data"][
        "datasource.yaml"
      ] as string;
      expect(sources).toContain("url: http://thanos-query-frontend.monitoring.svc:10902");
      expect(sources).toContain("prometheusType: Thanos");
    });

    it("serves the three addresses by ingress", () => {
      const hosts = all("Ingress").map(({ spec }) => [
        spec.ingressClassName,
        spec.rules[0].host,
        spec.tls[0].secretName,
      ]);
      expect(hosts.sort()).toEqual([
        ["nginx", "alertmanager.example.com", "wildcard"],
        ["nginx", "grafana.example.com", "wildcard"],
        ["nginx", "prometheus.example.com", "wildcard"],
      ]);
    });

    it("is highly available where the environment is not small", () => {
      const { spec } = one("Prometheus", "kps-prometheus");
      const budgets = all("PodDisruptionBudget").map(({ metadata, spec }) => [
        metadata.name,
        spec.minAvailable,
      ]);
      const affinity = Object.keys(spec.affinity.podAntiAffinity as Rendered)[0];
      expect({ replicas: spec.replicas, affinity, budgets: budgets.sort() }).toEqual(
        environment === "dev"
          ? {
              replicas: 1,
              affinity: "preferredDuringSchedulingIgnoredDuringExecution",
              budgets: [],
            }
          : {
              replicas: 2,
              affinity: "requiredDuringSchedulingIgnoredDuringExecution",
              budgets: [
                ["kps-alertmanager", 2],
                ["kps-prometheus", 1],
              ],
            },
      );
    });

    it("renders custom resources that fit the vendored definitions", () => {
      const checked = objects.filter(({ apiVersion }) =>
        (apiVersion as string).startsWith("monitoring.coreos.com/"),
      );
      expect(checked.length).toBeGreaterThan(30);
      expect(checked.flatMap((object) => checkAgainstDefinition(object))).toEqual([]);
    });

    it("creates no definitions, no namespace and no test pods", () => {
      expect([...all("CustomResourceDefinition"), ...all("Namespace"), ...all("Pod")]).toEqual([]);
    });
  });
});
