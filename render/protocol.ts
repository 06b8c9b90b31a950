/** What the child process is told on standard input. */
export interface ProgramRequest {
  /** Absolute path of the program's entry module. */
  readonly entry: string;
  readonly project: string;
  readonly stack: string;
  /** Configuration as Pulumi hands it over: texts by full key, objects as JSON. */
  readonly config: Readonly<Record<string, string>>;
  /** Keys of `config` whose values are secret. */
  readonly secretKeys: readonly string[];
}

/** A resource as the program registered it; secrets are still wrapped. */
export interface Registration {
  /** With the types of all ancestors, as an engine makes it: it has to be unique. */
  readonly urn: string;
  /** Type token, e.g. kubernetes:apps/v1:Deployment. */
  readonly type: string;
  readonly name: string;
  /** False for components and for the stack itself. */
  readonly custom: boolean;
  /** URN of the parent; empty for the stack. */
  readonly parent: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What the child process answers on file descriptor {@link RESULT_FD}, once nothing is left to do. */
export interface ProgramResult {
  readonly registrations: readonly Registration[];
  /** Stack outputs; secrets are still wrapped. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Why the program failed; without its stack trace when the mistake is the user's. */
  readonly error?: string;
}

/** Standard input, output and error come before it. */
export const RESULT_FD = 3;
