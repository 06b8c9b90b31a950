import { print, Vector, type Expr, type Kind, type Operand, type Unit } from "../promql";

/** How Grafana shows a value, by its own names of units, and the unit of the expressions it may show. */
export const displays = {
  none: "one",
  short: "one",
  /** Events per second. */
  cps: "one",
  /** Requests per second. */
  reqps: "one",
  s: "seconds",
  /** 0..1, shown as percent. */
  percentunit: "ratio",
  /** 0..100 */
  percent: "percent",
  mbytes: "mebibytes",
  celsius: "celsius",
  watt: "watts",
} as const satisfies Readonly<Record<string, Unit>>;

/** A unit of Grafana. */
export type Display = keyof typeof displays;
/** The unit of expressions that a {@link Display} suits. */
export type UnitOf<D extends Display> = (typeof displays)[D];

/** An expression as a panel draws it. The phantom unit keeps seconds out of a panel that shows percent. */
export interface Query<U extends Unit> {
  readonly expr: Expr;
  /** Canonical PromQL. */
  readonly text: string;
  /** Name of each series, with `{{label}}` for its labels. */
  readonly legend: string;
  /** True for the line an alert compares with. */
  readonly limit: boolean;
  readonly unitOf?: U;
}

type Legend<L extends string> = (labels: { readonly [P in L]: string }) => string;

/** A query; its legend sees only labels that the expression keeps. */
export function query<L extends string, U extends Unit>(
  expr: Operand<L, Kind, U>,
  legend: Legend<L>,
): Query<U> {
  // A label proxy, as in alerts: `l.run_id` becomes the template that prints the label.
  const labels = new Proxy({}, { get: (_, label) => `{{${String(label)}}}` }) as {
    readonly [P in L]: string;
  };
  return { expr: expr.ast, text: print(expr.ast), legend: legend(labels), limit: false };
}

/** A query for the line that an alert compares with: dashed and red. */
export function limit<L extends string, U extends Unit>(
  expr: Operand<L, Kind, U>,
  legend: Legend<L>,
): Query<U> {
  return { ...query(expr, legend), limit: true };
}

/** A constant of a unit for each of the info series (value 1): a threshold as a line. */
export function level<L extends string, D extends Display>(
  info: Vector<L, "info", "one">,
  value: number,
  display: D,
): Vector<L, "gauge", UnitOf<D>> {
  void display;
  // One times the value has the value's unit, which a plain number cannot carry.
  return new Vector(info.mul(value).ast);
}

/** Matchers by the dashboard variables of the same names. */
export function selected<const V extends string>(
  variables: readonly V[],
): { readonly [P in V]: { readonly re: string } } {
  const matchers = Object.fromEntries(variables.map((name) => [name, { re: `$${name}` }]));
  return matchers as { readonly [P in V]: { readonly re: string } };
}
