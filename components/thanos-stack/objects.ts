import type * as k8s from "@pulumi/kubernetes";

import { labelsOf, monitorLimits, selectorOf, type ServiceMonitor } from "../common/objects";
import { ObjectStoreType } from "../monitoring-stack/args";
import type { ThanosStackArgs } from "./args";
import {
  commandLine,
  DATA_DIR,
  OBJECT_STORE_DIR,
  PORTS,
  THANOS_IMAGE,
  thanosFlags,
  type ThanosComponent,
} from "./flags";

const COMPONENTS = [
  "query",
  "query-frontend",
  "store",
  "compact",
] as const satisfies readonly ThanosComponent[];
const SMALL_ENVIRONMENTS: readonly string[] = ["local", "dev"];
// Thanos drains HTTP and gRPC for up to two minutes each, together.
const GRACE_SECONDS = 120;
const NOBODY = 65534;
/** Components without a volume, which any node can run. */
const STATELESS: readonly ThanosComponent[] = ["query", "query-frontend"];

/** Name of the ServiceAccount that has access to the bucket. */
export const BUCKET_ACCOUNT = "thanos";

/** The objects of one component of Thanos; all are called `thanos-<component>`. */
export interface ThanosObjects {
  readonly component: ThanosComponent;
  readonly name: string;
  readonly deployment?: k8s.types.input.apps.v1.Deployment;
  readonly statefulSet?: k8s.types.input.apps.v1.StatefulSet;
  readonly service: k8s.types.input.core.v1.Service;
  readonly budget: k8s.types.input.policy.v1.PodDisruptionBudget;
  /** Its `job` is the Service's name, as the Thanos mixin expects. */
  readonly monitor: ServiceMonitor;
}

/**
 * The objects of every component.
 * @throws RunError when a retention is below what downsampling needs.
 */
export function thanosObjects(instance: string, args: ThanosStackArgs): readonly ThanosObjects[] {
  const flags = thanosFlags(args);
  return COMPONENTS.map((component) => {
    const name = `thanos-${component}`;
    const labels = labelsOf(name, instance);
    const metadata = { name, namespace: args.namespace, labels: { ...labels } };
    const selector = selectorOf(name, instance);
    const template = podTemplate(component, args, labels, commandLine(component, flags[component]));
    const stateless = STATELESS.includes(component);
    return {
      component,
      name,
      ...(stateless
        ? {
            deployment: {
              metadata,
              spec: {
                replicas:
                  args.storage.queryReplicas ??
                  (SMALL_ENVIRONMENTS.includes(args.environment) ? 1 : 2),
                selector: { matchLabels: selector },
                strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
                template,
              },
            },
          }
        : {
            statefulSet: {
              metadata,
              spec: statefulSpec(component, name, args, selector, template),
            },
          }),
      service: {
        metadata,
        spec: {
          // Headless where there is gRPC behind or a stable name needed: a virtual address does not balance gRPC.
          ...(!stateless && { clusterIP: "None" }),
          selector,
          ports: ports(component).map(({ name: port, containerPort }) => ({
            name: port,
            port: containerPort,
            targetPort: port,
          })),
        },
      },
      // One at a time; a minimum would block every drain where there is one replica.
      budget: { metadata, spec: { maxUnavailable: 1, selector: { matchLabels: selector } } },
      monitor: {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "ServiceMonitor",
        metadata: { ...metadata, labels: { ...labels, ...args.labels } },
        spec: {
          selector: { matchLabels: selector },
          ...monitorLimits(args.limits),
          endpoints: [{ port: "http", path: "/metrics" }],
        },
      },
    };
  });
}

/** The account of store and compactor, annotated with what gives it access to the bucket. */
export function bucketAccount(
  instance: string,
  args: ThanosStackArgs,
): k8s.types.input.core.v1.ServiceAccount {
  return {
    metadata: {
      name: BUCKET_ACCOUNT,
      namespace: args.namespace,
      labels: { ...labelsOf("thanos", instance) },
      annotations: { ...args.storage.workloadIdentity },
    },
    // Thanos never talks to the API server; identity tokens are projected by the provider's webhook.
    automountServiceAccountToken: false,
  };
}

