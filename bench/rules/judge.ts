import type { Comparison } from "./compared";
import type { Cost } from "./measure";
import { interval } from "./openmetrics";

/** Most samples that one evaluation of a rule may read, by name, on the fleet of the benchmark. */
export type Budgets = Readonly<Record<string, number>>;

/** A cost beside what it is compared with. */
export interface Row extends Cost {
  /** Ours over the naive form: an alert with its share of recordings, a recording by itself. */
  readonly ratio?: number;
  readonly atOrBelowNaive?: boolean;
  readonly publicSource?: string;
  readonly reason?: string;
  readonly budget?: number;
}

/** All rules of a pack together; its recordings serve every alert and dashboard at once. */
export interface PackTotal {
  readonly pack: string;
  /** Recordings and alerts, per evaluation. */
  readonly ours: number;
  /** Naive forms of its alerts alone, without anything for dashboards. */
  readonly naiveAlerts: number;
  /** Naive forms of alerts and recordings: what would be read if every number were asked for anew. */
  readonly naive: number;
  /** Recordings and alerts, per day. */
  readonly oursPerDay: number;
}

/** What the benchmark says. */
export interface Verdict {
  readonly rows: readonly Row[];
  readonly totals: readonly PackTotal[];
  /** What must be mended; empty when all is well. */
  readonly problems: readonly string[];
}

/** Ours, as it is compared with the naive form. */
function ours({ kind, alone, shared }: Cost): number {
  return kind === "alert" ? shared : alone;
}

/**
 * Sets costs beside naive and public forms, and beside budgets.
 * @param budgets undefined where the fleet is not the one that budgets are for
 */
export function judge(
  costs: readonly Cost[],
  comparisons: readonly Comparison[],
  budgets: Budgets | undefined,
): Verdict {
  const rows = costs.map((cost) => rowOf(cost, comparisons, budgets));
  const names = new Set(costs.map(({ rule }) => rule));
  const unknown = [...comparisons.map(({ rule }) => rule), ...Object.keys(budgets ?? {})].filter(
    (rule) => !names.has(rule),
  );
  return {
    rows,
    totals: [...new Set(costs.map(({ pack }) => pack))].map((pack) =>
      totalOf(
        pack,
        costs.filter((cost) => cost.pack === pack),
      ),
    ),
    problems: [
      ...rows.flatMap((row) => problemsOf(row, budgets !== undefined)),
      ...[...new Set(unknown)].map(
        (rule) => `${rule}: there is no such rule; delete its comparison and its budget`,
      ),
    ],
  };
}

function rowOf(cost: Cost, comparisons: readonly Comparison[], budgets: Budgets = {}): Row {
  const compared = comparisons.find(({ rule }) => rule === cost.rule);
  const { naive } = cost;
  const budget = budgets[cost.rule];
  return {
    ...cost,
    ...(naive !== undefined && {
      ...(naive > 0 && { ratio: ours(cost) / naive }),
      atOrBelowNaive: ours(cost) <= naive,
    }),
    ...(compared?.public && { publicSource: compared.public.source }),
    ...(compared?.reason !== undefined && { reason: compared.reason }),
    ...(budget !== undefined && { budget }),
  };
}

function problemsOf(row: Row, budgeted: boolean): string[] {
  const { rule, naive, alone, budget, reason, atOrBelowNaive } = row;
  if (naive === undefined) {
    return [`${rule}: is compared with nothing; write its naive form in bench/rules/compared/`];
  }
  const problems: string[] = [];
  if ((alone === 0) !== (naive === 0)) {
    problems.push(
      `${rule}: one of the forms reads nothing; the fleet lacks series that it selects`,
    );
  }
  if (!atOrBelowNaive && reason === undefined) {
    problems.push(
      `${rule}: reads ${ours(row)} samples, its naive form ${naive}; read less, or give the reason in bench/rules/compared/`,
    );
  }
  if (!budgeted) return problems;
  if (atOrBelowNaive && reason !== undefined) {
    problems.push(`${rule}: reads no more than its naive form; delete the reason`);
  }
  if (budget === undefined) problems.push(`${rule}: has no budget; run with --update`);
  else if (alone > budget) {
    problems.push(
      `${rule}: reads ${alone} samples, above its budget of ${budget}; read less, or run with --update`,
    );
  }
  return problems;
}

function totalOf(pack: string, costs: readonly Cost[]): PackTotal {
  const sum = (of: (cost: Cost) => number) => costs.reduce((total, cost) => total + of(cost), 0);
  const perEvaluation = sum(({ alone }) => alone);
  return {
    pack,
    ours: perEvaluation,
    naiveAlerts: sum(({ kind, naive = 0 }) => (kind === "alert" ? naive : 0)),
    naive: sum(({ naive = 0 }) => naive),
    oursPerDay: (perEvaluation * 86_400) / interval,
  };
}

/** Columns of text, numbers to the right. */
export function table(verdict: Verdict): string {
  const head = ["rule", "alone", "with share", "naive", "public", "ours/naive", "at or below"];
  const lines = verdict.rows.map((row) => [
    row.rule,
    String(row.alone),
    row.kind === "alert" ? String(row.shared) : "",
    String(row.naive ?? ""),
    String(row.public ?? ""),
    row.ratio === undefined ? "" : row.ratio.toFixed(2),
    row.atOrBelowNaive === undefined ? "" : row.atOrBelowNaive ? "yes" : "no",
  ]);
  const totals = verdict.totals.map(({ pack, ours: own, naiveAlerts, naive, oursPerDay }) => [
    pack,
    ...[own, naiveAlerts, naive, Math.round(oursPerDay)].map(String),
  ]);
  const reasons = verdict.rows.flatMap(({ rule, atOrBelowNaive, reason }) =>
    atOrBelowNaive === false && reason !== undefined ? [`${rule}: ${reason}`] : [],
  );
  return [
    columns([head, ...lines]),
    columns([
      ["pack", "ours", "naive alerts", "naive alerts and panels", "ours per day"],
      ...totals,
    ]),
    ["More than the naive form, because", ...reasons].join("\n"),
  ].join("\n\n");
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) =>
    Math.max(...rows.map((row) => (row[i] ?? "").length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
