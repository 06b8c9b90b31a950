import {
  Metric,
  type Err,
  type Expression,
  type Kind,
  type KindOf,
  type LabelsOf,
  type Need,
  type NeedOf,
  type Operand,
  type Unit,
  type UnitOf,
} from "../promql";
import type { RecordingRule } from "./model";

/** A rule of one cluster has neither the ranges of a dashboard nor the labels that delivery adds. */
export type LocalOk<N> = [N] extends [never]
  ? unknown
  : "dashboard" extends N
    ? Err<"a rule has no $__rate_interval, only a dashboard has: name a range, e.g. 5m">
    : Err<"external labels exist only where rules run globally: say scope: 'global' in an alert">;

/** A recorded series together with the rule that makes it. */
export class Recorded<L extends string, K extends Kind, U extends Unit> extends Metric<L, K, U> {
  constructor(readonly rule: RecordingRule) {
    super(rule.record);
  }
}

/**
 * A recording rule as a typed series: labels, kind and unit are those of the expression.
 * @throws Error when the name is not `level:metric:operations`.
 */
export function record<L extends string, K extends Kind, U extends Unit, N extends Need>(
  name: `${string}:${string}:${string}`,
  expr: Operand<L, K, U, N> & LocalOk<N>,
): Recorded<L, K, U> {
  return new Recorded({ record: recordedName(name), expr: expr.ast });
}

/** A recorded series that is declared apart from its expression, because others read it too. */
export interface Series extends Expression {
  readonly name: string;
}

type Missing<L extends string, M extends string> = [Exclude<L, M>] extends [never]
  ? ""
  : `; '${Exclude<L, M>}' is missing`;
type Surplus<L extends string, M extends string> = [Exclude<M, L>] extends [never]
  ? ""
  : `; '${Exclude<M, L>}' is too much`;
/** The expression E has labels, kind and unit of the series S. */
type RecordOk<S, E> = [E] extends [undefined]
  ? unknown
  : [LabelsOf<S>, LabelsOf<E>] extends [LabelsOf<E>, LabelsOf<S>]
    ? [KindOf<E>] extends [KindOf<S>]
      ? [UnitOf<E>] extends [UnitOf<S>]
        ? LocalOk<NeedOf<E>>
        : Err<`the series is in ${UnitOf<S>}, the expression in ${UnitOf<E>}`>
      : Err<`the series is of kind ${KindOf<S>}, the expression of kind ${KindOf<E>}`>
    : Err<`the labels are not those of the series${Missing<LabelsOf<S>, LabelsOf<E>>}${Surplus<LabelsOf<S>, LabelsOf<E>>}`>;

/**
 * The recording rules of declared series, in the order of `expressions`: one for each, so that no series can be
 * declared that nothing records, with the labels, kind and unit of the series. `undefined` says that this environment cannot record it.
 * @throws Error when a name is not `level:metric:operations`.
 */
export function recordEach<
  S extends Readonly<Record<string, Series>>,
  E extends Readonly<Record<string, Expression | undefined>>,
>(
  series: S,
  expressions: E & {
    readonly [P in keyof E]: P extends keyof S
      ? RecordOk<S[P], E[P]>
      : Err<`no series is called '${P & string}'`>;
  } & { readonly [P in Exclude<keyof S, keyof E>]: Err<"nothing records this series"> },
): readonly RecordingRule[] {
  const known: Readonly<Record<string, Series | undefined>> = series;
  const given: Readonly<Record<string, Expression | undefined>> = expressions;
  return Object.entries(given).flatMap(([key, expr]) => {
    const name = known[key]?.name;
    if (name === undefined) throw new Error(`no series is called '${key}'`);
    return expr ? [{ record: recordedName(name), expr: expr.ast }] : [];
  });
}

function recordedName(name: string): string {
  if (!/^[a-z_0-9]+:[a-zA-Z_0-9]+:[a-z_0-9]+$/.test(name)) {
    throw new Error(`recording rule '${name}' must be named level:metric:operations`);
  }
  return name;
}
