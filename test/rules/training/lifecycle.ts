import {
  casesOf,
  counter,
  level,
  missing,
  ramp,
  series,
  stale,
  type Case,
  type Labels,
  type Series,
} from "../bench";
import { dashboard_url, firing, ofRun } from "./subjects";

const page = firing("critical");
const ticket = firing("warning");

const target = { namespace: "train", job: "train/runs", pod: "r1-0" };

/** So many samples, and then none. */
const until = (s: Series): Series => ({ ...s, values: `${s.values} ${stale}` });
const up = (...values: readonly string[]) =>
  series("up", { ...target, instance: "10.0.0.1:9100" }, ...values);

const vanished = casesOf("TrainingVanished", "30m");
/** What says that it goes on, until minute 9. */
const steps = until(ofRun("training_steps_total", [counter(10, 10)]));
const undone = until(ofRun("training_phase", [level(0, 10)], { phase: "done" }));
const number = until(ofRun("training_step_current", [counter(10, 10)]));
const planned = (steps: number) => until(ofRun("training_step_planned", [level(steps, 10)]));
const again = (labels: Labels) =>
  ofRun("training_steps_total", [missing(20), counter(10, 40)], labels);

/** Runs that end. */
const ends: readonly Case[] = [
  {
    ...vanished.fires(
      "on a run short of its last step",
      ticket,
      steps,
      undone,
      number,
      planned(1000),
    ),
    annotations: {
      summary: "Run r1 in train has vanished",
      description:
        "Training run r1 (job train/runs, namespace train) trained within the last 3h. Its processes have been gone for 10m, it has not said that it is done, and its planned steps are not made.",
      dashboard_url,
    },
  },
  // It makes ten steps a minute, and its last five minutes may be unseen.
  vanished.fires(
    "just short of what it may have reached",
    ticket,
    steps,
    undone,
    number,
    planned(141),
  ),
  vanished.quiet(
    "on a run that may have reached its last step",
    steps,
    undone,
    number,
    planned(139),
  ),
  vanished.quiet("on a run that says not what it does", steps, number, planned(1000)),
  vanished.quiet(
    "on a run that has said that it is done",
    steps,
    ofRun("training_phase", [level(0, 9), level(1, 1), stale], { phase: "done" }),
  ),
  vanished.fires(
    "on a run that trains again after it was done",
    ticket,
    steps,
    ofRun("training_phase", [level(1, 3), level(0, 7), stale], { phase: "done" }),
  ),
  vanished.quiet(
    "on a run that never made a step",
    until(ofRun("training_steps_total", [level(0, 10)])),
    undone,
  ),
  vanished.quiet("while its target is there, but does not answer", steps, undone, up(level(0, 60))),
  vanished.fires("beside a target that goes on in its job", ticket, steps, undone, {
    ...up(level(1, 60)),
    series: up().series.replace("r1-0", "r2-0"),
  }),
  vanished.fires(
    "beside a target of another kind in its pod",
    ticket,
    steps,
    undone,
    series("up", { ...target, job: "train/sidecar" }, level(1, 60)),
  ),
  {
    ...vanished.fires(
      "on a run that had stood still before",
      ticket,
      until(ofRun("training_steps_total", [level(90, 15), counter(10, 10)])),
      until(ofRun("training_phase", [level(0, 25)], { phase: "done" })),
    ),
    at: "45m",
  },
  vanished.quiet("when it goes on in another job", steps, undone, again({ job: "train/second" })),
  vanished.quiet(
    "when it begins in another job, and has made no step",
    steps,
    undone,
    ofRun("training_phase", [missing(20), level(0, 40)], { phase: "done", job: "train/second" }),
  ),
  vanished.quiet("while another rank is there", steps, undone, again({ pod: "r1-1" })),
  vanished.fires(
    "beside a run that goes on",
    ticket,
    steps,
    undone,
    ofRun("training_steps_total", [counter(10, 60)], {}, "r2"),
  ),
];

