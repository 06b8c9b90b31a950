import type { DcgmExporterArgs } from "../../components/dcgm-exporter";
import { COUNTERS, countersCsv, type Counter } from "../../components/dcgm-exporter/counters";
import { container, env, objects, pod, POOL } from "./dcgm-fixtures";
import type { Inputs } from "./mocks";

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
