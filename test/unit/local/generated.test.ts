import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { podFiles, writePodFiles } from "../../../local/plane/generated";
import { mapPaths, type Sources, type Workload } from "../../../local/plane/workload";

const base64 = (content: string | Buffer) => Buffer.from(content).toString("base64");

/** A StatefulSet in the operator's manner. */
const workload: Workload = {
  metadata: { name: "prometheus-x" },
  spec: {
    template: {
      spec: {
        containers: [
          {
            name: "prometheus",
            volumeMounts: [
              { name: "config-out", mountPath: "/etc/prometheus/config_out" },
              { name: "rules-0", mountPath: "/etc/prometheus/rules/rules-0" },
              { name: "tls", mountPath: "/etc/prometheus/certs" },
              { name: "db", mountPath: "/prometheus", subPath: "prometheus-db" },
            ],
          },
          {
            name: "config-reloader",
            args: [
              "--config-file=/etc/prometheus/config/prometheus.yaml.gz",
              "--config-envsubst-file=/etc/prometheus/config_out/prometheus.env.yaml",
            ],
            env: [
              { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
              { name: "SHARD", value: "0" },
            ],
            volumeMounts: [
              { name: "config", mountPath: "/etc/prometheus/config" },
              { name: "config-out", mountPath: "/etc/prometheus/config_out" },
            ],
          },
          {
            name: "thanos-sidecar",
            env: [
              { name: "OBJSTORE", valueFrom: { secretKeyRef: { name: "objstore", key: "o.yml" } } },
            ],
          },
        ],
        volumes: [
          { name: "config", secret: { secretName: "generated" } },
          { name: "rules-0", configMap: { name: "rules-0", optional: true } },
          { name: "tls", projected: { sources: [{ secret: { name: "tls-0" } }] } },
          {
            name: "web",
            secret: { secretName: "tls-0", items: [{ key: "ca.crt", path: "sub/ca.pem" }] },
          },
          { name: "config-out" },
          { name: "db" },
        ],
      },
    },
  },
};

const config = `
external_labels: {replica: $(POD_NAME), shard: "$(SHARD)", other: $(OTHER)}
rule_files: [/etc/prometheus/rules/rules-0/*.yaml]
a: "/etc/prometheus/certs/ca.crt"
kept: [/etc/prometheus/certs-other, x/etc/prometheus/certs, job/prometheus, /prometheus]
`;

const secret = (name: string, data: Record<string, string | Buffer>) => ({
  metadata: { name },
  data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, base64(value)])),
});
const named = <T extends { metadata: { name: string } }>(objects: T[]) =>
  new Map(objects.map((object) => [object.metadata.name, object]));

const sources: Sources = {
  secrets: named([
    secret("generated", { "prometheus.yaml.gz": gzipSync(config) }),
    secret("tls-0", { "ca.crt": "CA", "tls.key": "KEY" }),
    secret("objstore", { "o.yml": "type: FILESYSTEM" }),
  ]),
  configMaps: named([{ metadata: { name: "rules-0" }, data: { "a.yaml": "groups: []" } }]),
};

const pod = { pod: "prometheus-x-0", dir: "/local/dir" };

describe("podFiles", () => {
  const texts = (from: Sources = sources) =>
    new Map([...podFiles(workload, from, pod).files].map(([name, text]) => [name, String(text)]));

  test("has the keys of Secrets and ConfigMaps by volume", () => {
    expect(texts().get("rules-0/a.yaml")).toBe("groups: []");
    expect(texts().get("tls/ca.crt")).toBe("CA");
    expect(texts().get("web/sub/ca.pem")).toBe("CA");
    expect(texts().has("web/tls.key")).toBe(false);
    expect(texts().get("env/thanos-sidecar/OBJSTORE")).toBe("type: FILESYSTEM");
  });

  test("resolves variables and paths of the generated configuration, and nothing else in it", () => {
    expect(texts().get("config-out/prometheus.env.yaml")).toBe(`
external_labels: {replica: prometheus-x-0, shard: "0", other: $(OTHER)}
rule_files: [/local/dir/rules-0/*.yaml]
a: "/local/dir/tls/ca.crt"
kept: [/etc/prometheus/certs-other, x/etc/prometheus/certs, job/prometheus, /prometheus]
`);
  });

  test("names what is missing, unless it is optional", () => {
    const none: Sources = { secrets: new Map(), configMaps: new Map() };
    expect(podFiles(workload, none, pod).missing).toEqual([
      "Secret generated",
      "Secret tls-0",
      "Secret tls-0",
    ]);
  });
});

describe("mapPaths", () => {
  test("takes the longest mount", () => {
    const mounts = new Map([
      ["/etc/a", "/1"],
      ["/etc/a/b", "/2"],
    ]);
    expect(mapPaths("/etc/a/b/c /etc/a/bc /etc/a", mounts)).toBe("/2/c /1/bc /1");
  });
});

describe("writePodFiles", () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), "plane-"))));
  afterEach(() => rmSync(dir, { recursive: true }));
  const write = (files: Record<string, string>, missing: string[] = []) =>
    writePodFiles(dir, {
      files: new Map(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])),
      volumes: ["rules"],
      missing,
    });

  test("writes for the owner only, and tells whether anything changed", async () => {
    expect(await write({ "rules/a.yaml": "1" })).toBe(true);
    expect(statSync(path.join(dir, "rules/a.yaml")).mode & 0o077).toBe(0);
    expect(await write({ "rules/a.yaml": "1" })).toBe(false);
    expect(await write({ "rules/a.yaml": "2" })).toBe(true);
    expect(readFileSync(path.join(dir, "rules/a.yaml"), "utf8")).toBe("2");
  });

  test("removes what a volume no longer has, but nothing beside the volumes", async () => {
    await write({ "rules/a.yaml": "1", "rules/b.yaml": "1", "data/wal": "1" });
    expect(await write({ "rules/b.yaml": "1" })).toBe(true);
    expect(readdirSync(path.join(dir, "rules"))).toEqual(["b.yaml"]);
    expect(readdirSync(path.join(dir, "data"))).toEqual(["wal"]);
  });

  test("touches nothing while something is missing", async () => {
    await write({ "rules/a.yaml": "1" });
    expect(await write({}, ["Secret x"])).toBe(false);
    expect(readdirSync(path.join(dir, "rules"))).toEqual(["a.yaml"]);
  });
});
