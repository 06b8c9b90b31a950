import type { KubernetesObject } from "../../render";

/** Where the stand-in for kube-state-metrics is. */
export const KUBE_STATE = {
  name: "kube-state-metrics",
  namespace: "kube-state-metrics",
  port: 8080,
  labels: { "app.kubernetes.io/name": "kube-state-metrics" },
} as const;

/**
 * Objects of kube-state-metrics as its chart would have made them, so that Prometheus finds it. The process
 * behind its pod is a stand-in.
 * @param selectedBy labels that Prometheus's monitor selector asks for
 */
export function kubeStateObjects(
  selectedBy: Readonly<Record<string, string>>,
): readonly KubernetesObject[] {
  const { name, namespace, labels, port } = KUBE_STATE;
  const metadata = {
    name,
    namespace,
    labels,
    annotations: { "mlwatch.dev/stand-in": "served by the local environment, not by this image" },
  };
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: {
        clusterIP: "None",
        selector: labels,
        ports: [{ name: "http", port, targetPort: "http" }],
      },
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            automountServiceAccountToken: false,
            securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
            containers: [
              {
                name,
                image: "registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.17.0",
                ports: [{ name: "http", containerPort: port }],
                securityContext: {
                  allowPrivilegeEscalation: false,
                  capabilities: { drop: ["ALL"] },
                },
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: "monitoring.coreos.com/v1",
      kind: "ServiceMonitor",
      metadata: { ...metadata, labels: { ...labels, ...selectedBy } },
      spec: {
        jobLabel: "app.kubernetes.io/name",
        selector: { matchLabels: labels },
        // As its chart does: namespace, pod and node name the objects, not the exporter.
        endpoints: [{ port: "http", honorLabels: true }],
      },
    },
  ];
}
