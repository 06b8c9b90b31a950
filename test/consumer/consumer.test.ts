import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

// What a user of the published package has: the packed files, its dependencies and nothing else of
// this repository. The registry is not asked: dependencies are linked from our node_modules, and
// only those that package.json declares.
const root = path.join(__dirname, "../..");
const project = mkdtempSync(path.join(tmpdir(), "mlwatch-consumer-"));
const installed = path.join(project, "node_modules/mlwatch");

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: { spec?: { groups?: { name: string; rules: unknown[] }[] } };
}
let packed: string[];
let registered: Registered[];

/** Runs a command; what it printed is the message when it fails. */
function execute(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}\n${stdout}\n${stderr}`);
  return stdout;
}

/** A manifest as far as this test reads it. */
interface Manifest {
  readonly dependencies: Record<string, string>;
  readonly exports: Record<string, unknown>;
}
// The repository's own file, whose shape is known.
const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as Manifest;

function link(name: string): void {
  const target = path.join(project, "node_modules", name);
  mkdirSync(path.dirname(target), { recursive: true });
  symlinkSync(path.join(root, "node_modules", name), target, "dir");
}

/** Runs the compiled program under Pulumi's mocks and prints what it registers. */
const driver = `
const pulumi = require("@pulumi/pulumi");
const registered = [];
pulumi.runtime.setMocks({
  newResource: ({ type, name, inputs }) => {
    registered.push({ type, name, inputs });
    return { id: name, state: inputs };
  },
  call: ({ inputs }) => inputs,
}, "mlwatch-consumer", "test");
require("./bin/index.js");
process.on("exit", () => require("node:fs").writeFileSync("registered.json", JSON.stringify(registered)));
`;

beforeAll(() => {
  cpSync(path.join(root, "examples/consumer"), project, { recursive: true });
  // npm pack builds first (prepack).
  execute("npm", ["pack", "--pack-destination", project], root);
  const archive = readdirSync(project).find((file) => file.endsWith(".tgz"));
  if (archive === undefined) throw new Error("npm pack made no archive");
  mkdirSync(installed, { recursive: true });
  execute("tar", ["-xzf", archive, "--strip-components=1", "-C", installed], project);
  for (const name of Object.keys(manifest.dependencies)) link(name);
  packed = readdirSync(installed, { recursive: true, encoding: "utf8" });

  execute(process.execPath, [path.join(root, "node_modules/typescript/bin/tsc")], project);
  writeFileSync(path.join(project, "driver.cjs"), driver);
  execute(process.execPath, ["driver.cjs"], project);
  // Written by the driver above.
  registered = JSON.parse(
    readFileSync(path.join(project, "registered.json"), "utf8"),
  ) as Registered[];
});

afterAll(() => {
  rmSync(project, { recursive: true, force: true });
});

it("packs the library, its declarations and its licence, and no sources or tests", () => {
  expect(packed).toEqual(
    expect.arrayContaining(["LICENSE", "NOTICE", "README.md", "dist/components/index.d.ts"]),
  );
  expect(packed.filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))).toEqual([]);
  expect(packed.filter((file) => /(^|\/)(test|tools|local|render)\//.test(file))).toEqual([]);
});

it.each(Object.keys(manifest.exports).filter((key) => key !== "./package.json"))(
  "can be required as %s",
  (entry) => {
    const name = path.posix.join("mlwatch", entry);
    const script = `Object.keys(require(${JSON.stringify(name)})).length`;
    const keys = execute(process.execPath, ["-p", script], project);
    expect(Number(keys)).toBeGreaterThan(0);
  },
);

it("deploys the GPU exporter of the project's pool", () => {
  expect(registered.map(({ type }) => type)).toEqual(
    expect.arrayContaining([
      "mlwatch:index:DcgmExporter",
      "kubernetes:apps/v1:DaemonSet",
      "kubernetes:monitoring.coreos.com/v1:ServiceMonitor",
    ]),
  );
});

it("deploys the training rules", () => {
  const rules = registered.filter(({ type }) => type.endsWith(":PrometheusRule"));
  expect(rules).toHaveLength(1);
  const groups = rules[0]?.inputs.spec?.groups ?? [];
  expect(JSON.stringify(groups)).toContain("TrainingLossNonFinite");
});
