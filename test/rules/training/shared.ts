import type { TrainingClass } from "../../../rules";
import { counter, level, nan, series, type Case, type Labels, type Series } from "../bench";
import { lab } from "./classes";
import { firing, loss, ofRun, plain, windows } from "./subjects";

/** Two classes of one namespace, told apart by labels of their pods; the second has windows four times as long. */
export const large: Partial<TrainingClass> = {
  name: "large",
  select: { namespace: "train", labels: { size: "large" } },
  checkpointInterval: "10m",
  evaluationInterval: "2m",
  windows,
};
export const small: TrainingClass = {
  name: "small",
  team: "research",
  select: { namespace: "train", labels: { size: "small" } },
  windows: lab.windows ?? {},
};

/** The same series as the scrape of a class labels them; none of the class where it is undefined. */
export const scraped = (training_class: string | undefined, ...given: readonly Series[]) =>
  given.map((s) =>
    training_class === undefined
      ? s
      : { ...s, series: s.series.replace(/\}$/, `,training_class="${training_class}"}`) },
  );
const carried =
  (severity: "critical" | "warning") =>
  (run_id: string, training_class: string, team: string): Labels => ({
    ...firing(severity, run_id),
    training_class,
    team,
  });
/** What a page about a run of a class carries. */
export const page = carried("critical");
/** What a ticket about a run of a class carries. */
export const ticket = carried("warning");

const rises = (id: string) => [
  loss([level(2, 40), level(4, 80)], id),
  ofRun("training_step_current", [level(5000, 120)], {}, id),
];
const ofAll = [
  ...scraped("large", ...rises("r1")),
  ...scraped("small", ...rises("r2")),
  ...scraped(undefined, ...rises("r3")),
];
const stops = (id: string) => [
  loss([level(2, 60)], id),
  ofRun("training_steps_total", [counter(10, 20), level(190, 40)], {}, id),
];

/** Runs of classes that share a namespace. */
export const shared: readonly Case[] = [
  {
    name: "classes of one namespace judge their own runs, by their own windows; runs of neither are not judged",
    alert: "TrainingLossDiverging",
    at: "60m",
    series: ofAll,
    fires: [page("r1", "large", "ml")],
    pending: [],
  },
  {
    name: "another class of the namespace judges its own runs, by its own windows",
    alert: "TrainingLossDiverging",
    at: "92m",
    series: ofAll,
    fires: [page("r2", "small", "research")],
  },
  {
    name: "a labelled class keeps the alerts on progress",
    alert: "TrainingStalled",
    at: "40m",
    series: [...scraped("large", ...stops("r1")), ...scraped("small", ...stops("r2"))],
    fires: [page("r1", "large", "ml")],
  },
  {
    name: "a labelled class keeps the alerts on targets",
    alert: "TrainingTargetDown",
    at: "40m",
    series: scraped(
      "small",
      plain("training_loss", [level(2, 20)]),
      series(
        "up",
        { namespace: "train", job: "train/runs", pod: "loop-7" },
        ...[level(1, 20), level(0, 60)],
      ),
    ),
    pending: [
      {
        ...{ namespace: "train", job: "train/runs", pod: "loop-7" },
        ...{ severity: "warning", team: "research" },
      },
    ],
  },
  {
    name: "a run that nobody has heard of is judged as soon as it is there: nothing is deployed for it",
    alert: "TrainingLossNonFinite",
    at: "33m",
    series: scraped(
      "small",
      loss([`_x30`, level(2, 2), nan(5)], "tonight"),
      plain("training_loss", [`_x30`, level(2, 2), nan(5)], "bare-1"),
    ),
    fires: [page("tonight", "small", "research"), page("bare-1", "small", "research")],
  },
];
