import * as pulumi from "@pulumi/pulumi";
import type { MockMonitor } from "@pulumi/pulumi/runtime/mocks";

/** A resource as the program registered it, with plain inputs. */
export interface Registered {
  /** Pulumi type token, e.g. kubernetes:apps/v1:Deployment. */
  readonly type: string;
  readonly name: string;
  /** Name of the parent resource; undefined for the root stack. */
  readonly parent: string | undefined;
  /** Names of the resources it waits for, components expanded to their children. */
  readonly dependencies: readonly string[];
  /** Name of the provider it was given; undefined for the default one. */
  readonly provider: string | undefined;
  /** Whether its object stays when the stack is destroyed. */
  readonly retained: boolean;
  /** Inputs with secrets unwrapped. */
  readonly inputs: Inputs;
  /** Names of the inputs that are secret, or hold a secret somewhere inside. */
  readonly secrets: readonly string[];
}

/** Inputs of a resource: plain data once secrets are unwrapped. */
// `any`: tests look into objects of every kind and compare them with literals.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Inputs = Record<string, any>;

/** What a program built and what it registered while doing so. */
export interface Deployment<T> {
  readonly result: T;
  /** In order of registration; sort before comparing, the order is not that of the program. */
  readonly resources: readonly Registered[];
  /** The one resource of a type (token or its last part, e.g. "DaemonSet") and Pulumi or object name. */
  one(type: string, name?: string): Registered;
  /** All resources of a type. */
  all(type: string): readonly Registered[];
}

/**
 * Runs a program under Pulumi's mock runtime until every registration is done.
 * User mistakes thrown by constructors reject it; an error inside an apply ends the whole process, as
 * it does in Pulumi, so components check plain arguments outside of applies.
 * @throws Error when two resources share a type and name, which an engine would refuse.
 */
export async function deploy<T>(
  program: () => T | Promise<T>,
  { preview = false, stack = "test" }: { preview?: boolean; stack?: string } = {},
): Promise<Deployment<T>> {
  const resources: Registered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs as Inputs }),
      call: ({ inputs }) => inputs as Inputs,
    },
    "mlwatch",
    stack,
    preview,
  );
  // setMocks has just installed one.
  const monitor = pulumi.runtime.getMonitor() as unknown as MockMonitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request: Request, callback) => {
    const inputs = (request.getObject()?.toJavaScript() ?? {}) as Inputs;
    resources.push({
      type: request.getType(),
      name: request.getName(),
      parent: request.getParent() === "" ? undefined : nameOf(request.getParent()),
      dependencies: request.getDependenciesList().map(nameOf).sort(),
      // The reference of a provider is its URN and its id.
      provider: request.getProvider().split("::").at(-2),
      retained: request.getRetainondelete(),
      inputs: unwrap(inputs) as Inputs,
      secrets: Object.keys(inputs).filter((key) => holdsSecret(inputs[key])),
    });
    return register(request, callback);
  };
  let result: T;
  try {
    result = await program();
  } finally {
    // Waits until the queue of registrations is empty, those made in applies included; also where the
    // program threw, or what it left behind would reach the mocks of the next test.
    await pulumi.runtime.disconnect();
  }
  assertUnique(resources);
  const all = (type: string) =>
    resources.filter(
      (r) => r.type === type || r.type.split(":").at(-1) === type || kind(r) === type,
    );
  return {
    result,
    resources,
    all,
    one(type, name) {
      const found = all(type).filter(
        (r) => name === undefined || r.name === name || r.inputs["metadata"]?.name === name,
      );
      if (found[0] === undefined || found.length > 1) {
        const have = resources.map((r) => `${kind(r) ?? r.type} ${r.name}`).join("\n  ");
        throw new Error(`${found.length} of ${type} ${name ?? ""}; registered:\n  ${have}`);
      }
      return found[0];
    },
  };
}

/** The value of an output, once it is known. */
export function promiseOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply((value) => resolve(value));
  });
}

/** The part of the registration request that tests look at. */
interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getDependenciesList(): string[];
  getProvider(): string;
  getRetainondelete(): boolean;
  getObject(): { toJavaScript(): object } | undefined;
}

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

function isSecret(value: unknown): value is { value: unknown } {
  return typeof value === "object" && value !== null && (value as Inputs)[SIGNATURE] === SECRET;
}

function holdsSecret(value: unknown): boolean {
  if (isSecret(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsSecret);
}

function unwrap(value: unknown): unknown {
  if (isSecret(value)) return unwrap(value.value);
  if (Array.isArray(value)) return value.map(unwrap);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unwrap(inner)]));
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}

function kind(resource: Registered): string | undefined {
  return typeof resource.inputs["kind"] === "string" ? resource.inputs["kind"] : undefined;
}

function assertUnique(resources: readonly Registered[]): void {
  const seen = new Set<string>();
  for (const { type, name } of resources) {
    const key = `${type} ${name}`;
    if (seen.has(key)) throw new Error(`registered twice: ${key}`);
    seen.add(key);
  }
}
