// Vendors the custom resource definitions of the Prometheus Operator into components/crds/vendor:
// one minified JSON file each, complete but for the descriptions (nine tenths of the size), which no
// API server needs. The version is the one pinned in tools/programs/prometheus-operator/go.mod.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { load } from "js-yaml";

const MODULE = "github.com/prometheus-operator/prometheus-operator";
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const wrapper = path.join(root, "tools/programs/prometheus-operator");
const target = path.join(root, "components/crds/vendor");

/** Drops `description` where it documents a schema, not where it is the name of a property. */
function withoutDescriptions(node, isPropertyMap = false) {
  if (Array.isArray(node)) return node.map((item) => withoutDescriptions(item));
  if (node === null || typeof node !== "object") return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key, value]) => isPropertyMap || key !== "description" || typeof value !== "string")
      .map(([key, value]) => [
        key,
        withoutDescriptions(value, key === "properties" && !isPropertyMap),
      ]),
  );
}

const module = JSON.parse(
  execFileSync("go", ["mod", "download", "-json", MODULE], { cwd: wrapper, encoding: "utf8" }),
);
const source = path.join(module.Dir, "example/prometheus-operator-crd");
const files = readdirSync(source)
  .filter((file) => file.endsWith(".yaml"))
  .sort();
if (files.length === 0) throw new Error(`no definitions in ${source}`);

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
for (const file of files) {
  const definition = withoutDescriptions(load(readFileSync(path.join(source, file), "utf8")));
  const name = file.replace(/^monitoring\.coreos\.com_/, "").replace(/\.yaml$/, ".json");
  writeFileSync(path.join(target, name), `${JSON.stringify(definition)}\n`);
}
writeFileSync(
  path.join(target, "version.json"),
  `${JSON.stringify({ module: MODULE, version: module.Version })}\n`,
);
process.stdout.write(`${files.length} definitions of ${MODULE} ${module.Version}\n`);
