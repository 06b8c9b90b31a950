import type { Pack } from "../model";
import type { MetaOptions } from "./options";

/** The rules of meta. */
export function metaPack(options: MetaOptions): Pack {
  void options;
  return { name: "meta", groups: [], omitted: [] };
}
