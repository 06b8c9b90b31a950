// Where things lie: the checkout, and the one folder that everything fetched or built goes to.
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Root of the checkout. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** The cache: git ignores it, and deleting it costs nothing but the time to fill it again. */
export const home = path.join(root, ".mlwatch");

/** Wrapper modules that pin and build the programs. */
export const wrappers = path.join(root, "tools/programs");
