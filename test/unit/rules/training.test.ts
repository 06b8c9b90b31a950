import { trainingPack, type TrainingClass, type TrainingOptions } from "../../../rules";
import { alertsOf } from "./names";

const pack = (own: Partial<TrainingClass> = {}, options: Partial<TrainingOptions> = {}) =>
  trainingPack({
    classes: [{ team: "ml", select: { namespace: "train" }, checkpointInterval: "1h", ...own }],
    ...options,
  });

describe("trainingPack", () => {
  it("has a group for each class, named after it or else after its team", () => {
    const { groups } = trainingPack({
      classes: [
        { team: "ml", select: { namespace: "a" } },
        { name: "vision", team: "ml", select: { namespace: "b" } },
      ],
    });
    expect(groups.map((group) => group.name)).toEqual([
      "mlwatch-training-ml",
      "mlwatch-training-vision",
    ]);
    expect(pack().omitted).toEqual([]);
  });

  it("leaves out what needs GPU metrics where there are none", () => {
    const { groups, omitted } = pack({}, { gpuMetrics: false });
    expect(alertsOf(groups)).not.toContain("TrainingSlowOnBusyGpu");
    expect(JSON.stringify(groups)).not.toContain("DCGM");
    expect(omitted.map(({ alert }) => alert)).toEqual([
      "TrainingHungOnBusyGpu",
      "TrainingSlowOnBusyGpu",
    ]);
  });

  it("does not judge the age of checkpoints in a class that names no interval", () => {
    const { groups, omitted } = trainingPack({
      classes: [
        { team: "a", select: { namespace: "a" } },
        { team: "b", select: { namespace: "b" }, checkpointInterval: "1h" },
      ],
    });
    expect(omitted).toEqual([
      {
        alert: "TrainingCheckpointStale",
        reason:
          "training class 'a' names no checkpointInterval: how old a checkpoint may be is not known",
      },
    ]);
    expect(groups.map((group) => alertsOf([group]).includes("TrainingCheckpointStale"))).toEqual([
      false,
      true,
    ]);
  });

  it("waits longer for a step where steps are long", () => {
    const [group] = pack({ stepDuration: "2m" }).groups;
    const stalled = group?.rules.find((r) => "alert" in r && r.alert === "TrainingStalled");
    expect(stalled).toHaveProperty(
      "annotations.description",
      expect.stringContaining("has not finished a step for 40m"),
    );
  });

  it("widens its windows for runs that log rarely", () => {
    const [group] = pack({ logInterval: "10m" }).groups;
    const diverging = group?.rules.find((r) => "alert" in r && r.alert === "TrainingLossDiverging");
    expect(diverging).toHaveProperty(
      "annotations.description",
      expect.stringContaining("of the last 1d16h. It has been for 3h20m,"),
    );
  });

  const mistakes: readonly [string, Partial<TrainingClass>, Partial<TrainingOptions>, string][] = [
    [
      "a smoothing too short for the log interval",
      { windows: { smoothing: "2m" } },
      {},
      `training class 'ml', windows.smoothing: "2m": it must hold at least 5 updates; one comes every 30 s (log interval 30s, scrape interval 30s)`,
    ],
    [
      "a stall too short for the log interval",
      { logInterval: "5m", windows: { stall: "10m" } },
      {},
      `training class 'ml', windows.stall: "10m": it must hold at least 5 updates; one comes every 300 s`,
    ],
    [
      "a stall too short for the pack's scrape interval",
      { windows: { stall: "4m" } },
      { scrapeInterval: "1m" },
      `training class 'ml', windows.stall: "4m": it must hold at least 5 updates; one comes every 60 s`,
    ],
    [
      "a stall too short for its own scrape interval",
      { windows: { stall: "4m" }, select: { namespace: "train", interval: "2m" } },
      {},
      `training class 'ml', windows.stall: "4m": it must hold at least 5 updates; one comes every 120 s`,
    ],
    [
      "a stall too short for its steps",
      { stepDuration: "3m", windows: { stall: "10m" } },
      {},
      `training class 'ml', windows.stall: "10m": it must hold at least 5 steps; one takes 180 s (stepDuration)`,
    ],
    [
      "checkpoints that come more often than scrapes",
      { checkpointInterval: "20s" },
      {},
      `training class 'ml', checkpointInterval: "20s": it must be no shorter than the scrape interval (30s)`,
    ],
    [
      "a recent window too short for the log interval",
      { windows: { recent: "2m" } },
      {},
      `training class 'ml', windows.recent: "2m": it must hold at least 5 updates; one comes every 30 s`,
    ],
    [
      "a validation window of nothing",
      { windows: { validation: "0s" } },
      {},
      `training class 'ml', windows.validation: "0s": it must be longer than nothing`,
    ],
    [
      "an evaluation interval that is no duration",
      { evaluationInterval: "often" },
      {},
      `training class 'ml', evaluationInterval: `,
    ],
    [
      "a baseline without a past",
      { windows: { baseline: "40m" } },
      {},
      `training class 'ml', windows.baseline: "40m": it must be at least twice the smoothing (30m)`,
    ],
    [
      "divergence that outlasts its past",
      { windows: { sustained: "6h" } },
      {},
      `training class 'ml', windows.sustained: "6h": it must be shorter than the baseline (6h)`,
    ],
    [
      "a warm-up that is no count",
      { warmupSteps: 1.5 },
      {},
      `training class 'ml', warmupSteps: 1.5: it must be a whole number of steps, 0 or more`,
    ],
    [
      "a negative warm-up",
      { warmupSteps: -1 },
      {},
      `training class 'ml', warmupSteps: -1: it must be a whole number`,
    ],
    [
      "a window that is no duration",
      { windows: { baseline: "6 hours" } },
      {},
      `training class 'ml', windows.baseline: `,
    ],
    [
      "a log interval that is no duration",
      { name: "big", logInterval: "often" },
      {},
      `training class 'big', logInterval: `,
    ],
    [
      "a log interval of nothing",
      { logInterval: "0s" },
      { scrapeInterval: "0s" },
      `training class 'ml', logInterval: "0s": it must be longer than nothing`,
    ],
  ];
  it.each(mistakes)("refuses %s", (_, own, options, message) => {
    expect(() => pack(own, options)).toThrow(message);
  });

  it("refuses two classes of one name, or in one namespace", () => {
    const two = (a: Partial<TrainingClass>, b: Partial<TrainingClass>) => () =>
      trainingPack({
        classes: [
          { team: "ml", select: { namespace: "a" }, ...a },
          { team: "ml", select: { namespace: "b" }, ...b },
        ],
      });
    expect(two({}, {})).toThrow(
      `training classes: "ml": two classes have this name; give one of them another \`name\``,
    );
    expect(two({}, { name: "other", select: { namespace: "a" } })).toThrow(
      `training classes 'ml' and 'other', select: "a": every run would be judged twice`,
    );
  });
});
