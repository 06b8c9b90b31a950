import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { GpuPoolArgs } from "../../components/monitoring-stack/args";
import { OWNER_LABEL, startCluster, startNodes, startOperator } from "../../local/cluster";
import type { Cluster, Supervisor } from "../../local/contracts";
import { poll } from "../../local/poll";
import { createSupervisor } from "../../local/supervisor";
import { render, type KubernetesObject } from "../../render";
import { CLUSTER } from "../../tools/lib/local-programs.mjs";
import { programs as programsOf } from "../programs";

/** Kinds of Flux, which is not in this cluster. */
const FLUX = ["HelmRelease", "HelmRepository", "OCIRepository"];

interface Item {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly ownerReferences?: readonly { readonly kind: string }[];
  };
  readonly spec: { readonly nodeName?: string };
  readonly status: { readonly phase?: string; readonly podIP?: string };
}

const directory = mkdtempSync(path.join(tmpdir(), "mlwatch-cluster-"));
const state = path.join(directory, "processes.json");
const failed: string[] = [];
let supervisor: Supervisor;
let cluster: Cluster;
let stacks: Record<
  "local" | "prod",
  { objects: KubernetesObject[]; pools: readonly GpuPoolArgs[] }
>;

async function stack(name: string) {
  const { objects, config } = await render({ stack: name });
  return {
    objects: objects.map((each) => each.object).filter(({ kind }) => !FLUX.includes(kind)),
    pools: (config as { gpuPools: readonly GpuPoolArgs[] }).gpuPools,
  };
}

async function list(resource: string): Promise<readonly Item[]> {
  return (await cluster.request<{ items: readonly Item[] }>("GET", resource)).items;
}

/** Versions of everything that carries an owner's label, by kind and name. */
async function versions(objects: readonly KubernetesObject[]): Promise<Record<string, string>> {
  const kinds: Record<string, string> = {
    Secret: "/api/v1/secrets",
    Service: "/api/v1/services",
    ConfigMap: "/api/v1/configmaps",
    ServiceAccount: "/api/v1/serviceaccounts",
    ServiceMonitor: "/apis/monitoring.coreos.com/v1/servicemonitors",
    PodMonitor: "/apis/monitoring.coreos.com/v1/podmonitors",
    PrometheusRule: "/apis/monitoring.coreos.com/v1/prometheusrules",
  };
  const used = Object.entries(kinds).filter(([kind]) => objects.some((each) => each.kind === kind));
  const lists = await Promise.all(
    used.map(async ([kind, resource]) =>
      (await list(`${resource}?labelSelector=${OWNER_LABEL}`)).map(({ metadata }) => [
        `${kind} ${metadata.namespace}/${metadata.name}`,
        metadata.resourceVersion,
      ]),
    ),
  );
  return Object.fromEntries(lists.flat());
}

beforeAll(async () => {
  supervisor = createSupervisor({ logs: path.join(directory, "logs"), state });
  supervisor.onFailure(({ name, log }) =>
    failed.push(`${name}\n${readFileSync(log, "utf8").slice(-2000)}`),
  );
  const programs = programsOf(CLUSTER);
  const report = (): void => undefined;
  const dir = path.join(directory, "cluster");
  [cluster, stacks] = await Promise.all([
    startCluster({ supervisor, programs, dir, report }),
    Promise.all([stack("local"), stack("prod")]).then(([local, prod]) => ({ local, prod })),
  ]);
  await startNodes(cluster, stacks.local.pools);
  await startOperator({ supervisor, programs, cluster });
});

afterAll(async () => {
  await supervisor.stopAll();
  const left = existsSync(state);
  rmSync(directory, { recursive: true, force: true });
  expect(failed).toEqual([]);
  expect(left).toBe(false);
});

