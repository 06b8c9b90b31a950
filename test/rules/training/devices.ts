import { counter, level, missing, ramp, series, stale, type Case, type Series } from "../bench";
import { dashboard_url, firing, loss, ofRun, plain } from "./subjects";

const slow = "TrainingSlowOnBusyGpu";
const down = "TrainingTargetDown";

/** A histogram of 30 step times a minute: one second each, from minute 40 on `after`, and so many steps fewer. */
export function stepTimes(after: number, run_id = "r1"): readonly Series[] {
  const seconds = [ramp(0, 30, 40), ramp(1170 + 30 * after, 30 * after, 40)];
  return [
    ofRun("training_step_duration_seconds_sum", seconds, { rank: "0" }, run_id),
    ofRun("training_step_duration_seconds_count", [counter(30, 80)], { rank: "0" }, run_id),
    ofRun(
      "training_steps_total",
      [ramp(0, 30, 40), ramp(1170 + 30 / after, 30 / after, 40)],
      {},
      run_id,
    ),
  ];
}

export function utilization(percent: number, run_id = "r1", device = "0"): Series {
  const labels = {
    namespace: "gpu",
    pod: "dcgm-exporter-x",
    gpu: device,
    exported_namespace: "train",
    exported_pod: `${run_id}-0`,
  };
  return series("DCGM_FI_DEV_GPU_UTIL", labels, level(percent, 80));
}

function slowly(verb: "fires" | "quiet", name: string, ...given: readonly Series[]): Case {
  const outcome = verb === "fires" ? { fires: [firing("warning")] } : { quiet: true as const };
  return { name: `${slow}: ${verb} ${name}`, alert: slow, series: given, at: "56m", ...outcome };
}

/** Slow steps on busy devices. */
export const slowSteps: readonly Case[] = [
  {
    ...slowly(
      "fires",
      "on slow steps and busy GPUs, beside a healthy run",
      ...stepTimes(2),
      utilization(95),
      ...stepTimes(1, "r2"),
      utilization(95, "r2"),
    ),
    annotations: {
      summary: "Steps of run r1 in train are slow on busy GPUs",
      description:
        "A step of training run r1 (job train/runs, namespace train) takes 2s, more than 1.2 times the median of the last 30m, while its GPUs are above 80 % utilization.",
      dashboard_url,
    },
  },
  slowly(
    "fires",
    "on the mean of a run's GPUs",
    ...stepTimes(2),
    utilization(70),
    utilization(91, "r1", "1"),
  ),
  slowly("quiet", "without GPU metrics", ...stepTimes(2)),
  slowly("quiet", "without step times", utilization(95)),
  slowly(
    "quiet",
    "after a restart of the process",
    ofRun("training_step_duration_seconds_sum", [counter(30, 40), counter(30, 40)]),
    ofRun("training_step_duration_seconds_count", [counter(30, 40), counter(30, 40)]),
    ofRun("training_steps_total", [counter(30, 40), counter(30, 40)]),
    utilization(95),
  ),
];

const subject = { namespace: "train", job: "train/runs", pod: "loop-7" };
const lost = { ...subject, severity: "warning", team: "ml" };

function upIs(value: number, pod = "loop-7"): Series {
  return series("up", { ...subject, pod }, level(1, 10), level(value, 30));
}

function unreachable(verb: "fires" | "quiet", name: string, ...given: readonly Series[]): Case {
  const outcome = verb === "fires" ? { fires: [lost] } : { quiet: true as const, pending: [] };
  return { name: `${down}: ${verb} ${name}`, alert: down, series: given, at: "25m", ...outcome };
}

const up = (...values: readonly string[]) => series("up", subject, ...values);
const shown = plain("training_loss", [level(2, 10), stale]);

/** A process that no longer answers. */
export const targets: readonly Case[] = [
  {
    ...unreachable(
      "fires",
      "on a plain process that no longer answers, beside a healthy one",
      upIs(0),
      shown,
      upIs(1, "loop-8"),
      plain("training_loss", [level(2, 40)], "loop-8"),
    ),
    annotations: {
      summary: "Training pod loop-7 in train does not answer its scrapes",
      description:
        "Pod loop-7 of job train/runs (namespace train) exported a training run within the last hour and has not answered a scrape for 10m. A hang that holds the interpreter lock looks like this, and no rule on its loss can fire.",
      dashboard_url:
        "https://grafana.example.com/d/training?var-namespace=train&var-job=train%2Fruns&",
    },
  },
  {
    ...unreachable("fires", "on a rank that exports no loss"),
    series: [
      upIs(0, "r1-3"),
      ofRun("training_steps_total", [counter(9, 10), stale], { pod: "r1-3" }),
    ],
    fires: [{ ...lost, pod: "r1-3" }],
  },
  unreachable("quiet", "while the process answers", upIs(1), shown),
  unreachable("quiet", "on a pod that never trained", upIs(0), loss([level(2, 40)])),
  unreachable(
    "quiet",
    "when the pod is gone",
    series("up", subject, level(1, 10), level(0, 5), stale),
    shown,
  ),
  // The last sample is that of minute 9, which the recorded series shows up to minute 13, at the step of minute 10.
  ...[shown, ofRun("training_steps_total", [counter(9, 10), stale], { pod: "loop-7" })].flatMap(
    (last, i) => {
      const what = i === 0 ? "loss" : "step";
      const series = [up(level(1, 10), level(0, 80)), last];
      return [
        { ...unreachable("fires", `within an hour after the last ${what}`), at: "69m", series },
        { ...unreachable("quiet", `an hour after the last ${what}`), at: "70m", series },
      ];
    },
  ),
  unreachable(
    "fires",
    "on a pod that trained for three minutes only",
    series("up", subject, missing(11), level(1, 3), level(0, 20)),
    plain("training_loss", [missing(11), level(2, 3), stale]),
  ),
  unreachable(
    "fires",
    "when one of a pod's ports does not answer",
    shown,
    series("up", { ...subject, instance: "10.0.0.7:8000" }, level(1, 40)),
    series("up", { ...subject, instance: "10.0.0.7:9000" }, level(0, 40)),
  ),
];
