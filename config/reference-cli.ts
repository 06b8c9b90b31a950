import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { referenceEntries, referenceTable } from "./reference";

// `npm run docs:configuration` writes the table of keys into docs/configuration.md.

const PAGE = path.join(__dirname, "../docs/configuration.md");
const [head = ""] = readFileSync(PAGE, "utf8").split("<!-- keys -->");
writeFileSync(PAGE, `${head}<!-- keys -->\n\n${referenceTable(referenceEntries())}\n`);
