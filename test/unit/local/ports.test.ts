import { createServer } from "node:net";
import { freePorts, holdPorts } from "../../../local/ports";

function listen(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(port, "127.0.0.1", () => server.close(() => resolve()));
  });
}

it("gives different ports that can be listened on", async () => {
  const ports = await freePorts(20);
  expect(new Set(ports).size).toBe(20);
  await Promise.all(ports.map(listen));
});

it("holds a port until it is released", async () => {
  const [held] = await holdPorts(1);
  await expect(listen(held!.port)).rejects.toMatchObject({ code: "EADDRINUSE" });
  await held!.release();
  await held!.release();
  await listen(held!.port);
});
