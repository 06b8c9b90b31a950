import { linkSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { promtool, type Programs } from "../rules/prometheus";

/** Longest block that promtool makes of a text, which it reads anew for every one. */
const BLOCK_LENGTH = "162h";
/** Texts are put together up to so many characters: many small blocks make every query slow. */
const MOST_TEXT = 64 << 20;

/** Writes samples in OpenMetrics into a directory of blocks, many texts to a block. */
export class BlockWriter {
  private readonly parts: string[] = [];
  private length = 0;
  private count = 0;
  private writing = Promise.resolve();

  /** @param data directory of the blocks; it is made where it is missing */
  constructor(
    private readonly data: string,
    private readonly programs: Programs,
  ) {
    mkdirSync(data, { recursive: true });
  }

  /** Adds samples without their end mark; while promtool writes a block, the text of the next one can be made. */
  async add(text: string): Promise<void> {
    this.parts.push(text);
    this.length += text.length;
    if (this.length >= MOST_TEXT) await this.flush();
  }

  /** Writes what is left, and waits for it. */
  async end(): Promise<void> {
    await this.flush();
    await this.writing;
  }

  private async flush(): Promise<void> {
    const text = this.parts.splice(0);
    this.length = 0;
    const before = this.writing;
    if (text.length > 0) {
      this.writing = before.then(() => this.write(text));
      // Whoever adds or ends next is told; until then a failure must not end the process, which cleans up.
      this.writing.catch(() => undefined);
    }
    await before;
  }

  private async write(text: readonly string[]): Promise<void> {
    const file = path.join(this.data, `${this.count++}.om`);
    writeFileSync(file, `${text.join("")}# EOF\n`);
    await promtool(this.programs, [
      ...["tsdb", "create-blocks-from", `--max-block-duration=${BLOCK_LENGTH}`],
      ...["openmetrics", "--quiet", file, this.data],
    ]);
    await rm(file);
  }
}

/** Gives a directory the blocks of another one; blocks never change. */
export function linkBlocks(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  const files = readdirSync(from, { withFileTypes: true, recursive: true });
  for (const file of files) {
    const target = path.join(to, path.relative(from, path.join(file.parentPath, file.name)));
    if (file.isDirectory() && BLOCK.test(target)) mkdirSync(target, { recursive: true });
  }
  for (const file of files) {
    const source = path.join(file.parentPath, file.name);
    const target = path.join(to, path.relative(from, source));
    if (file.isFile() && BLOCK.test(target)) linkSync(source, target);
  }
}

/** The path of a block, which is named by a ULID, or of what is in it. */
const BLOCK = /[\\/][0-9A-HJKMNP-TV-Z]{26}([\\/]|$)/;
