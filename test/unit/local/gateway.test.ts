import type http from "node:http";
import {
  findUpstream,
  parsePodRequest,
  startGateway,
  type GatewayPod,
  type RunningGateway,
} from "../../../local/gateway";
import { serve } from "../../../local/http";
import { until } from "./fixtures";

const NO_FILES = { ca: "", cert: "", key: "" };

const pod = (name: string, podIP: string, phase = "Running", namespace = "ml"): GatewayPod => ({
  metadata: { uid: `${namespace}/${name}`, name, namespace },
  status: { phase, podIP },
});

describe("parsePodRequest", () => {
  test("takes address, port, path and query apart", () => {
    expect(parsePodRequest("/10.244.0.7:8000/metrics?match=a/b:1")).toEqual({
      ip: "10.244.0.7",
      port: 8000,
      path: "/metrics?match=a/b:1",
    });
  });

  test.each(["/", "/metrics", "/10.244.0.7/metrics", "/10.244.0.7:8000", "http://a:1/b"])(
    "refuses %s",
    (url) => expect(parsePodRequest(url)).toBeUndefined(),
  );
});

describe("findUpstream", () => {
  const find = (pods: GatewayPod[], routes: [string, string][], port = 80) =>
    findUpstream(
      { ip: "10.0.0.1", port, path: "/" },
      pods,
      routes.map(([name, upstream]) => ({ namespace: "ml", pod: name, port: 80, upstream })),
    );

  test("prefers the exact name, then the longest start", () => {
    const pods = [pod("thanos-query-frontend-abc", "10.0.0.1")];
    const starts: [string, string][] = [
      ["thanos-query-*", "short"],
      ["thanos-query-frontend-*", "long"],
    ];
    expect(find(pods, starts)).toEqual({ upstream: "long" });
    expect(find(pods, [...starts, ["thanos-query-frontend-abc", "exact"]])).toEqual({
      upstream: "exact",
    });
  });

  test("does not take a name for a start of another", () => {
    expect(find([pod("run-10", "10.0.0.1")], [["run-1", "x"]])).toMatchObject({ status: 502 });
  });

  test("keeps namespaces apart", () => {
    expect(find([pod("a", "10.0.0.1", "Running", "other")], [["a", "x"]])).toMatchObject({
      status: 502,
    });
  });

  test("passes over pods that are done, whose address is used again", () => {
    const pods = [pod("old", "10.0.0.1", "Succeeded"), pod("new", "10.0.0.1")];
    expect(
      find(pods, [
        ["old", "old"],
        ["new", "new"],
      ]),
    ).toEqual({ upstream: "new" });
  });

  test("says which pod and port nothing serves", () => {
    expect(find([pod("a", "10.0.0.1")], [["a", "x"]], 81)).toEqual({
      status: 502,
      reason: expect.stringContaining("port 81 of the pod ml/a (10.0.0.1)"),
    });
    expect(find([], [])).toEqual({ status: 404, reason: expect.stringContaining("10.0.0.1") });
  });
});

