// Official releases: fetched, compared with the published checksum, and only then moved in place.
import { createHash, randomBytes } from "node:crypto";
import { createWriteStream, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { BootstrapError } from "./errors.mjs";
import { run } from "./process.mjs";

const PROBE_MS = 3_000;
const STALL_MS = 30_000;
const PROBED = "https://github.com/";

/**
 * The address that is really asked. MLWATCH_RELEASE_MIRROR names a server that holds the same files
 * under `<mirror>/<host>/<path>`, for machines that reach no other.
 */
export function mirrored(url, env = process.env) {
  const mirror = env.MLWATCH_RELEASE_MIRROR;
  if (mirror === undefined || mirror === "") return url;
  const { host, pathname } = new URL(url);
  return `${mirror.replace(/\/+$/, "")}/${host}${pathname}`;
}

const probes = new Map();

/** Whether the release hosts can be reached: asked once per run, with a short timeout. */
export function reachable(env = process.env) {
  const url = mirrored(PROBED, env);
  if (!probes.has(url)) {
    probes.set(
      url,
      fetch(url, { method: "HEAD", signal: AbortSignal.timeout(PROBE_MS) }).then(
        () => true,
        () => false,
      ),
    );
  }
  return probes.get(url);
}

/** The checksum of a file in a list of `<hash>  <file>` lines, or the only hash of a bare file. */
export function checksumFor(list, file) {
  const lines = list
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([hash]) => /^[0-9a-f]{64}$/i.test(hash ?? ""));
  const named = lines.find(([, name]) => name?.replace(/^\*?(\.\/)?/, "") === file);
  const bare = lines.length === 1 && lines[0].length === 1 ? lines[0] : undefined;
  return (named ?? bare)?.[0]?.toLowerCase();
}

/** A response whose body fails when nothing arrives for half a minute, however long it takes in all. */
async function open(url) {
  const stalled = new AbortController();
  const arm = () =>
    setTimeout(() => stalled.abort(new Error("nothing arrived for 30 s")), STALL_MS);
  let timer = arm();
  const response = await fetch(url, { signal: stalled.signal }).catch((error) => {
    clearTimeout(timer);
    throw new Error(`${url}: ${error.cause?.message ?? error.message}`, { cause: error });
  });
  if (!response.ok || response.body === null) {
    clearTimeout(timer);
    throw new Error(`${url}: HTTP ${response.status}`);
  }
  async function* chunks() {
    try {
      for await (const chunk of Readable.fromWeb(response.body)) {
        clearTimeout(timer);
        timer = arm();
        yield chunk;
      }
    } finally {
      clearTimeout(timer);
    }
  }
  return chunks();
}

async function text(url) {
  const parts = [];
  for await (const chunk of await open(url)) parts.push(chunk);
  return Buffer.concat(parts).toString("utf8");
}

/**
 * Fetches a release into a new folder under `scratch` and unpacks it.
 * @returns {Promise<{ file: string, dispose: () => void }>} the program (or folder) asked for, to be
 * moved by the caller, who disposes of the rest
 * @throws {BootstrapError} when the file is not the one that was published; anything else that goes
 * wrong is a plain Error, after which another way to get the program may be tried
 */
export async function fetchRelease({ name, version, release }, scratch, env = process.env) {
  const folder = path.join(scratch, `${name}-${process.pid}-${randomBytes(4).toString("hex")}`);
  const dispose = () => rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    const url = mirrored(release.url, env);
    const fileName = path.posix.basename(new URL(url).pathname);
    const expected = checksumFor(await text(mirrored(release.checksums, env)), fileName);
    if (expected === undefined)
      throw new Error(`no checksum of ${fileName} in ${release.checksums}`);
    const archive = path.join(folder, fileName);
    const hash = createHash("sha256");
    await pipeline(
      await open(url),
      async function* (source) {
        for await (const chunk of source) {
          hash.update(chunk);
          yield chunk;
        }
      },
      createWriteStream(archive),
    );
    const actual = hash.digest("hex");
    if (actual !== expected) {
      throw new BootstrapError(
        `${name} ${version}: ${url} has SHA-256 ${actual}, but ${expected} was published`,
        {
          remedy:
            "try again; if it stays, the download is not the release: report it, do not use it",
        },
      );
    }
    if (release.member === null) return { file: archive, dispose };
    const { code, output } = await run("tar", ["-xzf", archive, "-C", folder, release.member]);
    if (code !== 0) throw new Error(`${fileName} has no ${release.member}: ${output.trim()}`);
    return { file: path.join(folder, release.member), dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}
