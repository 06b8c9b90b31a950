// npm run lint:rules: lints the rules and dashboards of every stack, and runs pint where it can be had.
import { bootstrap } from "./lib/bootstrap.mjs";
import { BootstrapError, main } from "./lib/errors.mjs";
import { home, root } from "./lib/paths.mjs";
import { foreground } from "./lib/process.mjs";
import { getPrograms } from "./lib/programs.mjs";

/** The program, or why there is none: our own lints do without it. */
async function findPint() {
  try {
    await bootstrap({ programs: ["pint"] });
    const { pint } = await getPrograms(["pint"], { home });
    return ["--pint", pint.path];
  } catch (error) {
    // One that the user named wrongly is the user's mistake, not a machine that lacks it.
    if (!(error instanceof BootstrapError) || process.env.MLWATCH_PINT) throw error;
    return ["--without-pint", error.message];
  }
}

await main(async () => {
  await bootstrap({});
  const pint = await findPint();
  return await foreground(
    process.execPath,
    [
      ...["--import", "tsx", "check/lint/cli.ts", "--suites", "test/rules/suites.ts"],
      ...pint,
      ...process.argv.slice(2),
    ],
    { cwd: root },
  );
});
