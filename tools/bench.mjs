// npm run bench:NAME: the benchmark bench/NAME, which runs a real Prometheus.
import { bootstrap } from "./lib/bootstrap.mjs";
import { main } from "./lib/errors.mjs";
import { home, root } from "./lib/paths.mjs";
import { foreground } from "./lib/process.mjs";
import { getPrograms } from "./lib/programs.mjs";

await main(async () => {
  const [benchmark, ...args] = process.argv.slice(2);
  const names = ["prometheus", "promtool"];
  await bootstrap({ programs: names });
  const programs = await getPrograms(names, { home });
  return await foreground(
    process.execPath,
    [
      ...["--import", "tsx", `bench/${benchmark}/cli.ts`],
      ...names.flatMap((name) => [`--${name}-program`, programs[name].path]),
      ...args,
    ],
    { cwd: root },
  );
});
