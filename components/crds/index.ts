import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { KubernetesAccessArgs } from "../monitoring-stack/args";
import { DEFINITIONS } from "./definitions";

/** Arguments of {@link PrometheusOperatorCrds}. */
export interface PrometheusOperatorCrdsArgs {
  /**
   * How to reach the cluster, for a provider of their own that adopts definitions which exist
   * already: left by an earlier `destroy`, by Helm, or by another operator. Must be the cluster of
   * the component's provider. @default the component's provider, where an existing definition is an error
   */
  readonly kubernetes?: KubernetesAccessArgs;
}

/**
 * The custom resource definitions of the Prometheus Operator. Helm installs those of a chart once and
 * never upgrades them; here they follow the version of this package. They stay in the cluster when
 * the stack is destroyed, because deleting one deletes every object of its kind, other teams' too.
 */
export class PrometheusOperatorCrds extends pulumi.ComponentResource {
  /** Names of the definitions, e.g. prometheuses.monitoring.coreos.com. */
  readonly names: pulumi.Output<string[]>;

  constructor(
    name: string,
    args: PrometheusOperatorCrdsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    // The kubeconfig may hold credentials: it stays out of the component's inputs, which are stored in plain text.
    super("mlwatch:index:PrometheusOperatorCrds", name, {}, opts);
    const adopting = args.kubernetes && adoptingProvider(`${name}-adopting`, args.kubernetes, this);
    const crds = DEFINITIONS.map(
      ({ metadata, spec }) =>
        new k8s.apiextensions.v1.CustomResourceDefinition(
          `${name}-${spec.names.plural}`,
          // The vendored schemas are typed by their JSON text, which says less than the resource's input type asks.
          { metadata, spec } as k8s.apiextensions.v1.CustomResourceDefinitionArgs,
          {
            parent: this,
            retainOnDelete: true,
            ...(adopting && { provider: adopting }),
          },
        ),
    );
    this.names = pulumi.all(crds.map((crd) => crd.metadata.name));
    this.registerOutputs({ names: this.names });
  }
}

// A provider creates, and fails where the object exists; upsertExistingObjects makes it apply. That is
// wanted for definitions only, so the stack's own provider stays strict.
function adoptingProvider(
  name: string,
  access: KubernetesAccessArgs,
  parent: pulumi.Resource,
): k8s.Provider {
  return new k8s.Provider(
    name,
    {
      ...(access.context !== undefined && { context: access.context }),
      ...(access.kubeconfig !== undefined && { kubeconfig: pulumi.secret(access.kubeconfig) }),
      upsertExistingObjects: true,
    },
    { parent },
  );
}
