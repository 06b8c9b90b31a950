import {
  counter,
  level,
  missing,
  nan,
  ramp,
  stale,
  type Case,
  type Labels,
  type Series,
} from "../bench";
import { dashboard_url, firing, healthy, loss, ofRun, plain } from "./subjects";

const alert = "TrainingStalled";
const r1 = [firing("critical")];
const ticket = [firing("warning", "loop-7")];

function at(
  minute: number,
  name: string,
  expected: readonly Labels[],
  ...series: readonly Series[]
): Case {
  const outcome = expected.length > 0 ? { fires: expected } : { quiet: true as const };
  const verb = expected.length > 0 ? "fires" : "quiet";
  return { name: `${alert}: ${verb} ${name}`, alert, series, at: `${minute}m`, ...outcome };
}

// The last step is done at minute 19; the first window of 10 minutes without one ends at 28.
const halted = (rank = 0) =>
  ofRun("training_steps_total", [counter(10, 20), level(190, 80)], { pod: `r1-${rank}` });

/** When the last step ended, as the run says. */
const lastStep = (...values: readonly string[]) =>
  ofRun("training_last_step_timestamp_seconds", values, { rank: "0" });
// Prometheus has seen it since minute 70 only.
const justSeen = (last: number) => [
  ofRun("training_steps_total", [missing(70), level(90, 30)]),
  lastStep(missing(70), level(60 * last, 30)),
];

// Begins anew at minute 30, and takes no step.
const begunAnew = ofRun("training_steps_total", [counter(10, 20), level(190, 10), level(0, 70)]);

function phases(current: string, samples = 100): readonly Series[] {
  return ["train", "eval", "checkpoint", "compile", "done"].map((phase) =>
    ofRun("training_phase", [level(phase === current ? 1 : 0, samples)], { phase }),
  );
}

// The evaluation ends at minute 35.
const untilEvaluated = [
  ofRun("training_phase", [level(1, 36), level(0, 64)], { phase: "eval" }),
  ofRun("training_phase", [level(0, 36), level(1, 64)], { phase: "train" }),
];

/** Runs that count their steps. */
export const stalled: readonly Case[] = [
  {
    ...at(30, "without a step, beside a healthy run", r1, halted(), ...healthy(40)),
    annotations: {
      summary: "Run r1 in train makes no progress",
      description:
        "Training run r1 (job train/runs, namespace train) is up but has not finished a step for 10m, or for 1h in a phase other than training.",
      dashboard_url,
    },
  },
  at(27, "until the window is over", [], halted()),
  at(28, "once the window is over", r1, halted(), ...phases("train")),
  at(
    30,
    "while one rank still steps",
    [],
    halted(),
    ofRun("training_steps_total", [counter(10, 40)], { pod: "r1-1" }),
  ),
  at(30, "when all ranks stand", r1, halted(), halted(1)),
  at(9, "on a run younger than the window", [], ofRun("training_steps_total", [level(0, 40)])),
  at(12, "on a run that never did a step", r1, ofRun("training_steps_total", [level(0, 40)])),
  at(
    30,
    "when the process is dead",
    [],
    ofRun("training_steps_total", [counter(10, 20), level(190, 5), stale]),
  ),
  at(
    25,
    "on a counter that a restart took back",
    [],
    ofRun("training_steps_total", [counter(10, 18), level(0, 20)]),
  ),
  {
    ...at(30, "without contract labels, as the pod", [firing("critical", "loop-7")]),
    series: [plain("training_steps_total", [counter(10, 20), level(190, 20)])],
  },

  // Evaluation, checkpoint and compilation may take six windows; the end of the run takes forever.
  // The last step is that of minute 19: an interval of evaluation is lost to windows that begin after it.
  at(60, "during an evaluation", [], halted(), ...phases("eval")),
  at(60, "during a checkpoint", [], halted(), ...phases("checkpoint")),
  at(76, "until six windows of evaluation are over", [], halted(), ...phases("eval")),
  at(77, "after six windows of evaluation", r1, halted(), ...phases("eval")),
  at(85, "within six windows after a restart in an evaluation", [], begunAnew, ...phases("eval")),
  at(92, "six windows after a restart in an evaluation", r1, begunAnew, ...phases("eval")),
  at(40, "shortly after an evaluation", [], halted(), ...untilEvaluated),
  at(46, "a window after an evaluation", r1, halted(), ...untilEvaluated),
  at(
    82,
    "when the process has died in an evaluation",
    [],
    ofRun("training_steps_total", [counter(10, 20), level(190, 58), stale]),
    ...phases("eval", 78),
  ),
  // The time of the last step is known at once, and its clock may be wrong.
  at(72, "when it stands still for longer than it has been seen", r1, ...justSeen(60)),
  at(
    72,
    "when it evaluates for longer than it has been seen",
    r1,
    ...justSeen(10),
    ofRun("training_phase", [missing(70), level(1, 30)], { phase: "eval" }),
  ),
  at(
    95,
    "on a clock that is hours behind",
    [],
    ofRun("training_steps_total", [counter(10, 100)]),
    lastStep(level(0, 100)),
    ...phases("eval"),
  ),
  at(
    95,
    "on a clock that is hours behind, without phases",
    [],
    ofRun("training_steps_total", [counter(10, 100)]),
    lastStep(level(0, 100)),
  ),
  at(95, "when the run is done", [], halted(), ...phases("done")),
];

/** Runs that export nothing but a loss: a ticket, no page. */
export const plainStalled: readonly Case[] = [
  {
    ...at(30, "as a ticket while a loss alone stays the same", ticket),
    series: [
      plain("training_loss", [ramp(21, -1, 20), level(2, 20)]),
      plain("training_loss", [ramp(3, -0.01, 40)], "loop-8"),
    ],
    annotations: {
      summary: "Loss of loop-7 in train has stopped changing",
      description:
        "The loss that loop-7 (job train/runs, namespace train) exports has not changed for 10m. The process is up but hangs, or it has ended its training and goes on serving metrics.",
      dashboard_url:
        "https://grafana.example.com/d/training?var-namespace=train&var-job=train%2Fruns&var-run_id=loop-7&",
    },
  },
  at(
    27,
    "until a loss alone has stayed the same",
    [],
    plain("training_loss", [ramp(21, -1, 20), level(2, 20)]),
  ),
  at(
    28,
    "once a loss alone has stayed the same",
    ticket,
    plain("training_loss", [ramp(21, -1, 20), level(2, 20)]),
  ),
  at(9, "on a young loss", [], plain("training_loss", [level(3, 30)])),
  at(30, "on a loss that is NaN", [], plain("training_loss", [ramp(3, -0.1, 10), nan(30)])),
  at(
    25,
    "when the process with a loss alone is dead",
    [],
    plain("training_loss", [level(3, 20), stale]),
  ),
  at(
    30,
    "on a flat loss while steps are done",
    [],
    loss([level(3, 40)]),
    ofRun("training_steps_total", [counter(10, 40)]),
  ),
];
