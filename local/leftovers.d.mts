/** Environment variable that marks every program of a run, its descendants included. */
export declare const MARK: string;

/** A process group that was started. */
export interface Group {
  /** Name of the program. */
  readonly name: string;
  /** Process id of its leader. */
  readonly pid: number;
  /** What {@link startOf} said of the leader. */
  readonly started: string;
  /** Higher layers are ended first. */
  readonly layer: number;
  /** Time between SIGTERM and SIGKILL, in milliseconds. */
  readonly graceMs: number;
}

/** What a run has started, as kept in its state file. */
export interface RunState {
  /** Unlike that of any other run; the value of {@link MARK}. */
  readonly run: string;
  readonly groups: readonly Group[];
}

/** A live process of a run. */
export interface Remaining {
  readonly pid: number;
  /** Name of its program, `stray` outside of a known group. */
  readonly name: string;
}

/** When a process started, in a form that only the same process has again; undefined when it is gone. */
export declare function startOf(pid: number): string | undefined;

/** The live processes of a run; never one that only has the id of an ended one. */
export declare function remaining(state: RunState): Remaining[];

/** Ends what remains of a run, highest layer first; resolves with the names of what was running. */
export declare function end(state: RunState): Promise<string[]>;
