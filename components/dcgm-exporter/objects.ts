import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { duration, seconds } from "../../promql";
import {
  assertDnsLabel,
  labelsOf,
  monitorLimits,
  selectorOf,
  type ServiceMonitor,
} from "../common/objects";
import type { ClusterProvider } from "../monitoring-stack/args";
import type { DcgmExporterArgs } from "./args";
import { contentHash, COUNTERS, countersCsv } from "./counters";
import { platformOf } from "./platforms";

/** Namespace of the exporters: they need Pod Security `privileged`, which the stack's own does without. */
export const GPU_NAMESPACE = "gpu-metrics";
/** The exporter whose dialect the metric catalogue describes. */
export const DCGM_IMAGE = "nvcr.io/nvidia/k8s/dcgm-exporter:4.6.1-4.8.4-distroless";

const COMPONENT = "dcgm-exporter";
const PORT = 9400;
// DCGM samples at this interval however often it is asked: a faster scrape stores every sample twice.
const COLLECT_SECONDS = 30;
const CSV_DIR = "/etc/mlwatch";
const CSV_FILE = "counters.csv";
const POD_RESOURCES = "/var/lib/kubelet/pod-resources";

/** The exporter's objects for one pool. */
export interface DcgmObjects {
  readonly configMap: k8s.types.input.core.v1.ConfigMap;
  readonly serviceAccount: k8s.types.input.core.v1.ServiceAccount;
  readonly daemonSet: k8s.types.input.apps.v1.DaemonSet;
  readonly service: k8s.types.input.core.v1.Service;
  readonly serviceMonitor: ServiceMonitor;
}

/**
 * Everything one pool needs; all objects are called `dcgm-exporter-<pool>`.
 * @throws RunError when the pool's name is no DNS label, its node range or GPU count is impossible, or the
 *   scrape interval is below the exporter's.
 */
export function dcgmObjects(args: DcgmExporterArgs): DcgmObjects {
  const { pool, provider } = args;
  assertDnsLabel("gpuPools[].name", pool.name);
  if (!(pool.gpusPerNode >= 1) || !(pool.nodes.min >= 0) || pool.nodes.max < pool.nodes.min) {
    throw new pulumi.RunError(
      `GPU pool "${pool.name}" has gpusPerNode ${pool.gpusPerNode} and nodes ${pool.nodes.min}..${pool.nodes.max}, ` +
        "but needs at least one GPU per node and 0 <= min <= max",
    );
  }
  const namespace = args.dcgm?.namespace ?? GPU_NAMESPACE;
  const name = `${COMPONENT}-${pool.name}`;
  const labels = labelsOf(COMPONENT, pool.name);
  const metadata = { name, namespace, labels: { ...labels } };
  const csv = countersCsv(COUNTERS);
  return {
    configMap: { metadata, data: { [CSV_FILE]: csv } },
    // Nothing to ask the API server: pods are attributed by the kubelet's socket.
    serviceAccount: { metadata, automountServiceAccountToken: false },
    daemonSet: { metadata, spec: daemonSetSpec(args, name, labels, contentHash(csv)) },
    service: {
      metadata,
      spec: {
        clusterIP: "None",
        selector: selectorOf(COMPONENT, pool.name),
        ports: [{ name: "metrics", port: PORT, targetPort: "metrics" }],
      },
    },
    serviceMonitor: serviceMonitor(
      args,
      name,
      namespace,
      scrapeInterval(provider, args.dcgm?.interval),
    ),
  };
}

function daemonSetSpec(
  { dcgm, pool, provider }: DcgmExporterArgs,
  name: string,
  labels: Readonly<Record<string, string>>,
  csvHash: string,
): k8s.types.input.apps.v1.DaemonSetSpec {
  const platform = platformOf(provider, pool);
  const driver = platform.driverPath;
  return {
    selector: { matchLabels: selectorOf(COMPONENT, pool.name) },
    updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "10%" } },
    template: {
      metadata: {
        labels: { ...labels, "mlwatch.dev/gpu-pool": pool.name },
        annotations: {
          "mlwatch.dev/counters-hash": csvHash,
          "kubectl.kubernetes.io/default-container": COMPONENT,
        },
      },
      spec: {
        serviceAccountName: name,
        automountServiceAccountToken: false,
        priorityClassName: "system-node-critical",
        ...(platform.runtimeClassName !== undefined && {
          runtimeClassName: platform.runtimeClassName,
        }),
        nodeSelector: platform.nodeSelector,
        tolerations: platform.tolerations.map((toleration) => ({ ...toleration })),
        securityContext: { seccompProfile: { type: "RuntimeDefault" } },
        containers: [
          {
            name: COMPONENT,
            image: dcgm?.image ?? DCGM_IMAGE,
            env: [
              { name: "DCGM_EXPORTER_LISTEN", value: `:${PORT}` },
              { name: "DCGM_EXPORTER_COLLECTORS", value: `${CSV_DIR}/${CSV_FILE}` },
              { name: "DCGM_EXPORTER_INTERVAL", value: String(COLLECT_SECONDS * 1000) },
              { name: "DCGM_EXPORTER_KUBERNETES", value: "true" },
              { name: "DCGM_EXPORTER_KUBERNETES_GPU_ID_TYPE", value: platform.gpuIdType },
              { name: "NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
              // Below the limit: garbage is collected before the kernel kills.
              { name: "GOMEMLIMIT", value: "900MiB" },
              ...(driver === undefined
                ? []
                : [{ name: "LD_LIBRARY_PATH", value: "/usr/local/nvidia/lib64" }]),
            ],
            ports: [{ name: "metrics", containerPort: PORT }],
            securityContext: securityContext(platform.privileged),
            // 512Mi was too little for 8 GPUs in the field; throttled CPU would show as failed scrapes.
            resources: {
              requests: { cpu: "100m", memory: "512Mi" },
              limits: { memory: "1Gi" },
            },
            readinessProbe: probe(10, 3),
            livenessProbe: probe(30, 4),
            terminationMessagePolicy: "FallbackToLogsOnError",
            volumeMounts: [
              { name: "counters", mountPath: CSV_DIR, readOnly: true },
              { name: "pod-resources", mountPath: POD_RESOURCES, readOnly: true },
              ...(driver === undefined
                ? []
                : [{ name: "driver", mountPath: "/usr/local/nvidia", readOnly: true }]),
            ],
          },
        ],
        volumes: [
          { name: "counters", configMap: { name } },
          { name: "pod-resources", hostPath: { path: POD_RESOURCES, type: "Directory" } },
          ...(driver === undefined
            ? []
            : [{ name: "driver", hostPath: { path: driver, type: "Directory" } }]),
        ],
      },
    },
  };
}

