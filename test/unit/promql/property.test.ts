import fc from "fast-check";
import { escapeRegex, Metric, parse, print, type Expr } from "../../../promql";
import { anyVector } from "./arbitrary";
import { normalise } from "./normalise";
import { format, squeezed } from "./promtool";

const anyText = fc.string({ unit: "binary", maxLength: 12 });
const many = <T>(arbitrary: fc.Arbitrary<T>, count: number) =>
  fc.array(arbitrary, { minLength: count, maxLength: count });
// Prometheus prints `by (inf)`, which it cannot read back; we quote such a label.
const printedAlike = anyVector.filter((expr) => !print(expr).includes('"inf"'));

describe("random expressions", () => {
  it("are what is parsed from their text", () => {
    fc.assert(
      fc.property(anyVector, (expr) => {
        const text = print(expr);
        const parsed = parse(text);
        expect(print(parsed)).toBe(text);
        expect(normalise(parsed)).toEqual(normalise(expr));
      }),
      { numRuns: 1000 },
    );
  });

  it("are printed as Prometheus prints them, and its text parses to the same", async () => {
    await fc.assert(
      // Many in one call: starting promtool costs more than its work.
      fc.asyncProperty(many(printedAlike, 20), async (expressions) => {
        const texts = expressions.map(print);
        const formatted = await format(texts);
        expect(formatted.map(squeezed)).toEqual(texts.map(squeezed));
        expect(formatted.map(parse)).toEqual(texts.map(parse));
      }),
      { numRuns: 20 },
    );
  }, 60_000);
});

describe("any text", () => {
  const value = (expr: Expr) => (expr.type === "selector" ? expr.matchers[0]?.value : undefined);
  const where = (text: string) => new Metric<"a", "gauge", "one">("m").where({ a: text });

  it("stays one label value", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { ast } = where(text);
        expect(parse(print(ast))).toEqual(ast);
        expect(value(ast)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it("stays one label value, the name of a label and of a metric for Prometheus", async () => {
    await fc.assert(
      fc.asyncProperty(
        many(
          anyText.filter((text) => text !== ""),
          20,
        ),
        async (texts) => {
          const expressions = texts.flatMap((text): Expr[] => [
            where(text).ast,
            { type: "selector", metric: text, matchers: [{ label: text, op: "=", value: "" }] },
          ]);
          const formatted = await format(expressions.map(print));
          expect(formatted.map(parse)).toEqual(expressions);
        },
      ),
      { numRuns: 20 },
    );
  }, 60_000);

  it("as an escaped regular expression matches only itself", () => {
    fc.assert(
      fc.property(anyText, anyText, (text, other) => {
        // JavaScript's syntax without flag v or u reads these escapes as RE2 does.
        const expression = new RegExp(`^(?:${escapeRegex(text)})$`, "s");
        expect(expression.test(text)).toBe(true);
        expect(expression.test(other)).toBe(other === text);
      }),
      { numRuns: 1000 },
    );
  });
});
