import { level, type Series } from "../../bench";
import type { Exemplar } from "../../standard";
import { ofRun } from "../subjects";
import { length, warning } from "./run";

const begun = (id: string) => ofRun("training_start_timestamp_seconds", [level(0, length)], {}, id);
const saved = (id: string, ...values: readonly string[]) =>
  ofRun("training_checkpoint_last_success_timestamp_seconds", values, {}, id);
/** Fails at a minute, or never. */
const fails = (id: string, minute?: number) =>
  ofRun(
    "training_checkpoint_failures_total",
    minute === undefined ? [level(0, length)] : [level(0, minute), level(1, length - minute)],
    {},
    id,
  );

/** It saves every ten minutes. */
const saving = (id: string): readonly Series[] => [
  begun(id),
  saved(id, ...Array.from({ length: length / 10 }, (_, i) => level(600 * i, 10))),
  fails(id),
];

/** Of alerts on checkpoints. */
export const checkpoints: readonly Exemplar[] = [
  {
    alert: "TrainingCheckpointFailing",
    fires: warning,
    healthy: saving,
    bad: (id) => [begun(id), saved(id, level(120, length)), fails(id, 10)],
    from: 10,
    for: 10,
    lasts: 3,
    edges: {
      "> 300": {
        series: (before) => [begun("a"), saved("a", level(600 - before, length)), fails("a", 10)],
      },
    },
  },
  {
    alert: "TrainingCheckpointStale",
    fires: warning,
    healthy: saving,
    bad: (id) => [begun(id), saved(id, level(60, length)), fails(id)],
    from: 32,
    lasts: 4,
    edges: {
      "> 1800": {
        series: (age) => [begun("a"), saved("a", level(2400 - age, length)), fails("a")],
        at: 40,
      },
      "> 900": {
        series: (age) => [begun("a"), saved("a", level(2400 - age, length)), fails("a", 35)],
        at: 40,
      },
    },
  },
];
