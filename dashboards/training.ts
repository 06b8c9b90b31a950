import { alerts, dcgm, scrape, training } from "../metrics";
import {
  group,
  lastOverTime,
  max,
  min,
  on,
  secondsSince,
  spread,
  sum,
  type Kind,
  type Metric,
  type Unit,
} from "../promql";
import { run, runPod, type RunLabel, type TrainingOptions } from "../rules";
import { subjects } from "../rules/conventions";
import {
  busyGpu,
  divergence,
  divergenceLimit,
  slowBusyStep,
  slowStep,
  slowStepLimit,
} from "../rules/training/limits";
import { identified, runLabels } from "../rules/training/identity";
import { byPod } from "../rules/training/devices";
import { alertPanel, type Alerts } from "./alerts";
import { dashboard, type GrafanaDashboard, type Row } from "./dashboard";
import { stat, stateTimeline, timeSeries } from "./panels";
import { level, limit, query, selected } from "./query";

const subject = selected(subjects.training);
const { namespace, job } = subject;

/** A recorded series of the chosen runs. */
function of<K extends Kind, U extends Unit>(series: Metric<RunLabel, K, U>) {
  return series.where(subject);
}

/** One line per run. */
function line<K extends Kind, U extends Unit>(series: Metric<RunLabel, K, U>, name = "") {
  return query(of(series), (l) => (name === "" ? l.run_id : `${l.run_id} ${name}`));
}

/**
 * The dashboard of training runs: loss, speed, GPUs and processes, beside the limits that their alerts compare
 * with. Runs without labels of their own are shown under the name of their pod.
 */
export function trainingDashboard(options: Pick<TrainingOptions, "gpuMetrics">): GrafanaDashboard {
  const ofRuns = alerts.ALERTS.where({
    alertname: { re: "Training.+" },
    namespace,
    // Alerts on processes carry no run.
    run_id: { re: `${subject.run_id.re}|` },
  });
  return dashboard({
    uid: "mlwatch-training",
    title: "Training run",
    description: "Loss, speed and hardware of training runs, with the limits of their alerts.",
    lookback: "6h",
    variables: subjects.training,
    offered: run.loss,
    firing: ofRuns.where({ alertstate: "firing" }),
    rows: [
      overview(ofRuns),
      loss(),
      speed(),
      ...(options.gpuMetrics === false ? [] : [gpus()]),
      processes(),
    ],
  });
}

function overview(ofRuns: Alerts): Row {
  return {
    title: "Overview",
    panels: [
      stat({
        title: "Loss now",
        description: "Newest training loss.",
        size: [6, 4],
        unit: "none",
        queries: [line(run.loss)],
      }),
      stat({
        title: "Step now",
        description: "Optimizer step of the run; goes on after a restart from a checkpoint.",
        size: [6, 4],
        unit: "none",
        queries: [line(run.step)],
      }),
      stat({
        title: "Steps per second now",
        description: "Optimizer steps per second over the stall window.",
        size: [6, 4],
        unit: "cps",
        queries: [line(run.stepRate)],
      }),
      stat({
        title: "Attempt now",
        description: "Attempt of the run, raised at every restart.",
        size: [6, 4],
        unit: "none",
        queries: [line(run.attempt)],
      }),
      alertPanel(ofRuns, "run_id"),
    ],
  };
}

function loss(): Row {
  // Counters of each process, not their rate: a NaN counts even if it is a day old.
  const nonFinite = sum(
    identified((run_id) =>
      training.training_loss_nonfinite_steps_total.where({ namespace, job, run_id }),
    ),
  ).by(...runLabels, "what");
  return {
    title: "Loss",
    panels: [
      timeSeries({
        title: "Loss",
        description:
          `TrainingLossDiverging compares the recent median with ${divergence} times the lowest median of the baseline window ` +
          "(dashed), and TrainingValidationLossDiverging does the same with validations. " +
          "A gap in the training loss is NaN: see TrainingLossNonFinite.",
        size: [24, 10],
        unit: "none",
        queries: [
          line(run.loss, "train"),
          line(run.validationLoss, "validation"),
          line(run.lossRecent, "recent median"),
          line(run.lossBaseline, "lowest median"),
          limit(divergenceLimit(of(run.lossBaseline)), (l) => `${l.run_id} diverging above`),
          limit(
            divergenceLimit(of(run.validationBaseline)),
            (l) => `${l.run_id} validation diverging above`,
          ),
        ],
      }),
      timeSeries({
        title: "Gradient norm",
        description: "Global gradient norm before clipping. It often rises before the loss does.",
        size: [8, 8],
        unit: "none",
        queries: [line(run.gradientNorm)],
      }),
      timeSeries({
        title: "Learning rate",
        description:
          "Largest learning rate of the parameter groups. A rise to a height that the run has known is a warm restart and excuses a rising loss.",
        size: [8, 8],
        unit: "none",
        queries: [line(run.learningRate)],
      }),
      timeSeries({
        title: "Non-finite steps",
        description:
          "Steps since the start of the process whose loss or gradient was NaN or infinite. Single ones of the gradient are normal under dynamic loss scaling. Alert: TrainingLossNonFinite.",
        size: [8, 8],
        unit: "none",
        min: 0,
        queries: [
          query(nonFinite.and(of(run.loss), on(...runLabels)), (l) => `${l.run_id} ${l.what}`),
        ],
      }),
    ],
  };
}

