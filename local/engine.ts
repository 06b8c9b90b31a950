import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { load, dump } from "js-yaml";
import { deepMerge, isObject, type Values } from "../components/prometheus/merge";
import type { Supervisor } from "./contracts";
import { LocalError } from "./errors";

/** What a deployment with Pulumi's engine needs. */
export interface PulumiOptions {
  readonly supervisor: Supervisor;
  /** Path of the `pulumi` command. */
  readonly pulumi: string;
  /** Directory of the program. */
  readonly program: string;
  /** Directory for state, configuration and passphrase; made when missing. */
  readonly dir: string;
  /** Name of the stack; Pulumi.<stack>.yaml of the program is the base of its configuration. */
  readonly stack: string;
  /** Merged in depth over `mlwatch:monitoring`. */
  readonly config: Values;
  /** Values of `mlwatch:secrets`, encrypted before they reach a file. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** The commands of Pulumi's engine on one stack; each throws LocalError with the end of its output. */
export interface PulumiStack {
  /** Runs `pulumi <args>` on the stack and returns its output. */
  readonly run: (...args: readonly string[]) => Promise<string>;
}

/** Path of the `pulumi` on PATH, undefined when there is none. */
export function findPulumi(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return (env["PATH"] ?? "")
    .split(path.delimiter)
    .map((folder) => path.join(folder, "pulumi"))
    .find((file) => existsSync(file));
}

/**
 * Path of the `pulumi` on PATH.
 * @throws LocalError when there is none
 */
export function requirePulumi(env: NodeJS.ProcessEnv = process.env): string {
  const pulumi = findPulumi(env);
  if (pulumi !== undefined) return pulumi;
  throw new LocalError(
    "--engine pulumi: there is no pulumi on PATH; install it (https://www.pulumi.com/docs/install/), or leave the option out.",
  );
}

/**
 * Prepares a stack in a file backend below `dir`, apart from whatever backend the user is logged in to.
 * @throws LocalError when a command of Pulumi fails
 */
export async function pulumiStack(options: PulumiOptions): Promise<PulumiStack> {
  const { supervisor, pulumi, program, dir, stack } = options;
  const state = path.join(dir, "state");
  mkdirSync(state, { recursive: true });
  // A project of its own around the same program: the engine writes into the stack's file.
  writeFileSync(path.join(dir, "Pulumi.yaml"), dump(project(program)));
  writeFileSync(path.join(dir, `Pulumi.${stack}.yaml`), dump({ config: merged(options) }));
  const env = {
    ...process.env,
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile(dir),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_AUTOMATION_API: "true",
  };
  let count = 0;
  const run = async (args: readonly string[], input = ""): Promise<string> => {
    count += 1;
    const child = await supervisor.start({
      name: `pulumi-${String(count).padStart(2, "0")}-${args[0] ?? ""}`,
      command: pulumi,
      args: [...args, "--non-interactive", "--color", "never"],
      cwd: dir,
      env,
      graceMs: 60_000,
      input,
    });
    const { code } = await child.ended;
    const output = readFileSync(child.log, "utf8");
    if (code !== 0) {
      throw new LocalError(
        `pulumi ${args[0] ?? ""} failed (log: ${child.log}):\n${output.trim().split("\n").slice(-30).join("\n")}`,
      );
    }
    return output;
  };
  const onStack = ["--stack", stack];
  await run(["stack", "select", "--create", ...onStack]);
  for (const [name, value] of Object.entries(options.secrets)) {
    // By standard input: other users of the machine see arguments.
    await run(
      ["config", "set", "--secret", "--path", `mlwatch:secrets["${name}"]`, ...onStack],
      value,
    );
  }
  return { run: (...args) => run([...args, ...onStack]) };
}

function project(program: string): Values {
  const manifest = read(path.join(program, "Pulumi.yaml"));
  return { ...manifest, main: path.join(program, String(manifest["main"])) };
}

function read(file: string): Values {
  const content = load(readFileSync(file, "utf8"));
  return isObject(content) ? content : {};
}

function merged({ program, stack, config }: PulumiOptions): Values {
  const { config: written } = read(path.join(program, `Pulumi.${stack}.yaml`));
  return deepMerge(isObject(written) ? written : {}, { "mlwatch:monitoring": config });
}

function passphraseFile(dir: string): string {
  const file = path.join(dir, "passphrase");
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("hex"), { mode: 0o600 });
  return file;
}
