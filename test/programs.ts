import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const cache = join(__dirname, "..", ".mlwatch");

/**
 * Path of a program the tests run: `MLWATCH_<NAME>`, else what the bootstrap recorded, else its cache.
 * @throws Error when it is nowhere.
 */
export function program(name: string): string {
  const variable = `MLWATCH_${name.toUpperCase().replaceAll("-", "_")}`;
  const path = process.env[variable] ?? recorded(name) ?? join(cache, "bin", name);
  if (!existsSync(path)) {
    throw new Error(`${name} is not at ${path}: run \`npm run doctor\`, or set ${variable}`);
  }
  return path;
}

function recorded(name: string): string | undefined {
  const file = join(cache, "programs.json");
  if (!existsSync(file)) return undefined;
  // Written by tools/, which keeps this shape.
  const programs = JSON.parse(readFileSync(file, "utf8")) as Record<string, { path: string }>;
  return programs[name]?.path;
}

/** Paths of programs by their names, as the embedded environment takes them. */
export function programs(names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, program(name)]));
}
