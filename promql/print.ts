import type { BinaryOp, Expr, Matcher, Matching } from "./ast";
import { duration, seconds } from "./duration";

const PRECEDENCE: Readonly<Record<BinaryOp, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  "==": 3,
  "!=": 3,
  ">": 3,
  ">=": 3,
  "<": 3,
  "<=": 3,
  "+": 4,
  "-": 4,
  "*": 5,
  "/": 5,
  "%": 5,
  atan2: 5,
  "^": 6,
};

const LEGACY_METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LEGACY_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

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

/** A number as PromQL writes it: `+Inf`, `NaN`, no exponent below 1e21. */
function number(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  return String(value);
}

function label(name: string): string {
  return LEGACY_LABEL.test(name) ? name : quote(name);
}

function list(labels: readonly string[]): string {
  return `(${labels.map(label).join(", ")})`;
}

function matcher(m: Matcher): string {
  return `${label(m.label)}${m.op}${quote(m.value)}`;
}

function selector(metric: string, matchers: readonly Matcher[]): string {
  const sorted = [...matchers].sort((a, b) =>
    a.label === b.label ? (a.value < b.value ? -1 : 1) : a.label < b.label ? -1 : 1,
  );
  const legacy = LEGACY_METRIC.test(metric);
  const inside = [...(legacy ? [] : [quote(metric)]), ...sorted.map(matcher)].join(",");
  return inside === "" ? metric : `${legacy ? metric : ""}{${inside}}`;
}

function matching(m: Matching | undefined): string {
  if (!m) return "";
  const group = m.group ? ` group_${m.group} ${list(m.include ?? [])}` : "";
  return ` ${m.mode} ${list(m.labels)}${group}`;
}

function window(text: string): string {
  return duration(seconds(text));
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
 * @throws Error for a duration Prometheus does not accept or a lone surrogate in a string.
 */
export function print(expr: Expr): string {
  switch (expr.type) {
    case "number":
      return number(expr.value);
    case "string":
      return quote(expr.value);
    case "selector": {
      const range = expr.range === undefined ? "" : `[${window(expr.range)}]`;
      const offset = expr.offset === undefined ? "" : ` offset ${window(expr.offset)}`;
      return `${selector(expr.metric, expr.matchers)}${range}${offset}`;
    }
    case "subquery": {
      const inner = expr.expr.type === "binary" ? `(${print(expr.expr)})` : print(expr.expr);
      const offset = expr.offset === undefined ? "" : ` offset ${window(expr.offset)}`;
      return `${inner}[${window(expr.range)}:${window(expr.step)}]${offset}`;
    }
    case "call":
      return `${expr.fn}(${expr.args.map(print).join(", ")})`;
    case "aggregate": {
      const grouping = expr.grouping ? ` ${expr.grouping.mode} ${list(expr.grouping.labels)} ` : "";
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
