import { alertLints } from "./alerts";
import { conditionLints } from "./conditions";
import { dashboardLints } from "./dashboards";
import { exceptions, type Exception } from "./exceptions";
import { expressionLints } from "./expressions";
import { subjectOf, type Environment, type Finding, type Lint } from "./model";
import { recordingLints } from "./recordings";

export { exceptions, type Exception } from "./exceptions";
export type { Environment, Finding, Lint } from "./model";

/** Every lint, in the order of docs/lint.md. */
export const lints: readonly Lint[] = [
  ...conditionLints,
  ...expressionLints,
  ...alertLints,
  ...recordingLints,
  ...dashboardLints,
];

/** Everything that the lints find in an environment, exceptions included; each said once. */
export function findings(environment: Environment): readonly Finding[] {
  const subject = subjectOf(environment);
  const all = lints.flatMap(({ slug, remedy, find }) =>
    [...find(subject)].map(([where, what]) => ({ slug, where, message: `${what}; ${remedy}` })),
  );
  const seen = new Map(all.map((finding) => [JSON.stringify(finding), finding]));
  return [...seen.values()];
}

/** What is left of findings, and what to say of exceptions that excuse none of them. */
export function judged(
  found: readonly Finding[],
  excused: readonly Exception[] = exceptions,
): readonly Finding[] {
  const excuses =
    ({ slug, where }: Finding) =>
    (exception: Exception) =>
      exception.slug === slug && exception.where === where;
  return [
    ...found.filter((finding) => !excused.some(excuses(finding))),
    ...excused
      .filter((exception) => !found.some((finding) => excuses(finding)(exception)))
      .map(({ slug, where }) => ({
        slug: "unused-exception",
        where,
        message: `nothing is left for the exception from ${slug} to excuse; delete it from check/lint/exceptions.ts`,
      })),
  ];
}
