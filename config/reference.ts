import path from "node:path";
import ts from "typescript";

/** One key of `mlwatch:monitoring`, as its interface documents it. */
export interface ReferenceEntry {
  /** E.g. `gpuPools[].nodes.min`; `<key>` stands for any key of a map. */
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly text: string;
  readonly default: string;
}

const INTERFACES = path.join(__dirname, "config.ts");

/**
 * Every key of the configuration with the doc comment of its interface, depth first.
 * @throws Error when the interface is gone, or a key has neither a comment nor fields that have.
 */
export function referenceEntries(): ReferenceEntry[] {
  const program = ts.createProgram([INTERFACES], {
    strict: true,
    exactOptionalPropertyTypes: true,
    noLib: false,
    skipLibCheck: true,
    lib: ["lib.es2023.d.ts"],
    types: [],
    module: ts.ModuleKind.NodeNext,
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(INTERFACES);
  const root = source?.statements.find(
    (statement) =>
      ts.isInterfaceDeclaration(statement) && statement.name.text === "MonitoringConfig",
  );
  if (!root) throw new Error(`${INTERFACES} has no interface MonitoringConfig`);
  return fields(checker, checker.getTypeAtLocation(root), "");
}

function fields(checker: ts.TypeChecker, type: ts.Type, prefix: string): ReferenceEntry[] {
  return type.getProperties().flatMap((property) => {
    const key = prefix + property.name;
    const propertyType = checker.getNonNullableType(checker.getTypeOfSymbol(property));
    const { suffix, inner } = element(checker, propertyType);
    const required = !(property.flags & ts.SymbolFlags.Optional);
    const tag = property.getJsDocTags(checker).find(({ name }) => name === "default");
    return [
      {
        path: key,
        type: typeName(checker, propertyType),
        required,
        text: oneLine(ts.displayPartsToString(property.getDocumentationComment(checker))),
        // A required key inherits the default of the argument that it narrows.
        default: required ? "" : oneLine(ts.displayPartsToString(tag?.text)),
      },
      ...(isOurs(inner) ? fields(checker, inner, `${key}${suffix}.`) : []),
    ];
  });
}

// What a list or a map holds; anything else holds itself.
function element(checker: ts.TypeChecker, type: ts.Type): { suffix: string; inner: ts.Type } {
  if (checker.isArrayType(type)) {
    return { suffix: "[]", inner: checker.getIndexTypeOfType(type, ts.IndexKind.Number) ?? type };
  }
  const value = checker.getIndexTypeOfType(type, ts.IndexKind.String);
  return value ? { suffix: ".<key>", inner: value } : { suffix: "", inner: type };
}

function isOurs(type: ts.Type): boolean {
  const declaration = type.getSymbol()?.declarations?.[0];
  return (
    declaration !== undefined && ts.isInterfaceDeclaration(declaration) && type.isClassOrInterface()
  );
}

function typeName(checker: ts.TypeChecker, type: ts.Type): string {
  if (checker.isArrayType(type)) {
    return `list of ${typeName(checker, element(checker, type).inner)}`;
  }
  if (type.isUnion() && type.types.every((part) => part.isStringLiteral())) {
    return type.types.map((part) => `\`${part.isStringLiteral() ? part.value : ""}\``).join(", ");
  }
  const value = checker.getIndexTypeOfType(type, ts.IndexKind.String);
  if (value)
    return value.flags & ts.TypeFlags.Unknown ? "map" : `map of ${typeName(checker, value)}`;
  if (isOurs(type)) return "object";
  return checker.typeToString(type);
}

function oneLine(text: string): string {
  return text
    .replace(/\{@link (\w+)\}/g, "`$1`")
    .replace(/\s+/g, " ")
    .replaceAll("|", "\\|")
    .replace(/<(\w+)>/g, "\\<$1>")
    .trim();
}

/** The entries as a Markdown table, its columns padded as Prettier does it. */
export function referenceTable(entries: readonly ReferenceEntry[]): string {
  const rows = [
    ["key", "type", "meaning", "default"],
    ...entries.map((entry) => [
      `\`${entry.path}\`${entry.required ? " *" : ""}`,
      entry.type,
      entry.text,
      entry.default,
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const [head = "", ...body] = rows.map((row) =>
    line(row.map((cell, i) => cell.padEnd(widths[i] ?? 0))),
  );
  return [head, line(widths.map((width) => "-".repeat(width))), ...body].join("\n");
}
