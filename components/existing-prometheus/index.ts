import * as pulumi from "@pulumi/pulumi";
import type { PrometheusComponentArgs } from "../prometheus/args";
import { checkComponentArgs, checkDnsLabel } from "../prometheus/check";
import type { PrometheusHandle } from "../prometheus/handle";

/**
 * A Prometheus that runs already, described by its namespace and the labels that its selectors ask
 * for. Creates nothing: rules, monitors and dashboards are put where it finds them.
 */
export class ExistingPrometheus extends pulumi.ComponentResource {
  /** What the rest of the stack builds on. */
  readonly handle: PrometheusHandle;

  /** @throws RunError for an argument that breaks a rule. */
  constructor(name: string, args: PrometheusComponentArgs, opts?: pulumi.ComponentResourceOptions) {
    const { kubernetes: _, ...plain } = args;
    // A kubeconfig may hold credentials, and inputs of a component are stored in plain text.
    super("mlwatch:index:ExistingPrometheus", name, plain, opts);
    this.handle = existingHandle(args);
    this.registerOutputs({});
  }
}

/**
 * What is known of a Prometheus that runs already.
 * @throws RunError for no labels, an invalid label, or a URL that is none
 */
export function existingHandle(args: PrometheusComponentArgs): PrometheusHandle {
  const existing = checkComponentArgs(args, "existing");
  const namespace = checkDnsLabel("prometheus.existing.namespace", existing.namespace);
  const labels = Object.entries(existing.labels);
  if (labels.length === 0) {
    throw new pulumi.RunError(
      `'prometheus.existing.labels' must not be empty: without the labels that its selectors ask for, Prometheus ` +
        `does not find our rules and monitors. See spec.ruleSelector of: kubectl get prometheus -n ${namespace} -o yaml`,
    );
  }
  for (const [key, value] of labels) {
    if (
      /^([-.a-z0-9]+\/)?[A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?$/.test(key) &&
      LABEL_VALUE.test(value)
    ) {
      continue;
    }
    throw new pulumi.RunError(
      `'prometheus.existing.labels' has ${JSON.stringify(key)}: ${JSON.stringify(value)}, which is not a Kubernetes label.`,
    );
  }
  const url = existing.url ?? `http://prometheus-operated.${namespace}.svc:9090`;
  if (!URL.canParse(url) || !/^https?:/.test(url) || url.endsWith("/")) {
    throw new pulumi.RunError(
      `'prometheus.existing.url' (${url}) must be a URL with http or https, without a slash at the end.`,
    );
  }
  return {
    namespace,
    objectLabels: { ...existing.labels },
    defaultAlerts: [...(existing.defaultAlerts ?? ["Watchdog"])],
    prometheusUrl: url,
    dashboards: {
      label: "grafana_dashboard",
      labelValue: "1",
      folderAnnotation: "grafana_folder",
    },
    ready: [],
  };
}

const LABEL_VALUE = /^([A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?)$/;
