import { casesOf, level, ramp, type Case, type Labels, type Series } from "../bench";
import { utilization } from "./devices";
import { scraped } from "./shared";
import { dashboard_url, firing, inNamespace, ofRun } from "./subjects";

/** Shares of its steps that a rank waits from minute 20 on; before, it does not. */
export interface Shares {
  readonly data?: number;
  readonly comm?: number;
  /** Seconds of each minute that it spends in steps, all the time. @default 60 */
  readonly steps?: number;
}

/** A rank in a pod of its own, with 80 samples. */
export function rank(
  n: number,
  { data = 0, comm = 0, steps = 60 }: Shares,
  run_id = "r1",
): readonly Series[] {
  const labels = { rank: String(n), pod: `${run_id}-${n}` };
  const waits = (share: number) => [level(1e5, 20), ramp(1e5 + steps * share, steps * share, 60)];
  return [
    ofRun("training_step_seconds_total", [ramp(1e5, steps, 80)], labels, run_id),
    ofRun("training_data_wait_seconds_total", waits(data), labels, run_id),
    ofRun("training_comm_wait_seconds_total", waits(comm), labels, run_id),
    ofRun("training_steps_total", [ramp(1e5, 30, 80)], { pod: labels.pod }, run_id),
  ];
}

/** Ranks of r1 that wait for others by these shares, from rank 0 on. */
const waiting = (...comm: readonly number[]) =>
  comm.flatMap((share, n) => rank(n, { comm: share }));

const ticket = firing("warning");
const named = (n: number): Labels => ({ ...ticket, rank: String(n), pod: `r1-${n}` });

const input = casesOf("TrainingInputBound", "40m");
const communication = casesOf("TrainingCommunicationBound", "40m");
const straggler = casesOf("TrainingStragglerRank", "40m");

/** What the ranks of a run wait for. */
export const rankCases: readonly Case[] = [
  {
    ...input.fires(
      "on the mean of the ranks, beside a run of another name",
      ticket,
      ...rank(0, { data: 0.1 }),
      ...rank(1, { data: 0.4 }),
      ...rank(0, {}, "r2"),
    ),
    annotations: {
      summary: "Run r1 in train waits for its data",
      description:
        "Training run r1 (job train/runs, namespace train) spends 25% of its steps waiting for the next batch, and has spent more than 20 % for 5m. The devices idle meanwhile.",
      dashboard_url,
    },
  },
  input.quiet(
    "on one rank of four that waits: it is a straggler",
    ...[0.6, 0, 0, 0].flatMap((data, n) => rank(n, { data, comm: 0.6 - data })),
  ),
  input.quiet(
    "while the GPUs are busy: the loop runs ahead of them",
    ...rank(0, { data: 0.5 }),
    utilization(81),
  ),
  input.fires("on GPUs that are not", ticket, ...rank(0, { data: 0.5 }), utilization(80)),
  // Of each minute 20 s in steps, and 40 in evaluations: the share is that of the steps.
  input.fires("on few steps between evaluations", ticket, ...rank(0, { data: 0.25, steps: 20 })),

  {
    ...communication.fires("when all ranks wait, and some longer", ticket, ...waiting(0.5, 0.75)),
    annotations: {
      summary: "All ranks of run r1 in train wait for each other",
      description:
        "Every rank of training run r1 (job train/runs, namespace train) spends 50% of its steps or more waiting for other ranks, and has spent more than 40 % for 5m.",
      dashboard_url,
    },
  },
  communication.quiet("when all wait for one", ...waiting(0.75, 0.75, 0, 0.75)),

  {
    ...straggler.fires("on the rank that waits least", named(2), ...waiting(0.5, 0.75, 0.25, 0.5)),
    annotations: {
      summary: "Rank 2 of run r1 in train holds up the others",
      description:
        "Rank 2 (pod r1-2) of training run r1 (job train/runs, namespace train) waits for other ranks for 25% of its steps; every other rank has waited longer by at least 15 % of a step for 5m.",
      dashboard_url,
    },
  },
  straggler.fires(
    "on the rank whose data come late",
    named(1),
    ...rank(0, { comm: 0.25 }),
    ...rank(1, { data: 0.25 }),
  ),
  straggler.fires(
    "beside ranks that wait less: of another run, and of a run of the same name in another job",
    named(2),
    ...waiting(0.6, 0.75, 0.3, 0.5),
    ...[0, 1].flatMap((n) => rank(n, { comm: 0.2 }, "r2")),
    ...[0, 1].flatMap((n) => rank(n, { comm: 0.1 })).map(inAnotherJob),
  ),
  straggler.quiet("on the only rank", ...waiting(0)),
  straggler.quiet("where nobody counts what ranks wait for each other", ...waiting(0, 0, 0)),
  straggler.quiet("on one half of a pipeline with less work", ...waiting(0.1, 0.1, 0.5, 0.5)),
  straggler.quiet("on a rank with little to do", ...waiting(0.1, 0.1, 0.1, 0.8)),
  // Ranks of two runs are no ranks of one.
  straggler.quiet(
    "on the runs of a namespace",
    ...rank(0, { comm: 0 }),
    ...rank(1, { comm: 0 }),
    ...rank(0, { comm: 0.5 }, "r2"),
    ...rank(1, { comm: 0.5 }, "r2"),
  ),
  // First the one and then the other, for six minutes each.
  ...["40m", "46m"].map((at): Case => {
    const { pending: _, ...c } = straggler.quiet(
      `when it is another rank in turns, at ${at}`,
      ...[0, 1].flatMap(inTurns),
    );
    return { ...c, at };
  }),

  {
    name: "ranks wait for shares of the step time of their run",
    at: "40m",
    series: [
      ...rank(0, { data: 1 / 3, comm: 1 / 3, steps: 45 }),
      ...rank(1, { data: 1, comm: 0.5, steps: 15 }),
    ],
    samples: [
      {
        query: "run:training_step_seconds:rate",
        returns: [recorded("run:training_step_seconds:rate", 0.5)],
      },
      {
        query: "run:training_data_wait:ratio",
        returns: [recorded("run:training_data_wait:ratio", 0.5)],
      },
      {
        query: "run_rank:training_comm_wait:ratio",
        returns: [0, 1].map((n) =>
          recorded("run_rank:training_comm_wait:ratio", n === 0 ? 0.5 : 0.25, {
            pod: `r1-${n}`,
            rank: String(n),
          }),
        ),
      },
    ],
  },
  {
    name: "without steps there is no share of them",
    at: "40m",
    series: rank(0, { steps: 0 }),
    samples: [{ query: "run:training_step_seconds:rate", returns: [] }],
  },
];

