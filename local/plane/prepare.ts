import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Values } from "../../components/prometheus/merge";
import type { Cluster, Gateway } from "../contracts";
import { localConfig, type LocalConfigOptions, type PlaneNames } from "./overrides";
import { planePorts, type HeldPlanePorts, type PlaneProcess } from "./ports";

/** What has to be known before the stack is rendered. */
export interface PlanePreparation {
  /** To render the stack with. */
  readonly config: Values;
  /** For {@link startPlane}. */
  readonly ports: HeldPlanePorts;
  /** Directory that is the object store. */
  readonly bucketDir: string;
}

/** Ports, directories and files that the stack's configuration names, and that configuration. */
export async function preparePlane(options: {
  readonly cluster: Pick<Cluster, "url" | "kubeconfig" | "files" | "prometheusToken">;
  readonly gateway: Pick<Gateway, "port">;
  /** The plane's directory. */
  readonly dir: string;
  readonly names: PlaneNames;
  /** @default free ports */
  readonly ports?: Partial<Record<PlaneProcess, number>>;
  /** Of pages that link to dashboards and runbooks. @default none */
  readonly urls?: Pick<LocalConfigOptions["urls"], "grafana" | "runbooks">;
}): Promise<PlanePreparation> {
  const { cluster, gateway, dir, names, urls } = options;
  const ports = await planePorts(options.ports);
  const bucketDir = path.join(dir, "bucket");
  const tokenFile = path.join(dir, "prometheus-token");
  await mkdir(bucketDir, { recursive: true, mode: 0o700 });
  await writeFile(tokenFile, cluster.prometheusToken, { mode: 0o600 });
  const config = localConfig({
    clusterUrl: cluster.url,
    kubeconfig: cluster.kubeconfig,
    caFile: cluster.files.ca,
    tokenFile,
    gatewayPort: gateway.port,
    names,
    urls: {
      prometheus: `http://127.0.0.1:${ports.http.prometheus}`,
      alertmanager: `http://127.0.0.1:${ports.http.alertmanager}`,
      ...urls,
    },
    bucketDir,
  });
  return { config, ports, bucketDir };
}
