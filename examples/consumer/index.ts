// Uses mlwatch as a library: this cluster has a Prometheus Operator already, and only wants the
// metrics of its GPUs and the alerts on training runs.
import { AlertRules, ClusterProvider, DcgmExporter } from "mlwatch";
import { ruleGroups, trainingPack } from "mlwatch/rules";

const exporter = new DcgmExporter("gpus", {
  provider: ClusterProvider.Gke,
  pool: {
    name: "h100",
    accelerator: "nvidia-h100-80gb",
    gpusPerNode: 8,
    nodes: { min: 0, max: 4 },
  },
  monitorNamespace: "monitoring",
});

const training = trainingPack({
  classes: [{ team: "research", select: { namespace: "training" } }],
});

new AlertRules("rules", {
  namespace: "monitoring",
  labels: { release: "prometheus" },
  packs: [
    {
      name: training.name,
      groups: ruleGroups(training, { runbookBaseUrl: "https://runbooks.example.com" }),
    },
  ],
});

export const daemonSet = exporter.objectName;
