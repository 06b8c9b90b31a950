import type { OperatorArgs } from "../../components/monitoring-stack/args";
import { PrometheusInstance } from "../../components/prometheus-instance";
import { instanceObjects } from "../../components/prometheus-instance/objects";
import type { PrometheusComponentArgs } from "../../components/prometheus/args";
import { OBJECT_STORE, prometheusArgs, ROUTING } from "./fixtures";
import { houseProblems } from "./house";
import { deploy, type Inputs } from "./mocks";

type Changes = Partial<PrometheusComponentArgs>;
const args = (changes?: Changes, operator: OperatorArgs = {}) =>
  prometheusArgs({ operator }, changes);
const objects = (changes?: Changes, operator?: OperatorArgs): Record<string, Inputs> =>
  instanceObjects(args(changes, operator));
const prometheus = (changes?: Changes, operator?: OperatorArgs): Inputs =>
  objects(changes, operator)["prometheus"]!["spec"];
const alertmanager = (changes?: Changes, operator?: OperatorArgs): Inputs =>
  objects(changes, operator)["alertmanager"]!["spec"];

describe("the Prometheus object", () => {
  it.each(["serviceMonitor", "podMonitor", "rule", "probe", "scrapeConfig"])(
    "finds %s objects by label, in every namespace",
    (kind) => {
      expect(prometheus()[`${kind}Selector`]).toEqual({ matchLabels: { prometheus: "mlwatch" } });
      expect(prometheus()[`${kind}NamespaceSelector`]).toEqual({});
    },
  );

  it("says which cluster and environment alerts and blocks come from", () => {
    expect(prometheus()["externalLabels"]).toEqual({ cluster: "research-1", environment: "prod" });
  });

  it("sends alerts to the Service of its Alertmanager, by a port that it has", () => {
    const [target] = prometheus()["alerting"].alertmanagers;
    const service = objects()["alertmanager-service"]!;
    expect(service["metadata"]).toMatchObject({ name: target.name, namespace: target.namespace });
    expect(service["spec"].ports[0].name).toBe(target.port);
  });

  it("lets no monitor read files of its pod, its token above all", () => {
    expect(prometheus()["arbitraryFSAccessThroughSMs"]).toEqual({ deny: true });
  });

  it("has the Thanos sidecar with an object store only, in the custom resource's shape", () => {
    expect(prometheus()).not.toHaveProperty("thanos");
    expect(prometheus({ objectStore: OBJECT_STORE })["thanos"]).toEqual({
      image: "quay.io/thanos/thanos:v0.42.4",
      version: "v0.42.4",
      objectStorageConfig: { name: "ml-objstore", key: "objstore.yml" },
    });
  });

  it("enforces limits on every scrape", () => {
    expect(prometheus({ limits: { samples: 100 } })).toMatchObject({
      enforcedSampleLimit: 1000,
      enforcedLabelLimit: 40,
      enforcedLabelValueLengthLimit: 512,
      enforcedBodySizeLimit: "200MB",
    });
  });

  it("is highly available in prod, and small in dev", () => {
    const disruption = (environment: string) =>
      Object.keys(objects({ environment })).filter((role) => role.endsWith("disruption-budget"));
    expect(prometheus()).toMatchObject({ replicas: 2, affinity: expect.anything() });
    expect(alertmanager()).toMatchObject({ replicas: 3, affinity: expect.anything() });
    expect(disruption("prod")).toHaveLength(2);
    const dev = { environment: "dev" };
    expect(prometheus(dev)["replicas"]).toBe(1);
    expect(prometheus(dev)).not.toHaveProperty("affinity");
    expect(disruption("dev")).toEqual([]);
  });

  it("deletes old blocks before its volume is full, and needs no volume in the embedded environment", () => {
    expect(prometheus()).toMatchObject({ retentionSize: "81920MiB" });
    expect(prometheus()["storage"].volumeClaimTemplate.spec.resources.requests.storage).toBe(
      "100Gi",
    );
    expect(prometheus({ environment: "local" })).not.toHaveProperty("storage");
  });
});

