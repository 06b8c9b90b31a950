import { createServer } from "node:net";
import { freePorts } from "../../../local/ports";

it("gives different ports that can be listened on", async () => {
  const ports = await freePorts(20);
  expect(new Set(ports).size).toBe(20);
  await Promise.all(
    ports.map(
      (port) =>
        new Promise<void>((resolve, reject) => {
          const server = createServer().once("error", reject);
          server.listen(port, "127.0.0.1", () => server.close(() => resolve()));
        }),
    ),
  );
});
