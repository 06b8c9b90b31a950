import {
  gpuDashboard,
  inferenceDashboard,
  trainingDashboard,
  type GrafanaDashboard,
} from "../../dashboards";
import type { DashboardArgs } from "../grafana-dashboards";
import type { MonitoringStackArgs } from "./args";
import { gpuOptions, inferenceOptions, trainingOptions, userErrors } from "./plan";

/** Dashboards of the stack, and where alerts link to. */
export interface StackDashboards {
  readonly dashboards: readonly DashboardArgs[];
  /** URL of the dashboard by name of the pack; empty where Grafana's address is not known. */
  readonly urls: Readonly<Record<string, string>>;
}

/**
 * The dashboards of what the stack watches; none where Grafana is turned off.
 * @throws RunError when a threshold or window cannot work.
 */
export function stackDashboards(args: MonitoringStackArgs): StackDashboards {
  if (args.grafana?.enabled === false) return { dashboards: [], urls: {} };
  const training = trainingOptions(args);
  const inference = inferenceOptions(args);
  const gpu = gpuOptions(args);
  const byPack: Readonly<Record<string, GrafanaDashboard>> = userErrors(() => ({
    ...(training && { training: trainingDashboard(training) }),
    ...(inference && { inference: inferenceDashboard(inference) }),
    ...(gpu && { gpu: gpuDashboard(gpu) }),
  }));
  const grafana = args.urls?.grafana?.replace(/\/+$/, "");
  return {
    dashboards: Object.values(byPack).map((dashboard) => ({
      uid: dashboard.uid,
      title: dashboard.title,
      json: { ...dashboard },
    })),
    urls:
      grafana === undefined
        ? {}
        : Object.fromEntries(
            Object.entries(byPack).map(([pack, { uid, title }]) => [
              pack,
              `${grafana}/d/${uid}/${slug(title)}`,
            ]),
          ),
  };
}

/** As Grafana writes a title into the address; it is for readers, the uid finds the dashboard. */
function slug(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}