describe("the Alertmanager object", () => {
  it("reads the routing and mounts its secrets", () => {
    expect(alertmanager({ alertmanagerConfig: ROUTING })).toMatchObject({
      configSecret: "ml-alertmanager-config",
      secrets: ["ml-alerting"],
    });
    expect(alertmanager()).not.toHaveProperty("configSecret");
  });

  it("takes AlertmanagerConfigs that are meant for it, not those of every namespace", () => {
    expect(alertmanager()["alertmanagerConfigSelector"]).toEqual({
      matchLabels: { prometheus: "mlwatch" },
    });
  });
});

describe("access", () => {
  it("of Prometheus is to discover and scrape, and no more", () => {
    const rules: { verbs: string[]; resources?: string[] }[] = objects()["cluster-role"]!["rules"];
    expect(new Set(rules.flatMap(({ verbs }) => verbs))).toEqual(new Set(["get", "list", "watch"]));
    expect(rules.flatMap(({ resources = [] }) => resources)).not.toContain("secrets");
    expect(objects()["cluster-role-binding"]).toMatchObject({
      subjects: [{ kind: "ServiceAccount", name: "mlwatch-prometheus", namespace: "monitoring" }],
    });
    expect(prometheus()["serviceAccountName"]).toBe("mlwatch-prometheus");
  });

  it("of Alertmanager to the API server is none", () => {
    expect(alertmanager()["automountServiceAccountToken"]).toBe(false);
    expect(objects()["alertmanager-service-account"]!["automountServiceAccountToken"]).toBe(false);
  });

  it("to the bucket is Prometheus's account's", () => {
    expect(
      objects({ objectStore: OBJECT_STORE })["prometheus-service-account"]!["metadata"],
    ).toMatchObject({ annotations: OBJECT_STORE.serviceAccountAnnotations });
  });

  it("is of the cluster, so two instances of one name in two namespaces do not collide", () => {
    const role = (namespace: string) => objects({ namespace })["cluster-role"]!["metadata"].name;
    expect(role("a")).not.toBe(role("b"));
  });
});

describe("its own metrics", () => {
  it.each(["prometheus", "alertmanager", "thanos-sidecar"])("of %s have its name as job", (job) => {
    const all = objects({ objectStore: OBJECT_STORE });
    const { metadata, spec } = all[`${job}-service`] as Inputs;
    const monitor = all[`${job}-monitor`] as Inputs;
    expect(metadata.labels[monitor["spec"].jobLabel]).toBe(job);
    expect(metadata.labels).toMatchObject(monitor["spec"].selector.matchLabels);
    expect(monitor["metadata"].labels).toMatchObject({ prometheus: "mlwatch" });
    expect(spec.ports).toContainEqual(
      expect.objectContaining({ name: monitor["spec"].endpoints[0].port }),
    );
  });

  it("of the sidecars are found one by one, by a port called grpc", () => {
    const { spec } = objects({ objectStore: OBJECT_STORE })["thanos-sidecar-service"]!;
    expect(spec).toMatchObject({ clusterIP: "None" });
    expect(spec.ports).toContainEqual(expect.objectContaining({ name: "grpc", port: 10901 }));
    expect(objects()).not.toHaveProperty("thanos-sidecar-service");
  });
});

