import * as pulumi from "@pulumi/pulumi";

import type { MonitoringStackArgs } from "../../components/monitoring-stack/args";
import { stackDashboards } from "../../components/monitoring-stack/views";

const select = { namespace: "ml" };
const args: MonitoringStackArgs = {
  cluster: "research-1",
  environment: "prod",
  provider: "gke",
  prometheus: { operator: {} },
  alerting: { default: { webhook: { secret: "webhook" } } },
  urls: { grafana: "https://grafana.example.com" },
  gpuPools: [{ name: "l4", accelerator: "nvidia-l4", gpusPerNode: 1, nodes: { min: 0, max: 2 } }],
  training: { classes: [{ team: "ml", select }] },
  inference: { services: [{ name: "digits", team: "ml", select }] },
};

/** The arguments without some. */
function without(...keys: readonly (keyof MonitoringStackArgs)[]): MonitoringStackArgs {
  const rest = Object.entries(args).filter(([key]) => !keys.some((k) => k === key));
  return Object.fromEntries(rest) as unknown as MonitoringStackArgs;
}

function uids(of: MonitoringStackArgs): string[] {
  return stackDashboards(of).dashboards.map((d) => d.uid);
}

describe("dashboards of a stack", () => {
  it("are those of what it watches", () => {
    expect(uids(args)).toEqual(["mlwatch-training", "mlwatch-inference", "mlwatch-gpu"]);
    expect(uids(without("training"))).toEqual(["mlwatch-inference", "mlwatch-gpu"]);
    expect(uids(without("training", "inference", "gpuPools"))).toEqual([]);
  });

  it("have the address that alerts link to, whatever its last slash", () => {
    const urls = {
      training: "https://grafana.example.com/d/mlwatch-training/training-run",
      inference: "https://grafana.example.com/d/mlwatch-inference/inference-service",
      gpu: "https://grafana.example.com/d/mlwatch-gpu/gpu-pools",
    };
    expect(stackDashboards(args).urls).toEqual(urls);
    const slash = { ...args, urls: { grafana: "https://grafana.example.com/" } };
    expect(stackDashboards(slash).urls).toEqual(urls);
  });

  it("have no address where Grafana has none", () => {
    expect(stackDashboards(without("urls")).urls).toEqual({});
    expect(uids(without("urls"))).toHaveLength(3);
  });

  it("are left out, and not linked to, where Grafana is turned off", () => {
    expect(stackDashboards({ ...args, grafana: { enabled: false } })).toEqual({
      dashboards: [],
      urls: {},
    });
  });

  it("show GPUs where there are pools", () => {
    const text = (of: MonitoringStackArgs) => JSON.stringify(stackDashboards(of).dashboards[0]);
    expect(text(args)).toContain("DCGM_FI_DEV_FB_USED");
    expect(text(without("gpuPools"))).not.toContain("DCGM");
  });

  it("refuse a threshold that cannot work without a stack trace", () => {
    const objectives = { latencyP99Seconds: 60 };
    const services = [{ name: "digits", team: "ml", select, objectives }];
    const build = () => stackDashboards({ ...args, inference: { services } });
    expect(build).toThrow(pulumi.RunError);
    expect(build).toThrow("inference service 'digits', objectives.latencyP99Seconds: 60");
  });
});
