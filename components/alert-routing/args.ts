import type * as pulumi from "@pulumi/pulumi";

import type { AlertingArgs } from "../monitoring-stack/args";

/** Arguments of {@link AlertRouting}. */
export interface AlertRoutingArgs {
  /** Namespace of Alertmanager: its Secrets must be there. */
  readonly namespace: string;
  /** Who is told of what. */
  readonly alerting: AlertingArgs;
  /** Secret values by the name that receivers use. @default none */
  readonly secrets?: Readonly<Record<string, pulumi.Input<string>>>;
}
