import { Watched, type Seen } from "./baseline";
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

/** What a run has logged last, and what it knows of itself. */
interface Logged {
  readonly loss?: number;
  readonly gradientNorm?: number;
  readonly validationLoss?: number;
  readonly learningRate?: number;
  readonly attempt: number;
  /** When this attempt began, in seconds since the start of the run. */
  readonly started: number;
  readonly evaluations: number;
}

/** What a run exports at a moment: what it logged last, and the counters that it kept in the process. */
export interface State extends Logged {
  /** Steps done; between two rows they are evenly spaced. */
  readonly step: number;
  /** When the last one ended; none before the first. */
  readonly lastStep: number | undefined;
  /** Seconds since the first row: a curve knows no phase but training. */
  readonly trained: number;
  readonly losses: Seen;
  readonly gradients: Seen;
}

/** Identity of a run in its series; a class of runs is a namespace. */
export interface Identity {
  readonly namespace: string;
  readonly run_id: string;
}

/** What the package computes per step of a value. */
function watched(
  name: string,
  labels: Readonly<Record<string, string>>,
  seen: (state: State) => Seen,
): readonly Series[] {
  return [
    { name: `${name}_spike_steps_total`, labels, at: (s) => seen(s).spikes },
    { name: `${name}_baseline`, labels, at: (s) => seen(s).median },
    { name: `${name}_baseline_stddev`, labels, at: (s) => seen(s).stddev },
  ];
}

/**
 * The series that a run with the contract of metrics/training.ts exports and that its curve tells.
 * @param plannedSteps of the run, where they are known
 */
export function seriesOf(
  { namespace, run_id }: Identity,
  plannedSteps?: number,
): readonly Series[] {
  const target = { namespace, job: "training", pod: run_id };
  const own = { ...target, run_id };
  const train = { ...own, phase: "train" };
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
    { name: nonFinite, labels: { ...own, what: "loss" }, at: (s) => s.losses.nonFinite },
    { name: nonFinite, labels: { ...own, what: "gradient" }, at: (s) => s.gradients.nonFinite },
    ...watched("training_loss", own, (s) => s.losses),
    ...watched("training_gradient_norm", own, (s) => s.gradients),
    { name: "training_phase", labels: train, at: () => 1 },
    { name: "training_phase_seconds_total", labels: train, at: (s) => s.trained },
    { name: "training_step_planned", labels: own, at: () => plannedSteps },
    {
      name: "training_start_timestamp_seconds",
      labels: own,
      at: (s) => epoch + s.started,
    },
    {
      name: "training_last_step_timestamp_seconds",
      labels: { ...own, rank: "0" },
      at: (s) => (s.lastStep === undefined ? undefined : epoch + s.lastStep),
    },
  ];
}

/** So many medians are the least that a spike of the loss has, as in the Python package. */
export const LOSS_RATIO = 1.3;
/** The same of gradient norms: those of healthy runs double now and then. */
const GRADIENT_RATIO = 3;

/**
 * What a run exports at every scrape from its first row to its last; gauges keep their last value, and what the
 * package counts per step is counted per row. A run that is labelled as a restart raises its attempt when it begins
 * anew, which its curve does not say.
 * @returns the time since the start of the run, a multiple of the interval, and the state at it.
 */
export function* states(curve: Curve): Generator<readonly [seconds: number, state: State]> {
  const rows = withRestarts(curve);
  const [first] = rows;
  if (!first) return;
  const loss = new Watched(LOSS_RATIO);
  const gradient = new Watched(GRADIENT_RATIO);
  let logged: Logged = { attempt: first.attempt ?? 1, started: first.seconds, evaluations: 0 };
  let previous: Row = { seconds: first.seconds, step: first.step };
  let lastStep: number | undefined;
  let next = 0;
  const end = duration(curve);
  for (let now = Math.ceil(first.seconds / interval) * interval; now <= end; now += interval) {
    for (let row = rows[next]; row !== undefined && row.seconds <= now; row = rows[++next]) {
      if (row.attempt !== undefined && row.attempt !== logged.attempt) {
        loss.clear();
        gradient.clear();
        logged = { ...logged, started: row.seconds };
      }
      logged = log(logged, row);
      loss.see(row.loss, row.step);
      gradient.see(row.gradientNorm, row.step);
      // A row may tell of an evaluation only.
      if (row.step > (next === 0 ? 0 : previous.step)) lastStep = row.seconds;
      previous = row;
    }
    const between = steps(previous, rows[next], now);
    yield [
      now,
      {
        ...logged,
        step: between?.step ?? previous.step,
        lastStep: between?.at ?? lastStep,
        trained: now - first.seconds,
        losses: loss.seen,
        gradients: gradient.seen,
      },
    ];
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

/** The rows of a run, with one more wherever it begins anew without saying so. */
function withRestarts(curve: Curve): readonly Row[] {
  const begunAnew = [...restarts(curve)].sort((a, b) => a - b);
  return begunAnew.reduce((rows, seconds, i) => {
    // What was logged at that very moment is of the attempt before.
    const place = rows.findIndex((row) => row.seconds > seconds);
    const before = rows[place - 1];
    if (!before) return rows;
    const step = steps(before, rows[place], seconds)?.step ?? before.step;
    return [...rows.slice(0, place), { seconds, step, attempt: i + 2 }, ...rows.slice(place)];
  }, curve.rows);
}

/** What a run has logged, after a row. What the row does not log keeps its value. */
function log(before: Logged, { seconds: _, step: _step, ...logged }: Row): Logged {
  const evaluations = before.evaluations + (logged.validationLoss === undefined ? 0 : 1);
  return { ...before, ...logged, evaluations };
}

/** The last step between two rows that has ended, and when; none where there is none yet. */
function steps(
  previous: Row,
  next: Row | undefined,
  now: number,
): { readonly step: number; readonly at: number } | undefined {
  if (next === undefined || next.seconds <= previous.seconds) return undefined;
  const lasted = next.seconds - previous.seconds;
  const all = next.step - previous.step;
  const done = Math.floor(((now - previous.seconds) / lasted) * all);
  if (done < 1) return undefined;
  return { step: previous.step + done, at: previous.seconds + (done / all) * lasted };
}
