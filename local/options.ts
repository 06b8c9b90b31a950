import { parseArgs } from "node:util";
import { LocalError, messageOf } from "./errors";

/** How the stack is deployed: rendered and applied, or by the `pulumi` on PATH. */
export type Engine = "render" | "pulumi";

/** What the command line of `npm start` asks for. */
export interface Options {
  /** Name of the scenario to run once everything is up. */
  readonly scenario: string;
  /** End after the scenario; the exit code says whether it passed. */
  readonly once: boolean;
  /** File for the scenario's result. @default none */
  readonly json?: string;
  readonly engine: Engine;
  /** Port of the page on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** Print {@link usage} and end. */
  readonly help: boolean;
}

// The fault that `npm start` shows unless told otherwise.
const DEFAULT_SCENARIO = "lr-too-high";

/** Help for the command line. */
export function usage(
  scenarios: readonly { readonly name: string; readonly about: string }[],
): string {
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  return [
    "Usage: npm start -- [options]",
    "",
    "Runs the whole system on this machine: a Kubernetes API with simulated GPU nodes, the stack deployed to it,",
    "real Prometheus, Alertmanager and Thanos, a training run and an inference service, and a fault.",
    "",
    `  --scenario NAME  which fault (below); default ${DEFAULT_SCENARIO}`,
    "  --once           end after the scenario: exit code 0 if every required and no other alert was delivered",
    "  --json FILE      write the result and its timeline",
    "  --engine pulumi  deploy with the pulumi on PATH instead of applying the rendered objects",
    "  --port N         port of the page; default a free one",
    "",
    "Scenarios",
    ...scenarios.map(({ name, about }) => `  ${name.padEnd(width)}  ${about}`),
    "",
    "Without --once everything stays up until Ctrl-C.",
    "",
  ].join("\n");
}

/**
 * Reads the command line.
 * @param scenarios names that `--scenario` may have
 * @throws LocalError naming the option, the value and what is allowed.
 */
export function parseOptions(args: readonly string[], scenarios: readonly string[]): Options {
  const { scenario, once, json, engine, port, help } = parse(args);
  if (!scenarios.includes(scenario)) {
    throw new LocalError(
      `--scenario ${scenario}: there is no such scenario; choose among ${scenarios.join(", ")}.`,
    );
  }
  if (engine !== "render" && engine !== "pulumi") {
    throw new LocalError(`--engine ${engine}: choose render (the default) or pulumi.`);
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new LocalError(`--port ${port}: a port is a number from 0 (any free one) to 65535.`);
  }
  return { scenario, once, engine, port: Number(port), help, ...(json !== undefined && { json }) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        scenario: { type: "string", default: DEFAULT_SCENARIO },
        once: { type: "boolean", default: false },
        json: { type: "string" },
        engine: { type: "string", default: "render" },
        port: { type: "string", default: "0" },
        help: { type: "boolean", short: "h", default: false },
      },
    }).values;
  } catch (error) {
    throw new LocalError(`${messageOf(error)}. npm start -- --help lists the options.`);
  }
}
