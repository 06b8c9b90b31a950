import { createServer } from "node:https";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { makeCertificates } from "../../../local/certificates";
import { inBatches, prepare } from "../../../local/cluster/apply";
import { createClient } from "../../../local/cluster/client";
import { leftOvers, union } from "../../../local/cluster/inventory";
import { describe as nameOf } from "../../../local/cluster/mapping";
import type { KubernetesObject } from "../../../render";
import { temporaryDirectory } from "./fixtures";

const object = (kind: string, name: string, more: object = {}): KubernetesObject => ({
  apiVersion: "v1",
  kind,
  metadata: { name },
  ...more,
});

describe("order", () => {
  it("puts namespaces and definitions first, and keeps the order of the rest", () => {
    const objects = [
      object("Secret", "a"),
      object("CustomResourceDefinition", "b"),
      object("Secret", "c"),
      object("Namespace", "d"),
      object("Service", "e"),
      object("Secret", "f"),
    ];
    const batches = inBatches(objects).map((batch) => batch.map(({ metadata }) => metadata.name));
    expect(batches).toEqual([["d"], ["b"], ["a", "c"], ["e"], ["f"]]);
  });

  it("has nothing to do for nothing", () => expect(inBatches([])).toEqual([]));
});

describe("what is sent", () => {
  it("carries the owner beside the labels of its own", () => {
    const { metadata } = prepare(
      { apiVersion: "v1", kind: "Service", metadata: { name: "s", labels: { app: "x" } } },
      "me",
    );
    expect(metadata["labels"]).toEqual({ app: "x", "mlwatch.dev/owner": "me" });
  });

  it("encodes the strings of a Secret, and of nothing else", () => {
    const secret = prepare(
      object("Secret", "s", { data: { a: "eA==" }, stringData: { b: "ü" } }),
      "me",
    );
    expect(secret).toMatchObject({ data: { a: "eA==", b: "w7w=" } });
    expect(secret).not.toHaveProperty("stringData");
    expect(prepare(object("Other", "o", { stringData: { b: "y" } }), "me")).toHaveProperty(
      "stringData",
    );
  });
});

describe("inventory", () => {
  const ref = (kind: string, name: string, apiVersion = "v1", namespace = "n") => ({
    apiVersion,
    kind,
    namespace,
    name,
  });

  it("leaves over what is no longer wanted, the last made first", () => {
    const earlier = [ref("Secret", "a"), ref("Service", "b"), ref("Service", "c")];
    expect(leftOvers(earlier, [ref("Service", "b")]).map(nameOf)).toEqual([
      "Service n/c",
      "Secret n/a",
    ]);
    expect(leftOvers(earlier, earlier)).toEqual([]);
  });

  it("never holds a namespace or a definition for a left-over", () => {
    expect(leftOvers([ref("Namespace", "a"), ref("CustomResourceDefinition", "b")], [])).toEqual(
      [],
    );
  });

  it("takes an object in another version of its API for the same, in another namespace for another", () => {
    const old = ref("Job", "a", "batch/v1beta1");
    expect(leftOvers([old], [ref("Job", "a", "batch/v1")])).toEqual([]);
    expect(leftOvers([old], [ref("Job", "a", "batch/v1", "m")])).toEqual([old]);
    expect(leftOvers([old], [ref("Job", "a", "other/v1")])).toEqual([old]);
    expect(union([old], [ref("Job", "a", "batch/v1")])).toEqual([ref("Job", "a", "batch/v1")]);
  });
});

describe("client", () => {
  const directory = temporaryDirectory();

  it("sends JSON and reports the server's message with its status", async () => {
    const { ca, serving, admin } = await makeCertificates(directory());
    const seen: unknown[] = [];
    const server = createServer(
      { cert: readFileSync(serving.cert), key: readFileSync(serving.key) },
      (request, response) => {
        seen.push([request.method, request.url, request.headers["content-type"]]);
        if (request.url === "/ok") response.end('{"a":1}');
        else if (request.url === "/healthy") response.end("ok");
        else response.writeHead(409).end('{"kind":"Status","message":"already there"}');
      },
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const client = createClient(`https://127.0.0.1:${port}`, { ca, ...admin });
    try {
      await expect(client.request("GET", "/ok")).resolves.toEqual({ a: 1 });
      await expect(client.request("GET", "/healthy")).resolves.toBe("ok");
      await expect(client.request("POST", "/no", {})).rejects.toMatchObject({
        status: 409,
        message: "already there",
      });
      await client.request("PATCH", "/ok", {});
      // Node leaves the body of a DELETE without a length unless told, which spoils the connection.
      await client.request("DELETE", "/ok", { a: 1 });
      await expect(client.request("GET", "/ok")).resolves.toEqual({ a: 1 });
      expect(seen).toEqual([
        ["GET", "/ok", undefined],
        ["GET", "/healthy", undefined],
        ["POST", "/no", "application/json"],
        ["PATCH", "/ok", "application/merge-patch+json"],
        ["DELETE", "/ok", "application/json"],
        ["GET", "/ok", undefined],
      ]);
    } finally {
      server.close();
      server.closeAllConnections();
    }
    await expect(client.request("GET", "/ok")).rejects.toThrow(/did not answer GET .*\/ok: /);
  });
});
