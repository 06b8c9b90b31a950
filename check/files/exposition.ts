import type { Unit } from "../../promql";
import type { SeriesEntry } from "../infer";

const TYPES = ["counter", "gauge", "histogram", "summary", "info"] as const;
type Type = (typeof TYPES)[number];

/** Endings of names that say the unit. */
const UNITS: readonly (readonly [RegExp, Unit])[] = [
  [/_(timestamp|start_time|last_\w+_time)(_seconds)?$/, "timestamp"],
  [/_seconds$/, "seconds"],
  [/_(milliseconds|ms)$/, "milliseconds"],
  [/_bytes$/, "bytes"],
  [/_ratio$/, "ratio"],
  [/_percent$/, "percent"],
  [/_celsius$/, "celsius"],
  [/_watts$/, "watts"],
  [/_joules$/, "joules"],
];

interface Family {
  readonly type: Type;
  readonly labels: Set<string>;
  readonly bounds: Set<number>;
}

/**
 * Metrics of an exposition text, as an exporter serves it: type, labels and bounds as they stand there, the unit by
 * the ending of the name.
 * @throws Error naming the line that is no sample.
 */
export function entriesFrom(text: string): readonly SeriesEntry[] {
  const families = new Map<string, Family>();
  text.split("\n").forEach((line, index) => {
    const type = /^#\s*TYPE\s+(\S+)\s+(\w+)/.exec(line);
    if (type) {
      const [, name = "", said = ""] = type;
      families.set(name, { type: typeOf(name, said), labels: new Set(), bounds: new Set() });
    } else if (line.trim() !== "" && !line.startsWith("#")) {
      sample(line, index + 1, families);
    }
  });
  return [...families].map(([name, family]) => entry(name, family));
}

function typeOf(name: string, said: string): Type {
  const known = TYPES.find((type) => type === said) ?? "gauge";
  return known === "gauge" && name.endsWith("_info") ? "info" : known;
}

function sample(line: string, number: number, families: Map<string, Family>): void {
  const [, name, labels = ""] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+\S+/.exec(line) ?? [];
  if (name === undefined) throw new Error(`line ${number} is no sample of an exposition: ${line}`);
  const owner =
    [
      name,
      name.replace(/_(bucket|sum|count)$/, ""),
      name.replace(/_(total|created|info)$/, ""),
    ].find((candidate) => families.has(candidate)) ?? name;
  const family = families.get(owner) ?? { type: "gauge", labels: new Set(), bounds: new Set() };
  families.set(owner, family);
  for (const [, label = "", value = ""] of labels.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)) {
    if (label === "le" && family.type === "histogram") {
      if (value !== "+Inf") family.bounds.add(Number(value));
    } else if (label !== "quantile" || family.type !== "summary") family.labels.add(label);
  }
}

function entry(name: string, { type, labels, bounds }: Family): SeriesEntry {
  // OpenMetrics leaves the ending out of the family's name.
  const suffix = type === "counter" ? "_total" : type === "info" ? "_info" : "";
  const series = name.endsWith(suffix) ? name : name + suffix;
  const unit = UNITS.find(([ending]) => ending.test(series.replace(/_total$/, "")))?.[1];
  return {
    name: series,
    type,
    ...(unit && { unit }),
    help: "",
    labels: [...labels],
    ...(bounds.size > 0 && { buckets: [...bounds].sort((a, b) => a - b) }),
    source: { name: "own metrics", versions: "*", targetLabels: ["job", "instance"] },
  };
}