describe("overrides", () => {
  it("are merged last, in depth", () => {
    const overrides = { prometheus: { logLevel: "debug", externalLabels: { region: "eu" } } };
    expect(prometheus({}, { overrides })).toMatchObject({
      logLevel: "debug",
      externalLabels: { region: "eu", cluster: "research-1" },
    });
  });

  it.each<[string, OperatorArgs["overrides"], RegExp]>([
    [
      "a selector",
      { prometheus: { ruleSelector: null } },
      /'prometheus\.operator\.overrides\.prometheus' must not set ruleSelector to .* Remove it/,
    ],
    [
      "the cluster's name",
      { prometheus: { externalLabels: { cluster: "x" } } },
      /must not set externalLabels\.cluster to "x": .* rely on "research-1"/,
    ],
    [
      "the routing",
      { alertmanager: { configSecret: "mine" } },
      /'prometheus\.operator\.overrides\.alertmanager' must not set configSecret to "mine": .* its absence/,
    ],
  ])("must not change %s", (_, overrides, message) => {
    expect(() => objects({}, { overrides: overrides! })).toThrow(message);
  });
});

describe("errors", () => {
  it.each<[string, Changes, OperatorArgs, RegExp]>([
    [
      "a name that is no DNS label",
      {},
      { name: "ML" },
      /'prometheus\.operator\.name' \("ML"\) must be a lower-case DNS label of at most 40/,
    ],
    ["no cluster", { cluster: " " }, {}, /'cluster' \(" "\) must not be empty/],
    [
      "a namespace that is none",
      { namespace: "Mon" },
      {},
      /'namespace' \("Mon"\) must be a lower-case DNS label/,
    ],
    [
      "half an Alertmanager",
      { prometheus: { operator: {}, alertmanagerReplicas: 0.5 } },
      {},
      /'prometheus\.alertmanagerReplicas' \(0\.5\) must be a whole number of at least 1/,
    ],
    [
      "an interval that is no duration",
      { prometheus: { operator: {}, scrapeInterval: "soon" } },
      {},
      /'prometheus\.scrapeInterval' \(soon\) must be a duration/,
    ],
    [
      "a retention too short to upload from",
      { objectStore: OBJECT_STORE, prometheus: { operator: {}, retention: "2h" } },
      {},
      /'prometheus\.retention' \(2h\) must be at least 6h/,
    ],
  ])("%s", async (_, changes, operator, message) => {
    const given = { ...args(changes, operator), ...changes };
    await expect(deploy(() => new PrometheusInstance("ml", given))).rejects.toThrow(message);
  });
});

describe("PrometheusInstance", () => {
  const everything: Changes = {
    objectStore: OBJECT_STORE,
    alertmanagerConfig: ROUTING,
    urls: { prometheus: "https://p.example.com", alertmanager: "https://a.example.com" },
  };
  it("deploys its objects, all of them valid for the operator's definitions", async () => {
    const deployment = await deploy(() => new PrometheusInstance("ml", args(everything)));
    expect(houseProblems(deployment, "ml")).toEqual([]);
    const { one, all } = deployment;
    expect(one("Prometheus").inputs["metadata"]).toMatchObject({ name: "mlwatch" });
    expect(one("Prometheus").inputs["spec"]["externalUrl"]).toBe("https://p.example.com");
    expect(one("Alertmanager").inputs["spec"]["externalUrl"]).toBe("https://a.example.com");
    expect(all("ServiceMonitor")).toHaveLength(3);
    expect(all("Service")).toHaveLength(3);
    expect(all("ClusterRoleBinding")).toHaveLength(1);
  });

  it("tells the rest of the stack where things are, and that it brings no alerts", async () => {
    const { result } = await deploy(() => new PrometheusInstance("ml", args(everything)));
    const { ready, ...handle } = result.handle;
    expect(ready.length).toBeGreaterThan(5);
    expect(handle).toEqual({
      namespace: "monitoring",
      objectLabels: { prometheus: "mlwatch" },
      defaultAlerts: [],
      prometheusUrl: "http://mlwatch-prometheus.monitoring.svc:9090",
      alertmanagerUrl: "http://mlwatch-alertmanager.monitoring.svc:9093",
      dashboards: {
        label: "grafana_dashboard",
        labelValue: "1",
        folderAnnotation: "grafana_folder",
      },
      thanosSidecar: { service: "mlwatch-thanos-sidecar", grpcPort: 10901 },
    });
  });
});
