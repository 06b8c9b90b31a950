import Ajv, { type ValidateFunction } from "ajv";
import type * as definitions from "../../components/crds/definitions";

// Also where a test replaces them by small ones.
const { DEFINITIONS } = jest.requireActual<typeof definitions>("../../components/crds/definitions");

// Patterns are those of Go, where (?i) stands in the pattern and not behind it.
const goPattern = Object.assign(
  (pattern: string, flags: string) =>
    pattern.includes("(?i)")
      ? new RegExp(pattern.replace("(?i)", ""), `${flags}i`)
      : new RegExp(pattern, flags),
  { code: "new RegExp" },
);
const ajv = new Ajv({
  allErrors: true,
  strict: false,
  validateFormats: false,
  code: { regExp: goPattern },
});
const validators = new Map<string, ValidateFunction>();

/**
 * Checks a custom resource against the vendored definition of its kind, as an API server does that
 * refuses unknown fields. Returns what is wrong, by path; empty when nothing is.
 * @throws Error for a kind without a definition
 */
export function checkAgainstDefinition(object: Readonly<Record<string, unknown>>): string[] {
  const [group, version] = String(object["apiVersion"]).split("/");
  const definition = DEFINITIONS.find(
    ({ spec }) => spec.group === group && spec.names.kind === object["kind"],
  );
  const schema = definition?.spec.versions.find(({ name }) => name === version)?.schema;
  if (!schema) throw new Error(`no definition of ${object["kind"]} ${object["apiVersion"]}`);
  const key = `${object["apiVersion"]} ${object["kind"]}`;
  const validate = validators.get(key) ?? ajv.compile(strict(schema.openAPIV3Schema));
  validators.set(key, validate);
  validate(object);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${String(object["kind"])}${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

// An object schema with known properties refuses others, but for metadata, which the API server knows.
function strict(schema: unknown): object {
  const visit = (node: unknown, isPropertyMap: boolean): unknown => {
    if (Array.isArray(node)) return node.map((item) => visit(item, false));
    if (typeof node !== "object" || node === null) return node;
    const fields = Object.fromEntries(
      Object.entries(node).map(([key, value]) => [
        key,
        visit(value, key === "properties" && !isPropertyMap),
      ]),
    );
    const closed =
      !isPropertyMap &&
      "properties" in node &&
      !("additionalProperties" in node) &&
      !("x-kubernetes-preserve-unknown-fields" in node);
    if (!isPropertyMap && "x-kubernetes-int-or-string" in node) {
      return { ...fields, anyOf: [{ type: "integer" }, { type: "string" }] };
    }
    return closed ? { ...fields, additionalProperties: false } : fields;
  };
  return visit(schema, false) as object;
}
