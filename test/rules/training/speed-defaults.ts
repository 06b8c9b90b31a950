import { casesOf, points, ramp, type Case, type Series } from "../bench";
import { firing, ofRun } from "./subjects";

/** Samples of four hours. */
const length = 240;

/** Step times of 7.5 s, 8 steps a minute; in minutes for which `slow` holds all of them take `factor` as long. */
function steps(slow: (minute: number) => boolean, factor: number): readonly Series[] {
  let [seconds, count] = [0, 0];
  const values = Array.from({ length }, (_, minute) => {
    const steps = slow(minute) ? 8 / factor : 8;
    [seconds, count] = [seconds + 60, count + steps];
    return [seconds, count] as const;
  });
  return [
    ofRun("training_step_duration_seconds_sum", [points(...values.map(([s]) => s))]),
    ofRun("training_step_duration_seconds_count", [points(...values.map(([, n]) => n))]),
    ofRun("training_steps_total", [points(...values.map(([, n]) => n))]),
  ];
}

const slow = casesOf("TrainingStepsSlow", "210m");
const { pending: _, ...isolated } = slow.quiet(
  "on isolated steps of a minute and a half, as real runs have them",
  // Three such steps in the ten minutes before the end, and one every half hour.
  ...steps((minute) => minute % 30 === 0 || [201, 204, 207].includes(minute), 8),
);

/** How long slow steps must last in production. */
export const speedDefaults: readonly Case[] = [
  isolated,
  slow.quiet(
    "on the 20 minutes of a checkpoint that no phase names",
    ...steps((m) => m >= 165 && m < 185, 40),
  ),
  slow.fires("after 45 minutes of slow steps", firing("warning"), ...steps((m) => m >= 165, 2)),
  {
    ...casesOf("TrainingInputBound", "210m").quiet(
      "on a loader that fills its buffer for ten minutes every hour",
      ofRun("training_step_seconds_total", [ramp(1e5, 60, length)], { rank: "0" }),
      ofRun(
        "training_data_wait_seconds_total",
        [
          points(
            ...Array.from(
              { length },
              (_, m) => 1e5 + 45 * (Math.floor(m / 60) * 10 + Math.min(m % 60, 10)),
            ),
          ),
        ],
        { rank: "0" },
      ),
    ),
    at: "199m",
  },
];
