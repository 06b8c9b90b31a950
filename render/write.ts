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
import type { RenderedObject } from "./order";
import { RenderError } from "./run";

/** Lists the files that a render wrote; only those are replaced or removed by a later one. */
export const INDEX = ".mlwatch-render.json";

/** A file to write: its name, at most one folder deep, and its content. */
export interface TextFile {
  readonly file: string;
  readonly text: string;
}

/** Writes manifests into a directory as {@link writeFiles} does. */
export function writeManifests(directory: string, rendered: readonly RenderedObject[]): void {
  writeFiles(
    directory,
    rendered.map(({ file, object }) => ({ file, text: toYaml(object) })),
  );
}

/**
 * Writes files into a directory, which is created where needed. Files of an earlier render that
 * are no longer needed are removed, others are left alone. Each file appears whole or not at all.
 * @param index the file that lists what was written; each kind of output has its own
 * @throws RenderError when a file would be replaced that no render wrote, or nothing can be written there.
 */
export function writeFiles(directory: string, files: readonly TextFile[], index = INDEX): void {
  try {
    replaceFiles(directory, files, index);
  } catch (error) {
    if (!types.isNativeError(error) || !("syscall" in error)) throw error;
    throw new RenderError(
      `${directory} cannot be written (${error.message}); choose a directory that you may write to.`,
      { cause: error },
    );
  }
}

function replaceFiles(directory: string, texts: readonly TextFile[], index: string): void {
  const files = texts.map(({ file }) => file);
  mkdirSync(directory, { recursive: true });
  const earlier = readIndex(directory, index);
  const foreign = files.filter(
    (file) => !earlier.includes(file) && existsSync(path.join(directory, file)),
  );
  if (foreign.length > 0) {
    throw new RenderError(
      `${directory} has ${foreign.join(", ")}, which no render wrote; choose another directory, or move them away.`,
    );
  }
  // On the same file system, so that renaming is atomic.
  const scratch = mkdtempSync(path.join(directory, ".render-"));
  const place = (file: string, content: string): void => {
    const whole = path.join(scratch, path.basename(file));
    writeFileSync(whole, content);
    mkdirSync(path.join(directory, path.dirname(file)), { recursive: true });
    renameSync(whole, path.join(directory, file));
  };
  try {
    // Claimed first, so that the next render cleans up after one that is interrupted here.
    place(index, indexText([...earlier, ...files]));
    for (const { file, text } of texts) place(file, text);
    for (const stale of earlier.filter((file) => !files.includes(file))) {
      rmSync(path.join(directory, stale), { force: true });
    }
    place(index, indexText(files));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const FIRST: readonly string[] = ["apiVersion", "kind", "metadata"];

/** Plain data as YAML: the keys in `first` come first, the others by name; the same data gives the same text. */
export function toYaml(data: object, first: readonly string[] = FIRST): string {
  const rank = (key: string): number => {
    const i = first.indexOf(key);
    return i < 0 ? first.length : i;
  };
  const byKey = (a: string, b: string): number => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0);
  return dump(data, { sortKeys: byKey, lineWidth: -1, noRefs: true });
}

function indexText(files: readonly string[]): string {
  return `${JSON.stringify({ files: [...new Set(files)].sort() }, null, 2)}\n`;
}

function readIndex(directory: string, index: string): readonly string[] {
  const file = path.join(directory, index);
  if (!existsSync(file)) return [];
  try {
    const { files } = JSON.parse(readFileSync(file, "utf8")) as { files?: unknown };
    if (Array.isArray(files) && files.every(isFileName)) return files;
  } catch {
    // Falls through to the same message.
  }
  throw new RenderError(`${file} is damaged; remove the directory and render again.`);
}

// Any other path would reach outside of the directory.
function isFileName(file: unknown): file is string {
  return typeof file === "string" && /^([a-z]+\/)?[^/\\]+\.yaml$/.test(file);
}
