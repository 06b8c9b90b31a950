import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makeCertificates, type ClusterCertificates } from "../certificates";
import type { Cluster, Programs, Report, RunningProcess, Supervisor } from "../contracts";
import { poll } from "../poll";
import { freePorts } from "../ports";
import { whileRunning } from "../program";
import { createApply } from "./apply";
import { createClient, type Client } from "./client";
import { controlPlane } from "./programs";

export { OWNER_LABEL } from "./apply";
export { startNodes } from "./nodes";
export { startOperator } from "./operator";

/** What {@link startCluster} needs. */
export interface ClusterOptions {
  readonly supervisor: Supervisor;
  readonly programs: Programs;
  /** Directory of keys, kubeconfig and data, of this cluster only; data of an earlier one is removed. */
  readonly dir: string;
  readonly report: Report;
  /** Service account whose rights the Prometheus token has. @default mlwatch-prometheus in monitoring */
  readonly prometheusAccount?: { readonly namespace: string; readonly name: string };
}

// Of the kubeconfig; Pulumi.local.yaml names it.
const CONTEXT = "mlwatch-local";

const READY_MS = 60_000;

/**
 * Starts a Kubernetes API server with controllers, scheduler and simulated kubelets; it has no nodes yet.
 * @throws Error naming the program that ended or was not ready in time, with the end of its log
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { supervisor, programs, dir, report, prometheusAccount } = options;
  const { namespace, name } = prometheusAccount ?? {
    namespace: "monitoring",
    name: "mlwatch-prometheus",
  };
  const began = Date.now();
  // Data of an earlier cluster would not fit the new keys.
  rmSync(path.join(dir, "etcd"), { recursive: true, force: true });
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const certificates = await makeCertificates(path.join(dir, "pki"));
  const [etcd = 0, etcdPeer = 0, apiserver = 0] = await freePorts(3);
  const url = `https://127.0.0.1:${apiserver}`;
  const kubeconfig = writeKubeconfig(dir, url, certificates);
  const prometheusToken = randomBytes(32).toString("base64url");
  const tokens = path.join(dir, "tokens.csv");
  // A user by the name of the service account has the rights that the stack gave to the account.
  const user = `system:serviceaccount:${namespace}:${name}`;
  const groups = `system:serviceaccounts,system:serviceaccounts:${namespace}`;
  writeFileSync(tokens, `${prometheusToken},${user},${name},"${groups}"\n`, { mode: 0o600 });
  const ports = { etcd, etcdPeer, apiserver };
  const plane = controlPlane({ programs, dir, certificates, kubeconfig, tokens, ports });

  const files = { ca: certificates.ca, ...certificates.admin };
  const client = createClient(url, files);
  const running: RunningProcess[] = [];
  for (const spec of plane.base) running.push(await supervisor.start(spec));
  await whileRunning(running, (signal) => untilReady(client, signal));
  report(`API server ready after ${seconds(began)}: ${url}`);
  for (const spec of plane.controllers) running.push(await supervisor.start(spec));
  const apply = createApply(client);
  await whileRunning(running, async (signal) => {
    await untilNamespace(client, signal);
    await apply([STORAGE_CLASS], "mlwatch-cluster");
  });
  report(`cluster ready after ${seconds(began)}`);
  return { url, files, kubeconfig, prometheusToken, request: client.request, apply };
}

/** Claims that name no class get this one; kwok.yaml makes their volumes. */
const STORAGE_CLASS = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: {
    name: "standard",
    annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
  },
  provisioner: "kwok.x-k8s.io/volume",
  reclaimPolicy: "Delete",
  volumeBindingMode: "Immediate",
};

function untilReady(client: Client, signal: AbortSignal): Promise<boolean> {
  const options = { what: "the API server is ready", limitMs: READY_MS, everyMs: 50, signal };
  return poll(options, () =>
    client.request("GET", "/readyz").then(
      () => ({ found: true }),
      (error: unknown) => ({ waiting: String(error) }),
    ),
  );
}

// The API server makes it a moment after it is ready.
function untilNamespace(client: Client, signal: AbortSignal): Promise<boolean> {
  const options = { what: "namespace default", limitMs: READY_MS, everyMs: 50, signal };
  return poll(options, () =>
    client.request("GET", "/api/v1/namespaces/default").then(
      () => ({ found: true }),
      (error: unknown) => ({ waiting: String(error) }),
    ),
  );
}

function writeKubeconfig(dir: string, url: string, { ca, admin }: ClusterCertificates): string {
  const file = path.join(dir, "kubeconfig");
  const base64 = (of: string): string => readFileSync(of).toString("base64");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": CONTEXT,
    contexts: [{ name: CONTEXT, context: { cluster: CONTEXT, user: CONTEXT } }],
    clusters: [
      { name: CONTEXT, cluster: { server: url, "certificate-authority-data": base64(ca) } },
    ],
    users: [
      {
        name: CONTEXT,
        user: {
          "client-certificate-data": base64(admin.cert),
          "client-key-data": base64(admin.key),
        },
      },
    ],
  };
  // JSON is YAML.
  writeFileSync(file, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
  return file;
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
