import { checkAgainstDefinition } from "./schema";
import type { Deployment, Registered } from "./mocks";

/**
 * Resources that break a rule of the house: each is named after the component and descends from it,
 * and a custom resource has only fields that the API server knows. Empty when all is well.
 */
export function houseProblems({ resources }: Deployment<unknown>, name: string): string[] {
  return resources
    .filter(({ type }) => type !== "pulumi:pulumi:Stack")
    .flatMap((resource) => [
      ...(resource.name === name || resource.name.startsWith(`${name}-`)
        ? []
        : [`${resource.name} is not named after ${name}`]),
      ...(rootOf(resource, resources) === name
        ? []
        : [`${resource.name} does not descend from ${name}`]),
      ...(isCustom(resource) ? checkAgainstDefinition(resource.inputs) : []),
    ]);
}

function isCustom({ inputs }: Registered): boolean {
  return String(inputs["apiVersion"]).startsWith("monitoring.coreos.com/");
}

/** Name of the outermost component that a resource belongs to. */
function rootOf(resource: Registered, all: readonly Registered[]): string {
  const parent = all.find(
    ({ name, type }) =>
      name === resource.parent && type.startsWith("mlwatch:") && type !== resource.type,
  );
  return parent === undefined ? resource.name : rootOf(parent, all);
}

/** Every text anywhere in the inputs of the resources, secret ones left out. */
export function plainText(resources: readonly Registered[]): string {
  return JSON.stringify(
    resources.map(({ inputs, secrets }) =>
      Object.fromEntries(Object.entries(inputs).filter(([key]) => !secrets.includes(key))),
    ),
  );
}
