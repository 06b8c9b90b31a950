import type { Labels } from "../common/objects";
import type { LimitArgs, LongTermStorageArgs, SecretKeyArgs } from "../monitoring-stack/args";

/** Arguments of {@link ThanosStack}. */
export interface ThanosStackArgs {
  /** Namespace of all its objects. */
  readonly namespace: string;
  /** Name of the environment; local and dev get one replica of query and query-frontend. */
  readonly environment: string;
  /** The object store, retention and sizes. */
  readonly storage: LongTermStorageArgs;
  /** Secret with the object store's configuration, see {@link objectStoreConfig}. */
  readonly objectStore: SecretKeyArgs;
  /** Thanos sidecars, which hold what is not uploaded yet. @default none */
  readonly sidecar?: SidecarArgs;
  /** Labels that Prometheus's monitor selector asks for. @default none */
  readonly labels?: Labels;
  /** Limits of the scrapes. @default those of {@link LimitArgs} */
  readonly limits?: LimitArgs;
}

/** A headless Service of Thanos sidecars whose gRPC port is named "grpc". */
export interface SidecarArgs {
  readonly service: string;
  readonly namespace: string;
}
