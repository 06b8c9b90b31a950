import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import type { Delivery, Report } from "./contracts";
import { messageOf } from "./errors";
import { bodyOf, serve } from "./http";

/** Where Alertmanager delivers to: a webhook receiver on this machine. */
export interface Receiver {
  /** The two webhooks, as `mlwatch:secrets` names them. Their paths cannot be guessed. */
  readonly urls: { readonly webhook: string; readonly watchdog: string };
  /** Everything delivered so far, oldest first. */
  readonly deliveries: readonly Delivery[];
  /** Calls the listener for each delivery from now on. @returns how to stop that */
  readonly subscribe: (listener: (delivery: Delivery) => void) => () => void;
  readonly close: () => Promise<void>;
}

const text = z.record(z.string(), z.string());

/** The part of Alertmanager's webhook format, version 4, that is read here. */
const notification = z.object({
  version: z.literal("4"),
  alerts: z
    .array(
      z.object({
        status: z.enum(["firing", "resolved"]),
        labels: text.and(z.object({ alertname: z.string() })),
        annotations: text,
      }),
    )
    .min(1),
});

const LIMIT_BYTES = 8 * 1024 * 1024;
// A heartbeat for days must not fill the memory.
const KEPT = 10_000;

/**
 * The deliveries in one notification of Alertmanager.
 * @throws Error saying what is wrong with the body, where it is no notification of version 4.
 */
export function parseNotification(
  body: string,
  receiver: Delivery["receiver"],
  at: number,
): readonly Delivery[] {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (error) {
    throw new Error(`the body is no JSON: ${String(error)}`, { cause: error });
  }
  const parsed = notification.safeParse(json);
  if (!parsed.success) {
    throw new Error(
      `the body is no Alertmanager notification of version 4: ${z.prettifyError(parsed.error)}`,
    );
  }
  return parsed.data.alerts.map(({ status, labels, annotations }) => ({
    at,
    receiver,
    status,
    alert: labels.alertname,
    labels,
    annotations,
  }));
}

/**
 * Starts the receiver on a free port of 127.0.0.1.
 * @param report told of requests that are refused: a notification that nobody reads would be missed silently
 */
export async function startReceiver(report: Report): Promise<Receiver> {
  const deliveries: Delivery[] = [];
  const listeners = new Set<(delivery: Delivery) => void>();
  const paths = {
    default: `/webhook/${randomBytes(24).toString("base64url")}`,
    watchdog: `/watchdog/${randomBytes(24).toString("base64url")}`,
  };
  const receiverAt = new Map<string, Delivery["receiver"]>([
    [paths.default, "default"],
    [paths.watchdog, "watchdog"],
  ]);

  async function receive(request: IncomingMessage): Promise<number> {
    const receiver = receiverAt.get(request.url ?? "");
    if (receiver === undefined) return 404;
    if (request.method !== "POST") return 405;
    const found = parseNotification(await bodyOf(request, LIMIT_BYTES), receiver, Date.now());
    deliveries.push(...found);
    deliveries.splice(0, deliveries.length - KEPT);
    for (const delivery of found) for (const listener of listeners) listener(delivery);
    return 200;
  }

  const server = await serve((request, response) => {
    receive(request).then(
      (status) => answer(response, status, ""),
      (error: unknown) => {
        const message = messageOf(error);
        report(`webhook receiver: a notification was refused: ${message}`);
        answer(response, 400, `${message}\n`);
      },
    );
  });
  return {
    urls: {
      webhook: `${server.url}${paths.default}`,
      watchdog: `${server.url}${paths.watchdog}`,
    },
    deliveries,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: server.close,
  };
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" }).end(body);
}
