import * as pulumi from "@pulumi/pulumi";

import { duplicates, labelsOf } from "../common/objects";
import type { DashboardArgs, GrafanaDashboardsArgs } from "./args";

/** Largest ConfigMap in bytes of data, set by the API server. */
export const MAX_CONFIG_MAP_BYTES = 1024 * 1024;

/** A ConfigMap with one dashboard. */
export interface DashboardConfigMap {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Record<string, string>;
    readonly annotations: Record<string, string>;
  };
  readonly data: Record<string, string>;
}

/**
 * A ConfigMap per dashboard, its JSON without white space.
 * @throws RunError when a uid is malformed or occurs twice, or a dashboard is too large for a ConfigMap.
 */
export function dashboardConfigMaps(
  name: string,
  args: GrafanaDashboardsArgs,
): readonly DashboardConfigMap[] {
  const [twice] = duplicates(args.dashboards.map((d) => d.uid));
  if (twice !== undefined) {
    throw new pulumi.RunError(`dashboards has the uid "${twice}" twice: uids must be unique`);
  }
  return args.dashboards.map((dashboard) => configMap(name, args, dashboard));
}

function configMap(
  name: string,
  args: GrafanaDashboardsArgs,
  { uid, title, json }: DashboardArgs,
): DashboardConfigMap {
  if (!/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/.test(uid)) {
    throw new pulumi.RunError(
      `dashboards[].uid is ${JSON.stringify(uid)} ("${title}"), but must be at most 40 lower-case letters, digits and dashes`,
    );
  }
  const text = JSON.stringify(json);
  const bytes = Buffer.byteLength(text);
  if (bytes >= MAX_CONFIG_MAP_BYTES) {
    throw new pulumi.RunError(
      `dashboard "${uid}" has ${bytes} bytes, but a ConfigMap holds less than ${MAX_CONFIG_MAP_BYTES}: divide it`,
    );
  }
  const discovery = args.discovery ?? {};
  return {
    metadata: {
      name: `${name}-${uid}`,
      namespace: args.namespace,
      labels: {
        ...labelsOf("grafana-dashboards", name),
        [discovery.label ?? "grafana_dashboard"]: discovery.labelValue ?? "1",
      },
      annotations: {
        [discovery.folderAnnotation ?? "grafana_folder"]: args.folder ?? "Machine learning",
      },
    },
    data: { [`${uid}.json`]: text },
  };
}
