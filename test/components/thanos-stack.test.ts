import { load } from "js-yaml";
import type { LongTermStorageArgs } from "../../components/monitoring-stack/args";
import {
  objectStoreConfig,
  ThanosStack,
  type ThanosStackArgs,
} from "../../components/thanos-stack";
import { thanosFlags, type ThanosComponent } from "../../components/thanos-stack/flags";
import { thanosObjects } from "../../components/thanos-stack/objects";
import { seconds } from "../../promql";
import { houseProblems } from "./house";
import { deploy, type Inputs } from "./mocks";

const STORAGE: LongTermStorageArgs = { type: "GCS", bucket: "metrics" };
const args = (
  storage: Partial<LongTermStorageArgs> = {},
  changes: Partial<ThanosStackArgs> = {},
): ThanosStackArgs => ({
  namespace: "monitoring",
  environment: "prod",
  storage: { ...STORAGE, ...storage },
  objectStore: { name: "ml-objstore", key: "objstore.yml" },
  sidecar: { service: "kps-thanos-discovery", namespace: "monitoring" },
  labels: { release: "kps" },
  ...changes,
});
const flags = (component: ThanosComponent, storage?: Partial<LongTermStorageArgs>) =>
  thanosFlags(args(storage))[component];
// The builders' types wrap every field in Input; the values are plain.
const objects = (component: ThanosComponent, given = args()): Inputs =>
  thanosObjects("ml-thanos", given).find((o) => o.component === component)!;
const pod = (component: ThanosComponent, given?: ThanosStackArgs): Inputs => {
  const { deployment, statefulSet } = objects(component, given);
  return (deployment ?? statefulSet).spec.template;
};
const COMPONENTS = ["query", "query-frontend", "store", "compact"] as const;

describe("flags", () => {
  it("query asks the sidecars and the store by DNS, and tells replicas apart", () => {
    expect(load(flags("query")["endpoint.sd-config"]!)).toEqual({
      endpoints: [
        { address: "dnssrv+_grpc._tcp.kps-thanos-discovery.monitoring.svc" },
        { address: "dnssrv+_grpc._tcp.thanos-store.monitoring.svc" },
      ],
    });
    expect(flags("query")).toMatchObject({
      "query.replica-label": "prometheus_replica",
      "query.auto-downsampling": "",
    });
  });

  it("query asks the store alone where no sidecar runs", () => {
    const { sidecar: _, ...without } = args();
    expect(thanosFlags(without).query["endpoint.sd-config"]).not.toContain("discovery");
  });

  it("query-frontend splits and caches, with caches that have a size, or there would be none", () => {
    const frontend = flags("query-frontend");
    expect(frontend["query-frontend.downstream-url"]).toBe(
      "http://thanos-query.monitoring.svc:10902",
    );
    expect(frontend["query-range.split-interval"]).toBe("24h");
    for (const cache of ["query-range.response-cache-config", "labels.response-cache-config"]) {
      expect(load(frontend[cache]!)).toMatchObject({
        type: "IN-MEMORY",
        config: { max_size: expect.stringMatching(/^\d+MB$/) },
      });
    }
  });

  it("the store hides blocks before the compactor deletes them", () => {
    expect(2 * seconds(flags("store")["ignore-deletion-marks-delay"]!)).toBe(
      seconds(flags("compact")["delete-delay"]!),
    );
  });

  it.each(["store", "compact"] as const)("%s reads the object store from a file", (component) => {
    expect(flags(component)["objstore.config-file"]).toBe("/etc/thanos/objstore/objstore.yml");
    expect(flags(component)["data-dir"]).toBe("/var/thanos/data");
    // From the block UI anybody could mark blocks for deletion otherwise.
    expect(flags(component)).toHaveProperty("disable-admin-operations");
  });

  it("the compactor runs for ever and keeps a year", () => {
    expect(flags("compact")).toMatchObject({
      wait: "",
      "retention.resolution-raw": "30d",
      "retention.resolution-5m": "90d",
      "retention.resolution-1h": "365d",
    });
  });

  it("gives each component only flags that it has: the compactor serves no gRPC", () => {
    expect(flags("compact")).not.toHaveProperty("grpc-address");
    expect(flags("query-frontend")).not.toHaveProperty("grpc-address");
    expect(flags("query")).not.toHaveProperty("data-dir");
  });

  it("takes the user's own, which replace ours", () => {
    const own = { store: { "sync-block-duration": "15s", "index-cache-size": "1GB" } };
    expect(flags("store", { flags: own })).toMatchObject(own.store);
    expect(pod("store", args({ flags: own }))["spec"].containers[0].args).toContain(
      "--sync-block-duration=15s",
    );
  });

  it("stand on the command line after the subcommand, switches without a value", () => {
    const command: string[] = pod("compact")["spec"].containers[0].args;
    expect(command[0]).toBe("compact");
    expect(command).toContain("--wait");
    expect(command).toContain("--delete-delay=48h");
    expect(command.slice(1)).toEqual(command.slice(1).sort());
  });
});

