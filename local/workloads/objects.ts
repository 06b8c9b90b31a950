import type { KubernetesObject } from "../../render";

/** Pods that look alike, and the port at which they serve metrics. */
export interface WorkloadPods {
  readonly name: string;
  readonly namespace: string;
  readonly kind: "StatefulSet" | "Deployment";
  readonly replicas: number;
  /** Module of examples/ that they run. */
  readonly program: "training" | "inference";
  readonly metricsPort: number;
  /** Node label values by key. @default any node */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** GPUs of each pod. @default 0 */
  readonly gpus?: number;
}

/** The workloads, in namespaces of their own as the stack `local` expects them. */
export const WORKLOADS = {
  training: {
    name: "digits",
    namespace: "training",
    kind: "StatefulSet",
    replicas: 2,
    program: "training",
    metricsPort: 9100,
    nodeSelector: { "nvidia.com/gpu.product": "nvidia-h100-80gb" },
    gpus: 1,
  },
  trainingPlain: {
    name: "digits-plain",
    namespace: "training-plain",
    kind: "StatefulSet",
    replicas: 1,
    program: "training",
    metricsPort: 9100,
  },
  inference: {
    name: "digits",
    namespace: "serving",
    kind: "Deployment",
    replicas: 1,
    program: "inference",
    metricsPort: 9110,
  },
  inferencePlain: {
    name: "digits-plain",
    namespace: "serving-plain",
    kind: "Deployment",
    replicas: 1,
    program: "inference",
    metricsPort: 9110,
  },
} as const satisfies Readonly<Record<string, WorkloadPods>>;

/** Labels of a workload's pods. */
export function labelsOf({ name, program }: WorkloadPods): Readonly<Record<string, string>> {
  return { "app.kubernetes.io/name": name, "app.kubernetes.io/component": program };
}

/** The objects of the workloads, in apply order; their pods pass Pod Security `restricted`. */
export function workloadObjects(
  workloads: readonly WorkloadPods[] = Object.values(WORKLOADS),
): readonly KubernetesObject[] {
  return [
    ...workloads.map(namespaceOf),
    ...workloads.map(serviceOf),
    ...workloads.map(controllerOf),
  ];
}

function namespaceOf({ namespace }: WorkloadPods): KubernetesObject {
  const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
  return { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels } };
}

// Training ranks find each other by the names that a headless Service gives them.
function serviceOf(workload: WorkloadPods): KubernetesObject {
  const { name, namespace, kind } = workload;
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace, labels: labelsOf(workload) },
    spec: {
      selector: labelsOf(workload),
      ...(kind === "StatefulSet" && { clusterIP: "None" }),
      ports: [
        kind === "StatefulSet"
          ? { name: "rendezvous", port: 29500 }
          : { name: "http", port: 80, targetPort: "http" },
      ],
    },
  };
}

function controllerOf(workload: WorkloadPods): KubernetesObject {
  const { name, namespace, kind, replicas } = workload;
  const labels = labelsOf(workload);
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: { name, namespace, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      ...(kind === "StatefulSet" && { serviceName: name, podManagementPolicy: "Parallel" }),
      template: { metadata: { labels }, spec: podSpec(workload) },
    },
  };
}

function podSpec({ program, metricsPort, nodeSelector, gpus = 0 }: WorkloadPods): object {
  return {
    automountServiceAccountToken: false,
    ...(nodeSelector && { nodeSelector }),
    ...(gpus > 0 && {
      tolerations: [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }],
    }),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: "RuntimeDefault" },
    },
    containers: [
      {
        name: program,
        // Never pulled: nodes are simulated, and the processes run beside the cluster.
        image: "mlwatch-examples:local",
        command: ["python", "-m", program],
        ports: [
          { name: "metrics", containerPort: metricsPort },
          ...(program === "inference" ? [{ name: "http", containerPort: 8080 }] : []),
        ],
        resources: {
          requests: { cpu: "500m", memory: "512Mi" },
          limits: { memory: "512Mi", ...(gpus > 0 && { "nvidia.com/gpu": String(gpus) }) },
        },
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ["ALL"] },
        },
      },
    ],
  };
}
