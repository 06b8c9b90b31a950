import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { getPrograms, stamp } from "../../../tools/lib/programs.mjs";
import { program, readTable } from "../../../tools/lib/versions.mjs";

// The release host is a local server, reached through MLWATCH_RELEASE_MIRROR as in an air-gapped
// network; PATH holds no Go unless a test puts one there.
let folder;
let home;
let server;
let mirror;
let routes;

const amtool = program("amtool", readTable());
const script = (text) => `#!/bin/sh\necho "${text}"\n`;

function executable(file, text) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

/** The addresses of a release whose archive holds `text`, with the checksum given or the right one. */
function publish(text, { checksum } = {}) {
  const { url, checksums, member } = amtool.release;
  executable(path.join(folder, "archive", member), text);
  const archive = execFileSync("tar", ["-czf", "-", "-C", path.join(folder, "archive"), member]);
  const hash = checksum ?? createHash("sha256").update(archive).digest("hex");
  const at = (address) => `/${address.replace("https://", "")}`;
  routes = {
    [at(checksums)]: `${"0".repeat(64)}  other.tar.gz\n${hash}  ${path.basename(url)}\n`,
    [at(url)]: archive,
  };
  return at(url);
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "mlwatch-tools-"));
  home = path.join(folder, "home");
  mkdirSync(path.join(folder, "bin"));
  for (const name of ["tar", "gzip", "sh"]) {
    const real = execFileSync("/bin/sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
    executable(path.join(folder, "bin", name), `#!/bin/sh\nexec ${real} "$@"\n`);
  }
  routes = {};
  server = createServer((request, response) => {
    const body = routes[request.url];
    if (request.method === "HEAD") response.end();
    else if (body === undefined) response.writeHead(404).end();
    else if (typeof body === "function") body(response);
    else response.end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  mirror = `http://127.0.0.1:${server.address().port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const env = (extra = {}) => ({
  PATH: path.join(folder, "bin"),
  MLWATCH_RELEASE_MIRROR: mirror,
  ...extra,
});
const cached = () => path.join(home, "bin/amtool");
const leftOvers = () =>
  [path.join(home, "downloads"), path.join(home, "bin")]
    .filter((place) => existsSync(place))
    .flatMap((place) => readdirSync(place));

it("takes the program that the environment names before all others", async () => {
  executable(cached(), script("cached"));
  stamp(amtool, home, "release");
  const own = executable(
    path.join(folder, "own/amtool"),
    script("amtool, version 9.8.7 (branch: x)"),
  );
  const got = await getPrograms(["amtool"], { home, env: env({ MLWATCH_AMTOOL: own }) });
  expect(got.amtool).toEqual({ path: own, version: "9.8.7", origin: "MLWATCH_AMTOOL" });
});

it("refuses a named program that cannot be run", async () => {
  const options = { home, env: env({ MLWATCH_AMTOOL: "/nowhere/amtool" }) };
  await expect(getPrograms(["amtool"], options)).rejects.toThrow(
    "MLWATCH_AMTOOL=/nowhere/amtool is not an executable file (ENOENT)",
  );
});

it("takes the cache before the release", async () => {
  publish(script("released"));
  executable(cached(), script("cached"));
  stamp(amtool, home, "build (1.2.3)");
  const got = await getPrograms(["amtool"], { home, env: env() });
  expect(got.amtool).toEqual({ path: cached(), version: amtool.version, origin: "build (1.2.3)" });
});

it.each([
  ["without a stamp", () => {}],
  ["of another recipe", () => stamp({ ...amtool, recipe: "older" }, home, "release")],
  [
    "that was cut short",
    () => {
      stamp(amtool, home, "release");
      writeFileSync(cached(), "#!");
    },
  ],
])("does not trust a cached program %s", async (_case, prepare) => {
  publish(script("released"));
  executable(cached(), script("cached"));
  prepare();
  const got = await getPrograms(["amtool"], { home, env: env() });
  expect(got.amtool.origin).toBe("release");
  expect(readFileSync(cached(), "utf8")).toBe(script("released"));
});

it("unpacks a release whose checksum is the published one, and notes where it is", async () => {
  publish(script("released"));
  await getPrograms(["amtool"], { home, env: env() });
  expect(execFileSync(cached(), { encoding: "utf8" })).toBe("released\n");
  expect(JSON.parse(readFileSync(path.join(home, "programs.json"), "utf8"))).toEqual({
    amtool: { path: cached(), version: amtool.version, origin: "release" },
  });
  expect(leftOvers().sort()).toEqual(["amtool", "amtool.json"]);
});

it("refuses a release whose checksum is another, and keeps nothing of it", async () => {
  publish(script("tampered"), { checksum: "a".repeat(64) });
  executable(path.join(folder, "bin/go"), script("go1.26.8"));
  await expect(getPrograms(["amtool"], { home, env: env() })).rejects.toThrow(
    /has SHA-256 [0-9a-f]{64}, but a{64} was published/,
  );
  expect(leftOvers()).toEqual([]);
});

it("keeps nothing of a download that breaks off, and says what happened", async () => {
  const address = publish(script("released"));
  const whole = routes[address];
  routes[address] = (response) => {
    response.writeHead(200, { "content-length": whole.length });
    response.write(whole.subarray(0, 20), () => response.destroy());
  };
  await expect(getPrograms(["amtool"], { home, env: env() })).rejects.toThrow(
    /amtool .* could not be fetched \(.*\), and there is no Go to build it/,
  );
  expect(leftOvers()).toEqual([]);
});

it("builds from the wrapper module where no release can be fetched", async () => {
  // A go that answers like the real one and writes what it was asked to the file after -o.
  executable(
    path.join(folder, "bin/go"),
    '#!/bin/sh\n[ "$1" = env ] && { echo go1.26.8; exit; }\n' +
      'args="$*"\nwhile [ "$1" != -o ]; do shift; done\necho "$args" > "$2"\n',
  );
  const got = await getPrograms(["amtool"], { home, env: env() });
  expect(got.amtool.origin).toBe("build (1.26.8)");
  const asked = readFileSync(cached(), "utf8");
  expect(asked).toContain("-trimpath");
  expect(asked).toContain(`version.Version=${amtool.version}`);
  expect(asked.trim().endsWith(amtool.package)).toBe(true);
});

it("names the log and the remedy when a build fails, and leaves no binary", async () => {
  executable(
    path.join(folder, "bin/go"),
    '#!/bin/sh\n[ "$1" = env ] && { echo go1.26.8; exit; }\necho "undefined: x"; exit 1\n',
  );
  const error = await getPrograms(["amtool"], { home, env: env() }).catch((reason) => reason);
  expect(error.describe()).toMatch(
    /amtool .* could not be built\n {2}log: .*amtool.log\n {2}remedy: .*MLWATCH_AMTOOL/,
  );
  expect(readFileSync(error.log, "utf8")).toContain("undefined: x");
  expect(leftOvers()).toEqual([]);
});

it("says in one message that there is neither internet nor Go", async () => {
  // Port 9 of the loopback (discard) is refused at once.
  const options = { home, env: env({ MLWATCH_RELEASE_MIRROR: "http://127.0.0.1:9" }) };
  const error = await getPrograms(["amtool"], options).catch((reason) => reason);
  expect(error.describe()).toBe(
    `error: amtool ${amtool.version} is missing: there is no internet to fetch it and no Go to build it\n` +
      "  remedy: install Go (https://go.dev/dl), or connect to the internet, or set MLWATCH_RELEASE_MIRROR, " +
      `or set MLWATCH_AMTOOL to your own amtool ${amtool.version}`,
  );
});

it("keeps what it has when a later program fails", async () => {
  publish(script("released"));
  await expect(getPrograms(["amtool", "kwok"], { home, env: env() })).rejects.toThrow(/kwok/);
  const again = await getPrograms(["amtool"], {
    home,
    env: env({ MLWATCH_RELEASE_MIRROR: "http://127.0.0.1:9" }),
  });
  expect(again.amtool.origin).toBe("release");
});
