import { load } from "js-yaml";
import type { LongTermStorageArgs } from "../../components/monitoring-stack/args";
import { objectStoreConfig, ThanosStack } from "../../components/thanos-stack";
import { thanosFlags, type ThanosComponent } from "../../components/thanos-stack/flags";
import { seconds } from "../../promql";
import { deploy } from "./mocks";
import { args, pod, STORAGE } from "./thanos-fixtures";

const flags = (component: ThanosComponent, storage?: Partial<LongTermStorageArgs>) =>
  thanosFlags(args(storage))[component];

describe("flags", () => {
  it("query asks the sidecars and the store by DNS, and tells replicas apart", () => {
    expect(load(flags("query")["endpoint.sd-config"]!)).toEqual({
      endpoints: [
        { address: "dnssrv+_grpc._tcp.kps-thanos-discovery.monitoring.svc" },
        { address: "dnssrv+_grpc._tcp.thanos-store.monitoring.svc" },
      ],
    });
    expect(flags("query")).toMatchObject({
      "query.replica-label": "prometheus_replica",
      "query.auto-downsampling": "",
    });
  });

  it("query asks the store alone where no sidecar runs", () => {
    const { sidecar: _, ...without } = args();
    expect(thanosFlags(without).query["endpoint.sd-config"]).not.toContain("discovery");
  });

  it("query-frontend splits and caches, with caches that have a size, or there would be none", () => {
    const frontend = flags("query-frontend");
    expect(frontend["query-frontend.downstream-url"]).toBe(
      "http://thanos-query.monitoring.svc:10902",
    );
    expect(frontend["query-range.split-interval"]).toBe("24h");
    for (const cache of ["query-range.response-cache-config", "labels.response-cache-config"]) {
      expect(load(frontend[cache]!)).toMatchObject({
        type: "IN-MEMORY",
        config: { max_size: expect.stringMatching(/^\d+MB$/) },
      });
    }
  });

  it("the store hides blocks before the compactor deletes them", () => {
    expect(2 * seconds(flags("store")["ignore-deletion-marks-delay"]!)).toBe(
      seconds(flags("compact")["delete-delay"]!),
    );
  });

  it.each(["store", "compact"] as const)("%s reads the object store from a file", (component) => {
    expect(flags(component)["objstore.config-file"]).toBe("/etc/thanos/objstore/objstore.yml");
    expect(flags(component)["data-dir"]).toBe("/var/thanos/data");
    // From the block UI anybody could mark blocks for deletion otherwise.
    expect(flags(component)).toHaveProperty("disable-admin-operations");
  });

  it("the compactor runs for ever and keeps a year", () => {
    expect(flags("compact")).toMatchObject({
      wait: "",
      "retention.resolution-raw": "30d",
      "retention.resolution-5m": "90d",
      "retention.resolution-1h": "365d",
    });
  });

  it("gives each component only flags that it has: the compactor serves no gRPC", () => {
    expect(flags("compact")).not.toHaveProperty("grpc-address");
    expect(flags("query-frontend")).not.toHaveProperty("grpc-address");
    expect(flags("query")).not.toHaveProperty("data-dir");
  });

  it("takes the user's own, which replace ours", () => {
    const own = { store: { "sync-block-duration": "15s", "index-cache-size": "1GB" } };
    expect(flags("store", { flags: own })).toMatchObject(own.store);
    expect(pod("store", args({ flags: own }))["spec"].containers[0].args).toContain(
      "--sync-block-duration=15s",
    );
  });

  it("stand on the command line after the subcommand, switches without a value", () => {
    const command: string[] = pod("compact")["spec"].containers[0].args;
    expect(command[0]).toBe("compact");
    expect(command).toContain("--wait");
    expect(command).toContain("--delete-delay=48h");
    expect(command.slice(1)).toEqual(command.slice(1).sort());
  });
});

describe("retention", () => {
  it.each([
    ["raw", "39h", "40h"],
    ["fiveMinutes", "9d", "10d"],
  ] as const)("%s below what downsampling needs is an error", (field, below, floor) => {
    expect(() => thanosFlags(args({ retention: { [field]: below } }))).toThrow(
      `longTermStorage.retention.${field} is "${below}", but must be "0d" (for ever) or at least ${floor}`,
    );
    expect(() => thanosFlags(args({ retention: { [field]: floor } }))).not.toThrow();
    expect(() => thanosFlags(args({ retention: { [field]: "0d" } }))).not.toThrow();
  });

  it("of 10 h is an error that says why", async () => {
    const broken = () => new ThanosStack("t", args({ retention: { raw: "10h" } }));
    await expect(deploy(broken)).rejects.toThrow(/"10h".* Thanos refuses to start/);
  });

  it("that is no duration is an error", () => {
    expect(() => thanosFlags(args({ retention: { oneHour: "a year" } }))).toThrow(
      'longTermStorage.retention.oneHour is "a year", but must be a duration',
    );
  });

  it("of the coarsest resolution may be short", () => {
    expect(flags("compact", { retention: { oneHour: "1d" } })).toMatchObject({
      "retention.resolution-1h": "1d",
    });
  });
});

describe("the object store's configuration", () => {
  const config = (storage: LongTermStorageArgs) => load(objectStoreConfig(storage));

  it("of S3 takes its credentials from the cloud", () => {
    const s3 = { type: "S3", bucket: "b", endpoint: "s3.example.com", region: "eu" } as const;
    expect(config(s3)).toEqual({
      type: "S3",
      config: { bucket: "b", endpoint: "s3.example.com", region: "eu", aws_sdk_auth: true },
    });
  });

  it("of GCS, Azure and a directory", () => {
    expect(config(STORAGE)).toEqual({ type: "GCS", config: { bucket: "metrics" } });
    expect(config({ type: "AZURE", bucket: "c", storageAccount: "acc" })).toEqual({
      type: "AZURE",
      config: { storage_account: "acc", container: "c", storage_create_container: false },
    });
    expect(config({ type: "FILESYSTEM", bucket: "/d" })).toEqual({
      type: "FILESYSTEM",
      config: { directory: "/d" },
    });
  });

  it.each<[string, LongTermStorageArgs, RegExp]>([
    ["no bucket", { ...STORAGE, bucket: " " }, /longTermStorage\.bucket is missing, .* type GCS/],
    [
      "S3 without an endpoint",
      { type: "S3", bucket: "b" },
      /longTermStorage\.endpoint is missing, but type S3 needs it: e\.g\. s3\./,
    ],
    [
      "Azure without an account",
      { type: "AZURE", bucket: "b" },
      /longTermStorage\.storageAccount is missing/,
    ],
  ])("%s is an error", (_, storage, message) => {
    expect(() => objectStoreConfig(storage)).toThrow(message);
  });
});
