import path from "node:path";
import type { Values } from "../components/prometheus/merge";
import { toObjects } from "./manifests";
import { inApplyOrder, type RenderedObject } from "./order";
import { readProject } from "./project";
import { runProgram } from "./run";
import { SecretTrace, unwrap } from "./secrets";

export type { KubernetesObject, ObjectMeta } from "./manifests";
export type { RenderedObject } from "./order";
export { RenderError } from "./run";
export { toYaml, writeManifests } from "./write";

/** Which stack to render, and how. */
export interface RenderOptions {
  /** Name of the stack: Pulumi.<stack>.yaml is read. */
  readonly stack: string;
  /** Part of `mlwatch:monitoring`, merged in depth over the stack's; lists are replaced. @default nothing */
  readonly config?: Values;
  /** Values by name of `mlwatch:secrets`. @default each secret that is named is a placeholder */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Keeps the secret values in the objects, in memory only. @default false */
  readonly revealSecrets?: boolean;
  /** Directory of the program, with its Pulumi.yaml. @default the working directory */
  readonly cwd?: string;
}

/** A stack as it would be deployed. */
export interface Rendering {
  /** In apply order. */
  readonly objects: RenderedObject[];
  /** Stack outputs. */
  readonly outputs: Values;
  /** Configuration `mlwatch:monitoring` as it was given to the program. */
  readonly config: unknown;
  /** What the program wrote, warnings among it. */
  readonly messages: string;
}

/**
 * The Kubernetes objects that a stack deploys, in apply order: the Pulumi program runs under its mock
 * runtime, needing neither a cluster nor an engine. Helm releases become Flux HelmReleases.
 * @throws RenderError with the program's own message when its configuration has mistakes.
 */
export async function renderStack(options: RenderOptions): Promise<RenderedObject[]> {
  return (await render(options)).objects;
}

/** Like {@link renderStack}, with outputs and messages of the program. */
export async function render(options: RenderOptions): Promise<Rendering> {
  const cwd = path.resolve(options.cwd ?? ".");
  const { revealSecrets: reveal = false, stack, config, secrets } = options;
  const { request, hidden } = readProject({
    cwd,
    stack,
    reveal,
    ...(config && { config }),
    ...(secrets && { secrets }),
  });
  const run = await runProgram(request, cwd);
  const trace = reveal ? undefined : new SecretTrace(hidden);
  const objects = run.registrations.flatMap((registration) => toObjects(registration, trace));
  const monitoring = request.config[`${request.project}:monitoring`];
  return {
    objects: inApplyOrder(objects),
    outputs: unwrap(run.outputs) as Values, // outputs are a map
    config: monitoring === undefined ? undefined : JSON.parse(monitoring),
    messages: run.messages,
  };
}
