import * as pulumi from "@pulumi/pulumi";
import { dump } from "js-yaml";

import { seconds } from "../../promql";
import type { RetentionArgs } from "../monitoring-stack/args";
import type { ThanosStackArgs } from "./args";

/** Image whose flags the tables below are: Thanos renames or drops some with every minor version. */
export const THANOS_IMAGE = "quay.io/thanos/thanos:v0.42.4";

/** The components of Thanos that we run; the names are its subcommands, and its mixin's job names. */
export type ThanosComponent = "query" | "query-frontend" | "store" | "compact";

/** Ports on every component. */
export const PORTS = { http: 10902, grpc: 10901 } as const;
/** Where a component keeps its data. */
export const DATA_DIR = "/var/thanos/data";
/** Where the object store's configuration is mounted. */
export const OBJECT_STORE_DIR = "/etc/thanos/objstore";

/** In-cluster URL of query in a namespace. */
export function queryUrl(namespace: string): string {
  return `http://thanos-query.${namespace}.svc:${PORTS.http}`;
}

/** Flags without dashes; an empty value is a switch. */
export type Flags = Readonly<Record<string, string>>;

/**
 * The flags of each component, ours and then those of `storage.flags`, which replace ours.
 * @throws RunError when a retention is below what downsampling needs.
 */
export function thanosFlags(args: ThanosStackArgs): Readonly<Record<ThanosComponent, Flags>> {
  const extra = args.storage.flags ?? {};
  const objectStore = { "objstore.config-file": `${OBJECT_STORE_DIR}/${args.objectStore.key}` };
  const http = { "http-address": `0.0.0.0:${PORTS.http}` };
  const grpc = { "grpc-address": `0.0.0.0:${PORTS.grpc}` };
  const common = { "log.format": "logfmt", "enable-auto-gomemlimit": "" };
  return {
    query: {
      ...common,
      ...http,
      ...grpc,
      "query.replica-label": "prometheus_replica",
      // Months of raw samples would be read for a graph of a year otherwise.
      "query.auto-downsampling": "",
      "endpoint.sd-config": endpointConfig(args),
      ...extra.query,
    },
    "query-frontend": {
      ...common,
      ...http,
      "query-frontend.downstream-url": queryUrl(args.namespace),
      // Go keeps two idle connections per host, and split queries open dozens.
      "query-frontend.downstream-tripper-config": inline({ max_idle_conns_per_host: 100 }),
      "query-frontend.compress-responses": "",
      "query-range.split-interval": "24h",
      "query-range.response-cache-config": cache("256MB"),
      "labels.split-interval": "24h",
      "labels.response-cache-config": cache("64MB"),
      ...extra.queryFrontend,
    },
    store: {
      ...common,
      ...http,
      ...grpc,
      ...objectStore,
      "data-dir": DATA_DIR,
      "index-cache-size": "500MB",
      "store.enable-index-header-lazy-reader": "",
      // Half of the compactor's delete-delay: blocks vanish from queries before they vanish from the bucket.
      "ignore-deletion-marks-delay": "24h",
      "disable-admin-operations": "",
      ...extra.store,
    },
    compact: {
      ...common,
      ...http,
      ...objectStore,
      "data-dir": DATA_DIR,
      wait: "",
      "delete-delay": "48h",
      ...retentionFlags(args.storage.retention ?? {}),
      "disable-admin-operations": "",
      ...extra.compact,
    },
  };
}

/** Arguments of the container: the subcommand and its flags, in order of their names. */
export function commandLine(component: ThanosComponent, flags: Flags): string[] {
  return [
    component,
    ...Object.entries(flags)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([flag, value]) => (value === "" ? `--${flag}` : `--${flag}=${value}`)),
  ];
}

// Endpoints by DNS, so that replicas come and go without a new configuration. The text is an argument rather
// than a file: a change of it rolls the pods.
function endpointConfig({ namespace, sidecar }: ThanosStackArgs): string {
  const address = (service: string, ns: string) => `dnssrv+_grpc._tcp.${service}.${ns}.svc`;
  return inline({
    endpoints: [
      ...(sidecar === undefined ? [] : [{ address: address(sidecar.service, sidecar.namespace) }]),
      { address: address("thanos-store", namespace) },
    ],
  });
}

// Thanos refuses to start with less: it makes the 5m resolution after 40h and the 1h resolution after 10d.
const FLOORS = [
  ["raw", "resolution-raw", "30d", "40h"],
  ["fiveMinutes", "resolution-5m", "90d", "10d"],
  ["oneHour", "resolution-1h", "365d", undefined],
] as const;

function retentionFlags(retention: RetentionArgs): Flags {
  return Object.fromEntries(
    FLOORS.map(([field, flag, fallback, floor]) => {
      const text = retention[field] ?? fallback;
      const length = lengthOf(field, text);
      if (floor !== undefined && length > 0 && length < seconds(floor)) {
        throw new pulumi.RunError(
          `longTermStorage.retention.${field} is "${text}", but must be "0d" (for ever) or at least ${floor}: ` +
            "the next resolution is only made after that time, and Thanos refuses to start",
        );
      }
      return [`retention.${flag}`, text];
    }),
  );
}

function lengthOf(field: string, text: string): number {
  try {
    return seconds(text);
  } catch {
    throw new pulumi.RunError(
      `longTermStorage.retention.${field} is ${JSON.stringify(text)}, but must be a duration, e.g. "30d"`,
    );
  }
}

function cache(size: string): string {
  return inline({ type: "IN-MEMORY", config: { max_size: size, validity: "24h" } });
}

/** YAML on one line, as fits an argument. */
function inline(value: object): string {
  return dump(value, { flowLevel: 0, lineWidth: -1 }).trimEnd();
}
