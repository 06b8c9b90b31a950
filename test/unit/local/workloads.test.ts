import { readFileSync } from "node:fs";
import path from "node:path";
import { load } from "js-yaml";
import { podMonitors } from "../../../components/workload-monitors/objects";
import { parseConfig } from "../../../config/parse";
import { WORKLOADS, workloadObjects } from "../../../local/workloads";
import { loadSpec, workloadSpecs } from "../../../local/workloads/processes";

const ROOT = path.resolve(__dirname, "../../..");
const objects = workloadObjects();

/** The fields of a StatefulSet or Deployment that are looked at; the API server checks the rest. */
interface Controller {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly selector: { readonly matchLabels: object };
    readonly template: { readonly metadata: { readonly labels: object }; readonly spec: PodSpec };
  };
}

interface PodSpec {
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly object[];
  readonly securityContext: object;
  readonly containers: readonly {
    readonly ports: readonly { readonly name: string }[];
    readonly resources: { readonly limits: Readonly<Record<string, string>> };
    readonly securityContext: object;
  }[];
}

const controllers = objects.filter(
  ({ kind }) => kind === "StatefulSet" || kind === "Deployment",
) as unknown as readonly Controller[];

/** The stack that watches them. */
function stack() {
  const file = readFileSync(path.join(ROOT, "Pulumi.local.yaml"), "utf8");
  const { config } = load(file) as { config: Record<string, unknown> };
  return parseConfig(config["mlwatch:monitoring"]);
}

describe("the workloads' objects", () => {
  it("are in the namespaces that the local stack watches, with the port that it scrapes", () => {
    const { training, inference } = stack();
    const monitors = podMonitors("mlwatch", {
      namespace: "monitoring",
      ...(training && { training }),
      ...(inference && { inference }),
    });
    const scraped = monitors.map(({ spec }) => [
      spec.namespaceSelector.matchNames[0],
      spec.podMetricsEndpoints[0]!.port,
    ]);
    const served = controllers.map(({ metadata, spec }) => [
      metadata.namespace,
      spec.template.spec.containers[0]!.ports[0]!.name,
    ]);
    expect(served).toEqual(scraped);
  });

  it("have a service for each declared one, under its name", () => {
    const declared = stack().inference!.services.map(({ name, select }) => [
      select.namespace,
      name,
    ]);
    const { inference, inferencePlain } = WORKLOADS;
    expect([inference, inferencePlain].map((w) => [w.namespace, w.name])).toEqual(declared);
  });

  it("come in an order that can be applied: namespaces first", () => {
    const kinds = objects.map(({ kind }) => kind);
    expect(kinds.lastIndexOf("Namespace")).toBeLessThan(kinds.indexOf("Service"));
  });

  it.each(controllers.map((c) => [`${c.kind} ${c.metadata.namespace}/${c.metadata.name}`, c]))(
    "%s passes Pod Security restricted and selects its own pods",
    (_, { spec }) => {
      const { metadata, spec: pod } = spec.template;
      expect(metadata.labels).toEqual(spec.selector.matchLabels);
      expect(pod.securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: "RuntimeDefault" },
      });
      for (const container of pod.containers) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          capabilities: { drop: ["ALL"] },
        });
      }
    },
  );

  it("put the training ranks, and nothing else, on GPU nodes of a declared pool", () => {
    const onGpu = controllers.filter(({ spec }) => spec.template.spec.tolerations !== undefined);
    expect(onGpu.map(({ metadata }) => metadata.namespace)).toEqual(["training"]);
    const pod = onGpu[0]!.spec.template.spec;
    expect(pod.containers[0]!.resources.limits["nvidia.com/gpu"]).toBe("1");
    const products = stack().gpuPools!.map(({ accelerator }) => accelerator);
    expect(products).toContain(pod.nodeSelector!["nvidia.com/gpu.product"]);
  });
});

describe("the workloads' processes", () => {
  const environment = {
    python: "/venv/bin/python",
    examples: "/repo/examples",
    checkpoint: "/run/digits.npz",
    rendezvousPort: 29500,
  };
  const specs = workloadSpecs(environment);

  it("are named as they are addressed", () => {
    for (const [key, { name }] of Object.entries(specs)) expect(name).toBe(key);
  });

  it("end when their parent does", () => {
    const all = [...Object.values(specs), loadSpec(environment, ["http://127.0.0.1:1/predict"])];
    for (const { args } of all) expect(args).toContain("--exit-on-stdin-eof");
  });

  it("log as often as the local stack expects", () => {
    const { classes } = stack().training!;
    for (const name of ["training-0", "training-plain"] as const) {
      const { args } = specs[name];
      const interval = args[args.indexOf("--log-interval") + 1];
      for (const { logInterval } of classes) expect(`${interval}s`).toBe(logInterval);
    }
  });
});
