import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { PrometheusComponentArgs } from "../prometheus/args";
import type { PrometheusHandle } from "../prometheus/handle";
import { instanceName, objectLabels } from "./names";
import { instanceObjects, type KubernetesObject, SIDECAR_PORTS } from "./objects";

/**
 * A Prometheus and an Alertmanager as custom resources, where the Prometheus Operator and its
 * definitions are in the cluster already. It brings no alerts of its own.
 */
export class PrometheusInstance extends pulumi.ComponentResource {
  /** What the rest of the stack builds on. */
  readonly handle: PrometheusHandle;

  /** @throws RunError for an argument or an override that breaks a rule. */
  constructor(name: string, args: PrometheusComponentArgs, opts?: pulumi.ComponentResourceOptions) {
    const { kubernetes: _, ...plain } = args;
    // A kubeconfig may hold credentials, and inputs of a component are stored in plain text.
    super("mlwatch:index:PrometheusInstance", name, plain, opts);
    const resources = Object.entries(instanceObjects(args)).map(([role, object]) =>
      resource(`${name}-${role}`, object, this),
    );
    this.handle = instanceHandle(args, resources);
    this.registerOutputs({});
  }
}

type Constructor = new (
  name: string,
  args: KubernetesObject,
  opts: pulumi.CustomResourceOptions,
) => pulumi.CustomResource;

// The builders return plain objects that tests check against the API's own schemas; the constructors
// want the same fields wrapped in Input types, hence the one assertion.
const TYPED = {
  ServiceAccount: k8s.core.v1.ServiceAccount,
  Service: k8s.core.v1.Service,
  ClusterRole: k8s.rbac.v1.ClusterRole,
  ClusterRoleBinding: k8s.rbac.v1.ClusterRoleBinding,
  PodDisruptionBudget: k8s.policy.v1.PodDisruptionBudget,
} as unknown as Readonly<Record<string, Constructor>>;

function resource(name: string, object: KubernetesObject, parent: pulumi.Resource) {
  const Typed = TYPED[object.kind];
  return Typed
    ? new Typed(name, object, { parent })
    : new k8s.apiextensions.CustomResource(name, { ...object }, { parent });
}

function instanceHandle(
  args: PrometheusComponentArgs,
  ready: readonly pulumi.Resource[],
): PrometheusHandle {
  const name = instanceName(args);
  return {
    namespace: args.namespace,
    objectLabels: objectLabels(args),
    defaultAlerts: [],
    prometheusUrl: `http://${name}-prometheus.${args.namespace}.svc:9090`,
    alertmanagerUrl: `http://${name}-alertmanager.${args.namespace}.svc:9093`,
    dashboards: {
      label: "grafana_dashboard",
      labelValue: "1",
      folderAnnotation: "grafana_folder",
    },
    ...(args.objectStore && {
      thanosSidecar: { service: `${name}-thanos-sidecar`, grpcPort: SIDECAR_PORTS.grpc },
    }),
    ready,
  };
}
