import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { childOptions, labelsOf } from "../common/objects";
import type { AlertRoutingArgs } from "./args";
import { alertmanagerYaml, routing } from "./objects";

export type { AlertRoutingArgs } from "./args";

/**
 * Who is told of alerts: Alertmanager's configuration in a Secret, without any secret in it, and a second
 * Secret with the values that it reads as files.
 *
 * @throws RunError when a receiver tells nobody or names a secret that is not there.
 */
export class AlertRouting extends pulumi.ComponentResource {
  /** Name of the Secret with key alertmanager.yaml. */
  readonly configSecretName: string;
  /** Secrets that Alertmanager must mount at /etc/alertmanager/secrets/<name>. */
  readonly mountSecrets: string[];

  constructor(name: string, args: AlertRoutingArgs, opts?: pulumi.ComponentResourceOptions) {
    // The values stay out of the component's own inputs: the engine would store them a second time.
    super(
      "mlwatch:index:AlertRouting",
      name,
      { namespace: args.namespace, alerting: args.alerting },
      opts,
    );
    const child = childOptions(this, opts);
    const valuesSecret = `${name}-alerting`;
    const secrets = args.secrets ?? {};
    const { config, namedSecrets, mountSecrets } = routing(
      args.alerting,
      valuesSecret,
      Object.keys(secrets),
    );
    const metadata = (objectName: string) => ({
      name: objectName,
      namespace: args.namespace,
      labels: labelsOf("alert-routing", name),
    });

    if (namedSecrets.length > 0) {
      new k8s.core.v1.Secret(
        valuesSecret,
        {
          metadata: metadata(valuesSecret),
          type: "Opaque",
          stringData: Object.fromEntries(
            // routing() has checked that every name is there.
            namedSecrets.map((key) => [key, pulumi.secret(secrets[key] ?? "")]),
          ),
        },
        child,
      );
    }
    this.configSecretName = `${name}-alertmanager-config`;
    new k8s.core.v1.Secret(
      this.configSecretName,
      {
        metadata: metadata(this.configSecretName),
        type: "Opaque",
        stringData: { "alertmanager.yaml": alertmanagerYaml(config) },
      },
      child,
    );
    this.mountSecrets = [...mountSecrets];
    this.registerOutputs({
      configSecretName: this.configSecretName,
      mountSecrets: this.mountSecrets,
    });
  }
}
