import * as pulumi from "@pulumi/pulumi";

import type {
  EmailArgs,
  PagerDutyArgs,
  ReceiverArgs,
  SecretRefArgs,
  SlackArgs,
  WebhookArgs,
} from "../monitoring-stack/args";

/** A receiver as Alertmanager's configuration file has it; without integrations it tells nobody. */
export interface Receiver {
  readonly name: string;
  readonly slack_configs?: readonly object[];
  readonly pagerduty_configs?: readonly object[];
  readonly email_configs?: readonly object[];
  readonly webhook_configs?: readonly object[];
}

/** A key of a Secret that Alertmanager reads as a file. */
export interface SecretFile {
  /** Name of the Secret. */
  readonly secret: string;
  readonly key: string;
}

/** Where a reference's value lies, once it is known which Secret holds it. */
export type SecretFiles = (argument: string, ref: SecretRefArgs) => SecretFile;

/** Path at which the operator mounts a key of a Secret for Alertmanager. */
export function secretPath({ secret, key }: SecretFile): string {
  return `/etc/alertmanager/secrets/${secret}/${key}`;
}

// Texts are fixed templates: what users configure never becomes part of one.
const TITLE =
  '[{{ .Status | toUpper }}{{ if eq .Status "firing" }}:{{ .Alerts.Firing | len }}{{ end }}] {{ .CommonLabels.alertname }}';
const TEXT = [
  "{{ range .Alerts }}*{{ .Annotations.summary }}*",
  "{{ .Annotations.description }}",
  "{{ with .Annotations.runbook_url }}<{{ . }}|Runbook>{{ end }}{{ with .Annotations.dashboard_url }} <{{ . }}|Dashboard>{{ end }}",
  "{{ end }}",
].join("\n");

/** Which of its integrations a receiver uses: those that page, or all others where there are any. */
export type Urgency = "page" | "ticket";

/**
 * Alertmanager's receiver for one of ours. PagerDuty pages, so tickets go to the other integrations; a
 * receiver with nothing but PagerDuty gets its tickets there, as events of severity "warning".
 * @throws RunError when it has no integration, a reference is incomplete, or a text holds a template.
 */
export function receiver(
  name: string,
  argument: string,
  args: ReceiverArgs,
  urgency: Urgency,
  files: SecretFiles,
): Receiver {
  const { slack, pagerDuty, email, webhook } = args;
  if (
    slack === undefined &&
    pagerDuty === undefined &&
    email === undefined &&
    webhook === undefined
  ) {
    throw new pulumi.RunError(
      `${argument} tells nobody: give it at least one of slack, pagerDuty, email and webhook`,
    );
  }
  const onlyPager = slack === undefined && email === undefined && webhook === undefined;
  const pages = urgency === "page" || onlyPager;
  return {
    name,
    ...(slack !== undefined && { slack_configs: [slackConfig(`${argument}.slack`, slack, files)] }),
    ...(pagerDuty !== undefined &&
      pages && { pagerduty_configs: [pagerDutyConfig(`${argument}.pagerDuty`, pagerDuty, files)] }),
    ...(email !== undefined && { email_configs: [emailConfig(`${argument}.email`, email, files)] }),
    ...(webhook !== undefined && {
      webhook_configs: [webhookConfig(`${argument}.webhook`, webhook, files)],
    }),
  };
}

function slackConfig(argument: string, args: SlackArgs, files: SecretFiles): object {
  return {
    send_resolved: true,
    api_url_file: secretPath(files(argument, args)),
    channel: plain(`${argument}.channel`, args.channel),
    title: TITLE,
    text: TEXT,
    color:
      '{{ if eq .Status "firing" }}{{ if eq .CommonLabels.severity "critical" }}danger{{ else }}warning{{ end }}{{ else }}good{{ end }}',
  };
}

function pagerDutyConfig(argument: string, args: PagerDutyArgs, files: SecretFiles): object {
  return {
    send_resolved: true,
    routing_key_file: secretPath(files(argument, args)),
    description: "{{ .CommonLabels.alertname }}: {{ (index .Alerts 0).Annotations.summary }}",
    severity: '{{ if eq .CommonLabels.severity "critical" }}critical{{ else }}warning{{ end }}',
    details: {
      alerts:
        "{{ range .Alerts }}{{ .Annotations.summary }}\n{{ .Annotations.runbook_url }}\n{{ end }}",
    },
  };
}

function emailConfig(argument: string, args: EmailArgs, files: SecretFiles): object {
  if (!/^[^\s:]+:\d{1,5}$/.test(args.smarthost)) {
    throw new pulumi.RunError(
      `${argument}.smarthost is ${JSON.stringify(args.smarthost)}, but must be host:port, e.g. "smtp.example.com:587"`,
    );
  }
  return {
    send_resolved: true,
    to: plain(`${argument}.to`, args.to),
    from: plain(`${argument}.from`, args.from),
    smarthost: args.smarthost,
    ...(args.username !== undefined && {
      auth_username: plain(`${argument}.username`, args.username),
      auth_password_file: secretPath(files(argument, args)),
    }),
  };
}

function webhookConfig(argument: string, args: WebhookArgs, files: SecretFiles): object {
  return { send_resolved: true, url_file: secretPath(files(argument, args)) };
}

/** Alertmanager runs these fields as Go templates, so a text that begins one is refused. */
function plain(argument: string, text: string): string {
  if (text === "" || text.includes("{{") || !isPrintable(text)) {
    throw new pulumi.RunError(
      `${argument} is ${JSON.stringify(text)}, but must be plain text: not empty, without control characters and without "{{"`,
    );
  }
  return text;
}

/** Text that YAML, Alertmanager's matchers and a terminal all read alike: no control characters, no half of a surrogate pair. */
export function isPrintable(text: string): boolean {
  return !/[\p{Cc}\p{Cs}\u2028\u2029\ufffd\ufeff]/u.test(text);
}
