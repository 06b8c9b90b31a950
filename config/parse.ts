import type { z } from "zod";
import { checkSections } from "./checks";
import type { MonitoringConfig } from "./config";
import { withDefaults } from "./defaults";
import { REMEDY } from "./fields";
import { describe, type Problem } from "./problem";
import { schema } from "./schema";
import type { Sections } from "./sections";

/** Raised for a configuration with mistakes; the message has one line for each. */
export class ConfigError extends Error {}

/**
 * The configuration in an object as YAML gives it, defaults of the environment applied.
 * @throws ConfigError naming every problem at once: path, value, rule and remedy.
 */
export function parseConfig(raw: unknown): MonitoringConfig {
  const parsed = schema.safeParse(raw);
  const broken = parsed.success
    ? []
    : parsed.error.issues.flatMap((issue) => toProblems(raw, issue));
  const problems = [...broken, ...checkSections(soundSections(raw, broken))];
  if (problems.length > 0) throw new ConfigError(describe("mlwatch:monitoring", problems));
  // Without a problem the parse succeeded, and the schema is held to the interface by its types.
  return withDefaults(parsed.data as MonitoringConfig);
}

// Rules across fields run on the sections without a problem of their own, so that all mistakes are
// reported at once and no rule meets a value of a wrong type.
function soundSections(raw: unknown, broken: readonly Problem[]): Sections {
  if (typeof raw !== "object" || raw === null) return {};
  const unsound = new Set(broken.map(({ path }) => path[0]));
  return Object.fromEntries(Object.entries(raw).filter(([key]) => !unsound.has(key)));
}

function toProblems(raw: unknown, issue: z.core.$ZodIssue): Problem[] {
  const parent = issue.path.map((key) => (typeof key === "symbol" ? key.toString() : key));
  // One issue lists all unknown keys of an object; its message has a line for each.
  const paths =
    issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...parent, key]) : [parent];
  const messages = issue.message.split("\n");
  return paths.map((path, i) => {
    const [rule = "", ...remedy] = (messages[i] ?? "").split(REMEDY);
    return { path, value: at(raw, path), rule, remedy: remedy.join(REMEDY) };
  });
}

function at(raw: unknown, path: Problem["path"]): unknown {
  return path.reduce<unknown>((node, key) => {
    if (typeof node !== "object" || node === null) return undefined;
    return Object.entries(node).find(([name]) => name === String(key))?.[1];
  }, raw);
}
