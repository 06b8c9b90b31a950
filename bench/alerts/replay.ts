import { duration, type Curve, type Row } from "./curves";

/** Seconds between two scrapes, and between two evaluations. */
export const interval = 30;
/** When every run begins: a fixed time, at the start of a block of the TSDB. */
export const epoch = 1_759_968_000;

/** A series of a run, as far as the curve knows it. */
export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Value at a scrape; none where nothing is exported yet. */
  readonly at: (state: State) => number | undefined;
}

/** What a run exports at a moment: what it logged last, and the counters that it kept in the process. */
export interface State {
  readonly loss?: number;
  readonly gradientNorm?: number;
  readonly validationLoss?: number;
  readonly learningRate?: number;
  readonly attempt: number;
  /** Steps done; between two rows they are evenly spaced. */
  readonly step: number;
  readonly evaluations: number;
  readonly nonFiniteLosses: number;
  readonly nonFiniteGradients: number;
}

/** Identity of a run in its series; a class of runs is a namespace. */
export interface Identity {
  readonly namespace: string;
  readonly run_id: string;
}

/** The series that a run with the contract of metrics/training.ts exports and that its curve tells. */
export function seriesOf({ namespace, run_id }: Identity): readonly Series[] {
  const target = { namespace, job: "training", pod: run_id };
  const own = { ...target, run_id };
  const nonFinite = "training_loss_nonfinite_steps_total";
  return [
    { name: "up", labels: target, at: () => 1 },
    { name: "process_start_time_seconds", labels: target, at: () => epoch },
    { name: "training_loss", labels: { ...own, split: "train" }, at: (s) => s.loss },
    {
      name: "training_loss",
      labels: { ...own, split: "validation" },
      at: (s) => s.validationLoss,
    },
    { name: "training_gradient_norm", labels: own, at: (s) => s.gradientNorm },
    {
      name: "training_learning_rate",
      labels: { ...own, group: "default" },
      at: (s) => s.learningRate,
    },
    { name: "training_attempt", labels: own, at: (s) => s.attempt },
    { name: "training_step_current", labels: own, at: (s) => s.step },
    { name: "training_steps_total", labels: own, at: (s) => s.step },
    { name: "training_evaluations_total", labels: own, at: (s) => s.evaluations },
    { name: nonFinite, labels: { ...own, what: "loss" }, at: (s) => s.nonFiniteLosses },
    { name: nonFinite, labels: { ...own, what: "gradient" }, at: (s) => s.nonFiniteGradients },
  ];
}

/**
 * What a run exports at every scrape from its first row to its last; gauges keep their last value. A run that is
 * labelled as a restart raises its attempt when it begins anew, which its curve does not say.
 * @returns the time since the start of the run, a multiple of the interval, and the state at it.
 */
export function* states(curve: Curve): Generator<readonly [seconds: number, state: State]> {
  const { rows } = curve;
  const [first] = rows;
  if (!first) return;
  const begunAnew = restarts(curve);
  let state: State = {
    ...{ attempt: 1, step: 0, evaluations: 0 },
    ...{ nonFiniteLosses: 0, nonFiniteGradients: 0 },
  };
  let previous: Row = { seconds: first.seconds, step: first.step };
  let next = 0;
  const end = duration(curve);
  for (let now = Math.ceil(first.seconds / interval) * interval; now <= end; now += interval) {
    for (let row = rows[next]; row !== undefined && row.seconds <= now; row = rows[++next]) {
      state = log(state, row, previous);
      previous = row;
    }
    const step = steps(previous, rows[next], now);
    const attempt = state.attempt + begunAnew.filter((time) => time <= now).length;
    yield [now, { ...state, step, attempt }];
  }
}

/** A loss that jumps from less than the one to more than the other part of the first one is that of a new model. */
const LEARNT = 0.5;
const NEW = 0.9;

/**
 * When a run that is labelled as a restart begins anew: at its onset, and wherever else its loss jumps back to where
 * it was at first. The label names one of the times only.
 */
export function restarts({ label, onset, rows }: Curve): readonly number[] {
  if (label !== "restart" || onset === undefined) return [];
  const losses = rows.filter(({ loss }) => loss !== undefined);
  const first = losses[0]?.loss ?? NaN;
  const jumps = losses.flatMap(({ loss = NaN, seconds }, i) => {
    const before = losses[i - 1];
    const anew = (before?.loss ?? NaN) < LEARNT * first && loss > NEW * first;
    // The model is new from the row before on.
    return anew && before && !(before.seconds <= onset && onset <= seconds) ? [before.seconds] : [];
  });
  return [onset, ...jumps];
}

/** The state after a row. */
function log(state: State, row: Row, previous: Row): State {
  // Where two logged values in a row are no numbers, none between them was.
  const lost = (before: number | undefined, value: number | undefined) => {
    if (value === undefined || Number.isFinite(value)) return 0;
    const still = before !== undefined && !Number.isFinite(before);
    return still ? Math.max(1, row.step - previous.step) : 1;
  };
  // What a row does not log keeps its value.
  const { seconds: _, ...logged } = row;
  return {
    ...state,
    ...logged,
    evaluations: state.evaluations + (row.validationLoss === undefined ? 0 : 1),
    nonFiniteLosses: state.nonFiniteLosses + lost(state.loss, row.loss),
    nonFiniteGradients: state.nonFiniteGradients + lost(state.gradientNorm, row.gradientNorm),
  };
}

function steps(previous: Row, next: Row | undefined, now: number): number {
  if (next === undefined || next.seconds <= previous.seconds) return previous.step;
  const share = (now - previous.seconds) / (next.seconds - previous.seconds);
  return previous.step + Math.floor(share * (next.step - previous.step));
}
