import type { ReceiverArgs, SecretRefArgs } from "../components/monitoring-stack/args";
import type { Problem } from "./problem";
import type { Path, Sections } from "./sections";

/** Receivers without a channel, channels without a secret or with two. */
export function receiverProblems({ alerting }: Sections): Problem[] {
  return allReceivers(alerting).flatMap(({ path, receiver }) => {
    // Entries of an interface are untyped; these are its fields.
    const channels = Object.entries(receiver) as [string, Channel][];
    if (channels.length === 0) {
      return [
        {
          path,
          value: receiver,
          rule: "must have at least one channel",
          remedy: "add slack, pagerDuty, email or webhook",
        },
      ];
    }
    return channels.flatMap(([channel, settings]) =>
      secretProblems([...path, channel], channel, settings),
    );
  });
}

/** What secrets look at in any channel; only e-mail has a user. */
interface Channel extends SecretRefArgs {
  readonly username?: string;
}

function secretProblems(path: Path, channel: string, settings: Channel): Problem[] {
  const given = [settings.secret, settings.existingSecret].filter((ref) => ref !== undefined);
  // SMTP without a user needs no password.
  const least = channel === "email" && settings.username === undefined ? 0 : 1;
  if (given.length >= least && given.length <= 1) return [];
  return [
    {
      path,
      value: settings,
      rule: "must have exactly one of secret and existingSecret",
      remedy:
        given.length === 0
          ? "name a secret of mlwatch:secrets, or a key of a Secret in the stack's namespace"
          : "remove one of them",
    },
  ];
}

function allReceivers(
  alerting: Sections["alerting"],
): { readonly path: Path; readonly receiver: ReceiverArgs }[] {
  if (!alerting) return [];
  const { teams = {}, watchdog } = alerting;
  return [
    { path: ["alerting", "default"], receiver: alerting.default },
    ...Object.entries(teams).map(([team, receiver]) => ({
      path: ["alerting", "teams", team],
      receiver,
    })),
    ...(watchdog ? [{ path: ["alerting", "watchdog"], receiver: watchdog }] : []),
  ];
}

/** Names in `mlwatch:secrets` that the stack needs: those of its receivers, sorted, each once. */
export function secretNames({ alerting, prometheus }: Sections): string[] {
  // Routing of an existing Prometheus stays with whoever runs it.
  if (prometheus?.existing) return [];
  const names = allReceivers(alerting).flatMap(({ receiver }) =>
    Object.values(receiver).flatMap((channel: SecretRefArgs) => channel.secret ?? []),
  );
  return [...new Set(names)].sort();
}