function statefulSpec(
  component: ThanosComponent,
  name: string,
  args: ThanosStackArgs,
  selector: Readonly<Record<string, string>>,
  template: k8s.types.input.core.v1.PodTemplateSpec,
): k8s.types.input.apps.v1.StatefulSetSpec {
  const size =
    component === "store"
      ? (args.storage.storeStorage ?? "50Gi")
      : (args.storage.compactorStorage ?? "100Gi");
  return {
    // Fixed: two compactors on one bucket corrupt it.
    replicas: 1,
    serviceName: name,
    selector: { matchLabels: selector },
    template,
    volumeClaimTemplates: [
      {
        metadata: { name: "data", labels: { ...selector } },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: size } } },
      },
    ],
    // All in them is in the bucket as well.
    persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete", whenScaled: "Delete" },
  };
}

function podTemplate(
  component: ThanosComponent,
  args: ThanosStackArgs,
  labels: Readonly<Record<string, string>>,
  command: string[],
): k8s.types.input.core.v1.PodTemplateSpec {
  const bucket = !STATELESS.includes(component);
  const azureIdentity =
    bucket &&
    args.storage.type === ObjectStoreType.Azure &&
    args.storage.workloadIdentity !== undefined;
  return {
    metadata: {
      labels: { ...labels, ...(azureIdentity && { "azure.workload.identity/use": "true" }) },
    },
    spec: {
      automountServiceAccountToken: false,
      ...(bucket && { serviceAccountName: BUCKET_ACCOUNT }),
      nodeSelector: { "kubernetes.io/os": "linux" },
      terminationGracePeriodSeconds: GRACE_SECONDS,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: NOBODY,
        runAsGroup: NOBODY,
        fsGroup: NOBODY,
        seccompProfile: { type: "RuntimeDefault" },
      },
      topologySpreadConstraints: ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map(
        (topologyKey) => ({
          maxSkew: 1,
          topologyKey,
          whenUnsatisfiable: "ScheduleAnyway",
          labelSelector: { matchLabels: { "app.kubernetes.io/name": `thanos-${component}` } },
        }),
      ),
      containers: [
        {
          name: `thanos-${component}`,
          image: args.storage.image ?? THANOS_IMAGE,
          args: command,
          ports: ports(component),
          resources: RESOURCES[component],
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
          // Patient: the store syncs block indexes before it is ready, the compactor is busy for long.
          livenessProbe: {
            httpGet: { path: "/-/healthy", port: "http" },
            periodSeconds: 30,
            failureThreshold: 8,
            timeoutSeconds: 5,
          },
          readinessProbe: {
            httpGet: { path: "/-/ready", port: "http" },
            periodSeconds: 5,
            failureThreshold: 20,
            timeoutSeconds: 5,
          },
          terminationMessagePolicy: "FallbackToLogsOnError",
          ...(bucket && {
            volumeMounts: [
              { name: "data", mountPath: DATA_DIR },
              { name: "objstore", mountPath: OBJECT_STORE_DIR, readOnly: true },
            ],
          }),
        },
      ],
      ...(bucket && {
        volumes: [{ name: "objstore", secret: { secretName: args.objectStore.name } }],
      }),
    },
  };
}

function ports(component: ThanosComponent) {
  const http = { name: "http", containerPort: PORTS.http };
  return component === "query" || component === "store"
    ? [http, { name: "grpc", containerPort: PORTS.grpc }]
    : [http];
}

// Memory is limited, CPU is not: a throttled query is a slow query. The compactor holds an index at a time.
const RESOURCES: Readonly<Record<ThanosComponent, k8s.types.input.core.v1.ResourceRequirements>> = {
  query: resources("200m", "512Mi", "4Gi"),
  "query-frontend": resources("100m", "256Mi", "1Gi"),
  store: resources("200m", "1Gi", "4Gi"),
  compact: resources("200m", "1Gi", "10Gi"),
};

function resources(
  cpu: string,
  memory: string,
  limit: string,
): k8s.types.input.core.v1.ResourceRequirements {
  return { requests: { cpu, memory }, limits: { memory: limit } };
}

/** In-cluster URL of query-frontend in a namespace, known before it exists. */
export function frontendUrl(namespace: string): string {
  return `http://thanos-query-frontend.${namespace}.svc:${PORTS.http}`;
}
