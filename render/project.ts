import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { load } from "js-yaml";
import { deepMerge, isObject, type Values } from "../components/prometheus/merge";
import type { ProgramRequest } from "./protocol";
import { RenderError } from "./run";
import { marker } from "./secrets";

/** Which stack of which program, and what to change of its configuration. */
export interface ProjectOptions {
  readonly cwd: string;
  readonly stack: string;
  /** Merged in depth over `<project>:monitoring`. */
  readonly config?: Values;
  /** Values of `<project>:secrets`. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** False replaces every secret by a marker. */
  readonly reveal: boolean;
}

/** A program ready to run, and the full names of the secrets that markers stand for. */
export interface Project {
  readonly request: ProgramRequest;
  readonly hidden: readonly string[];
}

/**
 * Reads Pulumi.yaml and Pulumi.<stack>.yaml as the Pulumi CLI does, without decrypting anything.
 * @throws RenderError when one of them is missing or no YAML map.
 */
export function readProject(options: ProjectOptions): Project {
  const { cwd, stack } = options;
  const manifest = readYaml(path.join(cwd, "Pulumi.yaml"));
  const project = String(manifest["name"]);
  const main = typeof manifest["main"] === "string" ? manifest["main"] : "index.ts";
  const written = stackConfig(options, project);
  const monitoring = `${project}:monitoring`;
  const secretKey = `${project}:secrets`;
  const named = options.reveal
    ? (options.secrets ?? {})
    : markers(secretKey, referencedSecrets(options.config), referencedSecrets(written[monitoring]));
  const merged = deepMerge(
    written,
    options.config && { [monitoring]: options.config },
    Object.keys(named).length > 0 ? { [secretKey]: named } : undefined,
  );
  const hidden = new Map(
    Object.entries(merged).map(([key, value]) => [key, secureNames(key, value)] as const),
  );
  const encrypted = [...hidden.values()].flat();
  if (options.reveal && encrypted.length > 0) {
    throw new RenderError(
      `${encrypted.join(", ")}: encrypted; give the values to reveal as secrets.`,
    );
  }
  return {
    request: {
      entry: path.resolve(cwd, main),
      project,
      stack,
      config: Object.fromEntries(
        Object.entries(merged).map(([key, value]) => [key, configText(hideSecure(key, value))]),
      ),
      secretKeys: [...hidden].flatMap(([key, names]) =>
        key === secretKey || names.length > 0 ? [key] : [],
      ),
    },
    hidden: [
      ...encrypted,
      ...(options.reveal ? [] : Object.keys(named).map((name) => `${secretKey}["${name}"]`)),
    ].sort(),
  };
}

const configText = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);

function stackConfig({ cwd, stack, config }: ProjectOptions, project: string): Values {
  const file = path.join(cwd, `Pulumi.${stack}.yaml`);
  if (!existsSync(file)) {
    if (config) return {};
    const stacks = readdirSync(cwd).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
    throw new RenderError(
      `there is no Pulumi.${stack}.yaml in ${cwd}; stacks there: ${stacks.sort().join(", ") || "none"}.`,
    );
  }
  const entries = readYaml(file)["config"];
  if (!isObject(entries)) return {};
  // Pulumi takes a key without namespace as the project's own.
  return Object.fromEntries(
    Object.entries(entries).map(([key, value]) => [
      key.includes(":") ? key : `${project}:${key}`,
      value,
    ]),
  );
}

/** @throws RenderError when the file is missing or is no YAML map. */
export function readYaml(file: string): Values {
  if (!existsSync(file)) throw new RenderError(`${file} does not exist.`);
  try {
    const value = load(readFileSync(file, "utf8"));
    if (isObject(value)) return value;
  } catch (error) {
    throw new RenderError(`${file} is not YAML: ${error instanceof Error ? error.message : ""}`);
  }
  throw new RenderError(`${file} must be a YAML map.`);
}

// An encrypted value is `{ secure: "..." }`; only an engine with the passphrase could read it.
function isSecure(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 1 && typeof value["secure"] === "string";
}

function secureNames(name: string, value: unknown): string[] {
  if (isSecure(value)) return [name];
  return children(name, value).flatMap(([inner, child]) => secureNames(inner, child));
}

function hideSecure(name: string, value: unknown): unknown {
  if (isSecure(value)) return marker(name);
  if (Array.isArray(value)) return children(name, value).map(([n, child]) => hideSecure(n, child));
  if (!isObject(value)) return value;
  const hidden = children(name, value).map(([inner, child]) => hideSecure(inner, child));
  return Object.fromEntries(Object.keys(value).map((key, i) => [key, hidden[i]]));
}

// Full names as Pulumi writes paths: mlwatch:secrets["slack"].
function children(name: string, value: unknown): [string, unknown][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).map(([key, child]) => [
    Array.isArray(value) ? `${name}[${key}]` : `${name}["${key}"]`,
    child,
  ]);
}

function markers(secretKey: string, ...names: readonly string[][]): Record<string, string> {
  return Object.fromEntries(names.flat().map((name) => [name, marker(`${secretKey}["${name}"]`)]));
}

// Every `secret: <name>` names one of the stack's secrets, wherever it stands.
function referencedSecrets(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "secret" && typeof inner === "string" ? [inner] : referencedSecrets(inner),
  );
}
