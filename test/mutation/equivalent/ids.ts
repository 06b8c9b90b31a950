/** Ids of mutants of one rule. */
export type Of = (...ids: readonly string[]) => readonly string[];

/** Ids of mutants of a rule, as `npm run mutate` names it. */
export function of(rule: string): Of {
  return (...ids) => ids.map((id) => `${rule}: ${id}`);
}

/** A matcher dropped at several places. */
export function dropped(
  mutants: Of,
  matcher: string,
  ...paths: readonly string[]
): readonly string[] {
  return mutants(...paths.map((path) => `expr ${path} matcher ${matcher} dropped`));
}

/** The labelled half of a vector without its `run_id`, at several places. */
export function anyRun(mutants: Of, ...paths: readonly string[]): readonly string[] {
  return mutants(
    ...paths.flatMap((path) => [
      `expr ${path} matcher run_id != dropped`,
      `expr ${path} matcher run_id != other value`,
    ]),
  );
}

/** The namespace, or the class, no longer asked for at several places. */
export function anywhere(mutants: Of, ...paths: readonly string[]): readonly string[] {
  return ["namespace =", "training_class ="].flatMap((matcher) =>
    dropped(mutants, matcher, ...paths),
  );
}
