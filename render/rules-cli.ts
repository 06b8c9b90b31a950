import { runCommand } from "./command";
import { explainStack } from "./explain-stack";
import { render } from "./index";
import { INDEX, ruleFiles, scopeOf } from "./rules-files";
import { writeFiles } from "./write";

const USAGE = `Usage: npm run rules -- <stack> --out DIR [--config FILE]
       npm run rules -- <stack> --explain [--metrics FILE|URL] [--config FILE]

Writes the rules of a stack as files, a folder for each form:
  prometheus/    rule files
  kubernetes/    PrometheusRule objects, as they are deployed
  thanos/        rule files for a Thanos Ruler, which sees several environments
  mimir/         the same as namespaces for Mimir's ruler

  --out DIR      where to; files of an earlier run are replaced, others left alone
  --config FILE  YAML map merged over mlwatch:monitoring of Pulumi.<stack>.yaml
  --explain      writes nothing: says by class of training runs which alerts a run gets that exports the least, and
                 what to export to get the others
  --metrics FILE|URL  the same of a program with these metrics, e.g. http://localhost:9100/metrics
`;

runCommand(
  USAGE,
  async ({ stack, out, ...options }) => {
    const { objects, outputs, messages } = await render({ stack, ...options });
    const files = ruleFiles(
      objects.map(({ object }) => object),
      { stack, scope: scopeOf(outputs) },
    );
    writeFiles(out, files, INDEX);
    if (messages !== "") process.stderr.write(`${messages}\n`);
    return `${files.length} files with the rules of stack ${stack} in ${out}`;
  },
  explainStack,
);
