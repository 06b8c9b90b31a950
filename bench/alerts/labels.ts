/** A label of a point. */
export interface Label {
  readonly text: string;
  readonly color: string;
  readonly x: number;
  readonly y: number;
}

/** Where a label goes. */
export interface Placed extends Label {
  readonly align: "left" | "right";
}

const LINE = 12;
/** Width of a character at the size of the labels, roughly. */
const CHARACTER = 5.6;
const GAP = 7;

/** A rectangle. */
interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/**
 * Puts labels beside their points, on the side that has room, and moves them up or down until none covers another one
 * or a point.
 */
export function placed(labels: readonly Label[], width: number, height: number): readonly Placed[] {
  const taken: Box[] = labels.map(({ x, y }) => around(x - 3, x + 3, y, 6));
  return [...labels]
    .filter(({ text }) => text !== "")
    .sort((a, b) => a.y - b.y)
    .map((label) => {
      const length = label.text.length * CHARACTER;
      const align = label.x + GAP + length > width ? "right" : "left";
      const x = align === "left" ? label.x + GAP : label.x - GAP;
      const [from, to] = align === "left" ? [x, x + length] : [x - length, x];
      const boxAt = (y: number) => around(from, to, y, LINE);
      const free = (y: number) =>
        y >= LINE / 2 && y <= height && !taken.some((other) => overlap(boxAt(y), other));
      // Nearest first, on either side.
      const tries = Array.from({ length: Math.ceil((2 * height) / 3) }, (_, i) =>
        i % 2 === 0 ? label.y + 1.5 * i : label.y - 1.5 * (i + 1),
      );
      const y = tries.find(free) ?? label.y;
      taken.push(boxAt(y));
      return { ...label, x, y, align };
    });
}

function around(left: number, right: number, y: number, high: number): Box {
  return { left, right, top: y - high / 2, bottom: y + high / 2 };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
