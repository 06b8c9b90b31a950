import { counter, level, type Series } from "../../bench";
import { firing, loss, ofRun } from "../subjects";

/** Samples of every series. */
export const length = 60;

/** A run without fault; with any of its series replaced by those given. */
export function run(id: string, ...instead: readonly Series[]): readonly Series[] {
  const usual = [
    loss([level(2, length)], id),
    step(id, 5000),
    ofRun("training_steps_total", [counter(10, length)], {}, id),
    nonfinite(id, "loss", level(7, length)),
    nonfinite(id, "gradient", level(7, length)),
    ofRun("training_attempt", [level(1, length)], {}, id),
    ofRun("process_start_time_seconds", [level(9, length)], {}, id),
  ];
  const replaced = new Set(instead.map((s) => s.series));
  return [...usual.filter((s) => !replaced.has(s.series)), ...instead];
}

export function step(id: string, value: number): Series {
  return ofRun("training_step_current", [level(value, length)], {}, id);
}

export function nonfinite(
  id: string,
  what: "loss" | "gradient",
  ...values: readonly string[]
): Series {
  return ofRun("training_loss_nonfinite_steps_total", values, { what }, id);
}

/** What a page about a run carries. */
export const critical = (id: string) => firing("critical", id);
/** What a ticket about a run carries. */
export const warning = (id: string) => firing("warning", id);
