import { dcgm, kubeState, scrape } from "../../metrics";
import { count, min, sum } from "../../promql";
import { run, service } from "../../rules";
import { WORKLOADS } from "../workloads";
import type { Condition, Expectation, Scenario } from "./model";

/** A run is judged after this many steps; the same as `warmupSteps` in Pulumi.local.yaml. */
const WARM_UP_STEPS = 100;
/** A loss so old fills the smoothing window of Pulumi.local.yaml, and leaves the first scrapes out. */
const LOSS_AGE = "30s";
/** What a page may take: the limit from fault to delivery. */
const LIMIT_SECONDS = 120;

/** The windows of Pulumi.local.yaml have seen a spike and no longer do: what would page has paged. */
const SPIKE_SECONDS = 30;

const { training, trainingPlain, inference, inferencePlain } = WORKLOADS;

const gpus = kubeState.kube_node_status_capacity.where({ resource: "nvidia_com_gpu" });

/** Everything runs, is seen, and has a past; each scenario breaks one thing of it. */
const steady: readonly Condition[] = [
  condition("every target answers", min(scrape.up).eq(1)),
  condition(
    `the training run is past step ${WARM_UP_STEPS}`,
    run.step.where({ namespace: training.namespace }).gt(WARM_UP_STEPS),
  ),
  ...[training, trainingPlain].map(({ namespace }) =>
    condition(
      `the loss in ${namespace} has been there for ${LOSS_AGE}`,
      run.finiteLoss.where({ namespace }).offset(LOSS_AGE),
    ),
  ),
  ...[inference, inferencePlain].map(({ namespace, name }) =>
    condition(
      `requests to ${name} in ${namespace} are answered`,
      service.latencyP95.where({ namespace, service: name }).gt(0),
    ),
  ),
  condition("every GPU of the inventory is seen", count(dcgm.DCGM_FI_DEV_GPU_TEMP).eq(sum(gpus))),
];

const diverged = ["TrainingLossNonFinite", "TrainingLossDiverging"];

/** The scenarios by name. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: "healthy",
    about: "nothing is broken for three minutes: no alert",
    baseline: steady,
    required: [],
    limitSeconds: 180,
  },
  lossScenario({
    name: "lr-too-high",
    about: "the learning rate rises, the loss of the training run diverges and ends in NaN",
    process: "training-0",
    namespace: training.namespace,
  }),
  lossScenario({
    name: "plain-lr-too-high",
    about: "the same in a run that exports only a training_loss gauge without labels",
    process: "training-plain",
    namespace: trainingPlain.namespace,
  }),
  {
    name: "masked-nan",
    about: "a corrupt batch ruins the weights, while a filter makes the reported loss 0",
    baseline: steady,
    fault: {
      kind: "command",
      about: "a batch holds a NaN, and the loop hides it",
      process: "training-0",
      line: "corrupt masked",
    },
    required: [aboutRun("TrainingNonFiniteMasked", "TrainingLossNonFinite")],
    limitSeconds: LIMIT_SECONDS,
  },
  {
    name: "healthy-spike",
    about: "some bad batches: the loss jumps and falls again, so nobody is paged",
    baseline: steady,
    fault: {
      kind: "command",
      about: "5 batches have wrong labels",
      process: "training-0",
      line: "spike 5",
    },
    required: [aboutRun("TrainingLossSpiked")],
    limitSeconds: LIMIT_SECONDS,
    settleSeconds: SPIKE_SECONDS,
  },
  {
    name: "straggler",
    about: "one rank computes slower, and the other waits for it at every step",
    baseline: steady,
    fault: {
      kind: "command",
      about: "steps of rank 1 take twice as long",
      process: "training-1",
      line: "slow 0.1",
    },
    required: [aboutRun("TrainingStragglerRank")],
    limitSeconds: LIMIT_SECONDS,
  },
  {
    name: "hang",
    about: "one rank stops, the other waits for it for ever, and their GPUs look busy",
    baseline: steady,
    fault: {
      kind: "hang",
      about: "rank 1 stops before an exchange of gradients",
      process: "training-1",
      namespace: training.namespace,
    },
    required: [aboutRun("TrainingHungOnBusyGpu", "TrainingStalled")],
    limitSeconds: LIMIT_SECONDS,
  },
  {
    name: "checkpoint-stale",
    about: "checkpoints can no longer be written, while the training goes on",
    baseline: steady,
    fault: { kind: "lost-volume", about: "the volume for checkpoints is gone" },
    required: [aboutRun("TrainingCheckpointStale", "TrainingCheckpointFailing")],
    limitSeconds: LIMIT_SECONDS,
  },
  {
    name: "slow-inference",
    about: "every prediction takes longer",
    baseline: steady,
    // Not so slow that the workers cannot keep up: a full queue would slow down the load of the other server too.
    fault: {
      kind: "command",
      about: "predictions take 0.6 s longer",
      process: "inference",
      line: "latency 0.6",
    },
    required: [about(inference, "InferenceLatencyP95High")],
    allowed: [about(inference, "InferenceLatencyP99High", "InferenceQueueLong")],
    limitSeconds: LIMIT_SECONDS,
  },
  {
    name: "gpu-lost",
    about: "a GPU disappears from its exporter",
    baseline: steady,
    fault: { kind: "lost-gpu", about: "GPU 2 of the first GPU node is lost", gpu: 2 },
    required: [{ anyOf: ["GPULost"] }],
    limitSeconds: LIMIT_SECONDS,
  },
];

/** Names of all scenarios. */
export const SCENARIO_NAMES = SCENARIOS.map(({ name }) => name);

interface LossScenario extends Pick<Scenario, "name" | "about"> {
  readonly process: "training-0" | "training-plain";
  readonly namespace: string;
}

function lossScenario({ name, about, process, namespace }: LossScenario): Scenario {
  return {
    name,
    about,
    baseline: steady,
    fault: { kind: "command", about: "learning rate 0.05 -> 5.0", process, line: "lr 5.0" },
    required: [{ anyOf: diverged, labels: { namespace } }],
    // On its way to NaN the loss is a spike; page and ticket come at the same moment.
    allowed: [{ anyOf: ["TrainingLossSpiked"], labels: { namespace } }],
    limitSeconds: LIMIT_SECONDS,
  };
}

function about(
  { namespace, name }: { readonly namespace: string; readonly name: string },
  ...anyOf: readonly string[]
): Expectation {
  return { anyOf, labels: { namespace, service: name } };
}

/** About the training run with the contract. */
function aboutRun(...anyOf: readonly string[]): Expectation {
  return { anyOf, labels: { namespace: training.namespace } };
}

function condition(what: string, query: { toString: () => string }): Condition {
  return { what, query: query.toString() };
}
