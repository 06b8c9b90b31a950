import * as pulumi from "@pulumi/pulumi";
import { MonitoringStack } from "../../components/monitoring-stack";
import type { MonitoringStackArgs } from "../../components/monitoring-stack/args";
import { deploy } from "./mocks";
import { BARE, EXISTING, GCS, H100, L4 } from "./stacks";

jest.mock("../../components/crds/definitions", () => jest.requireActual("./small-definitions"));

describe("errors of a whole stack", () => {
  const storage = (changes: object) => ({ longTermStorage: { ...GCS, ...changes } });
  it.each<[string, Partial<MonitoringStackArgs>, RegExp]>([
    [
      "no Prometheus",
      { prometheus: {} },
      /prometheus has 0 of chart, operator and existing, but must have exactly one/,
    ],
    [
      "two of them",
      { prometheus: { chart: {}, operator: {} } },
      /prometheus has 2 of chart, operator and existing, but must have exactly one/,
    ],
    [
      "two pools of one name",
      { gpuPools: [H100, { ...L4, name: "h100" }] },
      /gpuPools has two pools named "h100": give each a name of its own/,
    ],
    [
      "two pools of the same nodes",
      { gpuPools: [H100, { ...H100, name: "h100-spot" }] },
      /gpuPools "h100" and "h100-spot" select the same nodes \(.*h100-80gb\): .* nodeSelector/,
    ],
    [
      "exporters in the stack's own namespace",
      { gpuPools: [H100], dcgm: { namespace: "monitoring" } },
      /dcgm\.namespace is "monitoring", the namespace of the stack, but .* privileged/,
    ],
    [
      "exporters in the namespace of a Prometheus of others",
      { gpuPools: [H100], dcgm: { namespace: "theirs" }, prometheus: EXISTING },
      /dcgm\.namespace is "theirs"/,
    ],
    [
      "a directory that pods would have to share",
      storage({ type: "FILESYSTEM", bucket: "/b" }),
      /longTermStorage\.type is FILESYSTEM with provider "eks", .* use S3, GCS or AZURE/,
    ],
    [
      "storage with a Prometheus of others",
      { ...storage({}), prometheus: EXISTING },
      /longTermStorage cannot be used with prometheus\.existing: .* remove one of the two/,
    ],
    ["no bucket", storage({ bucket: "" }), /longTermStorage\.bucket is missing/],
    [
      "a retention of 10 h with downsampling",
      storage({ retention: { raw: "10h" } }),
      /longTermStorage\.retention\.raw is "10h", but must be "0d" \(for ever\) or at least 40h/,
    ],
    [
      "a local retention too short to upload from",
      { ...storage({}), prometheus: { operator: {}, retention: "1h" } },
      /'prometheus\.retention' \(1h\) must be at least 6h/,
    ],
    [
      "a default receiver that tells nobody",
      { alerting: { default: {} } },
      /alerting\.default tells nobody/,
    ],
    [
      "a secret that is not there",
      { alerting: { default: { webhook: { secret: "hook" } } } },
      /alerting\.default\.webhook\.secret is "hook", but there is no such secret/,
    ],
    [
      "a threshold that no rule can judge, without a stack trace",
      {
        inference: {
          services: [
            {
              name: "s",
              team: "t",
              select: { namespace: "n" },
              objectives: { latencyP95Seconds: 100 },
            },
          ],
        },
      },
      /100/,
    ],
  ])("%s", async (_, changes, message) => {
    const failure = deploy(() => new MonitoringStack("ml", { ...BARE, ...changes }));
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.toBeInstanceOf(pulumi.RunError);
  });
});
