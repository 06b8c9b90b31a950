import type { PrometheusComponentArgs } from "../prometheus/args";
import type { Values } from "../prometheus/merge";
import { sizing } from "../prometheus/sizing";
import { instanceName, objectLabels } from "./names";
import { alertmanagerSpec, prometheusSpec } from "./specs";

/** A Kubernetes object as plain data. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMetadata;
  readonly [field: string]: unknown;
}

/** Metadata of a {@link KubernetesObject}. */
export interface ObjectMetadata {
  readonly name: string;
  /** Absent for objects of the cluster. */
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Ports of the Thanos sidecar, which the operator fixes. */
export const SIDECAR_PORTS = { grpc: 10901, http: 10902 } as const;

/** Service label that becomes the label `job` of the scraped metrics. */
const JOB_LABEL = "app.kubernetes.io/component";

/**
 * Everything a Prometheus and an Alertmanager need where the operator runs already, by the role it
 * plays. Jobs of their own metrics: prometheus, alertmanager, thanos-sidecar.
 * @throws RunError for an argument that breaks a rule
 */
export function instanceObjects(
  args: PrometheusComponentArgs,
): Readonly<Record<string, KubernetesObject>> {
  const name = instanceName(args);
  const sizes = sizing(args);
  return {
    ...access(args, name),
    prometheus: {
      apiVersion: "monitoring.coreos.com/v1",
      kind: "Prometheus",
      metadata: metadata(args, name, "prometheus"),
      spec: prometheusSpec(args, sizes),
    },
    alertmanager: {
      apiVersion: "monitoring.coreos.com/v1",
      kind: "Alertmanager",
      metadata: metadata(args, name, "alertmanager"),
      spec: alertmanagerSpec(args, sizes),
    },
    ...scraped(args, "prometheus", [{ name: "http-web", port: 9090 }], "http-web"),
    ...scraped(args, "alertmanager", [{ name: "http-web", port: 9093 }], "http-web"),
    ...(args.objectStore &&
      scraped(
        args,
        "thanos-sidecar",
        [
          { name: "grpc", port: SIDECAR_PORTS.grpc },
          { name: "http", port: SIDECAR_PORTS.http },
        ],
        "http",
      )),
    ...disruptionBudget(args, "prometheus", sizes.replicas),
    ...disruptionBudget(args, "alertmanager", sizes.alertmanagerReplicas),
  };
}

function metadata(
  args: PrometheusComponentArgs,
  name: string,
  component: string,
  annotations?: Readonly<Record<string, string>>,
): ObjectMetadata {
  return {
    name,
    namespace: args.namespace,
    labels: {
      "app.kubernetes.io/part-of": instanceName(args),
      [JOB_LABEL]: component,
    },
    ...(annotations && { annotations }),
  };
}

/** Service accounts, and the right of Prometheus's to discover and scrape; Alertmanager's has none. */
function access(
  args: PrometheusComponentArgs,
  name: string,
): Readonly<Record<string, KubernetesObject>> {
  // Of the cluster, so the namespace keeps two instances of one name apart.
  const role = `${args.namespace}-${name}-prometheus`;
  const { labels } = metadata(args, role, "prometheus");
  const read = ["get", "list", "watch"];
  return {
    "prometheus-service-account": {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: metadata(
        args,
        `${name}-prometheus`,
        "prometheus",
        args.objectStore?.serviceAccountAnnotations,
      ),
      automountServiceAccountToken: true,
    },
    "alertmanager-service-account": {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: metadata(args, `${name}-alertmanager`, "alertmanager"),
      automountServiceAccountToken: false,
    },
    "cluster-role": {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      metadata: { name: role, labels },
      rules: [
        {
          apiGroups: [""],
          resources: ["nodes", "services", "endpoints", "pods"],
          verbs: read,
        },
        { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: read },
        { nonResourceURLs: ["/metrics"], verbs: ["get"] },
      ],
    },
    "cluster-role-binding": {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: role, labels },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
      subjects: [{ kind: "ServiceAccount", name: `${name}-prometheus`, namespace: args.namespace }],
    },
  };
}

interface Port {
  readonly name: string;
  readonly port: number;
}

/** Labels that the operator gives the pods of an instance. */
function podLabels(component: string, name: string): Readonly<Record<string, string>> {
  return component === "alertmanager"
    ? { "app.kubernetes.io/name": "alertmanager", alertmanager: name }
    : { "app.kubernetes.io/name": "prometheus", "operator.prometheus.io/name": name };
}

/** A Service and the ServiceMonitor that scrapes it with the component's name as job. */
function scraped(
  args: PrometheusComponentArgs,
  component: string,
  ports: readonly Port[],
  metricsPort: string,
): Readonly<Record<string, KubernetesObject>> {
  const instance = instanceName(args);
  const meta = metadata(args, `${instance}-${component}`, component);
  // Thanos Query asks DNS for every sidecar, which only a headless Service tells.
  const headless: Values = component === "thanos-sidecar" ? { clusterIP: "None" } : {};
  return {
    [`${component}-service`]: {
      apiVersion: "v1",
      kind: "Service",
      metadata: meta,
      spec: {
        ...headless,
        type: "ClusterIP",
        ports: ports.map(({ name, port }) => ({ name, port, targetPort: name, protocol: "TCP" })),
        selector: podLabels(component, instance),
      },
    },
    [`${component}-monitor`]: {
      apiVersion: "monitoring.coreos.com/v1",
      kind: "ServiceMonitor",
      metadata: { ...meta, labels: { ...meta.labels, ...objectLabels(args) } },
      spec: {
        jobLabel: JOB_LABEL,
        selector: { matchLabels: meta.labels },
        namespaceSelector: { matchNames: [args.namespace] },
        endpoints: [{ port: metricsPort }],
      },
    },
  };
}

function disruptionBudget(
  args: PrometheusComponentArgs,
  component: string,
  replicas: number,
): Readonly<Record<string, KubernetesObject>> {
  if (replicas < 2) return {};
  const name = instanceName(args);
  return {
    [`${component}-disruption-budget`]: {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: metadata(args, `${name}-${component}`, component),
      spec: {
        maxUnavailable: 1,
        unhealthyPodEvictionPolicy: "AlwaysAllow",
        selector: { matchLabels: podLabels(component, name) },
      },
    },
  };
}
