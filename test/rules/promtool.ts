import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dump } from "js-yaml";
import type { PrometheusRuleGroup } from "../../rules";
import { program } from "../programs";

interface Outcome {
  readonly code: number | string;
  readonly output: string;
}

/** A test file of promtool but for `rule_files`; only the names of its tests matter here. */
interface TestFile {
  readonly tests: readonly { readonly name: string }[];
  readonly [setting: string]: unknown;
}

/** A test file and the rules it is about. */
export interface Trial {
  readonly groups: readonly PrometheusRuleGroup[];
  readonly file: TestFile;
}

/** {@link promtoolTests} of one file. */
export function promtoolTest(
  groups: readonly PrometheusRuleGroup[],
  file: TestFile,
): Promise<ReadonlyMap<string, string>> {
  return promtoolTests([{ groups, file }]);
}

/**
 * One run of `promtool test rules` over all files; no two tests have one name.
 * @returns promtool's words by name of each test that failed.
 * @throws Error when promtool is not of version 3, or failed in a way that belongs to no test.
 */
export async function promtoolTests(
  trials: readonly Trial[],
): Promise<ReadonlyMap<string, string>> {
  await (version ??= promtool(["--version"], tmpdir()).then(({ output }) => assertMajor(output)));
  return inFolder(async (folder) => {
    await Promise.all(
      trials.flatMap(({ groups, file }, i) => [
        writeFile(join(folder, `rules-${i}.yaml`), dump({ groups })),
        writeFile(
          join(folder, `test-${i}.yaml`),
          dump({ rule_files: [`rules-${i}.yaml`], ...file }),
        ),
      ]),
    );
    const report = join(folder, "report.xml");
    const { code, output } = await promtool(
      ["test", "rules", `--junit=${report}`, ...trials.map((_, i) => `test-${i}.yaml`)],
      folder,
    );
    const results = await readFile(report, "utf8").then(testcases, () => new Map<string, string>());
    const failures = new Map([...results].filter(([, failure]) => failure !== ""));
    const lost = trials.some(({ file }) => file.tests.some(({ name }) => !results.has(name)));
    // A pattern that matches no rule file is but a warning to promtool: every quiet case would pass.
    if (lost || (code !== 0) !== failures.size > 0 || output.includes("WARNING: no file match")) {
      throw new Error(`promtool test rules (exit ${code}):\n${output}`);
    }
    return failures;
  });
}

let version: Promise<void> | undefined;

/**
 * Versions 2 and 3 see different samples at the edges of windows and of the lookback, so cases hold for one only.
 * @throws Error when the text of `promtool --version` is of another major version than 3.
 */
export function assertMajor(text: string): void {
  if (/^promtool, version 3\./.test(text)) return;
  const found = text.trim().split("\n")[0] ?? "";
  throw new Error(
    `the cases need promtool 3, but ${program("promtool")} says '${found}'; run \`npm run doctor\``,
  );
}

/**
 * `promtool check rules` with every lint. One file for each group: two groups may have an alert in common, each
 * for its own subjects, but within a group it would be a duplicate.
 * @returns what it says about the groups; it passes only when `code` is 0.
 * @throws Error when it passed but has not seen every rule.
 */
export async function promtoolCheck(groups: readonly PrometheusRuleGroup[]): Promise<Outcome> {
  const outcome = await inFolder(async (folder) => {
    const files = groups.map((_, i) => `group-${i}.yaml`);
    await Promise.all(
      groups.map((group, i) => writeFile(join(folder, files[i] ?? ""), dump({ groups: [group] }))),
    );
    return promtool(["check", "rules", "--lint=all", "--lint-fatal", ...files], folder);
  });
  if (outcome.code === 0) assertSeen(outcome.output, groups);
  return outcome;
}

/** @throws Error when the output of `promtool check rules` counts other rules than the groups have. */
export function assertSeen(output: string, groups: readonly PrometheusRuleGroup[]): void {
  const found = [...output.matchAll(/SUCCESS: (\d+) rules found/g)];
  const seen = found.reduce((sum, [, n]) => sum + Number(n), 0);
  const given = groups.flatMap((group) => group.rules).length;
  if (seen === given) return;
  throw new Error(`promtool check rules has seen ${seen} of ${given} rules:\n${output}`);
}

/** Text of the failures, by name of the testcase, of promtool's JUnit report; "" where there are none. */
function testcases(xml: string): Map<string, string> {
  const results = new Map<string, string>();
  for (const [, name = "", body = ""] of xml.matchAll(
    /<testcase name="([^"]*)"[^>]*?>(.*?)<\/testcase>/gs,
  )) {
    const failures = [...body.matchAll(/<failure[^>]*>(.*?)<\/failure>/gs)];
    results.set(plainText(name), failures.map(([, text = ""]) => plainText(text)).join("\n"));
  }
  return results;
}

/** The entities that Go's encoder writes. */
function plainText(text: string): string {
  const names: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">" };
  return text.replace(/&(?:#x([0-9A-F]+)|#(\d+)|(amp|lt|gt));/g, (_, hex, decimal, name) =>
    name === undefined
      ? String.fromCodePoint(hex === undefined ? Number(decimal) : parseInt(String(hex), 16))
      : (names[String(name)] ?? ""),
  );
}

function promtool(args: readonly string[], cwd: string): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(
      program("promtool"),
      args,
      { cwd, encoding: "utf8", maxBuffer: 64 << 20, timeout: 240_000 },
      (error, stdout, stderr) => {
        resolve({
          code: error === null ? 0 : (error.code ?? error.signal ?? error.message),
          output: stdout + stderr,
        });
      },
    );
  });
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "mlwatch-promtool-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
