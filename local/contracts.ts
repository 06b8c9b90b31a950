import type { Values } from "../components/prometheus/merge";
import type { KubernetesObject } from "../render";

/** Path of each program by name, as `.mlwatch/programs.json` lists them. */
export type Programs = Readonly<Record<string, string>>;

/** One line of progress for people. */
export type Report = (line: string) => void;

/** How a program of the embedded environment is run. */
export interface ProcessSpec {
  /** Unique; names the log file `<logs>/<name>.log`. */
  readonly name: string;
  /** Path of the executable. */
  readonly command: string;
  /** Arguments; no secrets, other users see them. */
  readonly args: readonly string[];
  /** Working directory. @default that of this process */
  readonly cwd?: string;
  /** Environment. @default that of this process */
  readonly env?: NodeJS.ProcessEnv;
  /** How long the program may take to end after SIGTERM, in milliseconds; then SIGKILL. @default 5000 */
  readonly graceMs?: number;
  /**
   * Programs of a higher layer are stopped before those of a lower one, which they are clients of;
   * those of one layer together. @default 10, the top
   */
  readonly layer?: number;
  /**
   * Text for its standard input, which is closed after it. Such a program is a task: its end is no failure.
   * @default standard input stays open
   */
  readonly input?: string;
}

/** A program that runs. */
export interface RunningProcess {
  /** As in its specification. */
  readonly name: string;
  /** Process id, also of its process group. */
  readonly pid: number;
  /** Log file with its standard output and error. */
  readonly log: string;
  /** Resolves when it has ended, never rejects. */
  readonly ended: Promise<ProcessEnd>;
  /** Sends a line to its standard input. */
  readonly write: (line: string) => void;
  /**
   * The first line of its standard output that matches.
   * @throws Error with the end of its log when it ends first or takes longer than the limit in milliseconds.
   */
  readonly line: (pattern: RegExp, limitMs: number) => Promise<RegExpMatchArray>;
  /** SIGTERM, after the grace period SIGKILL to its group; resolves when it has ended. */
  readonly stop: () => Promise<void>;
}

/** How a program ended. */
export interface ProcessEnd {
  /** Exit code, null when a signal ended it. */
  readonly code: number | null;
  /** Signal that ended it. */
  readonly signal: NodeJS.Signals | null;
  /** True where we had asked it to. */
  readonly expected: boolean;
}

/** Starts programs, and sees to it that none outlives the command, however the command ends. */
export interface Supervisor {
  /** Directory of the log files. */
  readonly logs: string;
  /** @throws Error when the program cannot be started, one of the name runs already, or all are being stopped */
  readonly start: (spec: ProcessSpec) => Promise<RunningProcess>;
  /** Told of every program that ends without having been asked to. */
  readonly onFailure: (listener: (process: RunningProcess, end: ProcessEnd) => void) => void;
  /** Stops all, layer by layer from the top, in a layer the last started first; nothing starts any more. */
  readonly stopAll: () => Promise<void>;
}

/** A Kubernetes API server with simulated nodes. */
export interface Cluster {
  /** e.g. https://127.0.0.1:34567 */
  readonly url: string;
  /** Certificate of the authority, and a client certificate of an administrator: PEM files. */
  readonly files: { readonly ca: string; readonly cert: string; readonly key: string };
  /** Kubeconfig file, context `mlwatch-local`. */
  readonly kubeconfig: string;
  /** Bearer token of a user who may only discover and scrape, for Prometheus. */
  readonly prometheusToken: string;
  /** Calls the API: any path, JSON in and out. @throws ApiError with the server's message */
  readonly request: <T = Values>(method: string, path: string, body?: unknown) => Promise<T>;
  /** Applies objects server-side in order and deletes what an earlier apply of the same owner left over. */
  readonly apply: (objects: readonly KubernetesObject[], owner: string) => Promise<ApplyReport>;
}

/** What an apply did; each entry is `Kind namespace/name`. */
export interface ApplyReport {
  readonly applied: readonly string[];
  readonly deleted: readonly string[];
}

/** Sends what Prometheus asks of a pod address to a process of this machine. */
export interface Gateway {
  /** Port on 127.0.0.1; requests have the path `/<pod ip>:<port>/<metrics path>`. */
  readonly port: number;
  /** Serves a pod's port from a local address, e.g. `http://127.0.0.1:9100`; replaces an earlier route. */
  readonly route: (target: GatewayTarget, upstream: string) => void;
}

/** A pod's port. Pods are matched by exact name, or by the start of it where it ends in `*`. */
export interface GatewayTarget {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/** Addresses of the real programs that run what the operator generated. */
export interface Plane {
  /** http://127.0.0.1:port, like the others. */
  readonly prometheusUrl: string;
  readonly alertmanagerUrl: string;
  readonly thanosQueryUrl: string;
  readonly thanosStoreUrl: string;
  readonly gateway: Gateway;
  /** Stops a program by the name of its process (e.g. `prometheus`), for scenarios and tests. */
  readonly stop: (name: string) => Promise<void>;
}

/** Something that happened, for the timeline. */
export interface TimelineEvent {
  /** Seconds since the scenario began. */
  readonly seconds: number;
  readonly event: "fault" | "pending" | "firing" | "delivered" | "resolved";
  /** Name of the alert; of a fault, what was done. */
  readonly name: string;
  /** Labels of the alert. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** One notification that arrived at the webhook receiver. */
export interface Delivery {
  /** Unix time in milliseconds. */
  readonly at: number;
  /** Which of the two webhooks was called. */
  readonly receiver: "default" | "watchdog";
  readonly status: "firing" | "resolved";
  readonly alert: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What a scenario came to; written with `--json`. */
export interface ScenarioResult {
  readonly scenario: string;
  /** Names of alerts delivered while firing, Watchdog apart, sorted, each once. */
  readonly delivered: readonly string[];
  /** Those delivered that the scenario does not allow. */
  readonly unexpected: readonly string[];
  /** Required alerts that were not delivered in time. */
  readonly missing: readonly string[];
  readonly timeline: readonly TimelineEvent[];
  /** True when nothing is missing and nothing unexpected. */
  readonly ok: boolean;
  /** Unix time in milliseconds of the first scrape of any target, in an environment younger than an hour. */
  readonly firstScrapeAt?: number;
}
