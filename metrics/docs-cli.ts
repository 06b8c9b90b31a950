import { writeFileSync } from "node:fs";
import path from "node:path";
import { format, resolveConfig } from "prettier";
import { catalogueEntries } from "./index";
import { metricsReference } from "./reference";

// `npm run docs:metrics` writes docs/metrics.md.

const PAGE = path.join(__dirname, "../docs/metrics.md");
const HEAD = `# Metrics

What the catalogue (\`metrics/\`) knows: rules and dashboards can name nothing else. Written by
\`npm run docs:metrics\`; how to export the training and inference metrics is in [instrumentation.md](instrumentation.md).

An exporter that changed names, labels or units between its versions has a table for each of its dialects, the youngest
first. The interval is that of an environment that says nothing else. A histogram \`x\` is stored as \`x_bucket\`,
\`x_count\` and \`x_sum\`. Histograms without bucket bounds have such as a deployment chooses.

`;

async function main(): Promise<void> {
  const options = await resolveConfig(PAGE);
  const text = HEAD + metricsReference(catalogueEntries());
  writeFileSync(PAGE, await format(text, { ...options, parser: "markdown" }));
}

void main();
