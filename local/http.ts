import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { LocalError } from "./errors";

/** An HTTP server on a port of 127.0.0.1. */
export interface LocalServer {
  /** http://127.0.0.1:port */
  readonly url: string;
  /** Closes it, and every connection that is open. */
  readonly close: () => Promise<void>;
}

/**
 * Serves on a port of 127.0.0.1, 0 for a free one.
 * @throws LocalError when the port is taken
 */
export async function serve(listener: RequestListener, asked = 0): Promise<LocalServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explained(error, asked)));
    server.listen(asked, "127.0.0.1", resolve);
  });
  // A server that listens on TCP has an address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Prometheus and Alertmanager keep theirs open.
        server.closeAllConnections();
      }),
  };
}

function explained(error: NodeJS.ErrnoException, port: number): Error {
  const why = { EADDRINUSE: "is in use", EACCES: "is not yours to use" }[error.code ?? ""];
  if (why === undefined) return error;
  const remedy = "choose another, or 0 for a free one";
  return new LocalError(`port ${port} ${why}: ${remedy}`, { cause: error });
}

/** A request's body as text. @throws Error when it is longer than the limit */
export async function bodyOf(request: IncomingMessage, limitBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  // A request without an encoding yields buffers.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limitBytes) throw new Error(`the body is longer than ${limitBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
