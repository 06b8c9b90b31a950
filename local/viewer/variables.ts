import { duration } from "../../promql";
import { ALL, type Variable } from "./model";

/** The chosen values of each variable, by its name. */
export type Selection = Readonly<Record<string, readonly string[]>>;

/** What Grafana's own variables stand for, in seconds. */
export interface Timing {
  readonly range: number;
  readonly step: number;
  readonly scrapeInterval: number;
}

// A string of PromQL, with what stands before it; only the operator in front says whether it is a regular expression.
const STRING = /("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)/;
const REFERENCE = /\$\{(\w+)(?::(\w+))?\}|\$(\w+)|\[\[(\w+)\]\]/g;
/** Where a variable stands outside a string, only what cannot be an expression is let in. */
const PLAIN = /^\d+(\.\d+)?[a-z]*$/;

/**
 * An expression with the values of its variables. Inside strings values are escaped, as regular expressions after
 * `=~` and `!~`, so that no value can become PromQL. Variables that the dashboard does not have are left as they are.
 * @throws Error when a value cannot stand where the variable does.
 */
export function interpolate(
  expr: string,
  variables: readonly Variable[],
  selection: Selection,
  timing: Timing,
): string {
  const known = new Map(variables.map((variable) => [variable.name, variable]));
  const own = builtin(timing);
  let before = "";
  return expr
    .split(STRING)
    .map((part) => {
      const quote = /^["'`]/.exec(part)?.[0];
      const regex = /[=!]~\s*$/.test(before);
      before = part;
      return part.replace(REFERENCE, (text: string, ...names: (string | undefined)[]) => {
        const name = names[0] ?? names[2] ?? names[3] ?? "";
        const fixed = own[name];
        if (fixed !== undefined) return fixed;
        const variable = known.get(name);
        if (variable === undefined) return text;
        const values = selection[name] ?? [];
        if (quote === undefined) return bare(name, values);
        const format = names[1] ?? (regex ? "regex" : "csv");
        return escaped(name, joined(variable, values, format), quote);
      });
    })
    .join("");
}

function builtin({ range, step, scrapeInterval }: Timing): Readonly<Record<string, string>> {
  return {
    __interval: duration(step),
    __interval_ms: String(step * 1000),
    __rate_interval: duration(Math.max(step + scrapeInterval, 4 * scrapeInterval)),
    __range: duration(range),
    __range_s: String(range),
    __range_ms: String(range * 1000),
  };
}

function joined(variable: Variable, values: readonly string[], format: string): string {
  if (values.includes(ALL)) return variable.allValue;
  const parts = format === "regex" ? values.map(escapeRegex) : values;
  if (format === "csv" || format === "raw") return parts.join(",");
  return parts.length > 1 ? `(${parts.join("|")})` : parts.join("");
}

function escapeRegex(value: string): string {
  return value.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

function escaped(name: string, value: string, quote: string): string {
  if (quote === "`") {
    if (!value.includes("`")) return value;
    throw new Error(`variable ${name}: a value with a backtick cannot stand in a raw string`);
  }
  // PromQL refuses an escaped quote of the other kind.
  return value.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`).replaceAll("\n", "\\n");
}

function bare(name: string, values: readonly string[]): string {
  const [value] = values;
  if (values.length === 1 && value !== undefined && PLAIN.test(value)) return value;
  throw new Error(
    `variable ${name} stands outside a string: one number or duration, not ${JSON.stringify(values)}`,
  );
}
