import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { dump } from "js-yaml";
import type { PrometheusRuleGroup } from "../../rules";

/** What pint says of the rules of one environment. */
export interface PintResult {
  /** False where it found something of severity warning or worse, or failed itself. */
  readonly passed: boolean;
  /** Its own words. */
  readonly output: string;
}

const CONFIG = path.join(__dirname, "pint.hcl");

/** Runs pint, with the configuration beside this file and no server, over the rule files of an environment. */
export async function pint(
  program: string,
  groups: readonly PrometheusRuleGroup[],
): Promise<PintResult> {
  const folder = await mkdtemp(path.join(tmpdir(), "mlwatch-pint-"));
  try {
    await writeFile(path.join(folder, "rules.yaml"), dump({ groups }, { lineWidth: -1 }));
    return await lint(program, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function lint(program: string, folder: string): Promise<PintResult> {
  const all = ["--offline", "--no-color", "--log-level", "ERROR", "--config", CONFIG];
  const own = ["lint", "--min-severity", "info", "--fail-on", "warning", "rules.yaml"];
  return new Promise((resolve) => {
    execFile(
      program,
      [...all, ...own],
      { cwd: folder, encoding: "utf8", timeout: 60_000 },
      (error, stdout, stderr) => {
        resolve({ passed: error === null, output: `${stdout}${stderr}`.trim() });
      },
    );
  });
}
