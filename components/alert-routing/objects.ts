import * as pulumi from "@pulumi/pulumi";
import { dump } from "js-yaml";

import { duration, seconds } from "../../promql";
import { trainingInhibitions } from "../../rules";
import type { AlertingArgs, ReceiverArgs, SecretRefArgs } from "../monitoring-stack/args";
import { isPrintable, receiver, type Receiver, type SecretFile, type Urgency } from "./receivers";

/** The part of Alertmanager's configuration file that we write. */
export interface AlertmanagerConfig {
  readonly global: { readonly resolve_timeout: string };
  readonly route: Route;
  readonly inhibit_rules: readonly InhibitRule[];
  readonly receivers: readonly Receiver[];
}

/** A node of the routing tree. */
export interface Route {
  readonly receiver?: string;
  readonly matchers?: readonly string[];
  readonly group_by?: readonly string[];
  readonly group_wait?: string;
  readonly group_interval?: string;
  readonly repeat_interval?: string;
  readonly routes?: readonly Route[];
}

/** Mutes targets while a source fires with equal labels. */
export interface InhibitRule {
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  readonly equal: readonly string[];
}

/** The configuration and the Secrets it reads. */
export interface Routing {
  readonly config: AlertmanagerConfig;
  /** Names of values of `secrets` that receivers use; each a key of the generated Secret. */
  readonly namedSecrets: readonly string[];
  /** Secrets to mount in Alertmanager, the generated one included where it is used. */
  readonly mountSecrets: readonly string[];
}

// What one notification is about: a run or a service of one namespace, not a whole cluster.
const GROUP_BY = ["cluster", "namespace", "alertname", "service", "run_id"];
// A critical alert mutes the same alert at lower severity for the same subject only.
const EQUAL = [...GROUP_BY, "model", "node"];

/**
 * The routing tree: Watchdog to its own receiver; info to nobody; then by team, critical to the team's
 * paging receiver and the rest to its tickets; what no team takes goes to the default receiver.
 *
 * @param generatedSecret Secret that will hold the values of `secrets`
 * @param known names of the values of `secrets`
 * @throws RunError when a receiver tells nobody, a secret is missing or ambiguous, a team's name is empty or
 *   not printable, or an interval is not a duration.
 */
export function routing(
  args: AlertingArgs,
  generatedSecret: string,
  known: readonly string[],
): Routing {
  const named = new Set<string>();
  const mounted = new Set<string>();
  const files = (argument: string, ref: SecretRefArgs): SecretFile => {
    const file = secretFile(argument, ref, generatedSecret, known);
    mounted.add(file.secret);
    if (ref.secret !== undefined) named.add(ref.secret);
    return file;
  };
  const pair = (name: string, argument: string, to: ReceiverArgs): readonly Receiver[] =>
    (["page", "ticket"] as const satisfies readonly Urgency[]).map((urgency) =>
      receiver(`${urgency}:${name}`, argument, to, urgency, files),
    );
  const teams = Object.entries(args.teams ?? {});
  const receivers: readonly Receiver[] = [
    ...pair("default", "alerting.default", args.default),
    ...teams.flatMap(([team, to]) => {
      assertTeam(team);
      return pair(`team:${team}`, `alerting.teams[${JSON.stringify(team)}]`, to);
    }),
    { name: "record" },
    args.watchdog === undefined
      ? { name: "watchdog" }
      : receiver("watchdog", "alerting.watchdog", args.watchdog, "page", files),
  ];
  const config: AlertmanagerConfig = {
    global: { resolve_timeout: "5m" },
    route: {
      receiver: "ticket:default",
      group_by: GROUP_BY,
      group_wait: interval("groupWait", args.groupWait ?? "30s"),
      group_interval: interval("groupInterval", args.groupInterval ?? "5m"),
      repeat_interval: interval("repeatInterval", args.repeatInterval ?? "4h"),
      routes: [
        // A heartbeat: at once, then every five minutes, so that silence is noticed from outside.
        {
          receiver: "watchdog",
          matchers: [matcher("alertname", "Watchdog")],
          group_wait: "0s",
          group_interval: "1m",
          repeat_interval: "5m",
        },
        { receiver: "record", matchers: ['severity=~"info|none"'] },
        ...teams.map(([team]) => ({
          receiver: `ticket:team:${team}`,
          matchers: [matcher("team", team)],
          routes: [{ receiver: `page:team:${team}`, matchers: [matcher("severity", "critical")] }],
        })),
        { receiver: "page:default", matchers: [matcher("severity", "critical")] },
      ],
    },
    inhibit_rules: [
      {
        source_matchers: [matcher("severity", "critical")],
        target_matchers: ['severity=~"warning|info"'],
        equal: EQUAL,
      },
      ...trainingInhibitions.map(({ sources, targets, equal }) => ({
        source_matchers: [anyOf("alertname", sources)],
        target_matchers: [anyOf("alertname", targets)],
        equal: ["cluster", ...equal],
      })),
    ],
    receivers,
  };
  return { config, namedSecrets: [...named].sort(), mountSecrets: [...mounted].sort() };
}

/** The configuration as the text of alertmanager.yaml. */
export function alertmanagerYaml(config: AlertmanagerConfig): string {
  return dump(config, { lineWidth: -1, noRefs: true });
}

/** `name="value"`, with the escapes that Alertmanager's matchers know. */
export function matcher(label: string, value: string): string {
  return `${label}="${value.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n")}"`;
}

/** Names of alerts are plain words: nothing in them needs an escape. */
function anyOf(label: string, names: readonly string[]): string {
  return `${label}=~"${names.join("|")}"`;
}

function secretFile(
  argument: string,
  ref: SecretRefArgs,
  generatedSecret: string,
  known: readonly string[],
): SecretFile {
  const { secret, existingSecret } = ref;
  if ((secret === undefined) === (existingSecret === undefined)) {
    throw new pulumi.RunError(
      `${argument} must have exactly one of secret (a name in mlwatch:secrets) and existingSecret (name and key of a Secret)`,
    );
  }
  if (existingSecret !== undefined) {
    assertKey(`${argument}.existingSecret.key`, existingSecret.key);
    return { secret: existingSecret.name, key: existingSecret.key };
  }
  const name = secret ?? "";
  assertKey(`${argument}.secret`, name);
  if (!known.includes(name)) {
    throw new pulumi.RunError(
      `${argument}.secret is "${name}", but there is no such secret; set it with: ` +
        `pulumi config set --secret --path 'mlwatch:secrets["${name}"]' <value>`,
    );
  }
  return { secret: generatedSecret, key: name };
}

/** A key becomes a file name and part of a command line in our message. */
function assertKey(argument: string, key: string): void {
  if (!/^[A-Za-z0-9_-][-._A-Za-z0-9]{0,252}$/.test(key)) {
    throw new pulumi.RunError(
      `${argument} is ${JSON.stringify(key)}, but must be the key of a Secret: letters, digits, "-", "_" and "."`,
    );
  }
}

function assertTeam(team: string): void {
  if (team === "" || !isPrintable(team)) {
    throw new pulumi.RunError(
      `alerting.teams has the team ${JSON.stringify(team)}, but a team's name must be printable text that is not empty`,
    );
  }
}

function interval(argument: string, text: string): string {
  let length: number;
  try {
    length = seconds(text);
  } catch {
    length = 0;
  }
  if (length <= 0) {
    throw new pulumi.RunError(
      `alerting.${argument} is ${JSON.stringify(text)}, but must be a duration above zero, e.g. "30s", "5m" or "4h"`,
    );
  }
  return duration(length);
}
