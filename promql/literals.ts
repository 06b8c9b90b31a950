import { duration, seconds } from "./duration";

const SIMPLE: Readonly<Record<string, number>> = {
  a: 0x07,
  b: 0x08,
  f: 0x0c,
  n: 0x0a,
  r: 0x0d,
  t: 0x09,
  v: 0x0b,
  "\\": 0x5c,
};
const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))/gs;
const MULTIPLIED = /^0x/i;

/**
 * The text of a PromQL string literal: double or single quotes with the escapes of Go, or raw in backticks.
 * @throws Error for a missing quote, an unknown escape, or bytes that are no UTF-8.
 */
export function unquote(literal: string): string {
  const quote = literal[0] ?? "";
  if (literal.length < 2 || !literal.endsWith(quote))
    throw new Error("the closing quote is missing");
  const body = literal.slice(1, -1);
  if (quote === "`") return body;
  // The grammar ends a text at its quote, but an escaped last quote leaves the string open.
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(body)) throw new Error("the closing quote is missing");
  if (!body.includes("\\")) return body;
  // Escapes may spell single bytes of a character, so they are put together as bytes.
  const bytes: Buffer[] = [];
  let end = 0;
  for (const match of body.matchAll(ESCAPE)) {
    bytes.push(Buffer.from(body.slice(end, match.index)), escaped(match, quote));
    end = match.index + match[0].length;
  }
  bytes.push(Buffer.from(body.slice(end)));
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(bytes));
  } catch {
    throw new Error("the escapes of the string do not spell UTF-8");
  }
}

function escaped(match: RegExpMatchArray, quote: string): Buffer {
  const [whole, byte, short, long, octal, char = ""] = match;
  if (byte !== undefined) return Buffer.from([parseInt(byte, 16)]);
  if (octal !== undefined && parseInt(octal, 8) < 0x100) return Buffer.from([parseInt(octal, 8)]);
  const code = short ?? long;
  if (code !== undefined) {
    const point = parseInt(code, 16);
    const surrogate = point >= 0xd800 && point <= 0xdfff;
    if (point <= 0x10ffff && !surrogate) return Buffer.from(String.fromCodePoint(point));
  }
  const simple = char === quote ? char.charCodeAt(0) : SIMPLE[char];
  if (simple === undefined) throw new Error(`'${whole}' is no escape of a PromQL string`);
  return Buffer.from([simple]);
}

/** The value of an unsigned number literal; a duration stands for its seconds. */
export function numberOf(literal: string): number {
  if (/^inf$/i.test(literal)) return Infinity;
  if (/^nan$/i.test(literal)) return NaN;
  if (MULTIPLIED.test(literal)) return Number(literal);
  if (/[a-z]$/.test(literal)) return seconds(literal);
  const digits = literal.replace(/_/g, "");
  // As in Go, a leading zero makes an integer octal where it can be.
  return /^0[0-7]+$/.test(digits) ? parseInt(digits, 8) : Number(digits);
}

/** The canonical text of a duration literal; a plain number counts seconds. */
export function durationOf(literal: string): string {
  return duration(numberOf(literal));
}
