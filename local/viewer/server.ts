import type { IncomingMessage, ServerResponse } from "node:http";
import { messageOf } from "../errors";
import { serve } from "../http";
import type { Receiver } from "../receiver";
import { DashboardApi } from "./api";
import { readAssets } from "./assets";
import { readDashboard } from "./panels";
import { Prometheus } from "./prometheus";
import { type ViewerStatus } from "./state";
import { Watch } from "./watch";

/** What the page is made of. */
export interface ViewerOptions {
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  readonly prometheusUrl: string;
  readonly alertmanagerUrl: string;
  /** Grafana's JSON, in the order of the tabs. */
  readonly dashboards: readonly { readonly name: string; readonly json: unknown }[];
  /** Where notifications arrive. */
  readonly receiver: Pick<Receiver, "deliveries" | "subscribe">;
  /** Asked about once a second while the page is open. */
  readonly status: () => ViewerStatus;
  /** Other addresses to show, by name. */
  readonly links?: Readonly<Record<string, string>>;
  /** What `$__rate_interval` is computed from, as in Grafana's data source. @default 15 */
  readonly scrapeIntervalSeconds?: number;
  /** How often the state is asked for while the page is open. @default 1000 */
  readonly everyMs?: number;
}

/** The page, being served. */
export interface Viewer {
  /** http://127.0.0.1:port */
  readonly url: string;
  /** Shows now what changed in the status, instead of within a second. */
  readonly update: () => void;
  readonly close: () => Promise<void>;
}

const HEADERS = {
  "Content-Security-Policy":
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-store",
} as const;
const JSON_TYPE = "application/json; charset=utf-8";
const KEEP_ALIVE_MS = 15_000;

/**
 * Serves the page on 127.0.0.1.
 * @throws Error when a dashboard is not Grafana's JSON or the port is taken
 */
export async function startViewer(options: ViewerOptions): Promise<Viewer> {
  const { port, receiver, links = {}, scrapeIntervalSeconds = 15, everyMs = 1000 } = options;
  const prometheus = new Prometheus(options.prometheusUrl);
  const dashboards = options.dashboards.map(({ name, json }) => readDashboard(name, json));
  const api = new DashboardApi(prometheus, dashboards, scrapeIntervalSeconds);
  const assets = readAssets();
  const { alertmanagerUrl, status } = options;
  const deliveries = () => receiver.deliveries;
  const watch = new Watch({ prometheus, alertmanagerUrl, deliveries, status }, everyMs);
  const update = () => void watch.ask();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isOurs(request)) {
      // A name that somebody points at 127.0.0.1 would else let their page read this one.
      return send(response, 403, "text/plain", "this page is served to localhost only\n");
    }
    if (request.method !== "GET") {
      response.setHeader("Allow", "GET");
      return send(response, 405, "text/plain", "only GET\n");
    }
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    if (pathname === "/api/events") return events(response);
    if (pathname === "/api/state") return json(response, 200, await watch.state());
    if (pathname === "/api/links") return json(response, 200, links);
    const answer = await api.answer(pathname, searchParams);
    if (answer !== undefined) return json(response, answer.status, answer.body);
    const asset = assets.get(pathname);
    if (asset !== undefined) return send(response, 200, asset.type, asset.body);
    return send(response, 404, "text/plain", "not found\n");
  }

  function events(response: ServerResponse): void {
    response.writeHead(200, { ...HEADERS, "Content-Type": "text/event-stream" });
    response.write("retry: 1000\n\n");
    const alive = setInterval(() => response.write(": alive\n\n"), KEEP_ALIVE_MS);
    const leave = watch.listen((state) => response.write(`data: ${state}\n\n`));
    response.on("close", () => {
      clearInterval(alive);
      leave();
    });
  }

  const server = await serve((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else json(response, 500, { error: messageOf(error) });
    });
  }, port);
  const unsubscribe = receiver.subscribe(update);
  return {
    url: server.url,
    update,
    close: () => {
      unsubscribe();
      watch.stop();
      return server.close();
    },
  };
}

/** Whether a request was addressed to this machine by one of its own names. */
function isOurs({ headers, socket }: IncomingMessage): boolean {
  const host = headers.host ?? "";
  return ["127.0.0.1", "localhost"].some((name) => host === `${name}:${socket.localPort ?? 0}`);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, JSON_TYPE, JSON.stringify(body));
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { ...HEADERS, "Content-Type": type }).end(body);
}
