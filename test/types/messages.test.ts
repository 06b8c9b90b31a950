import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

jest.setTimeout(120_000);

const ROOT = path.resolve(__dirname, "../..");
const FOLDER = path.join(__dirname, "mistakes");
const FILES = readdirSync(FOLDER).map((name) => path.join(FOLDER, name));
const EXPECTED = /^ *\/\/ @ts-expect-error (.+)$/;

interface Mistake {
  readonly file: string;
  /** Of the code, counted from 0. */
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

// Each mistake stands under the message that it must have. That it is one, and that what is right beside it
// compiles, `npm run typecheck` holds; here the words are held.
const mistakes = FILES.flatMap((file) => {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.flatMap((comment, i): Mistake[] => {
    const message = EXPECTED.exec(comment)?.[1];
    const code = lines[i + 1]?.trim() ?? "";
    return message === undefined ? [] : [{ file, line: i + 1, code, message }];
  });
});

/** Messages in the table of the docs; `...` stands for more, and a quoted name for any. */
const documented = readFileSync(path.join(ROOT, "docs/promql.md"), "utf8")
  .split("## What the compiler says")[1]!
  .split("\n## ")[0]!
  .split("\n")
  .flatMap((line) => /^\| `.*` +\| (.*?) +\|$/.exec(line)?.[1] ?? []);
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** What the compiler says, by file and line. */
let said: ReadonlyMap<string, string>;
const place = (file: string, line: number) => `${path.basename(file)}:${line}`;

beforeAll(() => {
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
  const host = ts.createCompilerHost({ ...rest, types: [] });
  const { getSourceFile } = host;
  // A comment of another name hides nothing.
  host.getSourceFile = (file, target, ...others) =>
    FILES.includes(path.normalize(file))
      ? ts.createSourceFile(
          file,
          readFileSync(file, "utf8").replaceAll("@ts-expect-error", "@expected"),
          target,
        )
      : getSourceFile(file, target, ...others);
  const program = ts.createProgram(FILES, { ...rest, types: [] }, host);
  const found = new Map<string, string>();
  for (const file of FILES) {
    const source = program.getSourceFile(file)!;
    for (const diagnostic of program.getSemanticDiagnostics(source)) {
      const { line } = source.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
      const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n");
      found.set(place(file, line), `${found.get(place(file, line)) ?? ""}${message}\n`);
    }
  }
  said = found;
});

describe("the compiler", () => {
  it("knows more than 40 distinct mistakes", () => {
    expect(new Set(mistakes.map(({ code }) => code)).size).toBeGreaterThan(40);
  });

  it("is quoted in the docs", () => {
    expect(documented.length).toBeGreaterThan(10);
  });

  it.each(mistakes)("refuses $code: $message", ({ file, line, message }) => {
    expect(said.get(place(file, line)) ?? "compiles").toContain(message);
  });

  it.each(documented)("says as docs/promql.md does: %s", (message) => {
    const pattern = new RegExp(
      message
        .split("...")
        .map((part) => escaped(part.trim()).replace(/'[^']*'/g, "'[^']*'"))
        .join(".*"),
    );
    expect([...said.values()].filter((text) => pattern.test(text))).not.toEqual([]);
  });

  it("says nothing of what is right", () => {
    const expected = new Set(mistakes.map(({ file, line }) => place(file, line)));
    expect([...said].filter(([at]) => !expected.has(at))).toEqual([]);
  });
});
