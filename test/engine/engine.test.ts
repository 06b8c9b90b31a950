import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startCluster, startNodes, startOperator } from "../../local/cluster";
import type { Cluster, Supervisor } from "../../local/contracts";
import { findPulumi, pulumiStack, type PulumiStack } from "../../local/engine";
import { LOCAL_NAMES, preparePlane } from "../../local/plane";
import { createSupervisor } from "../../local/supervisor";
import { render, type KubernetesObject } from "../../render";
import { CLUSTER } from "../../tools/lib/local-programs.mjs";
import { programs as programsOf } from "../programs";

const root = path.join(__dirname, "../..");
const pulumi = findPulumi();
// The engine is in no registry: without a pulumi on PATH these are reported as skipped.
const onEngine = pulumi === undefined ? describe.skip : describe;

onEngine("Pulumi's engine on the embedded cluster (needs pulumi on PATH)", () => {
  const directory = mkdtempSync(path.join(tmpdir(), "mlwatch-engine-"));
  const written = readFileSync(path.join(root, "Pulumi.local.yaml"), "utf8");
  let supervisor: Supervisor;
  let cluster: Cluster;
  let stack: PulumiStack;
  let rendered: readonly KubernetesObject[];

  /** Which of the rendered objects are in the cluster, as `Kind namespace/name`. */
  async function present(): Promise<string[]> {
    const found = await Promise.all(
      rendered.map(async (object) =>
        (await cluster.request("GET", await pathOf(object)).then(
          () => true,
          () => false,
        ))
          ? [nameOf(object)]
          : [],
      ),
    );
    return found.flat();
  }

  async function pathOf({ apiVersion, kind, metadata }: KubernetesObject): Promise<string> {
    const base = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const { resources } = await cluster.request<{
      resources: readonly { name: string; kind: string; namespaced: boolean }[];
    }>("GET", base);
    const resource = resources.find((each) => each.kind === kind && !each.name.includes("/"))!;
    const namespace = resource.namespaced ? `/namespaces/${metadata.namespace}` : "";
    return `${base}${namespace}/${resource.name}/${metadata.name}`;
  }

  const nameOf = ({ kind, metadata }: KubernetesObject) =>
    `${kind} ${metadata.namespace ?? ""}/${metadata.name}`;

  beforeAll(async () => {
    supervisor = createSupervisor({
      logs: path.join(directory, "logs"),
      state: path.join(directory, "processes.json"),
    });
    const programs = programsOf(CLUSTER);
    cluster = await startCluster({
      supervisor,
      programs,
      dir: path.join(directory, "cluster"),
      report: () => undefined,
    });
    const secrets = { webhook: "http://127.0.0.1:1/a", watchdog: "http://127.0.0.1:1/b" };
    const { config } = await preparePlane({
      cluster,
      gateway: { port: 1 },
      dir: path.join(directory, "plane"),
      names: LOCAL_NAMES,
    });
    const { objects } = await render({ stack: "local", cwd: root, config });
    rendered = objects.map(({ object }) => object);
    await Promise.all([
      startOperator({ supervisor, programs, cluster }),
      startNodes(cluster, [
        {
          name: "a100",
          accelerator: "nvidia-a100-80gb",
          gpusPerNode: 4,
          nodes: { min: 1, max: 1 },
        },
        {
          name: "h100",
          accelerator: "nvidia-h100-80gb",
          gpusPerNode: 4,
          nodes: { min: 1, max: 1 },
        },
      ]),
    ]);
    stack = await pulumiStack({
      supervisor,
      pulumi: pulumi!,
      program: root,
      dir: path.join(directory, "pulumi"),
      stack: "local",
      config,
      secrets,
    });
  }, 240_000);

  afterAll(async () => {
    await supervisor.stopAll();
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);

  it("deploys what npm run render shows", async () => {
    await stack.run("up", "--yes", "--skip-preview");
    expect(await present()).toEqual(rendered.map(nameOf));
  });

  it("finds nothing to do in a second up, and no drift in a refresh", async () => {
    await stack.run("up", "--yes", "--expect-no-changes");
    await stack.run("refresh", "--yes", "--expect-no-changes");
  });

  it("writes nothing into the program's own files", () => {
    expect(readFileSync(path.join(root, "Pulumi.local.yaml"), "utf8")).toBe(written);
  });

  it("keeps secret values out of its outputs", async () => {
    const outputs = await stack.run("stack", "output", "--json", "--show-secrets");
    expect(outputs).toContain("prometheusUrl");
    expect(outputs).not.toContain("127.0.0.1:1/");
  });

  it("destroys everything, and deploys it once more", async () => {
    await stack.run("destroy", "--yes", "--skip-preview");
    expect(await present()).toEqual([]);
    await stack.run("up", "--yes", "--skip-preview");
    expect(await present()).toEqual(rendered.map(nameOf));
  });
});
