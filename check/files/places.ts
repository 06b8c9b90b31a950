import type { Finding } from "../infer";
import { operands, type Parsed } from "../../promql";

/** Line and column, from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A function from offsets to places of a text. */
export function placesIn(source: string): (offset: number) => Place {
  const starts = [0];
  for (let i = source.indexOf("\n"); i >= 0; i = source.indexOf("\n", i + 1)) starts.push(i + 1);
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

/** Where in the text of an expression a finding points: at the word that is wrong, or at the operator. */
export function offsetOf(text: string, { spanOf }: Parsed, { node, token }: Finding): number {
  const span = spanOf(node) ?? { from: 0, to: text.length };
  const inner = operands(node).flatMap((operand) => spanOf(operand) ?? []);
  if (token !== undefined) {
    const word = new RegExp(`(?<![\\w:])${token.replace(/\W/g, "\\$&")}(?![\\w:])`, "g");
    const places = [...text.slice(span.from, span.to).matchAll(word)].map(
      ({ index }) => index + span.from,
    );
    const own = places.find((place) => !inner.some(({ from, to }) => from <= place && place < to));
    return own ?? places[0] ?? span.from;
  }
  const [left, right] = inner;
  if (node.type === "binary" && left && right) {
    const operator = text.slice(left.to, right.from).indexOf(node.op);
    return operator < 0 ? span.from : left.to + operator;
  }
  return span.from;
}
