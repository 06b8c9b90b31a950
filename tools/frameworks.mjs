// npm run test:frameworks: the integrations of the Python package with the real frameworks.
import { existsSync } from "node:fs";
import path from "node:path";
import { checkNode, progress } from "./lib/bootstrap.mjs";
import { main } from "./lib/errors.mjs";
import { withLock } from "./lib/lock.mjs";
import { ensureVenv } from "./lib/packages.mjs";
import { home, root } from "./lib/paths.mjs";
import { foreground } from "./lib/process.mjs";

const own = path.join(home, "frameworks");
const tests = "tests/integrations";
const file = path.join(root, "python", tests, "requirements.txt");

await main(async () => {
  checkNode();
  if (!existsSync(own)) progress("the frameworks take 6 GB of disk and, this once, some minutes");
  const python = await withLock(path.join(own, "lock"), () =>
    ensureVenv({ home: own, file, report: progress }),
  );
  return await foreground(python, ["-m", "pytest", "-rs", tests, ...process.argv.slice(2)], {
    cwd: path.join(root, "python"),
  });
});
