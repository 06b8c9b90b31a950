/** The number of letters to add, take away or change until one word is the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const change = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

const words = (name: string): readonly string[] => name.toLowerCase().split(/[^a-z0-9]+/);

// A short word is easily another word, sm and mem are two clocks; so is available next to unavailable.
const alike = (a: string, b: string): boolean =>
  a === b || distance(a, b) <= Math.min(Math.floor(a.length / 4), a.length < 12 ? 1 : 2);

/** Words that end names of metrics by convention, and are forgotten or added by mistake. */
const SUFFIXES = /_(total|count|sum|bucket|seconds|bytes|ratio|percent|info|created)$/;

/** True where `name` is surely meant to be `known`: a letter or a separator differs, or the ending. */
export function isTypo(name: string, known: string): boolean {
  if (name === known) return false;
  const [a, b] = [words(name), words(known)];
  if (a.length === b.length) return a.every((word, i) => alike(word, b[i] ?? ""));
  return name.replace(SUFFIXES, "") === known || known.replace(SUFFIXES, "") === name;
}

/** The known name nearest to one, if any is near: for a "did you mean". */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) > 3) continue;
    const found = distance(name.toLowerCase(), candidate.toLowerCase());
    if (found < (best?.distance ?? Infinity)) best = { name: candidate, distance: found };
  }
  return best && best.distance <= Math.max(1, Math.floor(name.length / 4)) ? best.name : undefined;
}
