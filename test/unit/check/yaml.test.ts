import fc from "fast-check";
import { dump } from "js-yaml";
import { readYaml, valueOf, type ScalarNode } from "../../../check/files/yaml";

/** The text under `a`, and the character of the source that each of its characters stands for. */
function pointed(source: string): { text: string; chars: string[] } {
  const node = valueOf(readYaml(source)[0], "a") as ScalarNode;
  const chars = [...node.text].map((_, i) => source[node.at(i)] ?? "");
  return { text: node.text, chars };
}

it.each<[string, string]>([
  ["plain", "a: up > 1"],
  ["plain over lines", "a: up\n  > 1"],
  ["single-quoted", `a: 'x{y="it''s"} > 1'`],
  ["double-quoted", `a: "x{y=\\"z\\"}\\n > 1"`],
  ["double-quoted with codes", `a: "x\\u0041\\x42 > 1"`],
  ["literal", "a: |\n    up\n      > 1\n\n    # end\n"],
  ["folded", "a: >-\n    up\n    > 1\n"],
])("points into a %s scalar", (_, source) => {
  const { text, chars } = pointed(source);
  [...text].forEach((char, i) => {
    if (/\S/.test(char) && chars[i] !== "\\") expect(chars[i]).toBe(char);
  });
  expect(chars[text.indexOf(">")]).toBe(">");
});

it("points at the same character of any text in any style", () => {
  const letters = fc.constantFrom(..."ab '\"\\\n\t#:{}[]|>-é");
  const text = fc.string({ unit: letters, minLength: 1, maxLength: 30 });
  const style = fc.record({
    lineWidth: fc.constantFrom(10, 80, -1),
    indent: fc.integer({ min: 1, max: 4 }),
  });
  fc.assert(
    fc.property(text, style, (value, options) => {
      const read = pointed(dump({ a: value }, options));
      expect(read.text).toBe(value);
      [...value].forEach((char, i) => {
        if (/\S/.test(char)) expect([char, "\\"]).toContain(read.chars[i]);
      });
    }),
    { numRuns: 500 },
  );
});

it("resolves aliases", () => {
  const [document] = readYaml("b: &x [1, 2]\na: *x");
  expect(valueOf(document, "a")).toEqual(valueOf(document, "b"));
});
