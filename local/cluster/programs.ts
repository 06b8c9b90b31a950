import path from "node:path";
import type { ClusterCertificates } from "../certificates";
import type { ProcessSpec, Programs } from "../contracts";

/** What the programs of the control plane are started with. */
export interface ControlPlaneInput {
  readonly programs: Programs;
  /** Directory of the cluster's files. */
  readonly dir: string;
  readonly certificates: ClusterCertificates;
  readonly kubeconfig: string;
  /** CSV of bearer tokens, users and groups. */
  readonly tokens: string;
  readonly ports: {
    readonly etcd: number;
    readonly etcdPeer: number;
    readonly apiserver: number;
  };
}

/** The programs of the control plane, in the order in which they start. */
export interface ControlPlane {
  /** Ready when the API server's /readyz says so. */
  readonly base: readonly ProcessSpec[];
  /** Clients of the API server. */
  readonly controllers: readonly ProcessSpec[];
}

const SERVICE_RANGE = "10.96.0.0/16";
// Of a range for documentation: it is only told to others, and a machine without a network has no address of its own.
const ADVERTISED = "192.0.2.1";

/** Command lines of a control plane for simulated nodes. */
export function controlPlane(input: ControlPlaneInput): ControlPlane {
  const { programs, dir, kubeconfig } = input;
  const spec = (name: string, layer: number, args: readonly string[]): ProcessSpec => {
    const command = programs[name];
    if (command === undefined) {
      throw new Error(`the program ${name} is missing: run \`npm run doctor\` to see why`);
    }
    return { name, command, args, layer, cwd: dir };
  };
  return {
    base: [
      spec("etcd", 0, etcdArgs(input)),
      // It waits up to a minute for the watches of its clients, which by then are gone or of no use.
      { ...spec("kube-apiserver", 1, apiserverArgs(input)), graceMs: 3_000 },
    ],
    controllers: [
      spec("kube-controller-manager", 2, [
        `--kubeconfig=${kubeconfig}`,
        `--service-account-private-key-file=${input.certificates.serviceAccounts.privateKey}`,
        `--root-ca-file=${input.certificates.ca}`,
        // The defaults hold back a controller manager that shares its server with others.
        "--kube-api-qps=200",
        "--kube-api-burst=400",
        // Made when missing, elsewhere on the machine by default.
        `--flex-volume-plugin-dir=${path.join(dir, "flexvolume")}`,
        "--leader-elect=false",
        "--secure-port=0",
      ]),
      spec("kube-scheduler", 2, [
        `--kubeconfig=${kubeconfig}`,
        "--leader-elect=false",
        "--secure-port=0",
      ]),
      spec("kwok", 2, [
        `--kubeconfig=${kubeconfig}`,
        `--config=${path.join(__dirname, "kwok.yaml")}`,
        "--manage-all-nodes=true",
        "--node-lease-duration-seconds=40",
        "--cidr=10.244.0.1/16",
        "--node-ip=10.200.0.1",
      ]),
    ],
  };
}

function etcdArgs({ dir, certificates, ports }: ControlPlaneInput): string[] {
  const { ca, serving } = certificates;
  const client = `https://127.0.0.1:${ports.etcd}`;
  const peer = `https://127.0.0.1:${ports.etcdPeer}`;
  return [
    "--name=mlwatch",
    `--data-dir=${path.join(dir, "etcd")}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=mlwatch=${peer}`,
    // Only holders of a certificate may read Secrets, as with the API server.
    ...["", "peer-"].flatMap((prefix) => [
      `--${prefix}cert-file=${serving.cert}`,
      `--${prefix}key-file=${serving.key}`,
      `--${prefix}trusted-ca-file=${ca}`,
      `--${prefix}client-cert-auth=true`,
    ]),
    // The data lives as long as the run.
    "--unsafe-no-fsync=true",
  ];
}

function apiserverArgs({ certificates, tokens, ports }: ControlPlaneInput): string[] {
  const { ca, serving, admin, serviceAccounts } = certificates;
  return [
    `--etcd-servers=https://127.0.0.1:${ports.etcd}`,
    `--etcd-cafile=${ca}`,
    `--etcd-certfile=${admin.cert}`,
    `--etcd-keyfile=${admin.key}`,
    "--bind-address=127.0.0.1",
    `--advertise-address=${ADVERTISED}`,
    `--secure-port=${ports.apiserver}`,
    // No pod connects to it, so nobody needs to find it.
    "--endpoint-reconciler-type=none",
    `--tls-cert-file=${serving.cert}`,
    `--tls-private-key-file=${serving.key}`,
    `--client-ca-file=${ca}`,
    `--token-auth-file=${tokens}`,
    "--authorization-mode=Node,RBAC",
    // As clouds have it; exporters of GPUs need it on some.
    "--allow-privileged=true",
    `--service-account-key-file=${serviceAccounts.publicKey}`,
    `--service-account-signing-key-file=${serviceAccounts.privateKey}`,
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-cluster-ip-range=${SERVICE_RANGE}`,
  ];
}