describe("startGateway", () => {
  const closing: (() => Promise<void> | void)[] = [];
  let api: FakeApi;
  let gateway: RunningGateway;

  beforeEach(async () => {
    api = await fakeApi([pod("run-0", "10.0.0.1")]);
    gateway = await startGateway({ cluster: { url: api.url, files: NO_FILES } });
    closing.push(api.close, gateway.close);
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function upstream(handler: http.RequestListener): Promise<string> {
    const { url, close } = await serve(handler);
    closing.push(close);
    return url;
  }
  const ask = (path: string, init?: RequestInit) =>
    fetch(`http://127.0.0.1:${gateway.port}${path}`, init);

  test("forwards method, path, query, headers and body, and the answer back", async () => {
    const target = await upstream((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        response.writeHead(202, { "x-from": "pod" });
        response.end(`${request.method} ${request.url} ${request.headers["x-to"]} ${body}`);
      });
    });
    gateway.route({ namespace: "ml", pod: "run-0", port: 8000 }, target);
    const answer = await ask("/10.0.0.1:8000/api/v2/alerts?a=1", {
      method: "POST",
      body: "[]",
      headers: { "x-to": "pod" },
    });
    expect(answer.status).toBe(202);
    expect(answer.headers.get("x-from")).toBe("pod");
    expect(await answer.text()).toBe("POST /api/v2/alerts?a=1 pod []");
  });

  test("answers in plain words for what is unknown, forgotten or down", async () => {
    expect((await ask("/metrics")).status).toBe(404);
    expect((await ask("/10.0.0.9:8000/metrics")).status).toBe(404);
    const down = await serve((_, response) => response.end());
    await down.close();
    gateway.route({ namespace: "ml", pod: "run-*", port: 8000 }, down.url);
    const answer = await ask("/10.0.0.1:8000/metrics");
    expect(answer.status).toBe(502);
    expect(await answer.text()).toContain(`${down.url} does not answer`);
  });

  test("cuts the answer off where the upstream breaks it off", async () => {
    const target = await upstream((_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => response.destroy());
    });
    gateway.route({ namespace: "ml", pod: "run-0", port: 8000 }, target);
    const answer = await ask("/10.0.0.1:8000/metrics");
    await expect(answer.text()).rejects.toThrow();
  });

  test("follows pods as they come and go, and after the watch has ended", async () => {
    gateway.route(
      { namespace: "ml", pod: "run-*", port: 80 },
      await upstream((_, response) => response.end("hello")),
    );
    const status = async (ip: string) => (await ask(`/${ip}:80/`)).status;
    await api.send({ type: "ADDED", object: pod("run-1", "10.0.0.2") });
    await until("10.0.0.2 is mapped", async () => (await status("10.0.0.2")) === 200);
    await api.send({ type: "DELETED", object: pod("run-1", "10.0.0.2") });
    await until("10.0.0.2 is gone", async () => (await status("10.0.0.2")) === 404);
    api.endWatch([pod("run-2", "10.0.0.3")]);
    await until("10.0.0.3 is mapped", async () => (await status("10.0.0.3")) === 200);
    expect(await status("10.0.0.1")).toBe(404);
  });

  test.each(["http://10.0.0.1:80", "http://example.com", "https://127.0.0.1:80"])(
    "does not forward to %s",
    (address) =>
      expect(() => gateway.route({ namespace: "ml", pod: "a", port: 1 }, address)).toThrow(address),
  );

  test("says that a port is taken", async () => {
    const cluster = { url: api.url, files: NO_FILES };
    await expect(startGateway({ port: gateway.port, cluster })).rejects.toThrow("is in use");
  });
});

test("a gateway does not start where the API refuses", async () => {
  const api = await serve((_, response) => response.writeHead(403).end("no rights"));
  const cluster = { url: api.url, files: NO_FILES };
  await expect(startGateway({ cluster })).rejects.toThrow("/api/v1/pods answers 403: no rights");
  await api.close();
});

interface FakeApi {
  readonly url: string;
  readonly send: (event: object) => Promise<void>;
  readonly endWatch: (pods: GatewayPod[]) => void;
  readonly close: () => Promise<void>;
}

/** Answers a list with the given pods, and a watch with what the test sends. */
async function fakeApi(pods: GatewayPod[]): Promise<FakeApi> {
  let listed = pods;
  let watch: http.ServerResponse | undefined;
  const { url, close } = await serve((request, response) => {
    if (request.url?.includes("watch=true")) {
      watch = response;
      response.flushHeaders();
    } else response.end(JSON.stringify({ metadata: { resourceVersion: "1" }, items: listed }));
  });
  return {
    url,
    send: async (event) => {
      await until("the pods are watched", () => watch !== undefined);
      watch?.write(`${JSON.stringify(event)}\n`);
    },
    endWatch: (next) => {
      listed = next;
      watch?.end();
      watch = undefined;
    },
    close,
  };
}