function speed(): Row {
  return {
    title: "Speed",
    panels: [
      timeSeries({
        title: "Step time",
        description:
          `Mean wall time of a step. TrainingStepsSlow compares it with ${slowStep} times its own median (dashed); ` +
          `TrainingSlowOnBusyGpu with ${slowBusyStep} times while the GPUs are above ${busyGpu} % utilization.`,
        size: [8, 8],
        unit: "s",
        min: 0,
        queries: [
          line(run.stepSeconds, "mean"),
          line(run.stepSecondsBaseline, "baseline"),
          limit(slowStepLimit(of(run.stepSecondsBaseline)), (l) => `${l.run_id} slow above`),
        ],
      }),
      timeSeries({
        title: "Steps per second",
        description: "Optimizer steps of the furthest rank. Alert at none at all: TrainingStalled.",
        size: [8, 8],
        unit: "cps",
        min: 0,
        queries: [line(run.stepRate)],
      }),
      timeSeries({
        title: "Samples per second",
        description: "Training samples of all ranks together.",
        size: [8, 8],
        unit: "cps",
        min: 0,
        queries: [line(run.sampleRate)],
      }),
    ],
  };
}

function gpus(): Row {
  const gpuPod = { exported_namespace: namespace };
  const memory = (series: typeof dcgm.DCGM_FI_DEV_FB_USED) =>
    byPod(sum(series.where(gpuPod)).by("exported_namespace", "exported_pod"));
  const used = memory(dcgm.DCGM_FI_DEV_FB_USED);
  const total = used.add(memory(dcgm.DCGM_FI_DEV_FB_FREE));
  const ofRun = (perPod: typeof used) =>
    sum(spread(runPod.where(subject), perPod, on("namespace", "pod").groupLeft())).by(...runLabels);
  return {
    title: "GPUs of the run",
    panels: [
      timeSeries({
        title: "GPU utilization",
        description: `Mean over the GPUs that the run's pods hold. Slow steps above the dashed line are not the fault of waiting for data.`,
        size: [12, 8],
        unit: "percent",
        min: 0,
        max: 100,
        queries: [
          line(run.gpuUtilization),
          limit(
            level(group(of(run.gpuUtilization)).by(...runLabels), busyGpu, "percent"),
            (l) => `${l.run_id} busy above`,
          ),
        ],
      }),
      timeSeries({
        title: "GPU memory",
        description: "Framebuffer memory of the GPUs that the run's pods hold.",
        size: [12, 8],
        unit: "mbytes",
        min: 0,
        queries: [
          query(ofRun(used), (l) => `${l.run_id} used`),
          query(ofRun(total), (l) => `${l.run_id} total`),
        ],
      }),
    ],
  };
}

function processes(): Row {
  const phase = max(
    identified((run_id) => training.training_phase.where({ namespace, job, run_id })),
  ).by(...runLabels, "phase");
  // The loss of a process that is gone is gone too; its target is not, so runs are remembered for an hour.
  const known = lastOverTime(of(run.loss).over("1h"));
  const answers = min(scrape.up.where({ namespace, job })).by("namespace", "job", "pod");
  return {
    title: "Process",
    panels: [
      stateTimeline({
        title: "Phase",
        description: "What the run does. Outside of training it may stand still longer.",
        size: [12, 7],
        states: [{ value: 1, text: "active", color: "blue" }],
        query: query(
          phase.gt(0).and(of(run.loss), on(...runLabels)),
          (l) => `${l.run_id} ${l.phase}`,
        ),
      }),
      stateTimeline({
        title: "Scrapes",
        description: "Whether the processes answer Prometheus. Alert: TrainingTargetDown.",
        size: [12, 7],
        states: [
          { value: 0, text: "down", color: "red" },
          { value: 1, text: "up", color: "green" },
        ],
        query: query(answers.and(known, on("namespace", "job")), (l) => l.pod),
      }),
      timeSeries({
        title: "Age of the process",
        description: "Since the start of the run's youngest process: it falls to 0 at a restart.",
        size: [12, 7],
        unit: "s",
        min: 0,
        queries: [query(secondsSince(of(run.startTime)), (l) => l.run_id)],
      }),
      timeSeries({
        title: "Attempt",
        description: "Attempt of the run; divergence is not judged across a restart.",
        size: [12, 7],
        unit: "none",
        queries: [line(run.attempt)],
      }),
    ],
  };
}
