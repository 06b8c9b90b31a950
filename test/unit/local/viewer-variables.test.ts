import { parser } from "@prometheus-io/lezer-promql";
import fc from "fast-check";
import { ALL, type Variable } from "../../../local/viewer/model";
import { interpolate } from "../../../local/viewer/variables";

const timing = { range: 900, step: 5, scrapeInterval: 1 };

function variable(name: string, more: Partial<Variable> = {}): Variable {
  return {
    ...{ name, label: name, multi: true, includeAll: true, allValue: ".*" },
    ...{ options: [], current: [], hidden: false },
    ...more,
  };
}

const put = (expr: string, job: readonly string[], more?: Partial<Variable>) =>
  interpolate(expr, [variable("job", more)], { job }, timing);

describe("interpolate", () => {
  test.each(["$job", "${job}", "[[job]]", "${job:regex}"])("%s is the variable", (text) => {
    expect(put(`up{job=~"${text}"}`, ["a"])).toBe('up{job=~"a"}');
  });

  test("several values become alternatives, each taken literally", () => {
    expect(put('up{job=~"$job"}', ["a.b", "c|d"])).toBe('up{job=~"(a\\\\.b|c\\\\|d)"}');
  });

  test("values are literal after = and where they are text", () => {
    expect(put('up{job="$job"}', ["a.b"])).toBe('up{job="a.b"}');
    expect(put('label_replace(up, "x", "$job", "y", "(.*)")', ["a.b"])).toContain('"a.b"');
  });

  test("all is the expression of the dashboard", () => {
    expect(put('up{job=~"$job"}', [ALL], { allValue: ".+" })).toBe('up{job=~".+"}');
  });

  test("nothing chosen matches series without the label", () => {
    expect(put('up{job=~"$job"}', [])).toBe('up{job=~""}');
  });

  test("a variable may be part of a string", () => {
    expect(put('up{job=~"$job|"}', ["a"])).toBe('up{job=~"a|"}');
  });

  test("what is no variable stays: groups of label_replace above all", () => {
    const text = 'label_replace(up, "a", "$1-$2", "b", "(.*)-(.*)")';
    expect(put(text, ["a"])).toBe(text);
  });

  test("Grafana's own variables follow step, range and scrape interval", () => {
    const text =
      "rate(a[$__rate_interval]) + rate(b[$__interval]) + rate(c[$__range]) + $__range_s";
    expect(put(text, [])).toBe("rate(a[6s]) + rate(b[5s]) + rate(c[15m]) + 900");
    const slow = { range: 900, step: 5, scrapeInterval: 30 };
    expect(interpolate("$__rate_interval", [], {}, slow)).toBe("2m");
  });

  test("outside of strings only a number or a duration may stand", () => {
    expect(put("topk($job, up)", ["5"])).toBe("topk(5, up)");
    expect(put("rate(up[$job])", ["5m"])).toBe("rate(up[5m])");
    expect(() => put("topk($job, up)", ["5, up) or (secret"])).toThrow(
      /variable job stands outside/,
    );
  });

  test("a raw string takes a value as it is, or not at all", () => {
    expect(put("up{job=`$job`}", ['a"b'])).toBe('up{job=`a"b`}');
    expect(() => put("up{job=`$job`}", ["a`b"])).toThrow(/backtick/);
  });

  test("no value becomes PromQL", () => {
    const shapes = ['up{job="$job"}', "up{job='$job'}", 'up{job=~"$job"}', "up{job!~'x$job'}"];
    const nasty = fc.string({ unit: fc.constantFrom(..."\\\"'`$|(){}=~,\n a[]".split("")) });
    fc.assert(
      fc.property(fc.constantFrom(...shapes), fc.oneof(fc.string(), nasty), (shape, value) => {
        expect(outline(put(shape, [value]))).toEqual(outline(put(shape, ["x"])));
      }),
      { numRuns: 2000 },
    );
  });
});

/** The kinds of nodes of an expression, in order; errors are among them. */
function outline(expr: string): readonly string[] {
  const names: string[] = [];
  parser.parse(expr).iterate({ enter: ({ type }) => void names.push(type.name) });
  return names;
}
