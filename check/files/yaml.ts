import { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, type Event } from "js-yaml";

/** A text in a YAML document. */
export interface ScalarNode {
  readonly kind: "scalar";
  /** Where it starts in the source. */
  readonly from: number;
  readonly text: string;
  /** Where a character of `text` stands in the source. */
  readonly at: (offset: number) => number;
}

/** A mapping; keys are in the order of the source. */
export interface MapNode {
  readonly kind: "map";
  readonly from: number;
  readonly entries: readonly (readonly [ScalarNode, YamlNode])[];
}

/** A sequence. */
export interface ListNode {
  readonly kind: "list";
  readonly from: number;
  readonly items: readonly YamlNode[];
}

/** A value of a YAML document that knows where it stands. */
export type YamlNode = ScalarNode | MapNode | ListNode;

/**
 * The documents of a YAML text.
 * @throws YAMLException of js-yaml, with the place, where the text is not YAML.
 */
export function readYaml(source: string): readonly YamlNode[] {
  return new Reader(source).documents();
}

/** The value of a key of a mapping. */
export function valueOf(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return node?.kind === "map" ? node.entries.find(([{ text }]) => text === key)?.[1] : undefined;
}

/** Texts of a mapping whose values are texts. */
export function textsOf(
  node: YamlNode | undefined,
): readonly (readonly [ScalarNode, ScalarNode])[] {
  if (node?.kind !== "map") return [];
  return node.entries.flatMap(([key, value]) => (value.kind === "scalar" ? [[key, value]] : []));
}

class Reader {
  private next = 0;
  private readonly events: readonly Event[];
  private readonly anchors = new Map<string, YamlNode>();

  constructor(private readonly source: string) {
    this.events = parseEvents(source, {});
  }

  documents(): readonly YamlNode[] {
    const documents: YamlNode[] = [];
    while (this.next < this.events.length) {
      this.next += 1;
      this.anchors.clear();
      documents.push(...this.until());
    }
    return documents;
  }

  /** Nodes up to the end of the collection that is open. */
  private until(): readonly YamlNode[] {
    const nodes: YamlNode[] = [];
    for (;;) {
      const event = this.events[this.next];
      this.next += 1;
      if (!event || event.type === EVENT_ID.POP) return nodes;
      const node = this.node(event);
      if (node) nodes.push(node);
    }
  }

  private node(event: Event): YamlNode | undefined {
    if (event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) return undefined;
    const name = this.source.slice(event.anchorStart, event.anchorEnd);
    if (event.type === EVENT_ID.ALIAS) return this.anchors.get(name);
    const node = this.made(event);
    if (event.anchorStart >= 0) this.anchors.set(name, node);
    return node;
  }

  private made(event: Exclude<Event, { type: 1 | 5 | 6 }>): YamlNode {
    if (event.type === EVENT_ID.SCALAR) return scalar(this.source, event);
    const nodes = this.until();
    if (event.type === EVENT_ID.SEQUENCE) return { kind: "list", from: event.start, items: nodes };
    const entries: (readonly [ScalarNode, YamlNode])[] = [];
    for (let i = 0; i + 1 < nodes.length; i += 2) {
      const [key, value] = [nodes[i], nodes[i + 1]];
      if (key?.kind === "scalar" && value) entries.push([key, value]);
    }
    return { kind: "map", from: event.start, entries };
  }
}

type ScalarEvent = Extract<Event, { type: 4 }>;

function scalar(source: string, event: ScalarEvent): ScalarNode {
  const text = getScalarValue(source, event);
  let places: readonly number[] | undefined;
  const at = (offset: number): number => {
    places ??= placesOf(source, event, text);
    return places[Math.min(offset, places.length - 1)] ?? event.valueStart;
  };
  return { kind: "scalar", from: event.valueStart, text, at };
}

const ESCAPES: Readonly<Record<string, number>> = { x: 4, u: 6, U: 10 };

/**
 * The place of every character of a scalar. What YAML takes away or adds is white space and, in quotes, escapes;
 * everything else stands in the source in the same order.
 */
function placesOf(source: string, event: ScalarEvent, text: string): readonly number[] {
  const escaped = event.style === SCALAR_STYLE.DOUBLE_QUOTED;
  const doubled = event.style === SCALAR_STYLE.SINGLE_QUOTED;
  const places: number[] = [];
  let at = event.valueStart;
  const skipSpace = () => {
    for (;;) {
      const char = source[at] ?? "x";
      // An escaped line break or blank is white space as well.
      const blank = escaped && char === "\\" && /[\sntr]/.test(source[at + 1] ?? "x");
      if (at >= event.valueEnd || (!blank && !/\s/.test(char))) return;
      at += blank ? 2 : 1;
    }
  };
  for (const char of text) {
    if (/\s/.test(char)) {
      places.push(at);
      continue;
    }
    skipSpace();
    for (let i = 0; i < char.length; i++) places.push(at);
    const escape = escaped && source[at] === "\\";
    if (escape) at += ESCAPES[source[at + 1] ?? ""] ?? 2;
    else at += doubled && char === "'" ? 2 : char.length;
  }
  return places.length > 0 ? places : [event.valueStart];
}
