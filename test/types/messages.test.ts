import path from "node:path";
import ts from "typescript";
import { CASES, PRELUDE } from "./cases";

jest.setTimeout(60_000);

const ROOT = path.resolve(__dirname, "../..");
const FILE = path.join(__dirname, "snippets.ts");
const NAMES = Object.keys(CASES);

/** What the compiler says of each snippet, by the line on which it stands. */
let messages: ReadonlyMap<number, string>;

/** Line of a snippet: one each, the right one before the wrong one. */
const lineOf = (name: string, which: "right" | "wrong"): number =>
  PRELUDE.split("\n").length + 2 * NAMES.indexOf(name) + (which === "right" ? 0 : 1);

beforeAll(() => {
  const text = [
    PRELUDE,
    ...Object.values(CASES).flatMap(({ right, wrong }, i) => [
      `export const right${i} = ${right};`,
      `export const wrong${i} = ${wrong};`,
    ]),
  ].join("\n");
  const { config } = ts.readConfigFile(path.join(ROOT, "tsconfig.json"), ts.sys.readFile) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, files: [], include: [] },
    ts.sys,
    ROOT,
  );
  // Only the compiler's own options: what is compiled here writes and remembers nothing.
  const { tsBuildInfoFile: _, incremental: __, ...rest } = options;
  const compilerOptions = { ...rest, types: [] };
  const host = ts.createCompilerHost(compilerOptions);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (file) => file === FILE || fileExists(file);
  host.getSourceFile = (file, target, ...others) =>
    file === FILE
      ? ts.createSourceFile(file, text, target)
      : getSourceFile(file, target, ...others);
  const program = ts.createProgram([FILE], compilerOptions, host);
  const source = program.getSourceFile(FILE)!;
  const found = new Map<number, string>();
  for (const diagnostic of program.getSemanticDiagnostics(source)) {
    const { line } = source.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
    const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n");
    found.set(line, `${found.get(line) ?? ""}${message}\n`);
  }
  messages = found;
});

describe("the compiler", () => {
  it("says nothing of what the snippets have in common", () => {
    const common = [...messages].filter(([line]) => line < lineOf(NAMES[0]!, "right"));
    expect(common).toEqual([]);
  });

  it.each(NAMES)("refuses %s, in words that help", (name) => {
    expect(messages.get(lineOf(name, "right"))).toBeUndefined();
    expect(messages.get(lineOf(name, "wrong")) ?? "compiles").toMatch(CASES[name]!.message);
  });
});
