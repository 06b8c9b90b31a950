import * as pulumi from "@pulumi/pulumi";
import { defaultAlerts } from "../../components/kube-prometheus-stack/default-alerts";
import { MonitoringStack } from "../../components/monitoring-stack";
import type { MonitoringStackArgs } from "../../components/monitoring-stack/args";
import { equivalents } from "../../rules/conventions";
import { houseProblems, plainText } from "./house";
import { type Deployment, deploy, promiseOf } from "./mocks";
import { BARE, EXISTING, FULL, GCS } from "./stacks";

jest.mock("../../components/crds/definitions", () => jest.requireActual("./small-definitions"));

type Stack = Deployment<MonitoringStack>;
const stack = (args: MonitoringStackArgs, preview = false): Promise<Stack> =>
  deploy(() => new MonitoringStack("ml", args), { preview });
/** As with a Prometheus of others, which cannot have our storage. */
const { longTermStorage: _, ...WITHOUT_STORAGE } = FULL;
const THEIRS: MonitoringStackArgs = { ...WITHOUT_STORAGE, prometheus: EXISTING };

/** Names of what a resource waits for, through what that waits for. */
function waitsFor({ resources }: Stack, name: string): Set<string> {
  const seen = new Set<string>();
  const visit = (current: string) => {
    for (const resource of resources.filter((r) => r.name === current)) {
      for (const next of resource.dependencies) {
        if (seen.has(next)) continue;
        seen.add(next);
        visit(next);
      }
    }
  };
  visit(name);
  return seen;
}

/** Names of all alerts in the PrometheusRules. */
function alerts({ all }: Stack): string[] {
  return all("PrometheusRule").flatMap(({ inputs }) =>
    (inputs["spec"].groups as { rules: { alert?: string }[] }[]).flatMap(({ rules }) =>
      rules.flatMap(({ alert }) => alert ?? []),
    ),
  );
}

