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

/**
 * One run of `promtool test rules`.
 * @returns promtool's words by name of each test that failed.
 * @throws Error when promtool failed in a way that belongs to no test.
 */
export function promtoolTest(
  groups: readonly PrometheusRuleGroup[],
  file: TestFile,
): Promise<ReadonlyMap<string, string>> {
  return inFolder(async (folder) => {
    await writeFile(join(folder, "rules.yaml"), dump({ groups }));
    await writeFile(join(folder, "test.yaml"), dump({ rule_files: ["rules.yaml"], ...file }));
    const report = join(folder, "report.xml");
    const { code, output } = await promtool(
      ["test", "rules", `--junit=${report}`, "test.yaml"],
      folder,
    );
    const results = await readFile(report, "utf8").then(testcases, () => new Map<string, string>());
    const failures = new Map([...results].filter(([, failure]) => failure !== ""));
    const lost = file.tests.filter(({ name }) => !results.has(name));
    if (lost.length > 0 || (code !== 0) !== failures.size > 0) {
      throw new Error(`promtool test rules (exit ${code}):\n${output}`);
    }
    return failures;
  });
}

/**
 * `promtool check rules` with every lint. One file for each group: two groups may have an alert in common, each
 * for its own subjects, but within a group it would be a duplicate.
 * @returns what it says about the groups; it passes only when `code` is 0.
 */
export function promtoolCheck(groups: readonly PrometheusRuleGroup[]): Promise<Outcome> {
  return inFolder(async (folder) => {
    const files = groups.map((_, i) => `group-${i}.yaml`);
    await Promise.all(
      groups.map((group, i) => writeFile(join(folder, files[i] ?? ""), dump({ groups: [group] }))),
    );
    return promtool(["check", "rules", "--lint=all", "--lint-fatal", ...files], folder);
  });
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
