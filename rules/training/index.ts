import type { Pack } from "../model";
import type { TrainingOptions } from "./options";

/** The rules of training. */
export function trainingPack(options: TrainingOptions): Pack {
  void options;
  return { name: "training", groups: [], omitted: [] };
}
