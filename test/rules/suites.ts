import type { PrometheusRuleGroup } from "../../rules";
import type { BenchOptions, Case } from "./bench";
import { exemplars as gpuExemplars } from "./gpu/exemplars";
import { exporters, inventories } from "./gpu/exporters";
import { lostGpus } from "./gpu/lost";
import { nearlyDown, nearlyLost } from "./gpu/mutants";
import { gpuGroups } from "./gpu/subjects";
import { exemplars as inferenceExemplars } from "./inference/exemplars";
import { latency } from "./inference/latency";
import { namesake, namesakes, nearly, owners } from "./inference/mutants";
import { neighbour, neighbours } from "./inference/neighbours";
import * as inference from "./inference/recorded";
import { errorRatio, queueLength, replicas } from "./inference/requests";
import { inferenceGroups } from "./inference/subjects";
import { availability, watchdog } from "./meta/availability";
import { foreign, nearlyDown as nearlyDownMeta, nearlyThanos } from "./meta/mutants";
import { exemplars as metaExemplars } from "./meta/exemplars";
import { selves } from "./meta/prometheus";
import { metaGroups } from "./meta/subjects";
import { thanosItself } from "./meta/thanos";
import { standardCases, type Exemplar } from "./standard";
import { checkpointCases } from "./training/checkpoints";
import { classed, others as ofOthers } from "./training/classed";
import { classes, lab } from "./training/classes";
import { slowSteps, targets } from "./training/devices";
import { confirmed, confirmedBelow, learningRate } from "./training/confirmed";
import { defaults, diverging, ending } from "./training/diverging";
import { exemplars as trainingExemplars } from "./training/exemplars";
import { hangCases } from "./training/hangs";
import { lifecycleCases } from "./training/lifecycle";
import * as training from "./training/local";
import * as trainingMutants from "./training/mutants";
import { megatron, names, others } from "./training/names";
import { directed, directions } from "./training/metrics";
import { numbers } from "./training/numbers";
import { nearlyRecorded } from "./training/nearly-recorded";
import { counted, gradients, shown } from "./training/nonfinite";
import { owners as runOwners } from "./training/owners";
import { plainStalled, stalled } from "./training/progress";
import { rankCases, ranksElsewhere, ranksOfClasses } from "./training/ranks";
import { quality, qualityOfClasses } from "./training/quality";
import { recorded } from "./training/recorded";
import { speedCases } from "./training/speed";
import { speedInClasses } from "./training/speed-classes";
import { speedDefaults } from "./training/speed-defaults";
import { expected, expectedExemplars, expecting } from "./training/speed-expected";
import { speedOfClasses, speedOfNamespaces, speedOwners } from "./training/speed-owners";
import { lossTickets } from "./training/rising";
import { large, shared, small } from "./training/shared";
import { sharedLoss, sharedLossRecorded } from "./training/shared-loss";
import { trainingGroups, windows } from "./training/subjects";
import { validated, validationTickets } from "./training/validation";

/** Cases that are run together, through one promtool process, against the same groups of rules. */
export interface Suite {
  /** The pack that the groups belong to. */
  readonly pack: "training" | "inference" | "gpu" | "meta";
  /** Unique among the suites; the name of the jest suite. */
  readonly name: string;
  readonly groups: readonly PrometheusRuleGroup[];
  readonly cases: readonly Case[];
  /** Of which the standard cases are among the cases. */
  readonly exemplars?: readonly Exemplar[];
  readonly options?: BenchOptions;
}

/** A suite with the standard cases of its exemplars before its own. */
function standard(suite: Suite & { readonly exemplars: readonly Exemplar[] }): Suite {
  const { groups, exemplars, cases } = suite;
  return { ...suite, cases: [...standardCases(groups, exemplars), ...cases] };
}

const [heartbeat, ...metaOthers] = metaGroups();