const looping = casesOf("TrainingCrashLooping", "70m");
/** Restarts at these minutes, each of them another value. */
function changing(metric: string, ...minutes: readonly number[]): Series {
  const ends = [...minutes.slice(1), 300];
  return ofRun(metric, [
    level(1, minutes[0] ?? 300),
    ...minutes.map((minute, i) => level(i + 2, (ends[i] ?? 300) - minute)),
  ]);
}
const loss = ofRun("training_loss", [level(2, 300)], { split: "train" });
/** It comes to step 50 in the first five minutes, and never again. */
const stuck = ofRun("training_step_current", [ramp(0, 10, 6), level(40, 294)]);
const slowly = changing("training_attempt", 40, 95, 150);
const begunAnew = changing("process_start_time_seconds", 20, 40, 60);

/** Runs that begin anew. */
const restarts: readonly Case[] = [
  {
    ...looping.fires("on attempts", page, stuck, changing("training_attempt", 20, 40, 60)),
    annotations: {
      summary: "Run r1 in train restarts without progress",
      description:
        "Training run r1 (job train/runs, namespace train) has begun anew 3 times within 1h or 3h and never got further than before.",
      dashboard_url,
    },
  },
  looping.fires("on processes that start", page, stuck, loss, begunAnew),
  looping.fires(
    "on counters that go back",
    page,
    stuck,
    ofRun(
      "training_steps_total",
      [20, 20, 20, 40].map((minutes) => counter(10, minutes)),
    ),
  ),
  looping.quiet(
    "on two counters that go back",
    stuck,
    ofRun(
      "training_steps_total",
      [20, 20, 60].map((minutes) => counter(10, minutes)),
    ),
  ),
  looping.quiet(
    "on attempts of which one was long ago",
    stuck,
    changing("training_attempt", 8, 40, 60),
  ),
  looping.quiet(
    "on preemptions with progress",
    changing("training_attempt", 20, 40, 60),
    ofRun("training_step_current", [ramp(0, 10, 20), ramp(150, 10, 50)]),
  ),
  { ...looping.fires("on attempts of an hour each", page, stuck, slowly), at: "190m" },
  {
    ...looping.fires(
      "on processes of an hour each",
      page,
      stuck,
      loss,
      changing("process_start_time_seconds", 40, 95, 150),
    ),
    at: "190m",
  },
  {
    ...looping.quiet(
      "on attempts of an hour each, with progress",
      slowly,
      ofRun("training_step_current", [ramp(0, 10, 40), ramp(350, 1, 250)]),
    ),
    at: "190m",
  },
  {
    ...looping.quiet(
      "long after the last attempt",
      until(ofRun("training_step_current", [ramp(0, 10, 6), level(40, 114)])),
      changing("training_attempt", 40, 70, 110),
    ),
    at: "190m",
  },
];

const goodput = casesOf("TrainingGoodputLow", "50m");
const spent = (phase: string, perMinute: number) =>
  ofRun("training_phase_seconds_total", [counter(perMinute, 60)], { phase });

/** What runs spend their time with. */
const time: readonly Case[] = [
  {
    ...goodput.fires(
      "on a run that saves a fifth of its time",
      ticket,
      spent("train", 48),
      spent("checkpoint", 12),
    ),
    annotations: {
      summary: "Run r1 in train trains too little of its time",
      description:
        "Training run r1 (job train/runs, namespace train) has trained 80% of the last 30m, evaluation left out: the rest went into starting, compiling, restoring and checkpoints.",
      dashboard_url,
    },
  },
  goodput.quiet(
    "on evaluation and the end",
    spent("train", 20),
    spent("eval", 20),
    spent("done", 20),
  ),
  ...["init", "compile", "restore"].map((phase) =>
    goodput.fires(`on time in ${phase}`, ticket, spent("train", 48), spent(phase, 12)),
  ),
];

/** Cases of what becomes of runs. */
export const lifecycleCases: readonly Case[] = [...ends, ...restarts, ...time];
