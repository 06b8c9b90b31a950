import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import type { Cluster } from "./contracts";

/** What is needed to reach the API server as administrator. */
export type ClusterAccess = Pick<Cluster, "url" | "files">;

/** The part of an object by which it is told from others. */
export interface Followed {
  readonly metadata: {
    readonly uid?: string;
    readonly name: string;
    readonly namespace?: string;
    readonly resourceVersion?: string;
  };
}

/** A list of objects that is kept up to date. */
export interface Follower {
  /** Resolves with the first list; rejects when there is an error, or when it is closed, before that. */
  readonly ready: Promise<void>;
  /** Ends the connection. */
  readonly close: () => void;
}

/** Called with all objects, in no order, after the first list and after each change. */
export type FollowListener<T> = (objects: readonly T[]) => void;

interface List<T> {
  readonly metadata: { readonly resourceVersion: string };
  readonly items: readonly T[];
}

interface WatchEvent<T> {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  readonly object: T;
}

const RETRY_MS = 500;
const WATCH_SECONDS = 300;

/**
 * Lists the objects of a path of the API, e.g. `/api/v1/pods`, then watches them. When the connection ends,
 * it lists and watches again, for as long as it is not closed.
 */
export function follow<T extends Followed>(
  cluster: ClusterAccess,
  path: string,
  onChange: FollowListener<T>,
): Follower {
  const stop = new AbortController();
  const client = connect(cluster, stop.signal);
  let becomeReady: () => void;
  let fail: (cause: unknown) => void;
  const ready = new Promise<void>((resolve, reject) => {
    becomeReady = resolve;
    fail = reject;
  });
  // A caller who does not wait is not told of it by a crash.
  ready.catch(() => undefined);

  async function round(): Promise<void> {
    const objects = new Map<string, T>();
    // The server's own format of a list.
    const list = JSON.parse(await text(await client(path))) as List<T>;
    for (const item of list.items) objects.set(keyOf(item), item);
    onChange([...objects.values()]);
    becomeReady();
    const version = encodeURIComponent(list.metadata.resourceVersion);
    const query = `watch=true&timeoutSeconds=${WATCH_SECONDS}&resourceVersion=${version}`;
    const response = await client(`${path}${path.includes("?") ? "&" : "?"}${query}`);
    for await (const line of createInterface({ input: response })) {
      // The server's own format of a watch: one event a line.
      const { type, object } = JSON.parse(line) as WatchEvent<T>;
      if (type === "ERROR") return; // e.g. the version is too old: list again
      if (type === "BOOKMARK") continue;
      if (type === "DELETED") objects.delete(keyOf(object));
      else objects.set(keyOf(object), object);
      onChange([...objects.values()]);
    }
  }

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        await round();
      } catch (cause) {
        fail(cause);
        await delay(RETRY_MS, undefined, { signal: stop.signal }).catch(() => undefined);
      }
    }
    fail(new Error(`closed before ${path} was listed`));
  }

  void run();
  return { ready, close: () => stop.abort() };
}

function keyOf({ metadata }: Followed): string {
  return metadata.uid ?? `${metadata.namespace ?? ""}/${metadata.name}`;
}

type Client = (path: string) => Promise<http.IncomingMessage>;

function connect({ url, files }: ClusterAccess, signal: AbortSignal): Client {
  const secure = url.startsWith("https:");
  const options: https.RequestOptions = {
    signal,
    ...(secure && {
      ca: readFileSync(files.ca),
      cert: readFileSync(files.cert),
      key: readFileSync(files.key),
    }),
  };
  return (path) =>
    new Promise((resolve, reject) => {
      const request = (secure ? https : http).get(new URL(path, url), options, (response) => {
        if (response.statusCode === 200) return resolve(response);
        text(response).then(
          (body) => reject(new Error(`${url}${path} answers ${response.statusCode}: ${body}`)),
          reject,
        );
      });
      request.once("error", reject);
    });
}

async function text(response: http.IncomingMessage): Promise<string> {
  response.setEncoding("utf8");
  let body = "";
  for await (const chunk of response) body += chunk;
  return body;
}
