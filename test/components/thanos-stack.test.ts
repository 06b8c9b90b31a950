import type { LongTermStorageArgs } from "../../components/monitoring-stack/args";
import { ThanosStack, type ThanosStackArgs } from "../../components/thanos-stack";
import type { ThanosComponent } from "../../components/thanos-stack/flags";
import { houseProblems } from "./house";
import { deploy } from "./mocks";
import { args, objects, pod } from "./thanos-fixtures";

const COMPONENTS = ["query", "query-frontend", "store", "compact"] as const;

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
