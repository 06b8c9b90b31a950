import type { SecretRefArgs } from "./secrets";

/** Who is told of alerts. */
export interface AlertingArgs {
  /** For every alert that no team takes. */
  readonly default: ReceiverArgs;
  /** By value of the label `team`. */
  readonly teams?: Readonly<Record<string, ReceiverArgs>>;
  /** Outside heartbeat that hears the Watchdog. @default the Watchdog is dropped */
  readonly watchdog?: ReceiverArgs;
  /** How long the first notification of a group waits for more alerts. @default "30s" */
  readonly groupWait?: string;
  /** How long changes of a group are collected. @default "5m" */
  readonly groupInterval?: string;
  /** After which an alert that still fires is told again. @default "4h" */
  readonly repeatInterval?: string;
}

/** Where notifications go; at least one of its fields. */
export interface ReceiverArgs {
  /** Slack channel. @default none */
  readonly slack?: SlackArgs;
  /** PagerDuty service; gets critical alerts only where another channel takes the rest. @default none */
  readonly pagerDuty?: PagerDutyArgs;
  /** E-mail. @default none */
  readonly email?: EmailArgs;
  /** Any HTTP endpoint. @default none */
  readonly webhook?: WebhookArgs;
}

/** Slack by incoming webhook; the secret is its URL. */
export interface SlackArgs extends SecretRefArgs {
  /** E.g. "#platform". */
  readonly channel: string;
}

/** PagerDuty Events API v2; the secret is the integration key. */
export interface PagerDutyArgs extends SecretRefArgs {}

/** E-mail; the secret is the SMTP password. */
export interface EmailArgs extends SecretRefArgs {
  /** Addresses, separated by commas. */
  readonly to: string;
  /** Address of the sender. */
  readonly from: string;
  /** Host and port, e.g. "smtp.example.com:587". */
  readonly smarthost: string;
  /** SMTP user; without it no authentication and no secret. */
  readonly username?: string;
}

/** Any HTTP endpoint; the secret is its URL. */
export interface WebhookArgs extends SecretRefArgs {}
