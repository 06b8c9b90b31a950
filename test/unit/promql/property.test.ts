import { execFile } from "node:child_process";
import { promisify } from "node:util";
import fc from "fast-check";
import { parse, escapeRegex, Metric, print, quote } from "../../../promql";
import { program } from "../../programs";
import { anyVector } from "./arbitrary";
import { readShape, shapeOf, withoutOffsets } from "./read";

const run = promisify(execFile);

/** What Prometheus itself makes of an expression. */
async function format(text: string): Promise<string> {
  // A leading sign would be read as a flag.
  const { stdout } = await run(program("promtool"), [
    "--experimental",
    "promql",
    "format",
    "--",
    text,
  ]);
  return stdout;
}
const squeezed = (text: string) => text.replace(/\s+/g, "");

const anyText = fc.string({ unit: "binary", maxLength: 12 });

describe("printing", () => {
  it("prints random expressions that parse, with the operands where they belong", () => {
    fc.assert(
      fc.property(anyVector, (expr) => {
        parse(print(expr));
        // The grammar lets an offset bind looser than any operator, Prometheus itself tighter: where it
        // belongs is for the next test to ask.
        const plain = withoutOffsets(expr);
        expect(readShape(print(plain))).toEqual(shapeOf(plain));
      }),
      { numRuns: 1000 },
    );
  });

  it("prints random expressions as Prometheus prints them", async () => {
    await fc.assert(
      fc.asyncProperty(anyVector, async (expr) => {
        const text = print(expr);
        // Prometheus prints `by (inf)`, which it cannot read back; we quote such a label.
        fc.pre(!/"inf"/i.test(text));
        expect(squeezed(await format(text))).toBe(squeezed(text));
      }),
      { numRuns: 100 },
    );
  }, 120_000);

  it("keeps any text as one label value", () => {
    fc.assert(
      fc.property(anyText, (value) => {
        const text = new Metric<"a", "gauge", "one">("m").where({ a: value }).toString();
        parse(text);
        const literal = /^m\{a=(".*")\}$/s.exec(text)?.[1];
        expect(unquote(literal!)).toBe(value);
      }),
      { numRuns: 1000 },
    );
  });

  it("keeps any text as one label value for Prometheus", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          anyText.filter((text) => text !== ""),
          { minLength: 20, maxLength: 20 },
        ),
        async (values) => {
          // Many values in one call: each as the replacement of a label_replace, read back from the output.
          const text = values.reduce(
            (v, value) => `label_replace(${v}, "x", ${quote(value)}, "", "")`,
            "m",
          );
          const printed = await format(text);
          const literals = printed.match(/"(?:[^"\\]|\\.)*"/gs) ?? [];
          expect(literals.filter((_, i) => i % 4 === 1).map(unquote)).toEqual(values);
        },
      ),
      { numRuns: 10 },
    );
  }, 60_000);

  it("escapes a literal so that as a regular expression it matches only itself", () => {
    fc.assert(
      fc.property(anyText, anyText, (value, other) => {
        // JavaScript's `v`-less Unicode-free syntax reads these escapes as RE2 does.
        const expression = new RegExp(`^(?:${escapeRegex(value)})$`, "s");
        expect(expression.test(value)).toBe(true);
        expect(expression.test(other)).toBe(other === value);
      }),
      { numRuns: 1000 },
    );
  });

  it("keeps any text as a metric name", () => {
    fc.assert(
      fc.property(
        // The lezer grammar refuses these two bare, which Prometheus accepts.
        anyText.filter((name) => !["", "offset", "__proto__"].includes(name)),
        (name) => {
          const text = print({ type: "selector", metric: name, matchers: [] });
          parse(text);
          const quoted = /^\{__name__=(".*")\}$/s.exec(text)?.[1];
          expect(quoted === undefined ? text : unquote(quoted)).toBe(name);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

/** The text of a Go string literal, as strconv.Unquote reads it. */
function unquote(literal: string): string {
  const single: Readonly<Record<string, string>> = {
    a: "\x07",
    b: "\b",
    f: "\f",
    n: "\n",
    r: "\r",
    t: "\t",
    v: "\v",
  };
  return literal
    .slice(1, -1)
    .replace(
      /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))/gs,
      (_, x?: string, u?: string, U?: string, char?: string) => {
        const hex = x ?? u ?? U;
        if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16));
        return single[char!] ?? char!;
      },
    );
}
