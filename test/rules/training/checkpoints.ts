import { casesOf, level, missing, stale, type Case } from "../bench";
import { dashboard_url, firing, ofRun } from "./subjects";

const ticket = firing("warning");

const begun = (...values: readonly string[]) => ofRun("training_start_timestamp_seconds", values);
const saved = (...values: readonly string[]) =>
  ofRun("training_checkpoint_last_success_timestamp_seconds", values);
const failures = (...values: readonly string[]) =>
  ofRun("training_checkpoint_failures_total", values);
const phase = (name: string, ...values: readonly string[]) =>
  ofRun("training_phase", values, { phase: name });
const start = begun(level(0, 80));
/** It fails at minute 20. */
const once = failures(level(0, 20), level(1, 60));
const none = failures(level(0, 80));

const failing = casesOf("TrainingCheckpointFailing", "38m");

const fails: readonly Case[] = [
  {
    ...failing.fires(
      "on one that is not mended",
      ticket,
      start,
      saved(level(600, 80)),
      once,
      phase("done", level(0, 80)),
    ),
    annotations: {
      summary: "Checkpoints of run r1 in train fail",
      description:
        "A checkpoint of training run r1 (job train/runs, namespace train) failed more than 10m ago, and none has been saved since. What the run has done since its last checkpoint is lost if it ends now.",
      dashboard_url,
    },
  },
  failing.fires("when none was ever saved", ticket, start, failures(level(0, 24), level(1, 56))),
  { ...failing.quiet("on one of long ago, when none was ever saved", start, once), at: "55m" },
  {
    ...failing.quiet(
      "at first, for a retry may have mended it",
      start,
      saved(level(600, 22), level(1320, 58)),
      once,
    ),
    at: "24m",
    pending: [ticket],
  },
  {
    ...failing.fires(
      "on one after one that was mended",
      ticket,
      start,
      saved(level(600, 25), level(1500, 55)),
      failures(level(0, 20), level(1, 14), level(2, 46)),
    ),
    at: "45m",
  },
  failing.quiet("when a retry mends it", start, saved(level(600, 22), level(1320, 58)), once),
  {
    ...failing.quiet(
      "after a restart, when it was mended before",
      begun(level(0, 25), level(1500, 55)),
      saved(level(600, 22), level(1320, 3), stale),
      failures(level(0, 20), level(1, 5), level(0, 55)),
    ),
    at: "45m",
  },
  {
    ...failing.fires(
      "after a restart, when it was not mended",
      ticket,
      begun(level(0, 25), level(1500, 55)),
      saved(level(600, 25), stale),
      failures(level(0, 20), level(1, 5), level(0, 55)),
    ),
    at: "48m",
  },
  failing.quiet(
    "when the run is done",
    start,
    saved(level(600, 80)),
    once,
    phase("done", level(1, 80)),
  ),
  { ...failing.quiet("on one of long ago", start, saved(level(600, 80)), once), at: "55m" },
];

const old = casesOf("TrainingCheckpointStale", "45m");
const tenth = saved(missing(10), level(600, 70));

const stales: readonly Case[] = [
  {
    ...old.fires(
      "on one of half an hour ago",
      ticket,
      start,
      tenth,
      none,
      phase("done", level(0, 80)),
    ),
    annotations: {
      summary: "The last checkpoint of run r1 in train is old",
      description:
        "Training run r1 (job train/runs, namespace train) has saved no checkpoint for 35m 0s, though it should every 10m. So much work is lost if it ends now.",
      dashboard_url,
    },
  },
  old.fires("on a first one that never comes", ticket, start, none),
  old.quiet("on a run that says nothing of checkpoints", start),
  old.quiet(
    "before the first one of an attempt is due",
    begun(level(0, 30), level(1800, 50)),
    tenth,
    none,
  ),
  old.fires(
    "on a process that does not say when its run began",
    ticket,
    none,
    ofRun("training_loss", [level(2, 80)], { split: "train" }),
    ofRun("process_start_time_seconds", [level(0, 80)]),
  ),
  old.fires("without the start of anything", ticket, tenth),
  old.quiet(
    "on a run that has evaluated for more than half of the time",
    start,
    tenth,
    none,
    phase("eval", level(0, 30), level(1, 50)),
  ),
  old.fires(
    "on a run that has evaluated for half of the time",
    ticket,
    start,
    tenth,
    none,
    phase("eval", level(0, 31), level(1, 49)),
  ),
  old.quiet("when the run is done", start, tenth, none, phase("done", level(0, 40), level(1, 40))),
  {
    ...old.fires(
      "sooner when one fails",
      ticket,
      start,
      tenth,
      failures(level(0, 16), level(1, 64)),
    ),
    at: "30m",
  },
  {
    ...old.quiet("on one that fails too soon", start, tenth, failures(level(0, 8), level(1, 72))),
    at: "27m",
  },
];

/** Cases of checkpoints. */
export const checkpointCases: readonly Case[] = [...fails, ...stales];
