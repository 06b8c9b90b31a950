import { print, walk, type BinaryOp, type Expr } from "../../promql";
import { isComparison, mirrored } from "../operators";
import { bounds, type Recordings } from "./bounds";
import { allowed, both, exactly, isEmpty, within, type Interval } from "./interval";
import type { Found, Lint, LintedRule, Subject } from "./model";

type Binary = Extract<Expr, { type: "binary" }>;

/** What every sample that gets through a condition fulfils: the operand, and the values it is held to. */
interface Bound {
  readonly operand: string;
  readonly values: Interval;
}

/** A comparison as `operand op limit`, whichever side the number is on; undefined for one of two vectors. */
function withNumber({ op, left, right }: Binary) {
  if (right.type === "number") return { operand: left, op, limit: right.value };
  if (left.type === "number") return { operand: right, op: mirrored(op), limit: left.value };
  return undefined;
}

function isFilter(expr: Expr): expr is Binary {
  return expr.type === "binary" && isComparison(expr.op) && expr.bool !== true;
}

/** The bounds that hold for every sample of the result at once: along `and` and chains of comparisons, not `or`. */
function bound(expr: Expr): readonly Bound[] {
  if (expr.type !== "binary") return [];
  if (expr.op === "and") return [...bound(expr.left), ...bound(expr.right)];
  if (expr.op === "unless") return bound(expr.left);
  if (!isFilter(expr)) return [];
  const compared = withNumber(expr);
  if (!compared) return bound(expr.left);
  const values = allowed(compared.op, compared.limit);
  return [{ operand: print(innermost(compared.operand)), values }, ...bound(compared.operand)];
}

/** What a chain of comparisons with numbers is about: `x` of `x > 3 < 5`. */
function innermost(expr: Expr): Expr {
  const compared = isFilter(expr) ? withNumber(expr) : undefined;
  return compared ? innermost(compared.operand) : expr;
}

/** Never true, by the values that the sides can have. */
function never(op: BinaryOp, values: Interval, limit: number): boolean {
  if (Number.isNaN(limit)) return op !== "!=";
  return op === "!="
    ? values.low === limit && values.high === limit
    : isEmpty(both(values, allowed(op, limit)));
}

/** True of every sample but NaN. */
function ever(op: BinaryOp, values: Interval, limit: number): boolean {
  return op === "!=" ? isEmpty(both(values, exactly(limit))) : within(values, allowed(op, limit));
}

/** An instant vector that is there whatever is scraped. */
function neverAbsent(expr: Expr): boolean {
  if (expr.type === "call") return expr.fn === "vector" || expr.fn === "time";
  return expr.type === "binary" && expr.op === "or"
    ? neverAbsent(expr.left) || neverAbsent(expr.right)
    : false;
}

function* impossible(node: Expr, recordings: Recordings): Generator<string> {
  if (node.type === "call" && node.fn === "absent" && node.args.some(neverAbsent)) {
    yield `${print(node)} has nothing that could be absent`;
  }
  if (node.type !== "binary") return;
  const compared = isFilter(node) ? withNumber(node) : undefined;
  if (compared) {
    const values = bounds(compared.operand, recordings);
    if (never(compared.op, values, compared.limit)) {
      yield `${print(node)} never holds: the left side is ${told(values)}`;
    }
  }
  if (isFilter(node) && (node.op === ">" || node.op === "<") && sameText(node)) {
    yield `${print(node)} compares a value with itself`;
  }
  if (node.op === "unless" && coveredBy(node.left, node.right)) {
    yield `${print(node)} excludes everything that it selects`;
  }
  if (node.op === "and" && [node.left, node.right].some((side) => isAbsentOf(side, node))) {
    yield `${print(node)} asks for a series to be there and absent at once`;
  }
}

function sameText({ left, right }: Binary): boolean {
  return print(left) === print(right);
}

function isAbsentOf(side: Expr, { left, right }: Binary): boolean {
  const other = side === left ? right : left;
  return (
    side.type === "call" && side.fn === "absent" && side.args.some((x) => print(x) === print(other))
  );
}

/** Whether `excluded` holds whenever `selected` does. */
function coveredBy(selected: Expr, excluded: Expr): boolean {
  if (print(selected) === print(excluded)) return true;
  const outer = bound(excluded);
  if (outer.length !== 1) return false;
  const inner = bound(selected);
  return outer.every(({ operand, values }) =>
    inner.some((one) => one.operand === operand && within(one.values, values)),
  );
}

function told({ low, high }: Interval): string {
  return low === high ? `always ${low}` : `within ${low} and ${high}`;
}

/** Bounds of one operand that no value fulfils together. */
function contradictions(expr: Expr): string[] {
  const byOperand = new Map<string, Interval>();
  const found = new Set<string>();
  for (const { operand, values } of bound(expr)) {
    const known = byOperand.get(operand);
    const rest = known ? both(known, values) : values;
    byOperand.set(operand, rest);
    if (isEmpty(rest)) found.add(`no value of ${operand} meets all its conditions`);
  }
  return [...found];
}

function recordingsOf({ rules }: Subject): Recordings {
  const recorded = rules.filter((rule) => rule.recording);
  return new Map(
    recorded.map(({ name }) => [
      name,
      recorded.filter((rule) => rule.name === name).map(({ expr }) => expr),
    ]),
  );
}

/** Every node of every rule that `judge` says something of. */
function* nodes(
  subject: Subject,
  judge: (node: Expr, recordings: Recordings, rule: LintedRule) => Iterable<string>,
): Generator<Found> {
  const recordings = recordingsOf(subject);
  for (const rule of subject.rules) {
    for (const node of walk(rule.expr)) {
      for (const what of judge(node, recordings, rule)) yield [rule.name, what];
    }
  }
}

/** Lints of conditions. */
export const conditionLints: readonly Lint[] = [
  {
    slug: "impossible-condition",
    finds:
      "a condition that nothing can meet: contradicting bounds (`x > 5 and x < 3`), a bound outside of what the function, the unit or the recorded ratio can be, a comparison with NaN, `absent` of what is always there, `unless` that excludes all",
    remedy: "correct the bound, or delete the rule",
    *find(subject) {
      yield* nodes(subject, impossible);
      for (const rule of subject.rules) {
        // The parts of a chain contradict each other no less than the whole: said once.
        const found = new Set([...walk(rule.expr)].flatMap(contradictions));
        for (const what of found) yield [rule.name, what];
      }
    },
  },
  {
    slug: "idle-condition",
    finds:
      "a comparison that every value meets, by what the function, the unit or the recorded ratio can be (`count(x) > 0`, `ratio >= 0`)",
    remedy: "delete it, or say `x == x` if samples that are NaN are to be dropped",
    find: (subject) =>
      nodes(subject, function* (node, recordings) {
        if (!isFilter(node)) return;
        const compared = withNumber(node);
        if (!compared) return;
        const values = bounds(compared.operand, recordings);
        if (ever(compared.op, values, compared.limit)) {
          yield `${print(node)} drops nothing: the left side is ${told(values)}`;
        }
      }),
  },
];
