// npm run test:chart -- --chart PATH: renders the real kube-prometheus-stack with our values.
import { existsSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { bootstrap } from "./lib/bootstrap.mjs";
import { BootstrapError, main } from "./lib/errors.mjs";
import { home, root } from "./lib/paths.mjs";
import { foreground } from "./lib/process.mjs";
import { readJson } from "./lib/programs.mjs";

await main(async () => {
  const { values } = parseArgs({ options: { chart: { type: "string" } } });
  const given = values.chart ?? process.env.MLWATCH_CHART;
  if (given !== undefined && !existsSync(given)) {
    throw new BootstrapError(`there is no chart at ${given}`, {
      remedy: "give the path of an unpacked kube-prometheus-stack chart or of its .tgz",
    });
  }
  await bootstrap({ programs: given === undefined ? [] : ["helm"] });
  const helm = readJson(path.join(home, "programs.json"))?.helm?.path;
  return await foreground(
    process.execPath,
    ["node_modules/jest/bin/jest.js", "--config", "jest.config.cjs", "test/chart"],
    {
      cwd: root,
      env: {
        ...process.env,
        ...(given === undefined ? {} : { MLWATCH_CHART: path.resolve(given) }),
        ...(helm === undefined ? {} : { MLWATCH_HELM: helm }),
      },
    },
  );
});
