import path from "node:path";
import type { ProcessSpec } from "../contracts";

/** What the processes have in common. */
export interface Environment {
  /** Python with the dependencies of examples/requirements.txt. */
  readonly python: string;
  /** The folder examples/. */
  readonly examples: string;
  /** Where the training run writes its checkpoint. */
  readonly checkpoint: string;
  /** Port at which the ranks of the training run meet. */
  readonly rendezvousPort: number;
}

/** The processes; faults are lines on the standard input of one. */
export type WorkloadName =
  "training-0" | "training-1" | "training-plain" | "inference" | "inference-plain";

/** Longest time for which the load generator works, in seconds. */
export const LOAD_SECONDS = 3600;

const RANKS = 2;
// One step in a tenth of a second is enough to learn from, and leaves the CPU to the other programs.
const PACE = ["--steps-per-second", "10", "--log-interval", "1"];
const CHECKPOINT_STEPS = "50";
// Together, over the servers that take turns.
const REQUESTS_PER_SECOND = "10";

/** How each process is started. Ports are free ones, printed by the process. */
export function workloadSpecs(
  environment: Environment,
): Readonly<Record<WorkloadName, ProcessSpec>> {
  const { checkpoint, rendezvousPort } = environment;
  const rank = (number: number) =>
    spec(environment, `training-${number}`, "training", [
      ...["--port", "0", "--run-id", "digits", ...PACE],
      ...["--rank", String(number), "--world-size", String(RANKS)],
      ...["--rendezvous", `127.0.0.1:${rendezvousPort}`],
      ...["--checkpoint", checkpoint, "--checkpoint-interval", CHECKPOINT_STEPS],
    ]);
  const server = ["--port", "0", "--metrics-port", "0"];
  const plain = ["--instrumentation", "plain"];
  return {
    "training-0": rank(0),
    "training-1": rank(1),
    "training-plain": spec(environment, "training-plain", "training", [
      ...["--port", "0", ...plain, ...PACE, "--seed", "1"],
    ]),
    inference: spec(environment, "inference", "inference", [...server, "--checkpoint", checkpoint]),
    "inference-plain": spec(environment, "inference-plain", "inference", [...server, ...plain]),
  };
}

/** How the load generator is started, against these addresses of inference servers. */
export function loadSpec(environment: Environment, urls: readonly string[]): ProcessSpec {
  return spec(environment, "load", "load", [
    ...urls.flatMap((url) => ["--url", url]),
    ...["--rate", REQUESTS_PER_SECOND, "--duration", String(LOAD_SECONDS)],
  ]);
}

function spec(
  { python, examples }: Environment,
  name: string,
  program: string,
  args: readonly string[],
): ProcessSpec {
  return {
    name,
    command: path.resolve(python),
    args: ["-m", program, ...args, "--exit-on-stdin-eof"],
    cwd: path.resolve(examples),
    // Matrices are small: threads of the linear algebra would only wait for each other.
    env: { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" },
  };
}
