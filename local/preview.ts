import { render } from "../render";
import { overview } from "../render/overview";
import { explain } from "./explain";
import { preflight } from "./preflight";

// What `npm start` shows before it gets missing programs: a mistake in its command line, else what it will deploy.

const STACK = "local";

async function main(): Promise<void> {
  // A reader that has seen enough (`| head`) ends nothing.
  process.stdout.on("error", () => undefined);
  await preflight(process.argv.slice(2));
  process.stdout.write(overview(STACK, await render({ stack: STACK })));
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
});
