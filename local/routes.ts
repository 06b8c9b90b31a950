import type { AlertingArgs } from "../components/monitoring-stack/args";

/** One alert that takes one route of the tree. */
export interface TestAlert {
  readonly labels: Readonly<Record<string, string>>;
  /** Receiver of Alertmanager's configuration that must get it. */
  readonly receiver: string;
}

/** Name of the test alerts; no rule has it. */
export const TEST_ALERT = "MlwatchRouteTest";

const URGENCIES = { critical: "page", warning: "ticket" } as const;

/**
 * Alerts that together take every route that notifies somebody. The Watchdog's is left out: its alert always
 * fires, so its route is tested by itself.
 * @param run part of a label's value: Alertmanager does not notify twice of one alert
 */
export function testAlerts(
  { teams = {} }: Pick<AlertingArgs, "teams">,
  run: string,
): readonly TestAlert[] {
  const takers = [undefined, ...Object.keys(teams)];
  return takers.flatMap((team) =>
    Object.entries(URGENCIES).map(([severity, urgency]) => ({
      labels: {
        alertname: TEST_ALERT,
        severity,
        // Alerts of one group would be one notification, and a critical one would mute its like.
        namespace: `mlwatch-route-test-${team ?? "default"}-${severity}-${run}`,
        ...(team !== undefined && { team }),
      },
      receiver: `${urgency}:${team === undefined ? "default" : `team:${team}`}`,
    })),
  );
}

/** The shell command that sends a test alert. */
export function amtoolCommand({ labels }: TestAlert, alertmanagerUrl: string): string {
  const pairs = Object.entries(labels).map(([label, value]) => shellWord(`${label}=${value}`));
  return [
    "amtool",
    `--alertmanager.url=${shellWord(alertmanagerUrl)}`,
    "alert add",
    ...pairs,
    shellWord("--annotation=summary=Test of a notification route, nothing is wrong"),
  ].join(" ");
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