describe("retention", () => {
  it.each([
    ["raw", "39h", "40h"],
    ["fiveMinutes", "9d", "10d"],
  ] as const)("%s below what downsampling needs is an error", (field, below, floor) => {
    expect(() => thanosFlags(args({ retention: { [field]: below } }))).toThrow(
      `longTermStorage.retention.${field} is "${below}", but must be "0d" (for ever) or at least ${floor}`,
    );
    expect(() => thanosFlags(args({ retention: { [field]: floor } }))).not.toThrow();
    expect(() => thanosFlags(args({ retention: { [field]: "0d" } }))).not.toThrow();
  });

  it("of 10 h is an error that says why", async () => {
    const broken = () => new ThanosStack("t", args({ retention: { raw: "10h" } }));
    await expect(deploy(broken)).rejects.toThrow(/"10h".* Thanos refuses to start/);
  });

  it("that is no duration is an error", () => {
    expect(() => thanosFlags(args({ retention: { oneHour: "a year" } }))).toThrow(
      'longTermStorage.retention.oneHour is "a year", but must be a duration',
    );
  });

  it("of the coarsest resolution may be short", () => {
    expect(flags("compact", { retention: { oneHour: "1d" } })).toMatchObject({
      "retention.resolution-1h": "1d",
    });
  });
});

describe("the object store's configuration", () => {
  const config = (storage: LongTermStorageArgs) => load(objectStoreConfig(storage));

  it("of S3 takes its credentials from the cloud", () => {
    const s3 = { type: "S3", bucket: "b", endpoint: "s3.example.com", region: "eu" } as const;
    expect(config(s3)).toEqual({
      type: "S3",
      config: { bucket: "b", endpoint: "s3.example.com", region: "eu", aws_sdk_auth: true },
    });
  });

  it("of GCS, Azure and a directory", () => {
    expect(config(STORAGE)).toEqual({ type: "GCS", config: { bucket: "metrics" } });
    expect(config({ type: "AZURE", bucket: "c", storageAccount: "acc" })).toEqual({
      type: "AZURE",
      config: { storage_account: "acc", container: "c", storage_create_container: false },
    });
    expect(config({ type: "FILESYSTEM", bucket: "/d" })).toEqual({
      type: "FILESYSTEM",
      config: { directory: "/d" },
    });
  });

  it.each<[string, LongTermStorageArgs, RegExp]>([
    ["no bucket", { ...STORAGE, bucket: " " }, /longTermStorage\.bucket is missing, .* type GCS/],
    [
      "S3 without an endpoint",
      { type: "S3", bucket: "b" },
      /longTermStorage\.endpoint is missing, but type S3 needs it: e\.g\. s3\./,
    ],
    [
      "Azure without an account",
      { type: "AZURE", bucket: "b" },
      /longTermStorage\.storageAccount is missing/,
    ],
  ])("%s is an error", (_, storage, message) => {
    expect(() => objectStoreConfig(storage)).toThrow(message);
  });
});

