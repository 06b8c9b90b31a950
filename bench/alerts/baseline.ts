/** Of normally distributed values the standard deviation is so many median absolute deviations. */
const NORMAL = 1.4826;

/** When a value stands out; the defaults are those of the Python package. */
export interface BaselineOptions {
  /** Values that are remembered. @default 128 */
  readonly window?: number;
  /** Nothing is judged before so many. @default 64 */
  readonly minimum?: number;
  /** @default 7 */
  readonly sigmas?: number;
  /** @default 1.3 */
  readonly ratio?: number;
}

/**
 * What a value per step usually is, and whether one stands out, as `RobustBaseline` of the Python package says: the
 * cases in python/tests/baseline.json hold the two to the same answers.
 */
export class RobustBaseline {
  private readonly window: number;
  private readonly minimum: number;
  private readonly sigmas: number;
  private readonly ratio: number;
  private order: number[] = [];
  private sorted: number[] = [];

  /** @param options when a value stands out */
  constructor({ window = 128, minimum = 64, sigmas = 7, ratio = 1.3 }: BaselineOptions = {}) {
    this.window = window;
    this.minimum = minimum;
    this.sigmas = sigmas;
    this.ratio = ratio;
  }

  /** Takes the next value; true when it is a spike. */
  add(value: number): boolean {
    if (!Number.isFinite(value)) return false;
    const median = this.median;
    const spike =
      this.ready &&
      value > median + (this.ratio - 1) * Math.abs(median) &&
      value > median + this.sigmas * this.stddev;
    this.order.push(value);
    if (this.order.length > this.window) {
      const oldest = this.order.shift();
      this.sorted.splice(
        this.sorted.findIndex((one) => one === oldest),
        1,
      );
    }
    const place = this.sorted.findIndex((one) => one >= value);
    this.sorted.splice(place < 0 ? this.sorted.length : place, 0, value);
    return spike;
  }

  /** Forgets everything: what comes is another curve. */
  clear(): void {
    this.order = [];
    this.sorted = [];
  }

  /** Whether there are values enough to judge by. */
  get ready(): boolean {
    return this.sorted.length >= this.minimum;
  }

  /** The median; NaN without values. */
  get median(): number {
    return middle(this.sorted);
  }

  /** 1.4826 times the median absolute deviation; NaN without values. */
  get stddev(): number {
    const count = this.sorted.length;
    const half = Math.floor(count / 2);
    const upper = this.nearest(half + 1);
    return NORMAL * (count % 2 === 1 ? upper : (this.nearest(half) + upper) / 2);
  }

  /** The rank-th smallest distance from the median: that of the farther end of the nearest `rank` values. */
  private nearest(rank: number): number {
    const { sorted, median } = this;
    const below = (place: number) => median - (sorted[place] ?? NaN);
    // The nearest values stand side by side: bisects for where they begin.
    let low = 0;
    let high = sorted.length - rank;
    while (low < high) {
      const place = Math.floor((low + high) / 2);
      if (below(place) > -below(place + rank)) low = place + 1;
      else high = place;
    }
    return Math.max(below(low), -below(low + rank - 1));
  }
}

function middle(sorted: readonly number[]): number {
  const at = (place: number) => sorted[Math.floor(place)] ?? NaN;
  return (at((sorted.length - 1) / 2) + at(sorted.length / 2)) / 2;
}

/** What a run exports of a value per step. */
export interface Seen {
  /** Steps at which it was no finite number. */
  readonly nonFinite: number;
  readonly spikes: number;
  /** Its baseline, once there is one. */
  readonly median?: number;
  readonly stddev?: number;
}

/** A value per step, as the Python package watches it, from what is logged of it. */
export class Watched {
  private readonly baseline: RobustBaseline;
  private last: { readonly step: number; readonly finite: boolean } | undefined;
  /** What is exported now; gauges keep their value until there is a new baseline. */
  seen: Seen = { nonFinite: 0, spikes: 0 };

  /** @param ratio so many medians are the least that a spike has */
  constructor(ratio: number) {
    this.baseline = new RobustBaseline({ ratio });
  }

  /** Takes what was logged at a step, if anything was. */
  see(value: number | undefined, step: number): void {
    if (value === undefined) return;
    const { seen, last } = this;
    const finite = Number.isFinite(value);
    this.last = { step, finite };
    if (!finite) {
      // Where two logged values in a row are no numbers, none between them was.
      const lost = last?.finite === false ? Math.max(1, step - last.step) : 1;
      this.seen = { ...seen, nonFinite: seen.nonFinite + lost };
      return;
    }
    const spikes = seen.spikes + (this.baseline.add(value) ? 1 : 0);
    const { ready, median, stddev } = this.baseline;
    this.seen = { ...seen, spikes, ...(ready && { median, stddev }) };
  }

  /** The run begins anew. */
  clear(): void {
    this.baseline.clear();
  }
}
