/** Something wrong in a configuration object, in the words a user needs to mend it. */
export interface Problem {
  /** Keys and indices from the root of the object. */
  readonly path: readonly (string | number)[];
  /** What stands there; undefined where nothing does. */
  readonly value: unknown;
  /** The rule broken, beginning with a verb: "must be ...". */
  readonly rule: string;
  /** What to do, as an imperative. */
  readonly remedy: string;
}

/** Longest value that a message repeats; the rest is cut, so that a message stays one line. */
const LONGEST_VALUE = 80;

/**
 * One line per problem, in the order of their paths:
 * `mlwatch:monitoring.prometheus.retention ("10 hours") must be a duration; write e.g. "10d"`.
 */
export function describe(root: string, problems: readonly Problem[]): string {
  return problems
    .map((p) => `${root}${pathText(p.path)} (${valueText(p.value)}) ${p.rule}; ${p.remedy}`)
    .sort()
    .join("\n");
}

/** A path as a user writes it: `.alerting.teams["llm ops"].slack`, `.gpuPools[0].name`. */
export function pathText(path: readonly (string | number)[]): string {
  return path
    .map((key) => {
      if (typeof key === "number") return `[${key}]`;
      return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
    })
    .join("");
}

function valueText(value: unknown): string {
  if (value === undefined) return "missing";
  const text = JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}...` : text;
}

/** The candidate that a misspelt word most likely means, if any is near enough to be helpful. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, edits: distance(word, candidate) }))
    .sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  return best && best.edits <= Math.max(1, Math.floor(word.length / 3))
    ? best.candidate
    : undefined;
}

// Levenshtein distance of the lower-cased words: keys are short, so the plain algorithm does.
function distance(left: string, right: string): number {
  const [a, b] = [left.toLowerCase(), right.toLowerCase()];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitution));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