/** Root and SYS_ADMIN are what profiling metrics need; a privileged container has every capability anyway. */
function securityContext(privileged: boolean): k8s.types.input.core.v1.SecurityContext {
  const root = { runAsUser: 0, runAsNonRoot: false };
  return privileged
    ? { ...root, privileged: true }
    : {
        ...root,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"], add: ["SYS_ADMIN"] },
      };
}

// The exporter answers as soon as DCGM has loaded, which takes most of a minute on eight GPUs.
function probe(periodSeconds: number, failureThreshold: number): k8s.types.input.core.v1.Probe {
  return {
    httpGet: { path: "/health", port: "metrics" },
    initialDelaySeconds: 45,
    periodSeconds,
    timeoutSeconds: 5,
    failureThreshold,
  };
}

/**
 * `honorLabels` stays false: with true, an idle GPU, which has no workload labels, would keep the exporter's
 * own pod and namespace and look as if the exporter used it. The workload is in `exported_*`.
 */
function serviceMonitor(
  args: DcgmExporterArgs,
  name: string,
  namespace: string,
  intervalSeconds: number,
): ServiceMonitor {
  return {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "ServiceMonitor",
    metadata: {
      name,
      namespace: args.monitorNamespace ?? namespace,
      labels: { ...labelsOf(COMPONENT, args.pool.name), ...args.labels },
    },
    spec: {
      namespaceSelector: { matchNames: [namespace] },
      selector: { matchLabels: selectorOf(COMPONENT, args.pool.name) },
      ...monitorLimits(args.limits),
      endpoints: [
        {
          port: "metrics",
          path: "/metrics",
          interval: duration(intervalSeconds),
          // Below the interval and below the exporter's own write timeout of 30s.
          scrapeTimeout: duration(Math.min(25, intervalSeconds)),
          honorLabels: false,
          relabelings: [
            { sourceLabels: ["__meta_kubernetes_pod_node_name"], targetLabel: "node" },
            { targetLabel: "job", replacement: COMPONENT },
            { targetLabel: "gpu_pool", replacement: args.pool.name },
          ],
          metricRelabelings: [
            // Exporters up to 4.8.2 spell it with a capital.
            { sourceLabels: ["Hostname"], regex: "(.+)", targetLabel: "hostname" },
            { action: "labeldrop", regex: "Hostname|err_msg|window_size_in_ms" },
          ],
        },
      ],
    },
  };
}

function scrapeInterval(provider: ClusterProvider, interval = `${COLLECT_SECONDS}s`): number {
  let length: number;
  try {
    length = seconds(interval);
  } catch {
    length = 0;
  }
  // The embedded environment's exporter samples whenever it is asked.
  const least = provider === "local" ? 1 : COLLECT_SECONDS;
  if (length < least) {
    throw new pulumi.RunError(
      `dcgm.interval is ${JSON.stringify(interval)}, but must be a duration of at least ${least}s: ` +
        "the exporter samples no faster, so shorter intervals store every sample twice",
    );
  }
  return length;
}

/**
 * The exporters' namespace; admission must let hostPath and SYS_ADMIN in. Created once, for all pools.
 */
export function gpuNamespace(name = GPU_NAMESPACE): k8s.types.input.core.v1.Namespace {
  const levels = ["enforce", "audit", "warn"] as const;
  return {
    metadata: {
      name,
      labels: {
        "app.kubernetes.io/part-of": "mlwatch",
        ...Object.fromEntries(
          levels.map((level) => [`pod-security.kubernetes.io/${level}`, "privileged"]),
        ),
      },
    },
  };
}

/** Quota without which some clusters refuse pods of system priority outside kube-system. */
export function criticalPodsQuota(namespace: string): k8s.types.input.core.v1.ResourceQuota {
  return {
    metadata: {
      name: "critical-pods",
      namespace,
      labels: { "app.kubernetes.io/part-of": "mlwatch" },
    },
    spec: {
      hard: { pods: "10000" },
      scopeSelector: {
        matchExpressions: [
          { scopeName: "PriorityClass", operator: "In", values: ["system-node-critical"] },
        ],
      },
    },
  };
}
