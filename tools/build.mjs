// npm run build: compiles what the package publishes, CommonJS and declarations, to dist/.
import { rmSync } from "node:fs";
import path from "node:path";
import { BootstrapError, main } from "./lib/errors.mjs";
import { home, root } from "./lib/paths.mjs";
import { run } from "./lib/process.mjs";

await main(async () => {
  // A file that is no longer built must not be published.
  rmSync(path.join(root, "dist"), { recursive: true, force: true });
  const log = path.join(home, "logs/build.log");
  const { code, output } = await run(
    process.execPath,
    ["node_modules/typescript/bin/tsc", "--project", "tsconfig.build.json"],
    { cwd: root, log },
  );
  if (code !== 0) {
    process.stderr.write(output);
    throw new BootstrapError("the library does not compile", { log, remedy: "npm run typecheck" });
  }
});
