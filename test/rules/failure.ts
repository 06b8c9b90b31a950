import type { Case } from "./case";

/** So many series of a case are shown; more would hide the rest. */
const shown = 12;

/** promtool's words on a case as a diff: `-` was expected and not seen, `+` was seen and not expected. */
export function readable(c: Case, text: string): string {
  const words = text.replace(
    /^ *expr: ("(?:[^"\\]|\\.)*"), time: (\S+),\n *exp: (.*)\n *got: (.*)$/gm,
    (_, query: string, at: string, expected: string, seen: string) =>
      [
        // Go quotes as JSON does.
        `${title(JSON.parse(query) as string)} at ${at}:`,
        ...diff(samples(expected), samples(seen)),
      ].join("\n"),
  );
  const given = c.series.map(({ series, values }) => `    ${series} ${values}`);
  const more = given.length > shown ? [`    and ${given.length - shown} more`] : [];
  return [words, "given the series:", ...given.slice(0, shown), ...more].join("\n");
}

function title(query: string): string {
  const state = /^ALERTS\{(?:alertname="(\w+)",)?alertstate="(\w+)"\}$/.exec(query);
  return state ? `${state[2]} alerts ${state[1] ?? "of any name"}` : query;
}

function samples(list: string): readonly string[] {
  if (list === "nil") return [];
  const known = list.match(/\{(?:"(?:[^"\\]|\\.)*"|[^"}])*\} [^,]+/g);
  return (known ?? [list]).map((sample) =>
    sample.startsWith('{__name__="ALERTS", ')
      ? sample.replace(/__name__="ALERTS", |alertname="\w+", (?=alertstate)| 1E\+00$/g, "")
      : sample,
  );
}

function diff(expected: readonly string[], seen: readonly string[]): readonly string[] {
  const lines = [
    ...expected.map((s) => (seen.includes(s) ? `    ${s}` : `  - ${s}`)),
    ...seen.filter((s) => !expected.includes(s)).map((s) => `  + ${s}`),
  ];
  return lines.length === 0 ? ["    nothing"] : lines;
}
