import { parse, parseWithSpans, print, walk } from "../../../promql";
import { PRECEDENCE } from "../../../promql/precedence";
import { format, squeezed } from "./promtool";

/** Texts, and how they are printed. */
const readings = [
  ["a + -2 ^ 2", "a + -(2 ^ 2)"],
  ["-a ^ -b * 2", "-(a ^ -b) * 2"],
  ["a ^ 3 ^ 4 - 5 - 6", "a ^ 3 ^ 4 - 5 - 6"],
  ["(a ^ 3) ^ 4 - (5 - 6)", "(a ^ 3) ^ 4 - (5 - 6)"],
  ["a + b offset 5m * c", "a + b offset 5m * c"],
  ["a or -rate((-b)[5m:] @ start()) and c", "a or -rate((-b)[5m:] @ start()) and c"],
  ["-a offset 5m", "-a offset 5m"],
  ["a offset - 5m", "a offset -5m"],
  ["a offset --5m", "a offset 5m"],
  ["a offset -90m @ 1.23456", "a @ 1.235 offset -1h30m"],
  ["a @ END () offset 0s", "a @ end()"],
  ["rate(a[300] offset 1.5)", "rate(a[5m] offset 1s500ms)"],
  ["rate(a[0x10:1w1d])", "rate(a[16s:8d])"],
  ["rate((a offset 1h)[5m:1m])", "rate(a offset 1h[5m:1m])"],
  ["a + 1_000 + 0x1F + 1h5m + .5", "a + 1000 + 31 + 3900 + 0.5"],
  ["a + 010 + 09 + 1e3 + 1E-2", "a + 8 + 9 + 1000 + 0.01"],
  ["a + inf - +Inf - -INF - nan", "a + +Inf - +Inf - -Inf - NaN"],
  ["- - 2 + -(-(a)) + +b", "2 + --a + b"],
  [`a{x="\\x41\\101\\u00e9\\xc3\\xa9\\U0001F600\\"'"}`, `a{x="AAéé😀\\"'"}`],
  [`a{x='\\'"\\n'}`, `a{x="'\\"\\n"}`],
  ["a{x=`\\n\"'`}", `a{x="\\\\n\\"'"}`],
  ['{"a.b", x="y", "c.d"=~"e",}', '{"c.d"=~"e",__name__="a.b",x="y"}'],
  ['{__name__="up", x!~``}', 'up{x!~""}'],
  ['{__name__=~"up|down"}', '{__name__=~"up|down"}'],
  ['{"up", __name__!="down"}', '{__name__!="down",__name__="up"}'],
  ["SUM(a) BY (x, ) + max without () (b)", "sum by (x) (a) + max without () (b)"],
  ["count_values by () ('x', a)", 'count_values("x", a)'],
  ["a == BOOL b", "a == bool b"],
  ["a * Ignoring () b", "a * b"],
  [
    'a ATAN2 on (x, "y.z") group_right () (b AND on() c)',
    'a atan2 on (x, "y.z") group_right () (b and on () c)',
  ],
  ["# what\nrate( # why\n  a[5m]\n) # end", "rate(a[5m])"],
] as const;

describe("parsing", () => {
  it.each(readings)("reads %s", (text, printed) => {
    expect(print(parse(text))).toBe(printed);
    expect(print(parse(printed))).toBe(printed);
  });

  it("reads them as Prometheus does", async () => {
    const formatted = await format(readings.map(([text]) => text));
    expect(formatted.map((text) => print(parse(text)))).toEqual(
      readings.map(([, printed]) => printed),
    );
  });

  it("groups every two operators as Prometheus does", async () => {
    const operators = Object.keys(PRECEDENCE);
    // Long enough that Prometheus breaks the line at the operator that it groups by, and there only.
    const [a, b, c] = ["a", "b", "c"].map((letter) => letter.repeat(40));
    const texts = operators.flatMap((one) =>
      operators.map((two) => `${a} ${one} ${b} ${two} ${c}`),
    );
    const grouped = (await format(texts)).map((text) => text.trim().split("\n").map(squeezed));
    const ours = texts.map((text) => {
      const expr = parse(text);
      if (expr.type !== "binary") return [];
      return [expr.left, expr.op, expr.right].map((part) =>
        squeezed(typeof part === "string" ? part : print(part)),
      );
    });
    expect(ours).toEqual(grouped);
  });

  it.each([
    ["", 0, ""],
    ["sum(a", 5, ""],
    ["a fill(0) b", 2, ""],
    ["rate(a[1.5h])", 10, ""],
    ["unknown(a)", 7, ""],
    ['"a', 0, "closing quote"],
    ['"a\\"', 0, "closing quote"],
    ['a{x="\\q"}', 4, "'\\q' is no escape"],
    [`'\\"'`, 0, "is no escape"],
    ['"\\ud800"', 0, "is no escape"],
    ['"\\xe9"', 0, "UTF-8"],
    ["{}", 0, "name of a metric"],
    ['up{__name__="down"}', 0, "twice"],
    ["a[0s]", 2, "longer than zero"],
    ["a[300y]", 2, "292 years"],
    ["sum(a)[5m]", 6, "subquery"],
    ["(a)[5m]", 3, "subquery"],
    ["a offset 1m [5m]", 11, "before offset"],
    ["sum(a) offset 5m", 6, "must follow"],
    ["a offset 5m offset 3m", 11, "second offset"],
    ["a @ 5 @ 6", 5, "second @"],
    ["a @ Inf", 4, "finite"],
    ["topk(a)", 0, "topk takes 2 argument(s), not 1"],
    ["sum(1, a)", 0, "sum takes 1 argument(s), not 2"],
  ])("refuses %j at %i", (text, at, why) => {
    const problem = `${text.slice(0, at)}>>>${text.slice(at)}`;
    expect(() => parse(text)).toThrow(`not valid PromQL at position ${at}`);
    expect(() => parse(text)).toThrow(problem);
    expect(() => parse(text)).toThrow(why);
  });

  it.each([
    ["a + fill(0) b", "fill"],
    ["rate(a[5m] smoothed)", "smoothed"],
    ["rate(a[5m] anchored)", "anchored"],
    ["rate(a[5m + 1m])", "duration expressions"],
    ["rate(a[step()])", "duration expressions"],
    ["a offset (5m)", "duration expressions"],
    ["1 + limitk(1, a)", "limitk"],
    ["limit_ratio(0.5, a)", "limit_ratio"],
    ["a </ 5", "the operator </"],
  ])("says that %s is not held", (text, what) => {
    expect(() => parse(text)).toThrow(/^not supported at position \d+ /);
    expect(() => parse(text)).toThrow(`(${what})`);
  });

  it("knows where every part stands in the text", () => {
    const text = "-2 ^ (a) + sum by (x) (rate((b)[5m:] offset 1h)) # end";
    const { expr, spanOf } = parseWithSpans(text);
    const parts = [...walk(expr)].map((node) => {
      const span = spanOf(node);
      return span && text.slice(span.from, span.to);
    });
    expect(parts).toEqual([
      "-2 ^ (a) + sum by (x) (rate((b)[5m:] offset 1h))",
      "-2 ^ (a)",
      "2 ^ (a)",
      "2",
      "a",
      "sum by (x) (rate((b)[5m:] offset 1h))",
      "rate((b)[5m:] offset 1h)",
      "(b)[5m:] offset 1h",
      "b",
    ]);
    expect(spanOf({ type: "number", value: 2 })).toBeUndefined();
  });
});
