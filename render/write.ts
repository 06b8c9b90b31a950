import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { types } from "node:util";
import { dump } from "js-yaml";
import type { KubernetesObject } from "./manifests";
import type { RenderedObject } from "./order";
import { RenderError } from "./run";

/** Lists the files that a render wrote; only those are replaced or removed by a later one. */
export const INDEX = ".mlwatch-render.json";

/**
 * Writes manifests into a directory, which is created where needed. Files of an earlier render that
 * are no longer needed are removed, others are left alone. Each file appears whole or not at all.
 * @throws RenderError when a file would be replaced that no render wrote, or nothing can be written there.
 */
export function writeManifests(directory: string, rendered: readonly RenderedObject[]): void {
  try {
    replaceManifests(directory, rendered);
  } catch (error) {
    if (!types.isNativeError(error) || !("syscall" in error)) throw error;
    throw new RenderError(
      `${directory} cannot be written (${error.message}); choose a directory that you may write to.`,
      { cause: error },
    );
  }
}

function replaceManifests(directory: string, rendered: readonly RenderedObject[]): void {
  mkdirSync(directory, { recursive: true });
  const files = rendered.map(({ file }) => file);
  const earlier = readIndex(directory);
  const foreign = files.filter(
    (file) => !earlier.includes(file) && existsSync(path.join(directory, file)),
  );
  if (foreign.length > 0) {
    throw new RenderError(
      `${directory} has ${foreign.join(", ")}, which no render wrote; choose another directory or remove it.`,
    );
  }
  // On the same file system, so that renaming is atomic.
  const scratch = mkdtempSync(path.join(directory, ".render-"));
  const place = (file: string, content: string): void => {
    writeFileSync(path.join(scratch, file), content);
    renameSync(path.join(scratch, file), path.join(directory, file));
  };
  try {
    const texts = rendered.map(({ file, object }) => ({ file, text: toYaml(object) }));
    // Claimed first, so that the next render cleans up after one that is interrupted here.
    place(INDEX, indexText([...earlier, ...files]));
    for (const { file, text } of texts) place(file, text);
    for (const stale of earlier.filter((file) => !files.includes(file))) {
      rmSync(path.join(directory, stale), { force: true });
    }
    place(INDEX, indexText(files));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The object as YAML: identifying fields first, then by key; the same object gives the same text. */
export function toYaml(object: KubernetesObject): string {
  return dump(object, { sortKeys: byKey, lineWidth: -1, noRefs: true });
}

const FIRST: readonly string[] = ["apiVersion", "kind", "metadata"];

function byKey(a: string, b: string): number {
  const rank = (key: string): number => {
    const i = FIRST.indexOf(key);
    return i < 0 ? FIRST.length : i;
  };
  return rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0);
}

function indexText(files: readonly string[]): string {
  return `${JSON.stringify({ files: [...new Set(files)].sort() }, null, 2)}\n`;
}

function readIndex(directory: string): readonly string[] {
  const file = path.join(directory, INDEX);
  if (!existsSync(file)) return [];
  try {
    const { files } = JSON.parse(readFileSync(file, "utf8")) as { files?: unknown };
    // A path would reach outside of the directory.
    if (Array.isArray(files) && files.every(isFileName)) return files;
  } catch {
    // Falls through to the same message.
  }
  throw new RenderError(`${file} is damaged; remove the directory and render again.`);
}

function isFileName(file: unknown): file is string {
  return typeof file === "string" && file === path.basename(file) && file.endsWith(".yaml");
}
