import { checkPack } from "../check";
import { groupName, omit } from "../conventions";
import type { Pack } from "../model";
import { exporterDown, exportersMissing, gpuLost, inventoryAbsent } from "./alerts";
import type { GpuOptions } from "./options";
import { resolveGpus } from "./pools";

/**
 * The rules of GPU nodes: one group per pool, and one for what concerns all nodes.
 * @throws Error naming pool or option, value and rule.
 */
export function gpuPack(options: GpuOptions): Pack {
  const gpus = resolveGpus(options);
  const { pools } = gpus;
  if (pools.length === 0) {
    const reason = "no GPU pools are configured";
    return {
      name: "gpu",
      groups: [],
      omitted: omit(reason, "GPULost", "GPUExporterDown", "GPUInventoryAbsent"),
    };
  }
  const permanent = pools.some((pool) => pool.nodes.min > 0);
  const pack: Pack = {
    name: "gpu",
    groups: [
      {
        name: groupName("gpu"),
        rules: [exporterDown(gpus), ...(permanent ? [inventoryAbsent(gpus)] : [])],
      },
      ...pools.map((pool) => ({
        name: groupName("gpu", pool.name),
        rules: [gpuLost(gpus, pool), ...(pool.nodes.min > 0 ? [exportersMissing(gpus, pool)] : [])],
      })),
    ],
    omitted: permanent
      ? []
      : omit("every GPU pool may be empty, and then no node has GPUs", "GPUInventoryAbsent"),
  };
  return checkPack(pack, { scrapeInterval: options.scrapeInterval });
}
