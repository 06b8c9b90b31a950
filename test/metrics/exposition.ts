/** One line of an exposition: a series and its value. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The series under one TYPE line. */
export interface Family {
  readonly name: string;
  readonly type: string;
  readonly unit?: string;
  readonly samples: readonly Sample[];
}

const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  histogram: ["_bucket", "_sum", "_count", "_created"],
  summary: ["", "_sum", "_count", "_created"],
  // OpenMetrics leaves `_total` out of the TYPE line, the text format of Prometheus does not.
  counter: ["", "_total", "_created"],
  info: ["_info"],
};

/**
 * Reads the text format of Prometheus, and of OpenMetrics what exporters use of it.
 * @throws Error that names the line, for a line that is neither, and for a series without its TYPE line.
 */
export function parseExposition(text: string): readonly Family[] {
  const families = new Map<string, { type: string; unit?: string; samples: Sample[] }>();
  const units = new Map<string, string>();
  text.split("\n").forEach((line, index) => {
    const fail = (why: string) => new Error(`line ${index + 1}: ${why}: ${line}`);
    if (line.trim() === "") return;
    const [, keyword, name = "", rest = ""] = /^# (TYPE|UNIT) (\S+) (\S+)$/.exec(line) ?? [];
    if (keyword === "UNIT") units.set(name, rest);
    if (keyword === "TYPE") {
      if (families.has(name)) throw fail("second TYPE line of a family");
      families.set(name, { type: rest, samples: [] });
    }
    if (line.startsWith("#")) return;
    const sample = parseSample(line);
    if (!sample) throw fail("not a series with a value");
    const family = [...families].find(([owner, { type }]) =>
      (SUFFIXES[type] ?? [""]).some((suffix) => owner + suffix === sample.name),
    );
    if (!family) throw fail("no TYPE line of this series above it");
    family[1].samples.push(sample);
  });
  return [...families].map(([name, family]) => {
    const unit = units.get(name);
    return { name, ...family, ...(unit !== undefined && { unit }) };
  });
}

const LABEL = /\s*([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"\s*(?:,|$)/y;

function parseSample(line: string): Sample | undefined {
  // A time stamp, or an exemplar after #, may follow.
  const [, name, inner = "", value = ""] =
    /^([a-zA-Z_:][\w:]*)\s*(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})?\s+(\S+)(?:\s|$)/.exec(line) ??
    [];
  if (name === undefined) return undefined;
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < inner.trimEnd().length) {
    const [, label = "", escaped = ""] = LABEL.exec(inner) ?? [];
    if (label === "") return undefined;
    labels[label] = escaped.replace(/\\(.)/g, (_, char: string) => (char === "n" ? "\n" : char));
  }
  const number = /^[+-]?Inf$/i.test(value)
    ? Number(value.replace(/inf/i, "Infinity"))
    : Number(value);
  if (Number.isNaN(number) && value !== "NaN") return undefined;
  return { name, labels, value: number };
}
