import { overview } from "./overview";
import { render, RenderError } from "./index";

// `npm run summary -- [stack]`, and the first thing that `npm start` shows.

async function main(): Promise<void> {
  const [stack = "local"] = process.argv.slice(2);
  process.stdout.write(overview(stack, await render({ stack })));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof RenderError ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
