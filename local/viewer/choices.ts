import { ALL, type Dashboard, type Variable } from "./model";
import { type Prometheus } from "./prometheus";
import { interpolate, type Selection, type Timing } from "./variables";

/** A variable with what can be chosen and what is. */
export interface Choice {
  readonly name: string;
  readonly label: string;
  readonly multi: boolean;
  readonly hidden: boolean;
  /** `$__all` first, where all may be chosen. */
  readonly options: readonly string[];
  readonly selected: readonly string[];
}

/**
 * Finds what the variables of a dashboard can be, in their order, since later ones may depend on earlier ones.
 * What was chosen stays chosen where it still exists.
 */
export async function findChoices(
  prometheus: Prometheus,
  dashboard: Dashboard,
  wanted: Selection,
  timing: Timing,
): Promise<readonly Choice[]> {
  const choices: Choice[] = [];
  const selection: Record<string, readonly string[]> = {};
  for (const variable of dashboard.variables) {
    const values = await optionsOf(prometheus, dashboard, variable, selection, timing);
    const options = variable.includeAll ? [ALL, ...values] : values;
    const selected = choose(variable, options, wanted[variable.name] ?? []);
    selection[variable.name] = selected;
    const { name, label, multi, hidden } = variable;
    choices.push({ name, label, multi, hidden, options, selected });
  }
  return choices;
}

async function optionsOf(
  prometheus: Prometheus,
  dashboard: Dashboard,
  { query, options }: Variable,
  selection: Selection,
  timing: Timing,
): Promise<readonly string[]> {
  if (query === undefined) return options;
  const series = interpolate(query.series, dashboard.variables, selection, timing);
  return prometheus.labelValues(query.label, series);
}

function choose(
  variable: Variable,
  options: readonly string[],
  wanted: readonly string[],
): readonly string[] {
  const there = [wanted, variable.current]
    .map((values) => values.filter((value) => options.includes(value)))
    .find((values) => values.length > 0);
  const chosen = there ?? options.slice(0, 1);
  return variable.multi && !chosen.includes(ALL) ? chosen : chosen.slice(0, 1);
}
