import type { Labels } from "../common/objects";
import type { ClusterProvider, DcgmArgs, GpuPoolArgs, LimitArgs } from "../monitoring-stack/args";

/** Arguments of {@link DcgmExporter}. */
export interface DcgmExporterArgs {
  /** Where the cluster runs; decides selectors, tolerations and how the driver is reached. */
  readonly provider: ClusterProvider;
  /** The GPU pool. */
  readonly pool: GpuPoolArgs;
  /** Image, namespace and interval. */
  readonly dcgm?: DcgmArgs;
  /** Namespace of the ServiceMonitor. @default the exporter's */
  readonly monitorNamespace?: string;
  /** Labels that Prometheus's monitor selector asks for. @default none */
  readonly labels?: Labels;
  /** Limits of the scrape. @default those of {@link LimitArgs} */
  readonly limits?: LimitArgs;
}
