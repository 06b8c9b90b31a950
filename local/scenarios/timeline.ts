import type { Delivery, TimelineEvent } from "../contracts";
import { isHeartbeat, keyOf } from "./model";
import type { ActiveAlert } from "./prometheus";

/** Writes down what happens, each thing once. */
export interface Timeline {
  /** The fault was injected. */
  readonly fault: (about: string, at: number) => void;
  /** These alerts are active now. Those of the first call were so before and are left out. */
  readonly active: (alerts: readonly ActiveAlert[], at: number) => void;
  /** A notification arrived. */
  readonly delivery: (delivery: Delivery) => void;
  /** What has happened so far, in order. */
  readonly events: () => readonly TimelineEvent[];
}

/**
 * A timeline that begins at `start` (Unix time in milliseconds).
 * @param onEvent told of each event as it is noticed
 */
export function createTimeline(
  start: number,
  onEvent: (event: TimelineEvent) => void = () => undefined,
): Timeline {
  const events: TimelineEvent[] = [];
  const states = new Map<string, ActiveAlert["state"] | "old">();
  const delivered = new Set<string>();
  let first = true;

  const add = (at: number, event: Omit<TimelineEvent, "seconds">): void => {
    const seconds = Math.round((at - start) / 100) / 10;
    const entry = { seconds, ...event };
    events.push(entry);
    onEvent(entry);
  };

  const notice = (alert: ActiveAlert, at: number): void => {
    const { labels, state, since } = alert;
    const key = keyOf(labels);
    const before = states.get(key);
    if (first) states.set(key, "old");
    if (first || before === state || before === "old") return;
    states.set(key, state);
    // Prometheus knows when it became pending; when it began to fire only we have seen.
    add(state === "pending" ? since : at, {
      event: state,
      name: labels["alertname"] ?? "",
      labels,
    });
  };

  return {
    fault: (about, at) => add(at, { event: "fault", name: about }),
    active: (alerts, at) => {
      const now = new Set(alerts.map(({ labels }) => keyOf(labels)));
      // Gone and come back is a new event.
      for (const key of states.keys()) if (!now.has(key)) states.delete(key);
      for (const alert of alerts) {
        if (alert.labels["alertname"] !== "Watchdog") notice(alert, at);
      }
      first = false;
    },
    delivery: (delivery) => {
      if (isHeartbeat(delivery)) return;
      const { at, alert: name, labels, status } = delivery;
      const key = keyOf(labels);
      // The same alert is sent again whenever another joins its group.
      if (status === "firing" && delivered.has(key)) return;
      if (status === "firing") delivered.add(key);
      else delivered.delete(key);
      add(at, { event: status === "firing" ? "delivered" : "resolved", name, labels });
    },
    events: () => [...events].sort((a, b) => a.seconds - b.seconds),
  };
}
