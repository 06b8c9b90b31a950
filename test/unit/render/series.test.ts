import type { MonitoringConfig } from "../../../config/config";
import { overview } from "../../../render/overview";
import { predictSeries } from "../../../render/series";

const config: MonitoringConfig = {
  kubernetes: { context: "train" },
  cluster: "train-eu-1",
  environment: "prod",
  provider: "gke",
  prometheus: { chart: {} },
  grafana: { adminSecret: "grafana-admin" },
  alerting: { default: { webhook: { secret: "hook" } } },
  gpuPools: [{ name: "h100", accelerator: "h100", gpusPerNode: 8, nodes: { min: 1, max: 10 } }],
  training: { classes: [{ team: "llm", select: { namespace: "train" } }] },
};
const series = (changed: Partial<MonitoringConfig>, recordings = 0): Record<string, number> =>
  Object.fromEntries(
    predictSeries({ ...config, ...changed }, recordings).map((row) => [row.source, row.series]),
  );

describe("predictSeries", () => {
  it("counts the largest size of every pool", () => {
    // 80 GPUs: 7 ranks of 8 GPUs; 25 system pods on each of 10 nodes.
    expect(series({}, 16)).toMatchObject({
      node_exporter: 30_000,
      cAdvisor: 257 * 70,
      "kube-state-metrics": 257 * 60,
      inference: 0,
      "recording rules": 16,
    });
  });

  it("leaves out exporters that only the chart brings", () => {
    const sources = Object.keys(series({ prometheus: { operator: {} } }));
    expect(sources).toEqual([
      "DCGM",
      "training ranks",
      "training runs",
      "inference",
      "recording rules",
    ]);
  });

  it("grows with GPUs, and never falls below one rank a class", () => {
    const { gpuPools: _, ...rest } = config;
    const none = predictSeries(rest, 0);
    expect(none.find(({ source }) => source === "DCGM")?.series).toBe(0);
    expect(none.find(({ source }) => source === "training ranks")?.how).toMatch(/^1 ranks/);
  });
});

describe("overview", () => {
  it("says what is deployed", () => {
    const meta = (name: string) => ({ name, namespace: "monitoring" });
    const text = overview("prod", {
      config,
      outputs: {},
      messages: "",
      objects: [
        {
          file: "a",
          object: {
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: { ...meta("board"), labels: { grafana_dashboard: "1" } },
            data: { "board.json": JSON.stringify({ title: "Training run" }) },
          },
        },
        {
          file: "b",
          object: {
            apiVersion: "monitoring.coreos.com/v1",
            kind: "PrometheusRule",
            metadata: meta("mlwatch-training"),
            spec: {
              groups: [{ rules: [{ record: "a:b:c" }, { alert: "Twice" }, { alert: "Twice" }] }],
            },
          },
        },
      ],
    });
    expect(text).toContain("Stack prod: 2 objects\n  ConfigMap       1  board\n");
    expect(text).toContain("mlwatch-training  1 alerts, 1 recorded  Twice");
    expect(text).toContain("Dashboards: Training run\n");
    expect(text).toMatch(/at their largest: 6\d,\d{3}\n/);
  });
});
