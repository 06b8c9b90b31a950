/** When an alert fires for one set of labels: from the evaluation that fires it until the one that resolves it. */
export interface Firing {
  readonly from: number;
  readonly to: number;
}

/** What Prometheus needs to know of an alert besides its expression; seconds. */
export interface Holding {
  readonly for: number;
  readonly keepFiringFor: number;
  /** Evaluation interval of its group. */
  readonly interval: number;
}

/**
 * When an alert fires, from the evaluations at which its expression has a result, the way Prometheus goes from
 * pending to firing to inactive: it fires at the first evaluation that is at least `for` after the first of an
 * unbroken row with results; it is resolved at the first one without a result, or, under `keep_firing_for`, at the
 * first that is at least so long after the first one without. A result until then goes on with the same firing.
 * test/unit/bench/alerts/engine.test.ts has promtool confirm it.
 * @param active times of the evaluations with a result, ascending
 */
export function firings(active: readonly number[], holding: Holding): readonly Firing[] {
  const { interval } = holding;
  const ceil = (length: number) => Math.ceil(length / interval) * interval;
  const result: Firing[] = [];
  let last: Firing | undefined;
  for (const [first, until] of rows(active, interval)) {
    // At the evaluation that would resolve it, a result comes first.
    const goesOn = last !== undefined && first <= last.to;
    const from = goesOn && last ? last.from : first + ceil(holding.for);
    if (!goesOn && from > until) continue;
    if (goesOn) result.pop();
    last = { from, to: until + interval + ceil(holding.keepFiringFor) };
    result.push(last);
  }
  return result;
}

/** First and last of each unbroken row of evaluations. */
function rows(times: readonly number[], interval: number): readonly (readonly [number, number])[] {
  const result: [number, number][] = [];
  for (const time of times) {
    const last = result.at(-1);
    if (last && time - last[1] <= interval) last[1] = time;
    else result.push([time, time]);
  }
  return result;
}
