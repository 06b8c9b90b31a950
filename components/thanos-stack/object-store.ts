import * as pulumi from "@pulumi/pulumi";
import { dump } from "js-yaml";

import { ObjectStoreType, type LongTermStorageArgs } from "../monitoring-stack/args";

/**
 * The object store's configuration as Thanos reads it (key `objstore.yml`). It holds no secret: access comes
 * from workload identity, so the same text serves sidecar, store and compactor.
 * @throws RunError when a field that the type needs is missing.
 */
export function objectStoreConfig(args: LongTermStorageArgs): string {
  return dump({ type: args.type, config: config(args) }, { lineWidth: -1 });
}

function config(args: LongTermStorageArgs): Readonly<Record<string, unknown>> {
  const bucket = required(args, "bucket", "the bucket, container or directory");
  switch (args.type) {
    case ObjectStoreType.S3:
      return {
        bucket,
        endpoint: required(args, "endpoint", "e.g. s3.eu-west-1.amazonaws.com"),
        ...(args.region !== undefined && { region: args.region }),
        // The SDK's own chain: IRSA, Pod Identity, instance role.
        aws_sdk_auth: true,
      };
    case ObjectStoreType.Gcs:
      return { bucket };
    case ObjectStoreType.Azure:
      return {
        storage_account: required(args, "storageAccount", "the account that has the container"),
        container: bucket,
        // The container belongs to whoever manages the account.
        storage_create_container: false,
      };
    case ObjectStoreType.Filesystem:
      return { directory: bucket };
  }
}

function required(
  args: LongTermStorageArgs,
  field: "bucket" | "endpoint" | "storageAccount",
  hint: string,
): string {
  const value = args[field];
  if (value === undefined || value.trim() === "") {
    throw new pulumi.RunError(
      `longTermStorage.${field} is missing, but type ${args.type} needs it: ${hint}`,
    );
  }
  return value;
}