describe("with the chart", () => {
  let full: Stack;
  beforeAll(async () => {
    full = await stack(FULL);
  });

  it("deploys resources that keep the rules of the house", () => {
    expect(houseProblems(full, "ml")).toEqual([]);
  });

  it("deploys each part once, an exporter per pool", () => {
    const components = full.resources
      .filter(({ type }) => type.startsWith("mlwatch:index:"))
      .map(({ type, name }) => `${type.split(":").at(-1)} ${name}`);
    expect(components.sort()).toEqual([
      "AlertRouting ml",
      "AlertRules ml",
      "DcgmExporter ml-dcgm-h100",
      "DcgmExporter ml-dcgm-l4",
      "GrafanaDashboards ml",
      "KubePrometheusStack ml-prometheus",
      "MonitoringStack ml",
      "PrometheusOperatorCrds ml-prometheus-crds",
      "ThanosStack ml-thanos",
      "WorkloadMonitors ml",
    ]);
  });

  it("labels every rule and monitor so that Prometheus finds it", () => {
    for (const kind of ["PrometheusRule", "ServiceMonitor", "PodMonitor"]) {
      expect(full.all(kind).length).toBeGreaterThan(0);
      for (const { inputs } of full.all(kind)) {
        expect(inputs["metadata"].labels).toMatchObject({ release: "kps" });
        expect(inputs["metadata"].namespace).toBe("monitoring");
      }
    }
  });

  it("gives every monitor the limits", () => {
    for (const { inputs } of [...full.all("ServiceMonitor"), ...full.all("PodMonitor")]) {
      expect(inputs["spec"].sampleLimit).toBe(12_345);
    }
  });

  it("deploys no alert that the chart brings, under its name or another", () => {
    const brought = new Set(defaultAlerts("gke"));
    expect(brought).toContain("Watchdog");
    const twice = alerts(full).filter(
      (alert) => brought.has(alert) || (equivalents[alert] ?? []).some((name) => brought.has(name)),
    );
    expect(twice).toEqual([]);
    expect(alerts(full)).toEqual(expect.arrayContaining(["TrainingLossNonFinite", "GPULost"]));
  });

  it("waits for namespace, definitions and release before what needs them", () => {
    const release = waitsFor(full, "ml-prometheus-release");
    expect(release).toContain("ml-prometheus-crds-prometheuses");
    const needy = [
      ...full.all("PrometheusRule"),
      ...full.all("PodMonitor"),
      ...full.all("ServiceMonitor"),
    ];
    for (const { name } of needy) {
      expect([...waitsFor(full, name)]).toEqual(
        expect.arrayContaining(["ml-prometheus-release", "ml-prometheus-crds-servicemonitors"]),
      );
    }
    for (const name of ["ml-alerting", "ml-alertmanager-config", "ml-objstore"]) {
      expect(waitsFor(full, name)).toContain("ml-namespace");
    }
    // The component waits, and with it all its children.
    expect([...waitsFor(full, "ml-prometheus")]).toEqual(
      expect.arrayContaining(["ml-namespace", "ml-alertmanager-config", "ml-objstore"]),
    );
    expect(waitsFor(full, "ml-dcgm-h100-counters")).toContain("ml-gpu-namespace");
  });

  it("connects its parts: routing, object store, sidecars and Thanos", () => {
    const { values } = full.one("Release").inputs;
    expect(values).toMatchObject({
      alertmanager: {
        alertmanagerSpec: { configSecret: "ml-alertmanager-config", secrets: ["ml-alerting"] },
      },
      grafana: {
        sidecar: {
          datasources: { url: "http://thanos-query-frontend.monitoring.svc:10902" },
        },
      },
      prometheus: {
        prometheusSpec: {
          thanos: {
            objectStorageConfig: { existingSecret: { name: "ml-objstore", key: "objstore.yml" } },
          },
        },
      },
    });
    const query = full.one("Deployment", "ml-thanos-query-deployment").inputs;
    expect(JSON.stringify(query["spec"])).toContain("kps-thanos-discovery.monitoring.svc");
  });

  it("keeps secrets secret: nothing of them in values, ConfigMaps and inputs", () => {
    expect(plainText(full.resources).includes("xyzzy")).toBe(false);
    const holders = full.resources
      .filter(({ inputs }) => JSON.stringify(inputs).includes("xyzzy"))
      .map(({ type, name, secrets }) => [type, name, secrets]);
    expect(holders.sort()).toEqual([
      ["kubernetes:core/v1:Secret", "ml-alerting", ["stringData"]],
      ["pulumi:providers:kubernetes", "ml-prometheus-crds-adopting", ["kubeconfig"]],
    ]);
    const root = full.one("mlwatch:index:MonitoringStack").inputs;
    expect(root).not.toHaveProperty("secrets");
    expect(root).not.toHaveProperty("kubernetes");
  });

  it("lets the chart's node-exporter into its namespace, and the GPU exporters into theirs", () => {
    const level = (name: string) =>
      full.one("Namespace", name).inputs["metadata"].labels["pod-security.kubernetes.io/enforce"];
    expect(level("monitoring")).toBe("privileged");
    expect(level("gpu-metrics")).toBe("privileged");
    expect(full.all("Namespace")).toHaveLength(2);
    // GKE refuses pods of system priority without a quota.
    expect(full.all("ResourceQuota")).toHaveLength(1);
  });

  it("says where things are", async () => {
    const { result } = full;
    const outputs = await promiseOf(
      pulumi.output({
        prometheusUrl: result.prometheusUrl,
        alertmanagerUrl: result.alertmanagerUrl!,
        grafanaUrl: result.grafanaUrl!,
        thanosQueryUrl: result.thanosQueryUrl!,
        namespace: result.namespace,
        objectLabels: result.objectLabels,
      }),
    );
    expect(outputs).toEqual({
      prometheusUrl: "http://kps-prometheus.monitoring.svc:9090",
      alertmanagerUrl: "http://kps-alertmanager.monitoring.svc:9093",
      grafanaUrl: "http://kps-grafana.monitoring.svc",
      thanosQueryUrl: "http://thanos-query-frontend.monitoring.svc:10902",
      namespace: "monitoring",
      objectLabels: { release: "kps" },
    });
  });

  it("deploys the same in a preview, where nothing is known yet", async () => {
    const shape = ({ resources }: Stack) =>
      resources.map(({ type, name }) => `${type} ${name}`).sort();
    expect(shape(await stack(FULL, true))).toEqual(shape(full));
  });
});

