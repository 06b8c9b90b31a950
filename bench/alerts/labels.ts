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
  /** From the point to the label, where it is not beside its point. */
  readonly leader?: {
    readonly x: number;
    readonly y: number;
    readonly x2: number;
    readonly y2: number;
  };
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

/** Steps in which a label is moved away from its point, and how far. */
const STEP = { x: 15, y: 3 };
const FARTHEST = { x: 150, y: 360 };
/** A label that is moved farther than this needs a line to its point. */
const BESIDE = 9;

/** Moves that are tried, nearest first. */
const moves = steps(FARTHEST.x / STEP.x)
  .flatMap((i) =>
    steps(FARTHEST.y / STEP.y).flatMap((k) =>
      [k, -k].map((down) => [i * STEP.x, down * STEP.y] as const),
    ),
  )
  .sort(([x1, y1], [x2, y2]) => Math.hypot(x1, y1) - Math.hypot(x2, y2));

function steps(last: number): readonly number[] {
  return Array.from({ length: last + 1 }, (_, i) => i);
}

/**
 * Puts labels beside their points, on the side that has room, and moves them until none covers another one or a point.
 * The first labels are the nearest to their points.
 * @param width of what they must stay within, as `height`
 */
export function placed(labels: readonly Label[], width: number, height: number): readonly Placed[] {
  const taken: Box[] = labels.map(({ x, y }) => around(x - 3, x + 3, y, 6));
  return [...labels]
    .filter(({ text }) => text !== "")
    .map((label) => {
      const length = label.text.length * CHARACTER;
      const align = label.x + GAP + length > width ? "right" : "left";
      const [side, before, after] = align === "left" ? [1, 0, length] : [-1, length, 0];
      const places = moves.map(([x, y]) => ({ x: label.x + side * (GAP + x), y: label.y + y }));
      const boxAt = ({ x, y }: (typeof places)[number]) => around(x - before, x + after, y, LINE);
      const free = (box: Box) =>
        box.left >= 0 &&
        box.right <= width &&
        box.top >= 0 &&
        box.bottom <= height &&
        !taken.some((other) => overlap(box, other));
      const place = places.find((one) => free(boxAt(one))) ?? places[0] ?? label;
      taken.push(boxAt(place));
      const leader = { x: label.x, y: label.y, x2: place.x - 2 * side, y2: place.y };
      const far = Math.hypot(place.x - side * GAP - label.x, place.y - label.y) > BESIDE;
      return { ...label, ...place, align, ...(far && { leader }) };
    });
}

function around(left: number, right: number, y: number, high: number): Box {
  return { left, right, top: y - high / 2, bottom: y + high / 2 };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