function inAnotherJob(s: Series): Series {
  return { ...s, series: s.series.replace("train/runs", "train/others") };
}

function recorded(name: string, value: number, more: Labels = {}) {
  const run = { namespace: "train", job: "train/runs", run_id: "r1" };
  return { labels: { __name__: name, ...run, ...more }, value };
}

/** A rank that waits all the time, for six minutes of twelve. */
function inTurns(n: number): readonly Series[] {
  const labels = { rank: String(n), pod: `r1-${n}` };
  let waited = 1e5;
  const samples = Array.from({ length: 80 }, (_, minute) => {
    if (Math.floor(minute / 6) % 2 === n) waited += 60;
    return String(waited);
  });
  return [...rank(n, {}).slice(0, 1), ofRun("training_comm_wait_seconds_total", samples, labels)];
}

const bound = [0, 1].flatMap((n) => rank(n, { data: 0.5, comm: 0.75 }));

/** A class with long windows is not judged by those of another namespace's. */
export const ranksElsewhere: readonly Case[] = ["InputBound", "CommunicationBound"].map((name) => {
  const { pending: _, ...c } = casesOf(`Training${name}`, "50m").quiet(
    "in the windows of another namespace",
    ...bound.map((s) => inNamespace("lab", s)),
  );
  return c;
});

/** Where classes share a namespace, each judges its own runs, even of one name. */
export const ranksOfClasses: readonly Case[] = [
  ...["InputBound", "CommunicationBound"].map((name) =>
    casesOf(`Training${name}`, "50m").fires(
      "for the class that judges by shorter windows",
      { ...ticket, training_class: "large" },
      ...scraped("large", ...bound),
      ...scraped("small", ...bound),
    ),
  ),
  input.quiet(
    "for a class whose GPUs are busy",
    ...scraped("large", ...rank(0, { data: 0.5 })),
    utilization(95),
  ),
  straggler.fires(
    "for the class whose rank it is",
    { ...named(2), training_class: "large" },
    ...scraped("large", ...waiting(0.6, 0.75, 0.3, 0.5)),
    ...scraped("small", ...waiting(0.1, 0.1, 0.1)),
  ),
];
