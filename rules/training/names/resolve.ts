import { catalogueEntries, entryOf, seriesNames } from "../../../metrics";
import { check } from "../../conventions";
import type { TrainingName, TrainingNames } from "../options";
import { megatronLogInterval, megatronNames, summary } from "./presets";

/** The names of a class, presets written out. */
export interface ResolvedNames {
  /** Whether the loss is a Summary. */
  readonly summary: boolean;
  readonly series: readonly TrainingName[];
}

/** The series of the contract; buckets cannot be renamed, since their bounds would stay in the foreign unit. */
function contractSeries(): ReadonlySet<string> {
  return new Set(
    catalogueEntries()
      .filter(({ source }) => source.name === "training contract")
      .flatMap(seriesNames)
      .filter((name) => !name.endsWith("_bucket")),
  );
}

/**
 * Writes out presets and checks names.
 * @param at names an option in messages
 * @throws Error naming class, option, value and rule.
 */
export function resolveNames(
  { preset, stepsPerReport, series = [] }: TrainingNames = {},
  at: (option: string) => string,
): ResolvedNames {
  if (stepsPerReport !== undefined) {
    const where = at("names.stepsPerReport");
    const whole = Number.isInteger(stepsPerReport) && stepsPerReport > 0;
    check(whole, where, stepsPerReport, "it must be a whole number of steps, 1 or more");
    check(
      preset === "megatron-lm",
      where,
      stepsPerReport,
      'it belongs to preset "megatron-lm"; remove it',
    );
  }
  const contract = contractSeries();
  series.forEach((name, i) => {
    checkName(name, contract, (field) => at(`names.series[${i}].${field}`));
  });
  const all = [
    ...(preset === "megatron-lm" ? megatronNames(stepsPerReport ?? megatronLogInterval) : []),
    ...series,
  ];
  all.forEach((name, i) => {
    const same = ({ series: s, from, values = {} }: TrainingName) =>
      JSON.stringify([s, from, Object.entries(values).sort()]);
    check(
      !all.slice(0, i).some((earlier) => same(earlier) === same(name)),
      at("names.series"),
      name.from,
      `${name.series} is recorded from it twice; tell the two apart by values, or remove one`,
    );
  });
  return { summary: preset === "summary", series: all };
}

/** Series that programs export because a class says so. */
export function exportedNames(names: ResolvedNames): readonly string[] {
  return [
    ...(names.summary ? [summary.sum, summary.count] : []),
    ...names.series.map((n) => n.from),
  ];
}

function checkName(
  { series, from, where = {}, labels = {}, values = {}, factor = 1 }: TrainingName,
  contract: ReadonlySet<string>,
  at: (field: string) => string,
): void {
  check(
    contract.has(series),
    at("series"),
    series,
    `it must be a series of the training contract, such as "${summary.loss}", of a histogram its _sum or _count; see docs/metrics.md`,
  );
  check(
    /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(from),
    at("from"),
    from,
    "it must be the name of a series as Prometheus stores it: letters, digits, _ and :",
  );
  check(
    !contract.has(from),
    at("from"),
    from,
    "it is a name of the contract itself, which rules read as it is; remove this entry",
  );
  check(Number.isFinite(factor) && factor > 0, at("factor"), factor, "it must be a number above 0");
  for (const label of [...Object.keys(where), ...Object.values(labels)]) {
    check(
      /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label),
      at("labels"),
      label,
      "a label's name is letters, digits and _",
    );
  }
  const entry = entryOf(series);
  const own = entry?.labels ?? [];
  for (const label of [...Object.keys(labels), ...Object.keys(values)]) {
    check(
      own.includes(label),
      at("labels"),
      label,
      `${series} has no such label of its own, but ${own.join(", ")}`,
    );
    check(
      labels[label] === undefined || values[label] === undefined,
      at("labels"),
      label,
      "it cannot be both a label of theirs and a fixed value",
    );
  }
  for (const [label, value] of Object.entries(values)) {
    const known = entry?.values?.[label] ?? [value];
    check(
      known.includes(value),
      at(`values.${label}`),
      value,
      `it must be one of ${known.join(", ")}`,
    );
  }
}