describe("workloads", () => {
  it("are one compactor and one store, whatever the environment: two compactors corrupt the bucket", () => {
    for (const environment of ["local", "dev", "prod"]) {
      const given = args({ queryReplicas: 3 }, { environment });
      expect(objects("compact", given)["statefulSet"].spec.replicas).toBe(1);
      expect(objects("store", given)["statefulSet"].spec.replicas).toBe(1);
    }
    expect(objects("compact")).not.toHaveProperty("deployment");
  });

  it("are two of query and query-frontend, one in small environments", () => {
    const replicas = (given: ThanosStackArgs) =>
      (["query", "query-frontend"] as const).map(
        (component) => objects(component, given)["deployment"].spec.replicas,
      );
    expect(replicas(args())).toEqual([2, 2]);
    expect(replicas(args({}, { environment: "dev" }))).toEqual([1, 1]);
    expect(replicas(args({ queryReplicas: 3 }))).toEqual([3, 3]);
  });

  it.each(COMPONENTS)("%s meets Pod Security 'restricted'", (component) => {
    const { spec } = pod(component);
    expect(spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(spec.containers[0].securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
    });
    expect(spec.automountServiceAccountToken).toBe(false);
  });

  it.each(COMPONENTS)("%s has time to drain, and its probes on HTTP", (component) => {
    const { spec } = pod(component);
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(120);
    expect(spec.containers[0].readinessProbe.httpGet).toEqual({ path: "/-/ready", port: "http" });
    expect(spec.containers[0].livenessProbe.httpGet).toEqual({ path: "/-/healthy", port: "http" });
  });

  it("have access to the bucket where they read it, and nowhere else", () => {
    for (const component of ["store", "compact"] as const) {
      expect(pod(component)["spec"]).toMatchObject({
        serviceAccountName: "thanos",
        volumes: [{ name: "objstore", secret: { secretName: "ml-objstore" } }],
      });
    }
    for (const component of ["query", "query-frontend"] as const) {
      expect(pod(component)["spec"]).not.toHaveProperty("serviceAccountName");
      expect(pod(component)["spec"]).not.toHaveProperty("volumes");
    }
  });

  it("carry the label that Azure's webhook looks for, on Azure only", () => {
    const label = "azure.workload.identity/use";
    const azure = args({
      type: "AZURE",
      workloadIdentity: { "azure.workload.identity/client-id": "x" },
    });
    expect(pod("store", azure)["metadata"].labels[label]).toBe("true");
    expect(pod("query", azure)["metadata"].labels).not.toHaveProperty([label]);
    expect(pod("store")["metadata"].labels).not.toHaveProperty([label]);
  });

  it("keep what they cache on volumes of the given size", () => {
    const size = (component: ThanosComponent, storage?: Partial<LongTermStorageArgs>) =>
      objects(component, args(storage))["statefulSet"].spec.volumeClaimTemplates[0].spec.resources
        .requests.storage;
    expect([size("store"), size("compact")]).toEqual(["50Gi", "100Gi"]);
    expect(size("store", { storeStorage: "1Gi" })).toBe("1Gi");
    expect(size("compact", { compactorStorage: "2Gi" })).toBe("2Gi");
  });
});

describe("names that the Thanos mixin expects", () => {
  // Jobs of its selectors; a ServiceMonitor's job is the name of the Service.
  it.each([
    ["query", /^.*thanos-query.*$/],
    ["query-frontend", /^.*thanos-query-frontend.*$/],
    ["store", /^.*thanos-store.*$/],
    ["compact", /^.*thanos-compact.*$/],
  ] as const)("%s", (component, job) => {
    const { service, monitor } = objects(component);
    expect(service.metadata.name).toMatch(job);
    expect(monitor.spec).not.toHaveProperty("jobLabel");
    expect(service.metadata.labels).toMatchObject(monitor.spec.selector.matchLabels);
    expect(monitor.spec.endpoints).toEqual([{ port: "http", path: "/metrics" }]);
    expect(service.spec.ports).toContainEqual(expect.objectContaining({ name: "http" }));
  });

  it("are found by DNS: headless, with a port called grpc", () => {
    const { service } = objects("store");
    expect(service.spec.clusterIP).toBe("None");
    expect(service.spec.ports).toContainEqual({ name: "grpc", port: 10901, targetPort: "grpc" });
  });

  it("each select their own pods", () => {
    for (const component of COMPONENTS) {
      const { service } = objects(component);
      const selected = COMPONENTS.filter((other) =>
        Object.entries(service.spec.selector).every(
          ([key, value]) => pod(other)["metadata"].labels[key] === value,
        ),
      );
      expect(selected).toEqual([component]);
    }
  });
});

describe("ThanosStack", () => {
  it("deploys service, workload, budget and monitor of each component", async () => {
    const annotations = { "iam.gke.io/gcp-service-account": "thanos@example.iam" };
    const deployment = await deploy(
      () => new ThanosStack("ml-thanos", args({ workloadIdentity: annotations })),
    );
    expect(houseProblems(deployment, "ml-thanos")).toEqual([]);
    const { all, one, result } = deployment;
    expect(all("Service")).toHaveLength(4);
    expect(all("PodDisruptionBudget")).toHaveLength(4);
    expect(all("ServiceMonitor")).toHaveLength(4);
    expect(
      all("Deployment")
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["ml-thanos-query-deployment", "ml-thanos-query-frontend-deployment"]);
    expect(
      all("StatefulSet")
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["ml-thanos-compact-statefulset", "ml-thanos-store-statefulset"]);
    expect(one("ServiceAccount").inputs["metadata"]).toMatchObject({ name: "thanos", annotations });
    for (const { inputs } of all("ServiceMonitor")) {
      expect(inputs["metadata"].labels).toMatchObject({ release: "kps" });
      expect(inputs["spec"]).toMatchObject({ sampleLimit: 20_000 });
    }
    expect(result.queryFrontendUrl).toBe("http://thanos-query-frontend.monitoring.svc:10902");
    expect(result.queryUrl).toBe("http://thanos-query.monitoring.svc:10902");
  });
});
