import { DcgmExporter, type DcgmExporterArgs } from "../../components/dcgm-exporter";
import { COUNTERS, countersCsv, type Counter } from "../../components/dcgm-exporter/counters";
import {
  criticalPodsQuota,
  dcgmObjects,
  gpuNamespace,
} from "../../components/dcgm-exporter/objects";
import type { GpuPoolArgs } from "../../components/monitoring-stack/args";
import { seconds } from "../../promql";
import { houseProblems } from "./house";
import { deploy, type Inputs } from "./mocks";

const POOL: GpuPoolArgs = {
  name: "h100",
  accelerator: "nvidia-h100-80gb",
  gpusPerNode: 8,
  nodes: { min: 2, max: 4 },
};
const args = (changes: Partial<DcgmExporterArgs> = {}): DcgmExporterArgs => ({
  provider: "eks",
  pool: POOL,
  ...changes,
});
// The builders' types wrap every field in Input; the values are plain.
const objects = (changes?: Partial<DcgmExporterArgs>): Inputs => dcgmObjects(args(changes));
const pod = (changes?: Partial<DcgmExporterArgs>): Inputs =>
  objects(changes)["daemonSet"].spec.template.spec;
const container = (changes?: Partial<DcgmExporterArgs>): Inputs => pod(changes)["containers"][0];
const endpoint = (changes?: Partial<DcgmExporterArgs>): Inputs =>
  objects(changes)["serviceMonitor"].spec.endpoints[0];
const env = (changes?: Partial<DcgmExporterArgs>): Inputs =>
  Object.fromEntries((container(changes)["env"] as Inputs[]).map((e) => [e["name"], e["value"]]));