describe("stack local", () => {
  it("is applied, and a second apply changes nothing", async () => {
    const { objects } = stacks.local;
    const first = await cluster.apply(objects, "local");
    expect(first.applied).toHaveLength(objects.length);
    expect(first.deleted).toEqual([]);
    const before = await versions(objects);
    expect(Object.keys(before).length).toBeGreaterThan(20);
    const second = await cluster.apply(objects, "local");
    expect(second).toEqual(first);
    expect(await versions(objects)).toEqual(before);
  });

  it("runs its pods, the exporters on GPU nodes and nothing else there", async () => {
    const found = await poll({ what: "every pod runs", limitMs: 60_000 }, async () => {
      const pods = await list("/api/v1/pods");
      const names = pods.map(({ metadata }) => metadata.name);
      const late = pods.filter(
        ({ status }) => status.phase !== "Running" || status.podIP === undefined,
      );
      const expected = [
        "prometheus-mlwatch-0",
        "alertmanager-mlwatch-0",
        "thanos-store-0",
        "thanos-compact-0",
      ];
      const missing = expected.filter((name) => !names.includes(name));
      return late.length === 0 && missing.length === 0
        ? { found: pods }
        : {
            waiting: `late ${late.map(({ metadata }) => metadata.name).join()}, missing ${missing.join()}`,
          };
    });
    const onGpus = found.filter(({ spec }) => spec.nodeName?.startsWith("gpu-"));
    const exporters = found.filter(({ metadata }) => metadata.namespace === "gpu-metrics");
    expect(onGpus.map(({ metadata }) => metadata.name)).toEqual(
      exporters.map(({ metadata }) => metadata.name),
    );
    expect(exporters).toHaveLength(stacks.local.pools.length);
  });

  it("has its claims bound", async () => {
    const claims = await poll({ what: "claims are bound", limitMs: 30_000 }, async () => {
      const items = await list("/api/v1/persistentvolumeclaims");
      const pending = items.filter(({ status }) => status.phase !== "Bound");
      return items.length > 0 && pending.length === 0
        ? { found: items }
        : { waiting: pending.map(({ metadata }) => metadata.name).join() };
    });
    expect(claims.map(({ metadata }) => metadata.name)).toEqual(
      expect.arrayContaining(["data-thanos-compact-0", "data-thanos-store-0"]),
    );
  });

  it("gives the operator enough to write Prometheus's configuration", async () => {
    await poll({ what: "the Secret prometheus-mlwatch", limitMs: 60_000 }, async () => {
      const names = (await list("/api/v1/namespaces/monitoring/secrets")).map(
        ({ metadata }) => metadata.name,
      );
      return names.includes("prometheus-mlwatch") ? { found: true } : { waiting: names.join() };
    });
  });

  it("gives the Prometheus token the rights of its account, and no others", async () => {
    const mayList = async (resource: string): Promise<unknown> => {
      const review = await cluster.request<{ status: { allowed: boolean } }>(
        "POST",
        "/apis/authorization.k8s.io/v1/subjectaccessreviews",
        {
          apiVersion: "authorization.k8s.io/v1",
          kind: "SubjectAccessReview",
          spec: {
            user: await userOf(cluster),
            resourceAttributes: { verb: "list", resource },
          },
        },
      );
      return review.status.allowed;
    };
    expect(await mayList("pods")).toBe(true);
    expect(await mayList("secrets")).toBe(false);
  });

  it("deletes what a later apply does not want", async () => {
    const { objects } = stacks.local;
    const gone = objects.filter(({ kind }) => kind === "PodMonitor");
    const { deleted } = await cluster.apply(
      objects.filter((each) => !gone.includes(each)),
      "local",
    );
    expect(deleted).toEqual(
      gone.map(({ metadata }) => `PodMonitor ${metadata.namespace}/${metadata.name}`).reverse(),
    );
    expect(await list("/apis/monitoring.coreos.com/v1/podmonitors")).toEqual([]);
  });
});

/** The user whom the API server takes the holder of the token for. */
async function userOf({ request, prometheusToken: token }: Cluster): Promise<string> {
  const body = { apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", spec: { token } };
  const path = "/apis/authentication.k8s.io/v1/tokenreviews";
  const { status } = await request<{ status: { user: { username: string } } }>("POST", path, body);
  return status.user.username;
}

describe("stack prod", () => {
  it("is applied as it is, but for the objects of Flux", async () => {
    const { objects } = stacks.prod;
    await cluster.apply([], "local");
    const { applied } = await cluster.apply(objects, "prod");
    expect(applied).toHaveLength(objects.length);
    const monitors = await list("/apis/monitoring.coreos.com/v1/podmonitors");
    expect(monitors).toHaveLength(objects.filter(({ kind }) => kind === "PodMonitor").length);
  });
});

describe("an object with a mistake", () => {
  const service = (spec: object): KubernetesObject => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", namespace: "default" },
    spec,
  });

  it.each([
    [
      "an unknown field",
      service({ ports: [{ port: 80 }], colour: "red" }),
      /Service default\/web cannot be applied: .*colour/,
    ],
    [
      "a wrong value",
      service({ ports: [{ port: 99999 }] }),
      /Service default\/web cannot be applied: .*99999/,
    ],
    [
      "an unknown field of a custom resource",
      {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "PodMonitor",
        metadata: { name: "m", namespace: "default" },
        spec: { selector: {}, podMetricsEndpoints: [], colour: "red" },
      },
      /PodMonitor default\/m cannot be applied: .*colour/,
    ],
    [
      "an unknown kind",
      { apiVersion: "example.com/v1", kind: "Thing", metadata: { name: "t" } },
      /Thing t cannot be applied: the server has no kind Thing in example.com\/v1/,
    ],
    [
      "a namespace that does not exist",
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c", namespace: "nowhere" } },
      /ConfigMap nowhere\/c cannot be applied: .*namespaces "nowhere" not found/,
    ],
  ])("is refused for %s, by name", async (_, object, message) => {
    await expect(cluster.apply([object], "mistakes")).rejects.toThrow(message);
  });

  it("does not hide the objects that were made beside it", async () => {
    const good: KubernetesObject = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "good", namespace: "default" },
    };
    await expect(cluster.apply([good, service({ colour: "red" })], "mistakes")).rejects.toThrow(
      "colour",
    );
    const { deleted } = await cluster.apply([], "mistakes");
    expect(deleted).toEqual(["ConfigMap default/good"]);
  });
});
