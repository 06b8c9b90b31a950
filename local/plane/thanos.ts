import type { PlaneNames } from "./overrides";
import type { PlaneProgram } from "./programs";

const HTTP = { 10902: "http" } as const;
const HTTP_AND_GRPC = { 10901: "grpc", 10902: "http" } as const;

/** Connections are cut off at the end: nobody waits for the answers. */
const END_AT_ONCE = { "http-grace-period": "1s" };
const END_GRPC_AT_ONCE = { ...END_AT_ONCE, "grpc-grace-period": "1s" };

/** The components of Thanos as the stack deploys them, quicker to see a new block than with their defaults. */
export function thanosPrograms({ instance }: PlaneNames): readonly PlaneProgram[] {
  return [
    {
      process: "thanos-sidecar",
      program: "thanos",
      workload: `prometheus-${instance}`,
      pod: `prometheus-${instance}-0`,
      container: "thanos-sidecar",
      ports: HTTP_AND_GRPC,
      after: ["prometheus"],
      flags: END_GRPC_AT_ONCE,
      reloads: false,
    },
    component("store", "-0", HTTP_AND_GRPC, [], {
      ...END_GRPC_AT_ONCE,
      "sync-block-duration": "15s",
    }),
    component("query", "-*", HTTP_AND_GRPC, ["thanos-sidecar", "thanos-store"], END_GRPC_AT_ONCE),
    component("query-frontend", "-*", HTTP, ["thanos-query"], END_AT_ONCE),
    component("compact", "-0", HTTP, [], {
      ...END_AT_ONCE,
      "wait-interval": "30s",
      "consistency-delay": "0s",
    }),
  ];
}

function component(
  name: "store" | "query" | "query-frontend" | "compact",
  suffix: "-0" | "-*",
  ports: PlaneProgram["ports"],
  after: PlaneProgram["after"],
  flags: PlaneProgram["flags"],
): PlaneProgram {
  const workload = `thanos-${name}` as const;
  return {
    process: workload,
    program: "thanos",
    workload,
    pod: `${workload}${suffix}`,
    container: workload,
    ports,
    after,
    flags,
    reloads: false,
  };
}
