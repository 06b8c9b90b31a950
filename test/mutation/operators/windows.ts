import { duration, seconds, type Expr } from "../../../promql";
import type { Change } from "./change";

/** Windows, steps and offsets: half, double; an offset also dropped. */
export function windows(node: Expr): readonly Change[] {
  if (node.type !== "selector" && node.type !== "subquery") return [];
  const { offset, ...now } = node;
  return [
    ...lengths("window", node.range, (range) => ({ ...node, range })),
    ...(node.type === "subquery" ? lengths("step", node.step, (step) => ({ ...node, step })) : []),
    ...lengths("offset", offset, (changed) => ({ ...node, offset: changed })),
    ...(offset === undefined ? [] : [{ operator: "offset dropped", to: now }]),
  ];
}

function lengths(
  what: string,
  length: string | undefined,
  to: (length: string) => Expr,
): readonly Change[] {
  return length === undefined
    ? []
    : scaled(length).map(({ operator, length }) => ({
        operator: `${what} ${operator}`,
        to: to(length),
      }));
}

/** Half and double of a duration; nothing of no time. */
export function scaled(length: string): readonly { operator: string; length: string }[] {
  const sign = length.startsWith("-") ? "-" : "";
  const total = seconds(length.slice(sign.length));
  if (total === 0) return [];
  return [
    { operator: "halved", length: `${sign}${duration(total / 2)}` },
    { operator: "doubled", length: `${sign}${duration(total * 2)}` },
  ];
}
