import http from "node:http";
import type { Gateway, GatewayTarget } from "./contracts";
import { serve } from "./http";
import { follow, type ClusterAccess, type Followed } from "./follow";

/** Where the gateway listens and whose pods it knows. */
export interface GatewayOptions {
  /** Port on 127.0.0.1. @default a free one */
  readonly port?: number;
  readonly cluster: ClusterAccess;
}

/** A gateway that can be ended. */
export interface RunningGateway extends Gateway {
  /** Ends it and its connections. */
  readonly close: () => Promise<void>;
}

/** The part of a pod that the gateway reads. */
export interface GatewayPod extends Followed {
  readonly status?: { readonly phase?: string; readonly podIP?: string };
}

/** What a request asks for. */
export interface PodRequest {
  readonly ip: string;
  readonly port: number;
  /** Path and query on the pod. */
  readonly path: string;
}

/** A route of the gateway. */
export interface Route extends GatewayTarget {
  /** e.g. `http://127.0.0.1:9100` */
  readonly upstream: string;
}

/** The local address to forward to, or the reason why there is none. */
export type Answer =
  { readonly upstream: string } | { readonly status: 404 | 502; readonly reason: string };

/**
 * Starts a proxy on 127.0.0.1 for requests like `GET /10.244.0.7:8000/metrics`, which answers from the
 * local address that is registered for the pod that has this IP. It follows the pods by the API.
 * @throws Error when the port is taken or the API cannot be reached
 */
export async function startGateway({ port = 0, cluster }: GatewayOptions): Promise<RunningGateway> {
  const routes = new Map<string, Route>();
  let pods: readonly GatewayPod[] = [];
  const server = await serve((request, response) => {
    const asked = parsePodRequest(request.url ?? "");
    const answer = asked
      ? findUpstream(asked, pods, [...routes.values()])
      : notFound(`Ask for /<pod ip>:<port>/<path>, not for ${request.url ?? "nothing"}.`);
    if (asked && "upstream" in answer) forward(request, response, asked.path, answer.upstream);
    else if ("reason" in answer) refuse(response, answer.status, answer.reason);
  }, port);
  const follower = follow<GatewayPod>(cluster, "/api/v1/pods", (now) => (pods = now));

  async function close(): Promise<void> {
    follower.close();
    await server.close();
  }

  await follower.ready.catch(async (cause: unknown) => {
    await close();
    throw cause;
  });
  return {
    port: Number(new URL(server.url).port),
    route: (target, upstream) =>
      void routes.set(keyOf(target), { ...target, upstream: checkUpstream(upstream) }),
    close,
  };
}

/** Reads `/<ip>:<port>/<path>?<query>`; undefined for anything else. */
export function parsePodRequest(url: string): PodRequest | undefined {
  const match = /^\/([^/:]+):(\d{1,5})(\/.*)$/.exec(url);
  const [, ip, port, path] = match ?? [];
  if (ip === undefined || port === undefined || path === undefined) return undefined;
  return { ip, port: Number(port), path };
}

/** The route of the running pod that has the address: the one by exact name, else by the longest start of it. */
export function findUpstream(
  { ip, port }: PodRequest,
  pods: readonly GatewayPod[],
  routes: readonly Route[],
): Answer {
  const here = pods.filter(({ status }) => status?.podIP === ip && !isOver(status.phase));
  if (here.length === 0) {
    return notFound(`No running pod has the address ${ip} (asked for port ${port}).`);
  }
  const [best] = here
    .flatMap((pod) => routes.filter((route) => route.port === port && matches(route, pod)))
    .sort((a, b) => rank(b) - rank(a));
  if (best) return { upstream: best.upstream };
  const names = here.map(({ metadata }) => `${metadata.namespace ?? ""}/${metadata.name}`);
  return {
    status: 502,
    reason: `Nothing on this machine serves port ${port} of the pod ${names.join(" or ")} (${ip}): it is only simulated.`,
  };
}

function matches({ namespace, pod }: GatewayTarget, { metadata }: GatewayPod): boolean {
  if (metadata.namespace !== namespace) return false;
  return pod.endsWith("*") ? metadata.name.startsWith(pod.slice(0, -1)) : metadata.name === pod;
}

function rank({ pod }: GatewayTarget): number {
  return pod.endsWith("*") ? pod.length : Number.MAX_SAFE_INTEGER;
}

// Its address may belong to another pod by now.
function isOver(phase: string | undefined): boolean {
  return phase === "Succeeded" || phase === "Failed";
}

function notFound(reason: string): Answer {
  return { status: 404, reason };
}

function keyOf({ namespace, pod, port }: GatewayTarget): string {
  return `${namespace}/${pod}:${port}`;
}

/** @throws Error for an address beyond this machine */
function checkUpstream(upstream: string): string {
  const { protocol, hostname } = new URL(upstream);
  if (protocol !== "http:" || !["127.0.0.1", "localhost", "[::1]"].includes(hostname)) {
    throw new Error(
      `The gateway cannot forward to ${upstream}: give it an http address of this machine, e.g. http://127.0.0.1:9100.`,
    );
  }
  return upstream;
}

const HOP_BY_HOP: readonly string[] = [
  "connection",
  "keep-alive",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

// A connection per request: one kept open to a program that restarts would fail the next scrape.
const agent = new http.Agent({ keepAlive: false });

function forward(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  path: string,
  upstream: string,
): void {
  const { host: _, ...headers } = request.headers;
  const sent = http.request(
    upstream,
    {
      agent,
      method: request.method,
      path,
      headers: endToEnd(headers),
    },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
      // Cut off where the upstream is cut off, so that half an answer is not taken for a whole one.
      answer.on("error", () => response.destroy());
      answer.pipe(response);
    },
  );
  sent.on("error", (cause) => {
    if (response.headersSent) response.destroy();
    else refuse(response, 502, `${upstream} does not answer: ${cause.message}`);
  });
  response.once("close", () => sent.destroy());
  request.pipe(sent);
}

function endToEnd(headers: http.IncomingHttpHeaders): http.IncomingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name.toLowerCase())),
  );
}

function refuse(response: http.ServerResponse, status: number, reason: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${reason}\n`);
}