describe("with custom resources", () => {
  it("deploys Prometheus, Alertmanager, routing and the alerts that no chart brings", async () => {
    const bare = await stack(BARE);
    expect(houseProblems(bare, "ml")).toEqual([]);
    expect(bare.all("Prometheus")).toHaveLength(1);
    expect(bare.one("Alertmanager").inputs["spec"]).toMatchObject({
      configSecret: "ml-alertmanager-config",
      secrets: ["hook"],
    });
    for (const absent of ["Release", "CustomResourceDefinition", "DaemonSet", "PodMonitor"]) {
      expect(bare.all(absent)).toEqual([]);
    }
    expect(bare.all("ThanosStack")).toEqual([]);
    expect(alerts(bare)).toContain("Watchdog");
    expect(bare.one("Namespace").inputs["metadata"].labels).toMatchObject({
      "pod-security.kubernetes.io/enforce": "restricted",
    });
    expect(bare.result.grafanaUrl).toBeUndefined();
    expect(bare.result.thanosQueryUrl).toBeUndefined();
    expect(await promiseOf(bare.result.alertmanagerUrl!)).toBe(
      "http://mlwatch-alertmanager.monitoring.svc:9093",
    );
  });

  it("waits with Prometheus for what its pods mount", async () => {
    const full = await stack({ ...FULL, prometheus: { operator: {} } });
    expect([...waitsFor(full, "ml-prometheus")]).toEqual(
      expect.arrayContaining(["ml-namespace", "ml-alertmanager-config", "ml-objstore"]),
    );
    expect(waitsFor(full, "ml-training-llm")).toContain("ml-prometheus-prometheus");
    expect(
      JSON.stringify(full.one("Deployment", "ml-thanos-query-deployment").inputs["spec"]),
    ).toContain("mlwatch-thanos-sidecar.monitoring.svc");
  });
});

describe("with a Prometheus of others", () => {
  it("adds rules, monitors, dashboards and exporters where it finds them, and nothing else", async () => {
    const theirs = await stack(THEIRS);
    expect(houseProblems(theirs, "ml")).toEqual([]);
    for (const kind of ["PrometheusRule", "PodMonitor", "ServiceMonitor"]) {
      expect(theirs.all(kind).length).toBeGreaterThan(0);
      for (const { inputs } of theirs.all(kind)) {
        expect(inputs["metadata"]).toMatchObject({
          namespace: "theirs",
          labels: { release: "theirs" },
        });
      }
    }
    for (const absent of ["AlertRouting", "Secret", "Prometheus", "Alertmanager", "Release"]) {
      expect(theirs.all(absent)).toEqual([]);
    }
    expect(theirs.all("Namespace").map(({ inputs }) => inputs["metadata"].name)).toEqual([
      "gpu-metrics",
    ]);
    expect(alerts(theirs)).not.toContain("Watchdog");
    expect(theirs.result.alertmanagerUrl).toBeUndefined();
    expect(await promiseOf(theirs.result.namespace)).toBe("theirs");
  });

  it("deploys a Watchdog where theirs has none", async () => {
    const existing = { ...EXISTING.existing, defaultAlerts: [] };
    expect(alerts(await stack({ ...THEIRS, prometheus: { existing } }))).toContain("Watchdog");
  });
});

describe("options", () => {
  it("uses a namespace that exists", async () => {
    const given = await stack({ ...BARE, namespace: { name: "obs", create: false } });
    expect(given.all("Namespace")).toEqual([]);
    expect(given.one("Prometheus").inputs["metadata"].namespace).toBe("obs");
    expect(await promiseOf(given.result.namespace)).toBe("obs");
  });

  it("deploys no dashboards where Grafana is off, and links to external addresses", async () => {
    const urls = { prometheus: "https://p.example.com", grafana: "https://g.example.com" };
    const { all, result } = await stack({ ...THEIRS, grafana: { enabled: false }, urls });
    expect(all("GrafanaDashboards")).toEqual([]);
    expect(await promiseOf(result.prometheusUrl)).toBe(urls.prometheus);
    expect(await promiseOf(result.grafanaUrl!)).toBe(urls.grafana);
  });

  it("takes a Secret with the object store's configuration as it is", async () => {
    const existingSecret = { name: "theirs", key: "config.yml" };
    const { all, one } = await stack({ ...BARE, longTermStorage: { ...GCS, existingSecret } });
    expect(all("Secret").map(({ name }) => name)).toEqual(["ml-alertmanager-config"]);
    expect(one("Prometheus").inputs["spec"].thanos.objectStorageConfig).toEqual(existingSecret);
    expect(JSON.stringify(one("StatefulSet", "ml-thanos-store-statefulset").inputs)).toContain(
      "config.yml",
    );
  });

  it("stores blocks in a directory in the embedded environment", async () => {
    const longTermStorage = { type: "FILESYSTEM", bucket: "/bucket" } as const;
    const { one } = await stack({ ...BARE, provider: "local", longTermStorage });
    expect(one("Secret", "ml-objstore").inputs["stringData"]["objstore.yml"]).toContain("/bucket");
  });

  it("can stand twice in one program", async () => {
    const twice = deploy(() => [
      new MonitoringStack("a", BARE),
      new MonitoringStack("b", { ...BARE, namespace: { name: "b" } }),
    ]);
    await expect(twice).resolves.toBeDefined();
  });
});
