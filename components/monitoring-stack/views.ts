import type { DashboardArgs } from "../grafana-dashboards";
import type { MonitoringStackArgs } from "./args";

/** Dashboards of the stack, and where alerts link to. */
export interface StackDashboards {
  readonly dashboards: readonly DashboardArgs[];
  /** URL of the dashboard by name of the pack; empty where Grafana's address is not known. */
  readonly urls: Readonly<Record<string, string>>;
}

/** The dashboards of what the stack watches; none where Grafana is turned off. */
export function stackDashboards(args: MonitoringStackArgs): StackDashboards {
  void args;
  return { dashboards: [], urls: {} };
}
