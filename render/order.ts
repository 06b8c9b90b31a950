import type { KubernetesObject } from "./manifests";
import { RenderError } from "./run";

/** A manifest and the name of its file; names sort into apply order. */
export interface RenderedObject {
  /** `<order>-<kind>-<namespace>-<name>.yaml`; the order is that of the kind, so that files keep their names. */
  readonly file: string;
  readonly object: KubernetesObject;
}

/** What others need comes first; kinds that are not listed are custom resources and come last. */
const KINDS: readonly string[] = [
  "Namespace",
  "CustomResourceDefinition",
  "PriorityClass",
  "StorageClass",
  "ResourceQuota",
  "LimitRange",
  "NetworkPolicy",
  "ServiceAccount",
  "ClusterRole",
  "ClusterRoleBinding",
  "Role",
  "RoleBinding",
  "Secret",
  "ConfigMap",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "Service",
  "PodDisruptionBudget",
  "DaemonSet",
  "Deployment",
  "StatefulSet",
  "Job",
  "CronJob",
  "HorizontalPodAutoscaler",
  "Ingress",
  "HelmRepository",
  "OCIRepository",
  "HelmRelease",
];

/**
 * Objects in the order in which they can be applied, each with its file name.
 * @throws RenderError when two resources are the same object of the cluster.
 */
export function inApplyOrder(objects: readonly KubernetesObject[]): RenderedObject[] {
  const rendered = objects
    .map((object) => ({ file: fileName(object), object }))
    .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
  rendered.forEach(({ file }, i) => {
    if (rendered[i - 1]?.file === file) {
      throw new RenderError(`two resources are the same object, ${file}: name one differently.`);
    }
  });
  return rendered;
}

function fileName({ kind, metadata }: KubernetesObject): string {
  const rank = KINDS.indexOf(kind);
  const order = (rank < 0 ? KINDS.length : rank) * 10;
  const parts = [
    String(order).padStart(3, "0"),
    kind.toLowerCase(),
    metadata.namespace,
    metadata.name,
  ];
  // Names of RBAC objects may hold characters that files should not.
  return `${parts
    .filter((part) => part !== undefined)
    .join("-")
    .replace(/[^A-Za-z0-9.-]/g, "_")}.yaml`;
}
