import * as pulumi from "@pulumi/pulumi";
import { secretNames } from "./receivers";
import type { MonitoringConfig } from "./config";
import { ConfigError, parseConfig } from "./parse";

/** What the program reads from the stack: the only place that asks Pulumi for configuration. */
export interface Loaded {
  /** `mlwatch:monitoring`, checked, with the defaults of its environment. */
  readonly config: MonitoringConfig;
  /** `mlwatch:secrets` by name: the names are plain, the values are secret. */
  readonly secrets: Readonly<Record<string, pulumi.Output<string>>>;
}

const MONITORING = "mlwatch:monitoring";
const SECRETS = "mlwatch:secrets";

/**
 * Loads the configuration of the current stack.
 * @throws RunError when it is missing or has mistakes, or a secret that it names is not set.
 */
export function loadConfig(): Loaded {
  const text = pulumi.runtime.getConfig(MONITORING);
  if (text === undefined) {
    const stack = pulumi.getStack();
    throw new pulumi.RunError(
      `${MONITORING} is missing: Pulumi.${stack}.yaml must hold the configuration of stack "${stack}"; ` +
        `start from Pulumi.dev.yaml, see docs/configuration.md.`,
    );
  }
  const config = parse(text);
  const secrets = secretValues(pulumi.runtime.getConfig(SECRETS));
  const missing = secretNames(config).filter((name) => secrets[name] === undefined);
  if (missing.length > 0) {
    throw new pulumi.RunError(missing.map(missingSecret).join("\n"));
  }
  return { config, secrets };
}

function parse(text: string): MonitoringConfig {
  try {
    return parseConfig(json(MONITORING, text));
  } catch (error) {
    // Pulumi prints a RunError without its stack trace.
    if (error instanceof ConfigError) throw new pulumi.RunError(error.message);
    throw error;
  }
}

// Config.getSecretObject hides the names with the values; names decide which resources exist.
function secretValues(text: string | undefined): Record<string, pulumi.Output<string>> {
  const values = text === undefined ? {} : json(SECRETS, text);
  const wellFormed =
    typeof values === "object" &&
    values !== null &&
    Object.values(values).every((value) => typeof value === "string");
  if (!wellFormed) {
    throw new pulumi.RunError(
      `${SECRETS} must be a map from names to texts; set each by: ${command("<name>")}`,
    );
  }
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, pulumi.secret(String(value))]),
  );
}

// The text is not repeated: it may be a secret.
function json(key: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new pulumi.RunError(
      `${key} must be an object, not a text; write it as a YAML map under config in Pulumi.${pulumi.getStack()}.yaml.`,
    );
  }
}

const missingSecret = (name: string): string =>
  `${SECRETS}["${name}"] is missing: a receiver of ${MONITORING}.alerting uses it; set it by: ${command(name)}`;

const command = (name: string): string =>
  `pulumi config set --secret --path '${SECRETS}["${name}"]' <value>`;
