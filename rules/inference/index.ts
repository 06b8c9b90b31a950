import type { Pack } from "../model";
import type { InferenceOptions } from "./options";

/** The rules of inference. */
export function inferencePack(options: InferenceOptions): Pack {
  void options;
  return { name: "inference", groups: [], omitted: [] };
}
