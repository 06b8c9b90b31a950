import type { At, BinaryOp, Expr, Matcher, Matching } from "./ast";
import { duration, isDashboardRange, seconds } from "./duration";
import { PRECEDENCE } from "./precedence";

const LEGACY_METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LEGACY_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
// Names that Prometheus, or the grammar that we parse with, reads as something else unless they are quoted.
const RESERVED_METRIC =
  /^(nan|inf|bool|on|ignoring|group_left|group_right|atan2|offset|constructor|__proto__)$/i;
const RESERVED_LABEL = /^(nan|inf)$/i;

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};
// Go prints these as they are, and everything else as escapes.
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** A double-quoted PromQL string as Go quotes it; every character survives. */
export function quote(text: string): string {
  return `"${Array.from(text, quoted).join("")}"`;
}

function quoted(char: string): string {
  const short = SHORT_ESCAPES[char];
  if (short !== undefined) return short;
  if (PRINTABLE.test(char)) return char;
  const code = char.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code >= 0xd800 && code <= 0xdfff) {
    throw new Error(`a PromQL string cannot hold a lone surrogate (U+${hex})`);
  }
  if (code < 0x80) return `\\x${hex.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

/** Escapes a literal for use inside an RE2 regular expression, so that it matches only itself. */
export function escapeRegex(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&");
}

/** A number as Prometheus prints it: `+Inf`, `NaN`, never an exponent. */
function number(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  if (Object.is(value, -0)) return "-0";
  const [mantissa = "", exponent] = String(value).split("e");
  if (exponent === undefined) return mantissa;
  const [, sign = "", whole = "", fraction = ""] = /^(-?)(\d+)\.?(\d*)$/.exec(mantissa) ?? [];
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  return point <= 0
    ? `${sign}0.${"0".repeat(-point)}${digits}`
    : `${sign}${digits.padEnd(point, "0")}`;
}

function label(name: string): string {
  return LEGACY_LABEL.test(name) && !RESERVED_LABEL.test(name) ? name : quote(name);
}

function list(labels: readonly string[]): string {
  return `(${labels.map(label).join(", ")})`;
}

function matcher(m: Matcher): string {
  return `${label(m.label)}${m.op}${quote(m.value)}`;
}

function selector(metric: string, matchers: readonly Matcher[]): string {
  if (metric === "" && matchers.length === 0) {
    throw new Error("a selector needs the name of a metric, or matchers");
  }
  const legacy = metric === "" || (LEGACY_METRIC.test(metric) && !RESERVED_METRIC.test(metric));
  // Prometheus sorts the printed matchers, so `a!=` stands before `a1=` and that before `a=`.
  const named: Matcher = { label: "__name__", op: "=", value: metric };
  const inside = [...(legacy ? [] : [named]), ...matchers].map(matcher).sort().join(",");
  return inside === "" ? metric : `${legacy ? metric : ""}{${inside}}`;
}

function matching(m: Matching | undefined): string {
  if (!m) return "";
  if (m.mode === "ignoring" && m.labels.length === 0 && !m.group) return "";
  const group = m.group ? ` group_${m.group} ${list(m.include ?? [])}` : "";
  return ` ${m.mode} ${list(m.labels)}${group}`;
}

function window(text: string): string {
  if (isDashboardRange(text)) return text;
  const length = seconds(text);
  if (length === 0) throw new Error(`'${text}': a range or step must be longer than zero`);
  return duration(length);
}

function offsetBy(text: string | undefined): string {
  if (text === undefined) return "";
  if (isDashboardRange(text)) return ` offset ${text}`;
  const back = text.startsWith("-");
  const length = seconds(back ? text.slice(1) : text);
  return length === 0 ? "" : ` offset ${back ? "-" : ""}${duration(length)}`;
}

function atTime(at: At | undefined): string {
  if (at === undefined) return "";
  // No sign where nothing is left of a time, as in -0.0001.
  return ` @ ${typeof at === "number" ? at.toFixed(3).replace(/^-(0\.000)$/, "$1") : at}`;
}

/** The value of a number, also one behind signs: Prometheus reads these into the number. */
function literal(expr: Expr): number | undefined {
  if (expr.type === "number") return expr.value;
  const value = expr.type === "negate" ? literal(expr.expr) : undefined;
  return value === undefined ? undefined : -value;
}

/** Whether the text of an operand begins with a sign, `+Inf` included. */
function signed(text: string): boolean {
  return /^[-+]/.test(text);
}

/** `child` as an operand of a binary operator, in parentheses only where PromQL needs them. */
function operand(child: Expr, parent: BinaryOp, side: "left" | "right"): string {
  const text = print(child);
  // A sign binds looser than `^`: -2 ^ 2 is -4.
  const base = parent === "^" && side === "left";
  if (child.type !== "binary") return base && signed(text) ? `(${text})` : text;
  const own = PRECEDENCE[child.op];
  const outer = PRECEDENCE[parent];
  const rightAssociative = parent === "^";
  const loose = own < outer || (own === outer && (side === "right") !== rightAssociative);
  return loose ? `(${text})` : text;
}

/**
 * The canonical one-line text of an expression: what `promtool promql format` prints, less its line breaks.
 * @throws Error for a duration Prometheus does not accept, a selector without a name, or a lone surrogate.
 */
export function print(expr: Expr): string {
  switch (expr.type) {
    case "number":
      return number(expr.value);
    case "string":
      return quote(expr.value);
    case "selector": {
      const range = expr.range === undefined ? "" : `[${window(expr.range)}]`;
      return `${selector(expr.metric, expr.matchers)}${range}${atTime(expr.at)}${offsetBy(expr.offset)}`;
    }
    case "subquery": {
      const text = print(expr.expr);
      const inner = expr.expr.type === "binary" || signed(text) ? `(${text})` : text;
      const step = expr.step === undefined ? "" : window(expr.step);
      return `${inner}[${window(expr.range)}:${step}]${atTime(expr.at)}${offsetBy(expr.offset)}`;
    }
    case "negate": {
      const value = literal(expr);
      if (value !== undefined) return number(value);
      const text = print(expr.expr);
      return expr.expr.type === "binary" ? `-(${text})` : `-${text}`;
    }
    case "call":
      return `${expr.fn}(${expr.args.map(print).join(", ")})`;
    case "aggregate": {
      const { mode = "by", labels = [] } = expr.grouping ?? {};
      const grouping = mode === "by" && labels.length === 0 ? "" : ` ${mode} ${list(labels)} `;
      const args = [...(expr.param ? [expr.param] : []), expr.expr].map(print).join(", ");
      return `${expr.op}${grouping}(${args})`;
    }
    case "binary":
      return [
        operand(expr.left, expr.op, "left"),
        `${expr.op}${expr.bool ? " bool" : ""}${matching(expr.matching)}`,
        operand(expr.right, expr.op, "right"),
      ].join(" ");
  }
}
