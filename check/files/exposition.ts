/** One line of an exposition: a series and its value. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The series under one TYPE line, or of one name without such a line. */
export interface Family {
  readonly name: string;
  readonly type?: string;
  readonly unit?: string;
  readonly samples: readonly Sample[];
}

const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  histogram: ["_bucket", "_sum", "_count", "_created"],
  summary: ["", "_sum", "_count", "_created"],
  // OpenMetrics leaves `_total` out of the TYPE line, the text format of Prometheus does not.
  counter: ["", "_total", "_created"],
  info: ["", "_info"],
};

/**
 * Reads the text format of Prometheus, and of OpenMetrics what exporters use of it.
 * @throws Error that names the line that is neither.
 */
export function parseExposition(text: string): readonly Family[] {
  const families = new Map<string, { type?: string; samples: Sample[] }>();
  const units = new Map<string, string>();
  text.split(/\r?\n/).forEach((line, index) => {
    const fail = (why: string) => new Error(`line ${index + 1}: ${why}: ${line}`);
    if (line.trim() === "") return;
    const [, keyword, name = "", rest = ""] =
      /^#\s*(TYPE|UNIT)\s+(\S+)\s+(\S+)\s*$/.exec(line) ?? [];
    if (keyword === "UNIT") units.set(name, rest);
    if (keyword === "TYPE") {
      if (families.has(name)) throw fail("second TYPE line of a family, or one after its series");
      families.set(name, { type: rest, samples: [] });
    }
    if (line.startsWith("#")) return;
    const sample = parseSample(line);
    if (!sample) throw fail("not a series with a value");
    const owner = ownerOf(sample.name, (family) => families.get(family)?.type) ?? sample.name;
    const family = families.get(owner) ?? { samples: [] };
    if (owner === sample.name && family.type !== undefined && !partOf(family.type, "")) {
      throw fail(`a ${family.type} has no series of its own name`);
    }
    families.set(owner, family);
    family.samples.push(sample);
  });
  return [...families].map(([name, family]) => {
    const unit = units.get(name);
    return { name, ...family, ...(unit !== undefined && { unit }) };
  });
}

/** The name under which a metric is queried: a counter of OpenMetrics gets its `_total` here. */
export function queriedName({ name, type, samples }: Family): string {
  if (type !== "counter" && type !== "info") return name;
  return samples.find((sample) => sample.name !== `${name}_created`)?.name ?? name;
}

function partOf(type: string, suffix: string): boolean {
  return (SUFFIXES[type] ?? [""]).includes(suffix);
}

function ownerOf(series: string, typeOf: (family: string) => string | undefined) {
  const parent = series.replace(/_(bucket|sum|count|total|created|info)$/, "");
  return [series, parent].find((family) => {
    const type = typeOf(family);
    return type !== undefined && partOf(type, series.slice(family.length));
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
