import { alerts, dcgm, scrape } from "../metrics";
import { avg, group, max, min, on, sum } from "../promql";
import type { GpuOptions } from "../rules";
import { subjects } from "../rules/conventions";
import { inventory, shownGpus } from "../rules/gpu/alerts";
import { resolveGpus } from "../rules/gpu/pools";
import { alertPanel, type Alerts } from "./alerts";
import { dashboard, type GrafanaDashboard, type Row } from "./dashboard";
import { stat, stateTimeline, timeSeries } from "./panels";
import { limit, query, selected } from "./query";

const subject = selected(subjects.gpu);
/** A line per node. */
const perNode = ["gpu_pool", "node"] as const;

/**
 * The dashboard of GPU pools: how many GPUs are there and should be, and what they do.
 * @throws Error when a pool or a window cannot work.
 */
export function gpuDashboard(options: GpuOptions): GrafanaDashboard {
  const { jobs } = resolveGpus(options);
  const ofNodes = alerts.ALERTS.where({
    alertname: { re: "GPU.+" },
    // Some alerts are on a node, some on a pool, one on neither.
    node: { re: `${subject.node.re}|` },
    gpu_pool: { re: `${subject.gpu_pool.re}|` },
  });
  return dashboard({
    uid: "mlwatch-gpu",
    title: "GPU pools",
    description: "GPUs of each node: how many are there, and how they are used.",
    lookback: "6h",
    variables: subjects.gpu,
    offered: dcgm.DCGM_FI_DEV_GPU_TEMP,
    firing: ofNodes.where({ alertstate: "firing" }),
    rows: [overview(ofNodes), presence(jobs), use(), health()],
  });
}

function overview(ofNodes: Alerts): Row {
  return {
    title: "Overview",
    panels: [
      stat({
        title: "GPUs now",
        description: "GPUs that DCGM shows.",
        size: [6, 4],
        unit: "none",
        queries: [query(sum(chosenGpus()).by("gpu_pool"), (l) => l.gpu_pool)],
      }),
      stat({
        title: "Utilization now",
        description: "Mean over the GPUs of the pool.",
        size: [6, 4],
        unit: "percent",
        queries: [
          query(avg(dcgm.DCGM_FI_DEV_GPU_UTIL.where(subject)).by("gpu_pool"), (l) => l.gpu_pool),
        ],
      }),
      stat({
        title: "Hottest now",
        description: "Highest GPU temperature of the pool.",
        size: [6, 4],
        unit: "celsius",
        queries: [
          query(max(dcgm.DCGM_FI_DEV_GPU_TEMP.where(subject)).by("gpu_pool"), (l) => l.gpu_pool),
        ],
      }),
      stat({
        title: "Power now",
        description: "Power draw of the pool's boards.",
        size: [6, 4],
        unit: "watt",
        queries: [
          query(sum(dcgm.DCGM_FI_DEV_POWER_USAGE.where(subject)).by("gpu_pool"), (l) => l.gpu_pool),
        ],
      }),
      alertPanel(ofNodes, "node"),
    ],
  };
}

/** GPUs that DCGM shows on the chosen nodes. */
function chosenGpus() {
  const nodes = group(dcgm.DCGM_FI_DEV_GPU_TEMP.where(subject)).by("node");
  return shownGpus(subject.gpu_pool).and(nodes, on("node"));
}

function presence(jobs: readonly string[]): Row {
  const exporters = scrape.up.where({ job: jobs, ...subject });
  return {
    title: "Presence",
    panels: [
      timeSeries({
        title: "GPUs",
        description:
          "GPUs that DCGM shows, and what the kubelet has counted (dashed). GPULost compares the two, up to the pool's physical GPUs.",
        size: [12, 8],
        unit: "none",
        min: 0,
        queries: [
          query(chosenGpus(), (l) => `${l.node} shown`),
          limit(inventory().and(exporters, on("node")), (l) => `${l.node} counted`),
        ],
      }),
      stateTimeline({
        title: "Exporters",
        description: "Whether the GPU exporters answer Prometheus. Alert: GPUExporterDown.",
        size: [12, 8],
        states: [
          { value: 0, text: "down", color: "red" },
          { value: 1, text: "up", color: "green" },
        ],
        query: query(min(exporters).by(...perNode), (l) => l.node),
      }),
    ],
  };
}

function use(): Row {
  const used = sum(dcgm.DCGM_FI_DEV_FB_USED.where(subject)).by(...perNode);
  const free = sum(dcgm.DCGM_FI_DEV_FB_FREE.where(subject)).by(...perNode);
  return {
    title: "Use",
    panels: [
      timeSeries({
        title: "GPU utilization",
        description:
          "Share of time in which any kernel ran, mean over the node's GPUs; absent on MIG.",
        size: [12, 8],
        unit: "percent",
        min: 0,
        max: 100,
        queries: [
          query(avg(dcgm.DCGM_FI_DEV_GPU_UTIL.where(subject)).by(...perNode), (l) => l.node),
        ],
      }),
      timeSeries({
        title: "GPU memory",
        description: "Framebuffer memory of the node's GPUs.",
        size: [12, 8],
        unit: "mbytes",
        min: 0,
        queries: [
          query(used, (l) => `${l.node} used`),
          query(used.add(free), (l) => `${l.node} total`),
        ],
      }),
    ],
  };
}

function health(): Row {
  return {
    title: "Health",
    panels: [
      timeSeries({
        title: "Temperature",
        description: "Hottest GPU of each node.",
        size: [8, 8],
        unit: "celsius",
        queries: [
          query(max(dcgm.DCGM_FI_DEV_GPU_TEMP.where(subject)).by(...perNode), (l) => l.node),
        ],
      }),
      timeSeries({
        title: "Power",
        description: "Power draw of each node's boards.",
        size: [8, 8],
        unit: "watt",
        min: 0,
        queries: [
          query(sum(dcgm.DCGM_FI_DEV_POWER_USAGE.where(subject)).by(...perNode), (l) => l.node),
        ],
      }),
      timeSeries({
        title: "Xid errors",
        description:
          "Errors that the driver has reported within the exporter's window, by their Xid number.",
        size: [8, 8],
        unit: "none",
        min: 0,
        queries: [
          query(
            max(dcgm.DCGM_EXP_XID_ERRORS_COUNT.where(subject)).by(...perNode, "gpu", "xid"),
            (l) => `${l.node} GPU ${l.gpu} Xid ${l.xid}`,
          ),
        ],
      }),
    ],
  };
}
