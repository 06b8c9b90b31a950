import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { slugReference } from "./reference";

// `npm run docs:rules-check` writes the meaning of every slug into docs/rules-check.md.

const PAGE = path.join(__dirname, "../../docs/rules-check.md");
const [head = ""] = readFileSync(PAGE, "utf8").split("<!-- slugs -->");
writeFileSync(PAGE, `${head}<!-- slugs -->\n\n${slugReference()}\n`);
