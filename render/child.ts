import { readFileSync, writeSync } from "node:fs";
import { pathToFileURL } from "node:url";
import * as pulumi from "@pulumi/pulumi";
import { rootPulumiStackTypeName } from "@pulumi/pulumi/runtime/stack";
import { RESULT_FD, type ProgramRequest, type ProgramResult, type Registration } from "./protocol";

// Runs a Pulumi program under the mock runtime and reports what it registered. A process of its own,
// because only an empty event loop says that every apply has run; that is when "exit" comes.

/** The parts of Pulumi's mock monitor that are listened to; its own types hide them. */
interface Monitor {
  newUrn(parent: string, type: string, name: string): string;
  registerResource(request: RegisterRequest, callback: unknown): Promise<void>;
  registerResourceOutputs(request: OutputsRequest, callback: unknown): unknown;
}

interface RegisterRequest {
  getType(): string;
  getName(): string;
  getCustom(): boolean;
  getParent(): string;
  getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
}

interface OutputsRequest {
  getUrn(): string;
  getOutputs(): { toJavaScript(): Record<string, unknown> } | undefined;
}

// The parent process wrote it from the same type.
const request = JSON.parse(readFileSync(0, "utf8")) as ProgramRequest;
const registrations: Registration[] = [];
let outputs: Record<string, unknown> = {};
let failure: string | undefined;

function fail(error: unknown): void {
  failure ??= explain(error);
  process.exitCode = 1;
}

function explain(error: unknown): string {
  // A mistake of the user: the message says it all, the stack trace would bury it.
  if (pulumi.RunError.isInstance(error)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

// Without these, an error in an apply ends the process before the answer is written.
process.on("uncaughtException", fail);
process.on("unhandledRejection", fail);
process.on("exit", () => {
  const result: ProgramResult = {
    registrations,
    outputs,
    ...(failure !== undefined && { error: failure }),
  };
  writeAll(Buffer.from(JSON.stringify(result)));
});

function writeAll(bytes: Buffer): void {
  for (let written = 0; written < bytes.length;) {
    written += writeSync(RESULT_FD, bytes, written);
  }
}

function listen(monitor: Monitor): void {
  // The mock names only the immediate parent's type; an engine names all ancestors', and so tells
  // apart what the mock would not.
  monitor.newUrn = (parent, type, name) => {
    const ancestors = parent === "" ? "" : (parent.split("::")[2] ?? "");
    const qualified =
      ancestors === "" || ancestors === rootPulumiStackTypeName ? type : `${ancestors}$${type}`;
    return `urn:pulumi:${request.stack}::${request.project}::${qualified}::${name}`;
  };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (registration, callback) => {
    const [type, name] = [registration.getType(), registration.getName()];
    registrations.push({
      urn: monitor.newUrn(registration.getParent(), type, name),
      type,
      name,
      custom: registration.getCustom(),
      parent: registration.getParent(),
      inputs: registration.getObject()?.toJavaScript() ?? {},
    });
    return register(registration, callback);
  };
  const registerOutputs = monitor.registerResourceOutputs.bind(monitor);
  monitor.registerResourceOutputs = (finished, callback) => {
    if (finished.getUrn().includes(`::${rootPulumiStackTypeName}::`)) {
      outputs = finished.getOutputs()?.toJavaScript() ?? {};
    }
    return registerOutputs(finished, callback);
  };
}

/** Names that the module system adds to a program's exports. */
const NOT_OUTPUTS = new Set(["default", "module.exports", "__esModule"]);

async function main(): Promise<void> {
  await pulumi.runtime.setMocks(
    {
      newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs as object }),
      call: ({ inputs }) => inputs as Record<string, unknown>,
    },
    request.project,
    request.stack,
    false,
  );
  pulumi.runtime.setAllConfig({ ...request.config }, [...request.secretKeys]);
  // setMocks has just installed the mock monitor.
  listen(pulumi.runtime.getMonitor() as unknown as Monitor);
  await pulumi.runtime.runInPulumiStack(async () => {
    // A module namespace: exported names and their values.
    const program = (await import(pathToFileURL(request.entry).href)) as Record<string, unknown>;
    return Object.fromEntries(Object.entries(program).filter(([name]) => !NOT_OUTPUTS.has(name)));
  });
}

main().catch(fail);
