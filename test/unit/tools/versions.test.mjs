import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { goToolchain, program, readTable } from "../../../tools/lib/versions.mjs";

const programs = path.join(__dirname, "../../../tools/programs");
const table = readTable();
const modules = Object.fromEntries(
  readdirSync(programs).map((name) => [
    name,
    readFileSync(path.join(programs, name, "go.mod"), "utf8"),
  ]),
);

/** The version that a wrapper builds; replaced modules are not among the programs. */
function required(goMod, module) {
  const line = goMod
    .split("\n")
    .find((text) => text.trim().replace("require ", "").startsWith(`${module} v`));
  return line?.trim().replace("require ", "").split(" ")[1];
}

describe.each(Object.entries(table.programs))("%s", (_name, entry) => {
  it("is the version that its wrapper module builds", () => {
    expect(required(modules[entry.wrapper], entry.module)).toBe(entry.moduleVersion);
  });

  it("is a tool of its wrapper module", () => {
    expect(modules[entry.wrapper].split("\n").map((line) => line.trim())).toContain(
      `tool ${entry.package}`,
    );
  });

  it("calls itself by the version of its module", () => {
    // Prometheus publishes v3.16.0 as the Go module v0.316.0.
    const [, minor, patch] = entry.moduleVersion.slice(1).split(".");
    const spoken =
      entry.module === "github.com/prometheus/prometheus"
        ? `${minor[0]}.${Number(minor.slice(1))}.${patch}`
        : entry.moduleVersion.slice(1);
    expect(entry.version).toBe(spoken);
  });

  it("has a release with checksums, or says why there is none", () => {
    if (entry.release === null) expect(entry.noRelease).toEqual(expect.any(String));
    else expect(entry.release.checksums).toMatch(/^https:\/\//);
  });
});

it("uses every wrapper module", () => {
  const used = new Set(Object.values(table.programs).map(({ wrapper }) => wrapper));
  expect([...used].sort()).toEqual(Object.keys(modules).sort());
});

it("fetches a Go toolchain that is new enough for every wrapper module", () => {
  const number = (version) =>
    version.split(".").reduce((sum, part) => sum * 1000 + Number(part), 0);
  for (const goMod of Object.values(modules)) {
    const [, wanted] = /^go (\S+)$/m.exec(goMod);
    expect(number(table.go.version)).toBeGreaterThanOrEqual(number(wanted));
  }
});

it("fills version, system and processor into the addresses of a release", () => {
  const { release } = program("promtool", table, { os: "linux", arch: "arm64" });
  expect(release).toEqual({
    url: "https://github.com/prometheus/prometheus/releases/download/v3.16.0/prometheus-3.16.0.linux-arm64.tar.gz",
    checksums: "https://github.com/prometheus/prometheus/releases/download/v3.16.0/sha256sums.txt",
    member: "prometheus-3.16.0.linux-arm64/promtool",
  });
});

it("has no release of the API server for macOS, where none is published", () => {
  expect(program("kube-apiserver", table, { os: "darwin", arch: "arm64" }).release).toBeNull();
  expect(goToolchain(table, { os: "darwin", arch: "arm64" }).release).not.toBeNull();
});

it("makes another recipe for another version, another platform or other tags", () => {
  const linux = { os: "linux", arch: "amd64" };
  const changed = structuredClone(table);
  changed.programs.thanos.tags = [];
  const recipes = [
    program("thanos", table, linux),
    program("thanos", table, { os: "linux", arch: "arm64" }),
    program("thanos", changed, linux),
  ].map(({ recipe }) => recipe);
  expect(new Set(recipes).size).toBe(3);
});

it("names the programs that exist when asked for another", () => {
  expect(() => program("grafana", table)).toThrow(/unknown program grafana: .*etcd.*thanos/);
});
