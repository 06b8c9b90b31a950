import type { TimelineEvent } from "../contracts";

/** How far an alert came; seconds since the scenario began. */
export interface AlertStages {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly pending?: number;
  readonly firing?: number;
  readonly delivered?: number;
  readonly resolved?: number;
}

/** A timeline by subject: what was done, and what each alert did. */
export interface Stages {
  readonly faults: readonly { readonly seconds: number; readonly name: string }[];
  /** In the order in which they began. */
  readonly alerts: readonly AlertStages[];
}

type Labels = Readonly<Record<string, string>>;

/** Sorts a timeline by alert. An alert that comes back after it was resolved is listed again. */
export function stagesOf(timeline: readonly TimelineEvent[]): Stages {
  const alerts: AlertStages[] = [];
  const faults: { seconds: number; name: string }[] = [];
  for (const { event, name, seconds, labels = {} } of timeline) {
    if (event === "fault") {
      faults.push({ seconds, name });
      continue;
    }
    const comesBack = event === "pending" || event === "firing";
    const at = alerts.findLastIndex(
      (alert) =>
        alert.name === name &&
        sameSubject(alert.labels, labels) &&
        !(comesBack && alert.resolved !== undefined),
    );
    const before = alerts[at] ?? { name, labels };
    // Only the first time counts: Alertmanager repeats what goes on.
    const after = { ...before, [event]: before[event] ?? seconds };
    if (at < 0) alerts.push(after);
    else alerts[at] = after;
  }
  return { faults, alerts };
}

/**
 * Whether two sets of labels are those of one alert. On delivery it has gained the external labels, so one set may
 * hold more than the other.
 */
export function sameSubject(a: Labels, b: Labels): boolean {
  const [few, many] = Object.keys(a).length <= Object.keys(b).length ? [a, b] : [b, a];
  return Object.entries(few).every(([label, value]) => many[label] === value);
}
