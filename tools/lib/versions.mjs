// The table of versions (tools/versions.json) for the machine at hand.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./paths.mjs";

const ARCHITECTURES = { x64: "amd64", arm64: "arm64" };

/** Go's names of the operating system and the processor, which releases are named after. */
export function platform(os = process.platform, arch = process.arch) {
  return { os, arch: ARCHITECTURES[arch] ?? arch };
}

/** The table as written. */
export function readTable(file = path.join(root, "tools/versions.json")) {
  return JSON.parse(readFileSync(file, "utf8"));
}

function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

function releaseFor(entry, { os, arch }) {
  const { release, version } = entry;
  if (!release?.platforms.includes(`${os}/${arch}`)) return null;
  const values = { version, os, arch };
  return {
    url: fill(release.url, values),
    checksums: fill(release.checksums, values),
    member: release.member === null ? null : fill(release.member, values),
  };
}

/**
 * A program of the table, filled in for a platform. `recipe` changes with whatever makes another
 * binary, so that a cached one is known by how it came to be and not by its name.
 */
export function program(name, table = readTable(), target = platform()) {
  const entry = table.programs[name];
  if (entry === undefined) {
    throw new Error(
      `unknown program ${name}: tools/versions.json has ${Object.keys(table.programs).join(", ")}`,
    );
  }
  const ldflags = entry.ldflags.map((flag) => fill(flag, { version: entry.version }));
  const { version, moduleVersion, package: importPath, tags } = entry;
  const recipe = createHash("sha256")
    .update(JSON.stringify({ version, moduleVersion, importPath, tags, ldflags, target }))
    .digest("hex")
    .slice(0, 16);
  return { ...entry, name, ldflags, recipe, release: releaseFor(entry, target) };
}

/** The Go toolchain of the table, for machines that have internet but no Go. */
export function goToolchain(table = readTable(), target = platform()) {
  return { ...table.go, name: "go", release: releaseFor(table.go, target) };
}
