import type { Comparison } from "./comparison";

/** What the rules of the gpu pack are compared with. */
export const gpuComparisons: readonly Comparison[] = [
  {
    rule: "GPULost",
    naive: `count by (node) (DCGM_FI_DEV_GPU_TEMP) < 8`,
    public: {
      source: "oci-hpc-oke: fewer GPUs than the node should have",
      expr: `count by (node) (DCGM_FI_DEV_GPU_TEMP) < on (node) group_left () kube_node_status_capacity{resource="nvidia_com_gpu"}`,
    },
    reason:
      "it also reads the inventory, the exporters and the age of nodes: a node that shows no GPU at all is found, a starting one is spared",
  },
  {
    rule: "GPUExporterDown",
    naive: `up{job="dcgm-exporter"} == 0`,
    public: {
      source: "kubernetes-mixin: a share of a job's targets is down",
      expr: `100 * count by (job) (up{job="dcgm-exporter"} == 0) / count by (job) (up{job="dcgm-exporter"}) > 10`,
    },
    reason:
      "it also reads the inventory, the age of nodes and the size of the pool: nodes without an exporter have no `up` to be 0",
  },
  {
    rule: "GPUInventoryAbsent",
    naive: `absent(kube_node_status_capacity{resource="nvidia_com_gpu"})`,
  },
];
