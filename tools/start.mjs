// npm start: makes the checkout ready, then hands over to the embedded environment (local/main.ts).
import path from "node:path";
import { bootstrap } from "./lib/bootstrap.mjs";
import { main } from "./lib/errors.mjs";
import { foreground } from "./lib/process.mjs";
import { home, root } from "./lib/paths.mjs";
import { found } from "./lib/programs.mjs";

/** What the embedded environment runs. */
const PROGRAMS = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kubectl",
  "kwok",
  "prometheus-operator",
  "prometheus",
  "alertmanager",
  "amtool",
  "thanos",
];

const typescript = (file, ...args) =>
  foreground(process.execPath, ["--import", "tsx", file, ...args], { cwd: root });

await main(async () => {
  const args = process.argv.slice(2);
  if (args.includes("--help") || args.includes("-h")) {
    await bootstrap({});
    return await typescript("local/main.ts", ...args);
  }
  await bootstrap({});
  const { missing } = await found(PROGRAMS, { home });
  // Building takes a while the first time: meanwhile there is something to read.
  if (missing.length > 0) {
    const code = await typescript("render/summary.ts");
    if (code !== 0) return code;
  }
  await bootstrap({
    programs: PROGRAMS,
    requirements: [path.join(root, "examples/requirements.txt")],
  });
  return await typescript("local/main.ts", ...args);
});