/** Every suite of every pack. */
export const suites: readonly Suite[] = [
  standard({
    pack: "training",
    name: "the training pack",
    groups: trainingGroups({ windows, checkpointInterval: "10m", evaluationInterval: "2m" }),
    cases: [
      ...diverging,
      ...confirmed,
      ...confirmedBelow,
      ...learningRate,
      ...ending,
      ...lossTickets,
      ...validated,
      ...validationTickets,
      ...shown,
      ...counted,
      ...gradients,
      ...numbers,
      ...quality,
      ...stalled,
      ...plainStalled,
      ...slowSteps,
      ...speedCases,
      ...speedOwners,
      ...rankCases,
      ...targets,
      ...hangCases,
      ...lifecycleCases,
      ...checkpointCases,
      ...recorded,
      ...runOwners,
      ...nearlyRecorded,
      ...trainingMutants.nearly,
      ...trainingMutants.twins,
      ...trainingMutants.foreign,
    ],
    exemplars: trainingExemplars,
  }),
  {
    pack: "training",
    name: "the training pack of a class that says which metrics are good when high",
    groups: trainingGroups({ windows, ...directed }),
    cases: directions,
    options: { partial: true },
  },
  {
    pack: "training",
    name: "the training pack with default windows",
    groups: trainingGroups(),
    cases: [...defaults, ...speedDefaults],
    options: { partial: true },
  },
  {
    pack: "training",
    name: "the training pack of a class that expects a step time",
    groups: trainingGroups(expecting),
    cases: [...standardCases(trainingGroups(expecting), expectedExemplars), ...expected],
    options: { partial: true },
  },
  {
    pack: "training",
    name: "the training pack of the embedded environment",
    groups: trainingGroups(
      { windows: training.localWindows, logInterval: "1s", warmupSteps: 100 },
      "1s",
    ),
    cases: training.local,
    options: { evaluationInterval: "1s", partial: true },
  },
  {
    pack: "training",
    name: "the training pack for two classes",
    groups: trainingGroups({ windows, checkpointInterval: "10m" }, "30s", [lab]),
    cases: [...classes, ...ranksElsewhere, ...speedOfNamespaces, ...ofOthers.namespace],
    options: { partial: true },
  },
  {
    pack: "training",
    name: "the training pack for two classes of one namespace",
    groups: trainingGroups(large, "30s", [small]),
    cases: [
      ...shared,
      ...ofOthers.class,
      ...sharedLoss,
      ...sharedLossRecorded,
      ...ranksOfClasses,
      ...speedOfClasses,
      ...qualityOfClasses,
      ...speedInClasses,
      ...[...stalled, ...plainStalled, ...hangCases, ...lifecycleCases, ...checkpointCases].flatMap(
        (c) => classed("large", c),
      ),
    ],
    options: { partial: true },
  },
  {
    pack: "training",
    name: "the training pack for runs that export other names",
    groups: trainingGroups(megatron, "30s", others),
    cases: names,
    options: { partial: true },
  },
  standard({
    pack: "inference",
    name: "the inference pack",
    groups: inferenceGroups(),
    cases: [
      ...latency,
      ...errorRatio,
      ...queueLength,
      ...replicas,
      ...inference.recorded,
      ...owners,
      ...nearly,
    ],
    exemplars: inferenceExemplars,
  }),
  {
    pack: "inference",
    name: "the inference pack of the embedded environment",
    groups: inferenceGroups(inference.localService, "1s"),
    cases: inference.local,
    options: { evaluationInterval: "1s", partial: true },
  },
  {
    pack: "inference",
    name: "the inference pack for two services",
    groups: inferenceGroups({}, "30s", [neighbour]),
    cases: neighbours,
    options: { partial: true },
  },
  {
    pack: "inference",
    name: "the inference pack for services of one name",
    groups: inferenceGroups({}, "30s", [neighbour, namesake]),
    cases: namesakes,
    options: { partial: true },
  },
  standard({
    pack: "gpu",
    name: "the GPU pack",
    groups: gpuGroups(),
    cases: [...lostGpus, ...nearlyLost, ...exporters, ...inventories, ...nearlyDown],
    exemplars: gpuExemplars,
  }),
  standard({
    pack: "meta",
    name: "the meta pack",
    groups: metaOthers,
    cases: [
      ...availability,
      ...selves,
      ...thanosItself,
      ...foreign,
      ...nearlyDownMeta,
      ...nearlyThanos,
    ],
    exemplars: metaExemplars,
  }),
  {
    pack: "meta",
    name: "the Watchdog",
    groups: heartbeat ? [heartbeat] : [],
    cases: watchdog,
    options: { partial: true },
  },
];

/** The suites of one pack. */
export function suitesOf(pack: Suite["pack"]): readonly Suite[] {
  return suites.filter((suite) => suite.pack === pack);
}
