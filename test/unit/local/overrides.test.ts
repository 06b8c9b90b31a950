import path from "node:path";
import { localConfig } from "../../../local/plane/overrides";
import type { Values } from "../../../components/prometheus/merge";
import { render, type KubernetesObject } from "../../../render";

const options = {
  clusterUrl: "https://127.0.0.1:6443",
  kubeconfig: "/run/kubeconfig",
  caFile: "/run/ca.crt",
  tokenFile: "/run/token",
  gatewayPort: 19999,
  names: { namespace: "monitoring", instance: "mlwatch" },
  urls: { prometheus: "http://127.0.0.1:9090", alertmanager: "http://127.0.0.1:9093" },
  bucketDir: "/run/bucket",
};

interface Relabeling {
  readonly sourceLabels?: readonly string[];
  readonly separator?: string;
  readonly regex?: string;
  readonly targetLabel: string;
  readonly replacement?: string;
}

interface PrometheusSpec extends Values {
  readonly scrapeClasses: readonly (Values & { readonly relabelings: readonly Relabeling[] })[];
  readonly alerting: {
    readonly alertmanagers: readonly (Values & { readonly relabelings: readonly Relabeling[] })[];
  };
}

describe("the stack local, rendered with the configuration of a run", () => {
  let objects: readonly KubernetesObject[];
  const find = (kind: string, name: string) =>
    objects.find((object) => object.kind === kind && object.metadata.name === name)!;
  const specOf = (objects: readonly KubernetesObject[]) =>
    objects.find(({ kind }) => kind === "Prometheus")!["spec"] as PrometheusSpec;

  beforeAll(async () => {
    const rendering = await render({
      stack: "local",
      cwd: path.resolve(__dirname, "../../.."),
      config: localConfig(options),
      secrets: { webhook: "http://127.0.0.1:1/default", watchdog: "http://127.0.0.1:1/watchdog" },
      revealSecrets: true,
    });
    objects = rendering.objects.map(({ object }) => object);
  }, 60_000);

  test("Prometheus discovers targets with its own token", () => {
    expect(specOf(objects)["apiserverConfig"]).toEqual({
      host: "https://127.0.0.1:6443",
      tlsConfig: { caFile: "/run/ca.crt" },
      authorization: { type: "Bearer", credentialsFile: "/run/token" },
    });
  });

  test("every target and the Alertmanager are asked through the gateway", () => {
    const { scrapeClasses, alerting } = specOf(objects);
    expect(scrapeClasses).toHaveLength(1);
    expect(scrapeClasses[0]).toMatchObject({ name: "gateway", default: true });
    expect(address(scrapeClasses[0]!.relabelings, "__metrics_path__", "/metrics")).toEqual({
      instance: "10.244.0.7:8000",
      __address__: "127.0.0.1:19999",
      __metrics_path__: "/10.244.0.7:8000/metrics",
    });
    const [alertmanager] = alerting.alertmanagers;
    expect(address(alertmanager!.relabelings, "__alerts_path__", "/api/v2/alerts")).toEqual({
      __address__: "127.0.0.1:19999",
      __alerts_path__: "/10.244.0.7:8000/api/v2/alerts",
    });
  });

  test("the Alertmanager is still the one that the stack deploys", async () => {
    const { objects: plain } = await render({
      stack: "local",
      cwd: path.resolve(__dirname, "../../.."),
      secrets: { webhook: "x", watchdog: "x" },
    });
    const { relabelings: _, ...ours } = specOf(objects).alerting.alertmanagers[0]!;
    expect([ours]).toEqual(specOf(plain.map(({ object }) => object)).alerting.alertmanagers);
  }, 60_000);

  test("the bucket is the directory, and links lead to this machine", () => {
    expect(JSON.stringify(find("Secret", "mlwatch-objstore"))).toContain("/run/bucket");
    expect(specOf(objects)["externalUrl"]).toBe("http://127.0.0.1:9090");
    expect(find("Alertmanager", "mlwatch")["spec"]).toMatchObject({
      externalUrl: "http://127.0.0.1:9093",
    });
  });
});

/** Applies relabelings of the default action to a target. */
function address(relabelings: readonly Relabeling[], pathLabel: string, pathValue: string) {
  const labels: Record<string, string> = {
    __address__: "10.244.0.7:8000",
    [pathLabel]: pathValue,
  };
  for (const { sourceLabels = [], separator = ";", regex = "(.*)", ...rule } of relabelings) {
    const source = sourceLabels.map((name) => labels[name] ?? "").join(separator);
    const match = new RegExp(`^(?:${regex})$`).exec(source);
    if (!match) continue;
    labels[rule.targetLabel] = (rule.replacement ?? "$1").replace(
      /\$(\d)/g,
      (_: string, group: string) => match[Number(group)] ?? "",
    );
  }
  return labels;
}
