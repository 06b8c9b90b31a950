import { parseArgs } from "node:util";
import { readYaml } from "./project";
import { render, RenderError, writeManifests } from "./index";

const USAGE = `Usage: npm run render -- <stack> --out DIR [--config FILE]

Writes what the stack deploys as manifests in apply order, one object a file, without a cluster.
  --out DIR      where to; files of an earlier render are replaced, others left alone
  --config FILE  YAML map merged over mlwatch:monitoring of Pulumi.<stack>.yaml
Values from mlwatch:secrets are never written: a placeholder says which Secret to create.
`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      out: { type: "string" },
      config: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const [stack, ...more] = positionals;
  if (stack === undefined || more.length > 0 || values.out === undefined) {
    throw new RenderError(USAGE);
  }
  const { objects, messages } = await render({
    stack,
    ...(values.config !== undefined && { config: readYaml(values.config) }),
  });
  writeManifests(values.out, objects);
  if (messages !== "") process.stderr.write(`${messages}\n`);
  process.stdout.write(`${objects.length} objects of stack ${stack} in ${values.out}\n`);
}

main().catch((error: unknown) => {
  // What a user can mend is one message; anything else is a defect and keeps its stack trace.
  const expected = error instanceof RenderError || isUsage(error);
  process.stderr.write(`${expected ? error.message : String((error as Error).stack ?? error)}\n`);
  process.exitCode = 1;
});

function isUsage(error: unknown): error is Error {
  return (
    error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS")
  );
}
