import { createServer, type AddressInfo, type Server } from "node:net";

/** A port of 127.0.0.1 that nobody else gets until it is released. */
export interface HeldPort {
  readonly port: number;
  /** Call it right before the port is used; safe to call twice. */
  readonly release: () => Promise<void>;
}

/** Free ports of 127.0.0.1, for programs that start later: meanwhile others ask for free ones too. */
export function holdPorts(count: number): Promise<HeldPort[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const server = await hold();
      // A server that listens on TCP has an address.
      const { port } = server.address() as AddressInfo;
      return { port, release: () => new Promise<void>((resolve) => server.close(() => resolve())) };
    }),
  );
}

/** Ports of 127.0.0.1 that nobody listens on, all different, for programs that start at once. */
export async function freePorts(count: number): Promise<number[]> {
  const held = await holdPorts(count);
  await Promise.all(held.map(({ release }) => release()));
  return held.map(({ port }) => port);
}

function hold(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve(server));
    // Held no longer than this process runs.
    server.unref();
  });
}
