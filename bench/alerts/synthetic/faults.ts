import { CHECKPOINT_INTERVAL } from "./schedule";

/** Phase of a run. */
export type Phase = "init" | "compile" | "train" | "eval" | "checkpoint" | "restore" | "done";

/** How a run does at a moment. */
export interface Regime {
  readonly phase: Phase;
  /** Seconds of a step; infinite where none ends. */
  readonly stepSeconds: number;
  /** Samples of a step, by those of a usual one. */
  readonly batch: number;
  /** Share of the steps in which ranks wait for data. */
  readonly dataWait: number;
  /** Share of the steps in which a rank waits for others. */
  readonly commWait: (rank: number) => number;
  /** Percent of the time in which a GPU does something. */
  readonly utilization: number;
  /** Share of the time in which tensor cores do. */
  readonly tensor: number;
  /** Share of the steps whose gradients are infinite. */
  readonly overflow: number;
  /** What comes of a checkpoint. */
  readonly saves: "well" | "badly" | "retried";
}

/** What is drawn for a run. */
export interface Setting {
  readonly ranks: number;
  readonly stepSeconds: number;
  /** When the fault, or what looks like it, begins; seconds since the start. */
  readonly onset: number;
  /** How bad it is, 0..1. */
  readonly severity: number;
  /** Of each rank something of its own, 0..1. */
  readonly ofRank: readonly number[];
}

/** All processes of a run die; seconds since the onset. */
export interface Death {
  readonly at: number;
  /** Seconds until they begin anew. */
  readonly down: number;
}

/** A fault, or what only looks like one. */
export interface Kind {
  readonly name: string;
  /** An alert whose name begins so is right; none is where nothing is wrong. */
  readonly expected: readonly string[];
  /** How the run does so many seconds after the onset, instead of as usual. */
  readonly change?: (usual: Regime, since: number, setting: Setting) => Partial<Regime>;
  readonly deaths?: (setting: Setting) => readonly Death[];
  /** The run ends at the onset: it says so, or it is just gone. */
  readonly ends?: "done" | "gone";
}

const between = (low: number, high: number, share: number) => low + (high - low) * share;
const stuck = { phase: "train", stepSeconds: Infinity } as const;
/** A step of which so much is waiting takes longer by it. */
const waiting = (usual: Regime, share: number) => usual.stepSeconds / (1 - share);

/** Faults that no public curve shows, each followed by what looks like it and is none. */
export const kinds: readonly Kind[] = [
  {
    name: "hang",
    expected: ["TrainingStalled", "TrainingHung"],
    change: () => ({ ...stuck, utilization: 100, tensor: 0 }),
  },
  {
    name: "evaluation-pause",
    expected: [],
    change: (usual, since, { severity }) =>
      since < between(900, 2400, severity)
        ? { phase: "eval", stepSeconds: Infinity, utilization: 95, tensor: 0.4 }
        : usual,
  },
  {
    name: "straggler",
    expected: ["TrainingStraggler"],
    change: (usual, _, { severity, ranks }) => {
      const slow = Math.floor(severity * ranks);
      const share = between(0.22, 0.45, severity);
      const stepSeconds = waiting(usual, share);
      return { stepSeconds, commWait: (rank) => (rank === slow ? 0.02 : share) };
    },
  },
  {
    name: "uneven-ranks",
    expected: [],
    change: (_, since, { ofRank }) => ({
      // Another one is slow every hour.
      commWait: (rank) => 0.04 + 0.1 * (((ofRank[rank] ?? 0) * (1 + Math.floor(since / 3600))) % 1),
    }),
  },
  {
    name: "checkpoint-stale",
    expected: ["TrainingCheckpointStale"],
    change: (usual) => (usual.phase === "checkpoint" ? { phase: "train" } : usual),
  },
  {
    name: "checkpoint-pause",
    expected: [],
    change: (usual, since, { severity }) =>
      since < between(300, 900, severity)
        ? { phase: "checkpoint", stepSeconds: Infinity, utilization: 5, tensor: 0 }
        : usual,
  },
  {
    name: "checkpoint-failing",
    expected: ["TrainingCheckpointFailing", "TrainingCheckpointStale"],
    change: () => ({ saves: "badly" }),
  },
  {
    name: "checkpoint-retried",
    expected: [],
    change: (_, since) => ({ saves: since < CHECKPOINT_INTERVAL ? "retried" : "well" }),
  },
  {
    name: "gpu-throttled",
    expected: ["TrainingSlowOnBusyGpu", "TrainingThroughput", "TrainingMfu"],
    change: (usual, _, { severity }) => {
      const factor = between(1.25, 1.7, severity);
      const { stepSeconds, tensor } = usual;
      return { stepSeconds: stepSeconds * factor, tensor: tensor / factor, utilization: 99 };
    },
  },
  {
    name: "batch-ramp-up",
    expected: [],
    change: ({ stepSeconds }, since) => {
      const batch = since < 3600 ? 1.5 : 2;
      return { batch, stepSeconds: stepSeconds * batch * 0.97 };
    },
  },
  {
    name: "input-bound",
    expected: ["TrainingInputBound"],
    change: (usual, _, { severity }) => {
      const share = between(0.3, 0.6, severity);
      return {
        dataWait: share,
        stepSeconds: waiting(usual, share),
        utilization: usual.utilization * (1 - share),
        tensor: usual.tensor * (1 - share),
      };
    },
  },
  {
    name: "data-refill",
    expected: [],
    change: (usual, since, { severity }) =>
      since % 3600 < between(60, 240, severity)
        ? { dataWait: 0.8, stepSeconds: waiting(usual, 0.8), utilization: 20, tensor: 0.1 }
        : usual,
  },
  {
    name: "communication-bound",
    expected: ["TrainingCommunicationBound"],
    change: (usual, _, { severity }) => {
      const share = between(0.45, 0.7, severity);
      const stepSeconds = waiting(usual, share);
      return { commWait: () => share, stepSeconds, tensor: usual.tensor * (1 - share) };
    },
  },
  {
    name: "pipeline-bubble",
    expected: [],
    change: (_, __, { severity, ofRank }) => ({
      commWait: (rank) => between(0.15, 0.3, severity) + 0.05 * (ofRank[rank] ?? 0),
    }),
  },
  {
    name: "crash-loop",
    expected: ["TrainingCrashLoop"],
    deaths: ({ severity }) =>
      Array.from({ length: 30 }, (_, i) => ({ at: i * between(300, 900, severity), down: 60 })),
  },
  {
    name: "preempted-and-resumed",
    expected: [],
    deaths: ({ severity }) => [0, 1, 2].map((i) => ({ at: i * 3700, down: 60 + 240 * severity })),
  },
  { name: "vanished", expected: ["TrainingVanished"], ends: "gone" },
  { name: "planned-end", expected: [], ends: "done" },
  {
    name: "loss-scale-collapse",
    expected: ["TrainingLossScale", "TrainingLossNonFinite"],
    change: (_, __, { severity }) => ({ overflow: between(0.8, 1, severity) }),
  },
  {
    name: "loss-scale-search",
    expected: [],
    change: (_, __, { severity }) => ({ overflow: between(0.0005, 0.005, severity) }),
  },
];
