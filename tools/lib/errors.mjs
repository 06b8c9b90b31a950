/** What went wrong, where its log is and what to do: printed without a stack trace. */
export class BootstrapError extends Error {
  /** @param {string} message @param {{ log?: string, remedy?: string, cause?: unknown }} [details] */
  constructor(message, { log, remedy, cause } = {}) {
    super(message, { cause });
    this.name = "BootstrapError";
    this.log = log;
    this.remedy = remedy;
  }

  /** The message, the log file and the remedy, one line each. */
  describe() {
    return [
      `error: ${this.message}`,
      ...(this.log === undefined ? [] : [`  log:    ${this.log}`]),
      ...(this.remedy === undefined ? [] : [`  remedy: ${this.remedy}`]),
    ].join("\n");
  }
}

/** Runs a command line tool: a known failure is described, any other keeps its stack trace. */
export async function main(run) {
  try {
    process.exitCode = (await run()) ?? process.exitCode ?? 0;
  } catch (error) {
    process.stderr.write(
      `${error instanceof BootstrapError ? error.describe() : (error?.stack ?? String(error))}\n`,
    );
    process.exitCode = 1;
  }
}
