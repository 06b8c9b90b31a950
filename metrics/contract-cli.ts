import { writeFileSync } from "node:fs";
import path from "node:path";
import { format, resolveConfig } from "prettier";
import { contracts } from "./contract";
import { catalogueEntries } from "./index";

// `npm run docs:contract` writes python/mlwatch_metrics/contract.json.

const FILE = path.join(__dirname, "../python/mlwatch_metrics/contract.json");

async function main(): Promise<void> {
  const options = await resolveConfig(FILE);
  const text = JSON.stringify(contracts(catalogueEntries()));
  writeFileSync(FILE, await format(text, { ...options, parser: "json" }));
}

void main();
