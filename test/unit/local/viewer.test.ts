import { request } from "node:http";
import { until } from "./fixtures";
import { EVERY_MS, type Answer, useViewer } from "./viewer-stand";

const { asked, start, get, notify } = useViewer();

describe("what is served to whom", () => {
  test("the page and its library, with a policy that allows nothing else", async () => {
    const url = await start();
    for (const [path, type] of [
      ["/", "text/html"],
      ["/app.mjs", "text/javascript"],
      ["/base.css", "text/css"],
      ["/vendor/uPlot.mjs", "text/javascript"],
    ] as const) {
      const response = await fetch(`${url}${path}`);
      expect([path, response.status]).toEqual([path, 200]);
      expect(response.headers.get("content-type")).toContain(type);
      expect(response.headers.get("content-security-policy")).toMatch(/^default-src 'self';/);
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      await response.arrayBuffer();
    }
  });

  test.each(["/units.d.mts", "/..%2fserver.ts", "/%2e%2e/server.ts", "/api/query?query=up"])(
    "%s is not there",
    async (path) => {
      const url = await start();
      expect((await fetch(`${url}${path}`)).status).toBe(404);
    },
  );

  test.each([
    ["GET", "evil.example", 403],
    ["GET", "127.0.0.1", 403],
    ["POST", undefined, 405],
    ["GET", undefined, 200],
  ])("%s with host %s is answered with %d", async (method, host, status) => {
    const { port } = new URL(await start());
    const headers = {
      host: host === undefined ? `localhost:${port}` : `${host}:${host === "127.0.0.1" ? 1 : port}`,
    };
    expect(await statusOf({ port, method, headers })).toBe(status);
  });

  test("a port in use is named, with a remedy", async () => {
    const port = Number(new URL(await start()).port);
    await expect(start({ port })).rejects.toThrow(`port ${port} is in use: choose another`);
  });
});

describe("state", () => {
  test("says what does not answer, and shows the rest", async () => {
    await start();
    const { body } = await get("/api/state");
    expect(body).toMatchObject({ status: { scenario: "healthy" }, alerts: [], jobs: [] });
    expect(body.problems).toEqual([
      "Alertmanager at http://127.0.0.1:2 does not answer: ECONNREFUSED",
    ]);
  });

  test("is pushed at first, on changes, and not otherwise", async () => {
    const url = await start();
    const response = await fetch(`${url}/api/events`);
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const states = eventsOf(response.body!);
    expect((await states.next()).value.deliveries).toEqual([]);
    const polled = asked.length;
    await until("two more rounds", () => asked.length >= polled + 6);
    notify({
      ...{ at: 1, receiver: "default", status: "firing", alert: "Loss" },
      ...{ labels: {}, annotations: {} },
    });
    // Rounds without a change came between: had they been pushed, this would be one of them.
    expect((await states.next()).value.deliveries).toMatchObject([{ alert: "Loss" }]);
    await states.return();
  });

  test("nothing is asked while nobody looks", async () => {
    const url = await start();
    const leave = new AbortController();
    const response = await fetch(`${url}/api/events`, { signal: leave.signal });
    await eventsOf(response.body!)
      .next()
      .catch(() => undefined);
    leave.abort();
    const rounds = (count: number) =>
      new Promise((resolve) => setTimeout(resolve, count * EVERY_MS));
    // A round may be under way, and the server may not know yet that nobody is left.
    await rounds(10);
    const before = asked.length;
    await rounds(20);
    expect(asked.length).toBe(before);
  });
});

async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Answer["body"], void> {
  let text = "";
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const event = text.slice(0, end);
      text = text.slice(end + 2);
      if (event.startsWith("data: ")) yield JSON.parse(event.slice(6));
    }
  }
}

function statusOf(options: {
  port: string;
  method: string;
  headers: { host: string };
}): Promise<number> {
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", path: "/", ...options }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on("error", reject)
      .end();
  });
}
