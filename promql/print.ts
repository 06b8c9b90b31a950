import type { At, BinaryOp, Expr, Matcher, Matching } from "./ast";
import { duration, seconds } from "./duration";
import { PRECEDENCE } from "./precedence";

const LEGACY_METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LEGACY_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
// Names the grammar reads as something else unless they are quoted.
const RESERVED_METRIC = /^(nan|inf|bool|on|ignoring|group_left|group_right|atan2)$/i;
const RESERVED_LABEL = /^(nan|inf)$/i;

/** A double-quoted PromQL string; every character survives, control characters as escapes. */
export function quote(text: string): string {
  let out = '"';
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (char === '"' || char === "\\") out += `\\${char}`;
    else if (char === "\n") out += "\\n";
    else if (char === "\t") out += "\\t";
    else if (char === "\r") out += "\\r";
    else if (code < 0x20 || code === 0x7f) out += `\\x${code.toString(16).padStart(2, "0")}`;
    else if (code >= 0xd800 && code <= 0xdfff) {
      throw new Error(`a PromQL string cannot hold a lone surrogate (U+${code.toString(16)})`);
    } else out += char;
  }
  return `${out}"`;
}

/** Escapes a literal for use inside an RE2 regular expression, so that it matches only itself. */
export function escapeRegex(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&");
}

/** A number as Prometheus prints it: `+Inf`, `NaN`, never an exponent. */
function number(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
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
  const length = seconds(text);
  if (length === 0) throw new Error(`'${text}': a range or step must be longer than zero`);
  return duration(length);
}

function offsetBy(text: string | undefined): string {
  if (text === undefined) return "";
  const back = text.startsWith("-");
  const length = seconds(back ? text.slice(1) : text);
  return length === 0 ? "" : ` offset ${back ? "-" : ""}${duration(length)}`;
}

function atTime(at: At | undefined): string {
  return at === undefined ? "" : ` @ ${typeof at === "number" ? at.toFixed(3) : at}`;
}

/** `child` as an operand of a binary operator, in parentheses only where PromQL needs them. */
function operand(child: Expr, parent: BinaryOp, side: "left" | "right"): string {
  const text = print(child);
  // A negative literal binds looser than `^`: -2 ^ 2 is -4.
  if (child.type === "number" && Object.is(Math.sign(child.value), -1) && parent === "^") {
    return side === "left" ? `(${text})` : text;
  }
  if (child.type !== "binary") return text;
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
      const bare = expr.expr.type !== "binary" && expr.expr.type !== "negate";
      const inner = bare ? print(expr.expr) : `(${print(expr.expr)})`;
      const step = expr.step === undefined ? "" : window(expr.step);
      return `${inner}[${window(expr.range)}:${step}]${atTime(expr.at)}${offsetBy(expr.offset)}`;
    }
    case "negate": {
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
