import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

// npm run test:chart -- --chart PATH: the tests of this folder against a real chart, a directory with
// its dependencies in charts/ or a .tgz. Without --chart they are reported as skipped.
const { values } = parseArgs({ options: { chart: { type: "string" } } });
const root = path.join(__dirname, "../..");
const chart = values.chart === undefined ? undefined : path.resolve(values.chart);
if (chart !== undefined && !existsSync(chart)) {
  process.stderr.write(`--chart: there is no chart at ${chart}\n`);
  process.exit(2);
}
if (chart === undefined) {
  process.stderr.write(
    "no chart given: the tests are skipped. Give one with --chart PATH, a directory or a .tgz of kube-prometheus-stack.\n",
  );
}
const { status } = spawnSync(
  process.execPath,
  [require.resolve("jest/bin/jest"), "-c", "jest.config.cjs", "test/chart"],
  {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...(chart !== undefined && { MLWATCH_CHART: chart }) },
  },
);
process.exitCode = status ?? 1;
