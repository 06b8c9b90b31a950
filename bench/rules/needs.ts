import { operands, seconds, type Expr } from "../../promql";

/** How far back, in seconds, a series is read. */
export type Needs = ReadonlyMap<string, number>;

function back(offset: string | undefined): number {
  return offset === undefined || offset.startsWith("-") ? 0 : seconds(offset);
}

/** How far back an expression reads each series it names. */
export function reach(expr: Expr, from = 0): readonly (readonly [name: string, seconds: number])[] {
  switch (expr.type) {
    case "selector": {
      const range = expr.range === undefined ? 0 : seconds(expr.range);
      return [[expr.metric, from + range + back(expr.offset)]];
    }
    case "subquery":
      return reach(expr.expr, from + seconds(expr.range) + back(expr.offset));
    default:
      return operands(expr).flatMap((operand) => reach(operand, from));
  }
}

/**
 * How far back each series must go for expressions to read all they ask for, recorded series included: what is
 * recorded for six hours was computed from windows that began before. Series that nobody reads are not in it.
 */
export function needs(
  exprs: readonly Expr[],
  recordings: ReadonlyMap<string, readonly Expr[]>,
): Needs {
  const found = new Map<string, number>();
  const read = (expr: Expr, from: number) => {
    for (const [name, length] of reach(expr, from)) {
      if (length <= (found.get(name) ?? -1)) continue;
      found.set(name, length);
      for (const made of recordings.get(name) ?? []) read(made, length);
    }
  };
  for (const expr of exprs) read(expr, 0);
  return found;
}

/**
 * Recordings by level: what is recorded from scraped series alone comes first, then what reads only levels before.
 * @throws Error when recordings read each other in a circle.
 */
export function levels<R extends { readonly record: string; readonly expr: Expr }>(
  recordings: readonly R[],
): readonly (readonly R[])[] {
  const names = new Set(recordings.map(({ record }) => record));
  const result: R[][] = [];
  let left = recordings;
  const done = new Set<string>();
  while (left.length > 0) {
    const ready = left.filter(({ expr }) =>
      reach(expr).every(([name]) => !names.has(name) || done.has(name)),
    );
    const [stuck] = left;
    if (ready.length === 0 && stuck) throw new Error(`${stuck.record} reads itself in a circle`);
    result.push(ready);
    left = left.filter((rule) => !ready.includes(rule));
    for (const { record } of ready) {
      if (!left.some((rule) => rule.record === record)) done.add(record);
    }
  }
  return result;
}
