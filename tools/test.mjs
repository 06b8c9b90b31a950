// npm test: makes the checkout ready, runs every stage, and sums up on the last line.
// `npm test -- unit types` runs the stages named only.
import { rmSync } from "node:fs";
import path from "node:path";
import { bootstrap } from "./lib/bootstrap.mjs";
import { BootstrapError, main } from "./lib/errors.mjs";
import { root } from "./lib/paths.mjs";
import { shortened, summary, total } from "./lib/results.mjs";
import { junit, stages } from "./lib/stages.mjs";

const write = (line) => process.stdout.write(`${line}\n`);

function chosen(names) {
  const unknown = names.filter((name) => !stages.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    throw new BootstrapError(`npm test has no stage ${unknown.join(", ")}`, {
      remedy: `choose among ${stages.map(({ name }) => name).join(", ")}`,
    });
  }
  return names.length === 0 ? stages : stages.filter(({ name }) => names.includes(name));
}

function line(name, { passed, failed, skipped }, seconds) {
  const counts = [
    `${passed} passed`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(skipped.length === 0 ? [] : [`${skipped.length} skipped`]),
  ].join(", ");
  return `${failed === 0 ? "ok    " : "FAILED"} ${name.padEnd(12)} ${seconds.padStart(6)} s  ${counts}`;
}

await main(async () => {
  const selected = chosen(process.argv.slice(2));
  await bootstrap({
    programs: [...new Set(selected.flatMap(({ programs = [] }) => programs))],
    requirements: selected.some(({ python }) => python === true)
      ? [path.join(root, "examples/requirements-dev.txt")]
      : [],
  });
  // pytest's report of an earlier run must not stand in for one that does not come.
  for (const folder of ["examples", "python"]) rmSync(junit(folder), { force: true });
  const all = [];
  const one = async ({ name, execute }) => {
    const start = Date.now();
    const { counts, output } = await execute();
    all.push(counts);
    write(line(name, counts, ((Date.now() - start) / 1000).toFixed(1)));
    if (counts.failed > 0) write(output.replace(/^/gm, "  | "));
  };
  const through = async ([stage, ...rest]) => {
    if (stage === undefined) return;
    if (stage.waits) {
      await Promise.all([one(stage), through(rest)]);
    } else {
      await one(stage);
      await through(rest);
    }
  };
  await through(selected);
  const sums = total(all);
  if (sums.skipped.length > 0) {
    write("skipped:");
    for (const line of shortened(sums.skipped)) write(`  - ${line}`);
  }
  write(summary(sums));
  return sums.failed === 0 ? 0 : 1;
});
