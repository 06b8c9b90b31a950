import { parser } from "@prometheus-io/lezer-promql";
import type { At } from "./ast";
import { durationOf, numberOf, unquote } from "./literals";

/** A node of the grammar's tree. */
export type SyntaxNode = ReturnType<typeof parser.parse>["topNode"];

/** What Prometheus knows and an expression cannot hold, by node of the grammar. */
const NOT_HELD: Readonly<Record<string, string>> = {
  AnchoredExpr: "anchored",
  SmoothedExpr: "smoothed",
  FillModifier: "fill",
  TrimUpper: "the operator </",
  TrimLower: "the operator >/",
  LimitK: "limitk",
  LimitRatio: "limit_ratio",
};

/** Reads the smallest parts of a PromQL text from the grammar's tree; every error names text and position. */
export abstract class SyntaxReader {
  constructor(protected readonly text: string) {}

  /** The tree of the whole text, which has no mistake and nothing that an expression cannot hold. */
  protected root(): SyntaxNode {
    const tree = parser.parse(this.text);
    tree.iterate({ enter: (node) => this.refuse(node) });
    return this.children(tree.topNode, 1)[0];
  }

  private refuse(node: {
    readonly name: string;
    readonly from: number;
    readonly type: { readonly isError: boolean };
  }) {
    if (node.type.isError) this.fail(node.from);
    const what = NOT_HELD[node.name];
    if (what !== undefined) this.fail(node.from, what, "not supported");
  }

  protected fail(at: number, why?: string, problem = "not valid PromQL"): never {
    const { text } = this;
    const reason = why === undefined ? "" : ` (${why})`;
    throw new Error(
      `${problem} at position ${at}${reason}: ${text.slice(0, at)}>>>${text.slice(at)}`,
    );
  }

  protected source(node: SyntaxNode): string {
    return this.text.slice(node.from, node.to);
  }

  /** The children without comments; the grammar promises the first `count` of them. */
  protected children(node: SyntaxNode, count: 1): [SyntaxNode, ...SyntaxNode[]];
  protected children(node: SyntaxNode, count: 2): [SyntaxNode, SyntaxNode, ...SyntaxNode[]];
  protected children(node: SyntaxNode, count?: 0): SyntaxNode[];
  protected children(node: SyntaxNode, count = 0): SyntaxNode[] {
    const found: SyntaxNode[] = [];
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (child.name !== "LineComment") found.push(child);
    }
    return found.length < count ? this.fail(node.from) : found;
  }

  /** The node's text as `read` understands it, or its error with the position. */
  protected literal<T>(node: SyntaxNode, read: (text: string) => T): T {
    try {
      return read(this.source(node));
    } catch (error) {
      return this.fail(node.from, error instanceof Error ? error.message : String(error));
    }
  }

  protected window(node: SyntaxNode): string {
    const length = this.duration(node);
    return length === "0s" ? this.fail(node.from, "a window must be longer than zero") : length;
  }

  protected duration(node: SyntaxNode): string {
    const [literal, more] = this.children(node, 1);
    if (literal.name !== "NumberDurationLiteralInDurationContext" || more) {
      return this.fail(node.from, "duration expressions", "not supported");
    }
    return this.literal(literal, durationOf);
  }

  protected offset(node: SyntaxNode): string {
    const [sign, operand] = this.children(node, 1);
    if (sign.name !== "UnaryOp" || !operand) return this.duration(node);
    const length = this.offset(operand);
    if (this.source(sign) === "+" || length === "0s") return length;
    return length.startsWith("-") ? length.slice(1) : `-${length}`;
  }

  protected time(node: SyntaxNode): At {
    if (node.name === "AtModifierPreprocessors") {
      return this.source(node).toLowerCase() === "start" ? "start()" : "end()";
    }
    const [, sign = "", digits = ""] = /^([-+]?)\s*(.*)$/s.exec(this.source(node)) ?? [];
    const time = this.literal(node, () => numberOf(digits)) * (sign === "-" ? -1 : 1);
    if (!Number.isFinite(time)) return this.fail(node.from, "a time must be a finite number");
    // Prometheus counts milliseconds, and no -0 among them.
    return Math.round(time * 1000) / 1000 + 0;
  }

  protected labels(node: SyntaxNode): string[] {
    return this.children(node).map((name) => this.labelName(name));
  }

  protected labelName(node: SyntaxNode): string {
    return node.name === "QuotedLabelName" ? this.string(node) : this.source(node);
  }

  protected string(node: SyntaxNode): string {
    return this.literal(node, unquote);
  }
}
