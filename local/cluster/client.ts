import { readFileSync } from "node:fs";
import { Agent, request as httpsRequest } from "node:https";
import { text } from "node:stream/consumers";
import type { Values } from "../../components/prometheus/merge";
import type { Cluster } from "../contracts";

/** An answer of the API server that is not a success. */
export class ApiError extends Error {
  constructor(
    /** HTTP status, e.g. 404. */
    readonly status: number,
    /** The server's message. */
    message: string,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

/** Speaks with the API server. */
export interface Client {
  readonly request: Cluster["request"];
  /** Like `request`, with a media type of the body other than the method's own. */
  readonly send: <T = Values>(call: Call) => Promise<T>;
}

/** One call of the API. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  /** @default application/json, of a PATCH application/merge-patch+json */
  readonly type?: string;
}

const CONNECTIONS = 8;
// Before the server closes an idle connection, which would fail the next request on it.
const IDLE_MS = 30_000;

/** A client that shows its certificate, without a process per call. */
export function createClient(url: string, files: Cluster["files"]): Client {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: CONNECTIONS,
    timeout: IDLE_MS,
    ca: readFileSync(files.ca),
    cert: readFileSync(files.cert),
    key: readFileSync(files.key),
  });
  async function send<T = Values>({ method, path, body, type }: Call): Promise<T> {
    const media =
      type ?? (method === "PATCH" ? "application/merge-patch+json" : "application/json");
    const { status, answer } = await exchange(agent, `${url}${path}`, method, media, body);
    if (status >= 300) throw new ApiError(status, messageOf(answer, status));
    // The caller knows what the path answers; health checks answer with text.
    return (isJson(answer) ? JSON.parse(answer) : answer) as T;
  }
  return {
    send,
    request: (method, path, body) => send({ method, path, body }),
  };
}

function exchange(
  agent: Agent,
  url: string,
  method: string,
  media: string,
  body: unknown,
): Promise<{ readonly status: number; readonly answer: string }> {
  return new Promise((resolve, reject) => {
    const content = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      accept: "application/json",
      // With its length: Node sends that of a DELETE neither way by itself, and the next request would begin with it.
      ...(content !== undefined && {
        "content-type": media,
        "content-length": Buffer.byteLength(content),
      }),
    };
    const call = httpsRequest(url, { agent, method, headers }, (response) => {
      text(response).then(
        (answer) => resolve({ status: response.statusCode ?? 0, answer }),
        reject,
      );
    });
    call.once("error", (cause) =>
      reject(
        new Error(`the API server did not answer ${method} ${url}: ${cause.message}`, { cause }),
      ),
    );
    call.end(content);
  });
}

function isJson(answer: string): boolean {
  return answer.startsWith("{") || answer.startsWith("[");
}

function messageOf(answer: string, status: number): string {
  if (!isJson(answer)) return answer || `status ${status}`;
  // A Status object, as every error of the API.
  const { message } = JSON.parse(answer) as { readonly message?: string };
  return message ?? answer;
}