const NVIDIA = { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" };

describe("per provider", () => {
  it.each<[DcgmExporterArgs["provider"], Inputs, Inputs[]]>([
    ["gke", { "cloud.google.com/gke-accelerator": POOL.accelerator }, [NVIDIA]],
    ["eks", { "k8s.amazonaws.com/accelerator": POOL.accelerator }, [NVIDIA]],
    [
      "aks",
      { "kubernetes.azure.com/accelerator": "nvidia", "kubernetes.azure.com/agentpool": "h100" },
      [NVIDIA, { key: "sku", operator: "Equal", value: "gpu", effect: "NoSchedule" }],
    ],
    [
      "oke",
      { "nvidia.com/gpu": "true", "node.kubernetes.io/instance-type": POOL.accelerator },
      [NVIDIA],
    ],
    ["bare-metal", { "nvidia.com/gpu.product": POOL.accelerator }, [NVIDIA]],
    ["local", { "nvidia.com/gpu.product": POOL.accelerator }, [NVIDIA]],
  ])("%s: goes to the pool's nodes and tolerates their taints", (provider, selector, taints) => {
    expect(pod({ provider })).toMatchObject({ nodeSelector: selector, tolerations: taints });
  });

  it("takes the pool's own selector and tolerations instead", () => {
    const own = { nodeSelector: { pool: "a" }, tolerations: [{ key: "mine", operator: "Exists" }] };
    expect(pod({ pool: { ...POOL, ...own } })).toMatchObject(own);
  });

  it("mounts the driver on GKE, which has no NVIDIA runtime, and nowhere else", () => {
    expect(pod({ provider: "gke" })["volumes"]).toContainEqual({
      name: "driver",
      hostPath: { path: "/home/kubernetes/bin/nvidia", type: "Directory" },
    });
    expect(container({ provider: "gke" })["volumeMounts"]).toContainEqual({
      name: "driver",
      mountPath: "/usr/local/nvidia",
      readOnly: true,
    });
    expect(env({ provider: "gke" })).toMatchObject({
      LD_LIBRARY_PATH: "/usr/local/nvidia/lib64",
      DCGM_EXPORTER_KUBERNETES_GPU_ID_TYPE: "device-name",
    });
    expect((pod()["volumes"] as Inputs[]).map((v) => v["name"])).toEqual([
      "counters",
      "pod-resources",
    ]);
    expect(env()).not.toHaveProperty("LD_LIBRARY_PATH");
    expect(env()).toMatchObject({ DCGM_EXPORTER_KUBERNETES_GPU_ID_TYPE: "uid" });
  });

  it("asks for NVIDIA's runtime class where it is not the default runtime", () => {
    expect(pod({ provider: "bare-metal" })["runtimeClassName"]).toBe("nvidia");
    expect(pod()).not.toHaveProperty("runtimeClassName");
  });

  it("has no more rights than profiling needs, but on GKE, where the device files need all", () => {
    expect(container()["securityContext"]).toEqual({
      runAsUser: 0,
      runAsNonRoot: false,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"], add: ["SYS_ADMIN"] },
    });
    expect(container({ provider: "gke" })["securityContext"]).toEqual({
      runAsUser: 0,
      runAsNonRoot: false,
      privileged: true,
    });
    expect(pod()["automountServiceAccountToken"]).toBe(false);
  });
});

describe("the exporter", () => {
  it("has memory for eight GPUs, and gets rid of garbage before the kernel ends it", () => {
    const mebibytes = (quantity: string) =>
      Number(/^(\d+)(?:Mi|Gi)$/.exec(quantity)?.[1]) * (quantity.endsWith("Gi") ? 1024 : 1);
    const { requests, limits } = container()["resources"];
    expect(mebibytes(limits.memory)).toBeGreaterThanOrEqual(1024);
    expect(mebibytes(requests.memory)).toBeGreaterThanOrEqual(512);
    // Throttled CPU would show as failed scrapes.
    expect(limits).not.toHaveProperty("cpu");
    expect(Number(/^(\d+)MiB$/.exec(env()["GOMEMLIMIT"])?.[1])).toBeLessThan(
      mebibytes(limits.memory),
    );
  });

  it("reads our list of counters, and restarts when that changes", () => {
    const { configMap, daemonSet } = objects();
    expect(env()["DCGM_EXPORTER_COLLECTORS"]).toBe("/etc/mlwatch/counters.csv");
    expect(container()["volumeMounts"]).toContainEqual({
      name: "counters",
      mountPath: "/etc/mlwatch",
      readOnly: true,
    });
    expect(configMap.data["counters.csv"]).toBe(countersCsv(COUNTERS));
    expect(daemonSet.spec.template.metadata.annotations["mlwatch.dev/counters-hash"]).toMatch(
      /^[0-9a-f]{16}$/,
    );
  });

  it("names its image by a full version, and takes another", () => {
    expect(container()["image"]).toMatch(/:\d+\.\d+\.\d+-\d+\.\d+\.\d+/);
    expect(container({ dcgm: { image: "registry.example.com/dcgm:1" } })["image"]).toBe(
      "registry.example.com/dcgm:1",
    );
  });

  it("asks the kubelet for pods, not the API server", () => {
    expect(pod()["volumes"]).toContainEqual({
      name: "pod-resources",
      hostPath: { path: "/var/lib/kubelet/pod-resources", type: "Directory" },
    });
    expect(env()["DCGM_EXPORTER_KUBERNETES"]).toBe("true");
  });
});

describe("the list of counters", () => {
  const rows = countersCsv(COUNTERS).trimEnd().split("\n");

  it("has exactly two commas in a row and no quotes, or the exporter would not start", () => {
    expect(rows).toHaveLength(COUNTERS.length);
    for (const row of rows)
      expect(row).toMatch(/^DCGM_(FI|EXP)_[A-Z0-9_]+, (gauge|counter), [^,"]+$/);
  });

  it.each([
    "DCGM_FI_DEV_GPU_UTIL",
    "DCGM_FI_PROF_SM_ACTIVE",
    "DCGM_EXP_XID_ERRORS_COUNT",
    "DCGM_FI_DEV_ECC_DBE_VOL_TOTAL",
    "DCGM_FI_DEV_ROW_REMAP_FAILURE",
  ])("has %s", (field) => {
    expect(COUNTERS.map(([name]) => name)).toContain(field);
  });

  it("has no label rows: a new driver would make all series new", () => {
    expect(COUNTERS.map(([, type]) => String(type))).not.toContain("label");
  });

  it.each<[string, readonly Counter[], RegExp]>([
    ["a comma", [["DCGM_FI_A", "gauge", "One, two"]], /counter \["DCGM_FI_A".* without commas/],
    ["an empty text", [["DCGM_FI_A", "gauge", ""]], /without commas, quotes and line breaks/],
    ["a field of another name", [["GPU_UTIL", "gauge", "Use."]], /"GPU_UTIL" is no field of DCGM/],
    [
      "a field twice",
      [
        ["DCGM_FI_A", "gauge", "One."],
        ["DCGM_FI_A", "gauge", "Two."],
      ],
      /"DCGM_FI_A" occurs twice/,
    ],
  ])("refuses %s", (_, counters, message) => {
    expect(() => countersCsv(counters)).toThrow(message);
  });
});

describe("the scrape", () => {
  it("keeps the exporter's own labels apart from the workload's, or idle GPUs would seem used by the exporter", () => {
    expect(endpoint()["honorLabels"]).toBe(false);
  });

  it("says node, pool and one job for all pools", () => {
    expect(endpoint()["relabelings"]).toEqual([
      { sourceLabels: ["__meta_kubernetes_pod_node_name"], targetLabel: "node" },
      { targetLabel: "job", replacement: "dcgm-exporter" },
      { targetLabel: "gpu_pool", replacement: "h100" },
    ]);
  });

  it("has one spelling of the host name", () => {
    expect(endpoint()["metricRelabelings"]).toEqual([
      { sourceLabels: ["Hostname"], regex: "(.+)", targetLabel: "hostname" },
      { action: "labeldrop", regex: expect.stringMatching(/(^|\|)Hostname(\||$)/) },
    ]);
  });

  it("is no faster than the exporter collects, and gives up before the next one", () => {
    expect(seconds(endpoint()["interval"]) * 1000).toBe(Number(env()["DCGM_EXPORTER_INTERVAL"]));
    const timeout = (interval: string, provider: "local" | "eks" = "local") =>
      seconds(endpoint({ provider, dcgm: { interval } })["scrapeTimeout"]);
    expect(timeout("2s")).toBeLessThanOrEqual(2);
    expect(timeout("5m", "eks")).toBeLessThan(30);
  });

  it("has limits, those that are given", () => {
    expect(objects()["serviceMonitor"].spec).toMatchObject({
      sampleLimit: 20_000,
      labelLimit: 40,
      labelValueLengthLimit: 512,
      bodySizeLimit: "20MB",
    });
    expect(objects({ limits: { samples: 5 } })["serviceMonitor"].spec.sampleLimit).toBe(5);
  });

  it("finds exactly the Service of its pool, in the exporter's namespace", () => {
    const { service, serviceMonitor, daemonSet } = objects({ monitorNamespace: "monitoring" });
    expect(serviceMonitor.metadata.namespace).toBe("monitoring");
    expect(serviceMonitor.spec.namespaceSelector).toEqual({ matchNames: ["gpu-metrics"] });
    const selector = serviceMonitor.spec.selector.matchLabels;
    expect(service.metadata.labels).toMatchObject(selector);
    expect(daemonSet.spec.template.metadata.labels).toMatchObject(service.spec.selector);
    expect(objects({ pool: { ...POOL, name: "l4" } })["service"].metadata.labels).not.toMatchObject(
      selector,
    );
  });
});

describe("the namespace", () => {
  it("lets host paths and SYS_ADMIN in, which the stack's own does not", () => {
    expect(gpuNamespace()).toMatchObject({
      metadata: {
        name: "gpu-metrics",
        labels: {
          "pod-security.kubernetes.io/enforce": "privileged",
          "pod-security.kubernetes.io/audit": "privileged",
          "pod-security.kubernetes.io/warn": "privileged",
        },
      },
    });
  });

  it("has room for pods of system priority, which GKE refuses without a quota", () => {
    expect(criticalPodsQuota("gpu-metrics").spec).toMatchObject({
      scopeSelector: { matchExpressions: [{ scopeName: "PriorityClass", operator: "In" }] },
    });
    expect(pod()["priorityClassName"]).toBe("system-node-critical");
  });
});

describe("errors", () => {
  const pool = (changes: Partial<GpuPoolArgs>) => ({ pool: { ...POOL, ...changes } });
  it.each<[string, Partial<DcgmExporterArgs>, RegExp]>([
    [
      "a name with capitals",
      pool({ name: "H100" }),
      /gpuPools\[\]\.name is "H100", but must be a DNS label/,
    ],
    [
      "a name that makes a Service's too long",
      pool({ name: "a".repeat(50) }),
      /gpuPools\[\]\.name is "a{50}", but must be a DNS label: at most 49/,
    ],
    [
      "no GPUs",
      pool({ gpusPerNode: 0 }),
      /GPU pool "h100" has gpusPerNode 0 .* at least one GPU per node/,
    ],
    [
      "fewer nodes at most than at least",
      pool({ nodes: { min: 3, max: 2 } }),
      /GPU pool "h100" .* nodes 3\.\.2, but needs .* 0 <= min <= max/,
    ],
    ["negative nodes", pool({ nodes: { min: -1, max: 2 } }), /nodes -1\.\.2/],
    [
      "an interval below the exporter's",
      { dcgm: { interval: "15s" } },
      /dcgm\.interval is "15s", but must be a duration of at least 30s: .* every sample twice/,
    ],
    [
      "an interval that is no duration",
      { dcgm: { interval: "often" } },
      /dcgm\.interval is "often", but must be a duration/,
    ],
  ])("%s", (_, changes, message) => {
    expect(() => dcgmObjects(args(changes))).toThrow(message);
  });

  it("take a short interval in the embedded environment, where a stand-in answers at once", () => {
    expect(endpoint({ provider: "local", dcgm: { interval: "2s" } })["interval"]).toBe("2s");
  });

  it("reach the program as one message", async () => {
    const broken = () => new DcgmExporter("gpu", args(pool({ gpusPerNode: 0 })));
    await expect(deploy(broken)).rejects.toThrow(/GPU pool "h100"/);
  });
});

describe("DcgmExporter", () => {
  it("deploys one pool's exporter and its monitor", async () => {
    const deployment = await deploy(
      () => new DcgmExporter("gpu", args({ labels: { release: "kps" }, monitorNamespace: "mon" })),
    );
    expect(houseProblems(deployment, "gpu")).toEqual([]);
    expect(deployment.result.objectName).toBe("dcgm-exporter-h100");
    for (const type of ["ConfigMap", "ServiceAccount", "DaemonSet", "Service"]) {
      expect(deployment.one(type).inputs["metadata"]).toMatchObject({
        name: "dcgm-exporter-h100",
        namespace: "gpu-metrics",
      });
    }
    expect(deployment.one("ServiceMonitor").inputs["metadata"]).toMatchObject({
      namespace: "mon",
      labels: { release: "kps" },
    });
    expect(deployment.one("DaemonSet").dependencies).toEqual(["gpu-account", "gpu-counters"]);
  });

  it("keeps the objects of two pools apart", async () => {
    const { all } = await deploy(() => [
      new DcgmExporter("gpu-h100", args()),
      new DcgmExporter("gpu-l4", args({ pool: { ...POOL, name: "l4" } })),
    ]);
    const names = all("DaemonSet").map(({ inputs }) => inputs["metadata"].name);
    expect(names.sort()).toEqual(["dcgm-exporter-h100", "dcgm-exporter-l4"]);
  });
});
