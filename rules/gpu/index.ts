import type { Pack } from "../model";
import type { GpuOptions } from "./options";

/** The rules of gpu. */
export function gpuPack(options: GpuOptions): Pack {
  void options;
  return { name: "gpu", groups: [], omitted: [] };
}
