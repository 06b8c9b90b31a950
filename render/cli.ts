import { runCommand } from "./command";
import { render, writeManifests } from "./index";

const USAGE = `Usage: npm run render -- <stack> --out DIR [--config FILE]

Writes what the stack deploys as manifests in apply order, one object a file, without a cluster.
  --out DIR      where to; files of an earlier render are replaced, others left alone
  --config FILE  YAML map merged over mlwatch:monitoring of Pulumi.<stack>.yaml
Values from mlwatch:secrets are never written: a placeholder says which Secret to create.
`;

runCommand(USAGE, async ({ stack, out, ...options }) => {
  const { objects, messages } = await render({ stack, ...options });
  writeManifests(out, objects);
  if (messages !== "") process.stderr.write(`${messages}\n`);
  return `${objects.length} objects of stack ${stack} in ${out}`;
});
