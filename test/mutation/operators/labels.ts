import type { Expr, Matcher, Matching } from "../../../promql";
import type { Change } from "./change";
import { mayHave } from "./may-have";

/** Labels that tell the series of one subject apart; adding one to a set splits what should be one. */
const FINER = ["pod", "instance"];

const OPPOSITE = { "=": "!=", "!=": "=", "=~": "!~", "!~": "=~" } as const;

/** The labels of aggregations and of vector matching: one less, one more. */
export function labelSets(node: Expr): readonly Change[] {
  if (node.type === "aggregate" && node.grouping) {
    const { mode, labels } = node.grouping;
    return sets(mode, labels, [node.expr], (changed) => ({
      ...node,
      grouping: { mode, labels: changed },
    }));
  }
  if (node.type !== "binary" || !node.matching) return [];
  const { matching } = node;
  const having = (changed: Partial<Matching>): Expr => ({
    ...node,
    matching: { ...matching, ...changed },
  });
  return [
    ...sets(matching.mode, matching.labels, [node.left, node.right], (labels) =>
      having({ labels }),
    ),
    ...without(matching.include ?? [], (include) => having({ include })).map((change) => ({
      ...change,
      operator: `include: ${change.operator}`,
    })),
  ];
}

/** The matchers of a selector: dropped, negated, another value. */
export function matchers(node: Expr): readonly Change[] {
  if (node.type !== "selector") return [];
  return node.matchers.flatMap((matcher, at) => {
    const others = node.matchers.filter((_, i) => i !== at);
    const having = (changed: Matcher): Expr => ({
      ...node,
      matchers: node.matchers.map((m, i) => (i === at ? changed : m)),
    });
    const named = `matcher ${matcher.label} ${matcher.op}`;
    return [
      // A selector without a name needs one of its matchers.
      ...(node.metric !== "" || others.length > 0
        ? [{ operator: `${named} dropped`, to: { ...node, matchers: others } }]
        : []),
      {
        operator: `${named} negated`,
        to: having({ ...matcher, op: OPPOSITE[matcher.op] }),
      },
      ...otherValues(matcher).map(({ operator, value }) => ({
        operator: `${named} ${operator}`,
        to: having({ ...matcher, value }),
      })),
    ];
  });
}

/** Of several alternatives each is left out; else the value is one that no series has. */
function otherValues({ op, value }: Matcher): readonly { operator: string; value: string }[] {
  const alternatives = op === "=~" || op === "!~" ? value.split("|") : [];
  if (alternatives.length < 2 || /[()]/.test(value)) {
    return [{ operator: "other value", value: `${value}-other` }];
  }
  return alternatives.map((_, at) => ({
    operator: `without alternative ${at + 1}`,
    value: alternatives.filter((_, i) => i !== at).join("|"),
  }));
}

function sets(
  mode: string,
  labels: readonly string[],
  of: readonly Expr[],
  to: (labels: readonly string[]) => Expr,
): readonly Change[] {
  const more = FINER.find(
    (label) => !labels.includes(label) && of.some((operand) => mayHave(operand, label)),
  );
  const added = more === undefined ? [] : [{ operator: `add ${more}`, to: to([...labels, more]) }];
  return [...without(labels, to), ...added].map((change) => ({
    ...change,
    operator: `${mode}: ${change.operator}`,
  }));
}

function without(
  labels: readonly string[],
  to: (labels: readonly string[]) => Expr,
): readonly Change[] {
  return labels.map((label) => ({
    operator: `drop ${label}`,
    to: to(labels.filter((other) => other !== label)),
  }));
}
