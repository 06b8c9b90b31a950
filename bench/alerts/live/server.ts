import { seconds } from "../../../promql";
import { queryRange, QueryError, type Result, type Sent, type Times } from "../query";

/** Variable with the token for the server: an argument would be seen by everybody on the machine. */
export const TOKEN = "MLWATCH_PROMETHEUS_TOKEN";

/** A user's Prometheus, or what answers like one. */
export class LiveServer {
  private readonly base: string;

  /**
   * @param url with or without a path
   * @param token sent as bearer token
   * @param signal ends the wait for an answer
   * @throws Error when it is no such URL, or holds a password.
   */
  constructor(
    private readonly url: string,
    private readonly token?: string,
    private readonly signal?: AbortSignal,
  ) {
    if (/^https?:\/\/[^/]*@/.test(url)) {
      throw new Error(
        `--prometheus: everybody on the machine sees a password in a URL; leave it out, and set ${TOKEN} to a token`,
      );
    }
    if (!/^https?:\/\/[^/]/.test(url)) {
      throw new Error(`--prometheus ${url}: it must be a URL such as http://localhost:9090`);
    }
    this.base = url.replace(/\/+$/, "");
  }

  /**
   * Evaluates an expression over a time.
   * @throws Error naming the server, what is wrong, and what to do about it.
   */
  async range(query: string, times: Times): Promise<readonly Result[]> {
    try {
      return await queryRange(this.base, query, times, this.sent());
    } catch (error) {
      this.signal?.throwIfAborted();
      throw this.explained(error);
    }
  }

  private sent(): Sent {
    const headers = this.token === undefined ? {} : { authorization: `Bearer ${this.token}` };
    return { headers, signal: this.signal };
  }

  private explained(error: unknown): Error {
    const at = `--prometheus ${this.url}`;
    const refused = error instanceof QueryError ? error.status : undefined;
    if (refused === 401 || refused === 403) {
      const remedy =
        this.token === undefined ? `set ${TOKEN} to a token` : `${TOKEN} is not accepted`;
      return new Error(`${at}: it refuses queries (HTTP ${refused}); ${remedy}.`, { cause: error });
    }
    if (refused !== undefined) {
      const said = error instanceof Error ? error.message : "";
      return new Error(`${at}: it cannot answer: ${said}; ${remedyFor(refused)}.`, {
        cause: error,
      });
    }
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const why = cause instanceof Error ? cause.message : String(cause);
    return new Error(
      `${at}: it cannot be reached (${why}); is the URL right, and a port forwarded?`,
      {
        cause: error,
      },
    );
  }

  /**
   * How long it keeps samples, in seconds; none where it does not say, as Thanos and Mimir do not, or keeps what fits
   * into a size.
   */
  async retention(): Promise<number | undefined> {
    try {
      const response = await fetch(`${this.base}/api/v1/status/runtimeinfo`, {
        headers: this.sent().headers ?? {},
        signal: this.signal ?? null,
      });
      // The API of Prometheus; whatever else answers may lack the field.
      const body = (await response.json()) as {
        readonly data?: { readonly storageRetention?: string };
      };
      const length = /^[0-9a-z]+/.exec(body.data?.storageRetention ?? "")?.[0];
      return length === undefined ? undefined : seconds(length);
    } catch {
      return undefined;
    }
  }
}

/** What to do where a server answers without a result. */
function remedyFor(status: number): string {
  if (status === 429 || status >= 500) {
    return "wait until it is ready; where it is and takes too long, ask for fewer --days or one --namespace";
  }
  if (status === 400 || status === 422) return "ask for fewer --days or one --namespace";
  return "is the URL that of a Prometheus, with its path if it has one?";
}
