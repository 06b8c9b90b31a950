import { DEFINITIONS } from "../../components/crds/definitions";
import type { Cluster, Programs, RunningProcess, Supervisor } from "../contracts";
import { poll } from "../poll";
import { freePorts } from "../ports";
import { whileRunning } from "../program";

/** What {@link startOperator} needs. */
export interface OperatorOptions {
  readonly supervisor: Supervisor;
  readonly programs: Programs;
  readonly cluster: Cluster;
}

/** The real Prometheus Operator, at work. */
export interface Operator {
  readonly process: RunningProcess;
  /** http://127.0.0.1:port, with /metrics. */
  readonly url: string;
}

const READY_MS = 60_000;

/**
 * Applies the operator's definitions, as owner `prometheus-operator`, and starts it: to the stack it is
 * a cluster where the operator is there already.
 * @throws Error with the end of its log when it is not ready in time
 */
export async function startOperator(options: OperatorOptions): Promise<Operator> {
  const { supervisor, programs, cluster } = options;
  // First: the operator ignores kinds that it does not find when it starts.
  await cluster.apply(
    DEFINITIONS.map((definition) => ({ ...definition, metadata: { ...definition.metadata } })),
    "prometheus-operator",
  );
  const [port = 0] = await freePorts(1);
  const command = programs["prometheus-operator"];
  if (command === undefined) {
    throw new Error("the program prometheus-operator is missing: run `npm run doctor` to see why");
  }
  const process = await supervisor.start({
    name: "prometheus-operator",
    command,
    args: [
      `--apiserver=${cluster.url}`,
      `--ca-file=${cluster.files.ca}`,
      `--cert-file=${cluster.files.cert}`,
      `--key-file=${cluster.files.key}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
  });
  const url = `http://127.0.0.1:${port}`;
  await whileRunning([process], (signal) =>
    poll({ what: "the Prometheus Operator is ready", limitMs: READY_MS, everyMs: 50, signal }, () =>
      fetch(`${url}/healthz`, { signal }).then(
        ({ status }) => (status === 200 ? { found: true } : { waiting: `status ${status}` }),
        (error: unknown) => ({ waiting: String(error) }),
      ),
    ),
  );
  return { process, url };
}
