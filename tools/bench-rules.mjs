// npm run bench:rules: samples that each rule reads, counted by a real Prometheus.
import { bootstrap } from "./lib/bootstrap.mjs";
import { main } from "./lib/errors.mjs";
import { home, root } from "./lib/paths.mjs";
import { foreground } from "./lib/process.mjs";
import { getPrograms } from "./lib/programs.mjs";

await main(async () => {
  const names = ["prometheus", "promtool"];
  await bootstrap({ programs: names });
  const programs = await getPrograms(names, { home });
  return await foreground(
    process.execPath,
    [
      ...["--import", "tsx", "bench/rules/cli.ts"],
      ...names.flatMap((name) => [`--${name}`, programs[name].path]),
      ...process.argv.slice(2),
    ],
    { cwd: root },
  );
});
