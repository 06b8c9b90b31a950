import type { alerts } from "../metrics";
import { max } from "../promql";
import { stateTimeline, type PanelBuilder, type State } from "./panels";
import { query } from "./query";

/** Alerts of a dashboard's subject. */
export type Alerts = typeof alerts.ALERTS;

const states: readonly State[] = [
  { value: 1, text: "pending", color: "orange" },
  { value: 2, text: "firing", color: "red" },
];

/** The alerts of the dashboard's subject over time: pending, firing. */
export function alertPanel(of: Alerts, subject: "run_id" | "service" | "node"): PanelBuilder {
  const state = of.where({ alertstate: "pending" }).or(of.where({ alertstate: "firing" }).mul(2));
  return stateTimeline({
    title: "Alerts",
    description: "Alerts of the chosen subject, from pending to firing. Each has a runbook.",
    size: [24, 5],
    states,
    query: query(max(state).by("alertname", subject), (l) => `${l.alertname} ${l[subject]}`),
  });
}
