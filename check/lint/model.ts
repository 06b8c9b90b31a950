import type { GrafanaDashboard } from "../../dashboards";
import { parse, selectors, type Expr, type Selector } from "../../promql";
import type {
  PrometheusAlertRule,
  PrometheusRecordingRule,
  PrometheusRuleGroup,
} from "../../rules";

/** What is deployed together, and so is linted together: what one rule records another reads. */
export interface Environment {
  /** As it is told in findings, e.g. the name of the stack. */
  readonly name: string;
  readonly groups: readonly PrometheusRuleGroup[];
  readonly dashboards: readonly GrafanaDashboard[];
  /** Alerts that have a runbook file. */
  readonly runbooks: ReadonlySet<string>;
  /** Alerts that a test case expects; without it nothing is said about cases. */
  readonly tested?: ReadonlySet<string>;
}

/** Something a lint has found. */
export interface Finding {
  readonly slug: string;
  /** Name of the alert or of the recorded series, or `dashboard uid / panel`. */
  readonly where: string;
  /** What is wrong, and what to do about it. */
  readonly message: string;
}

/** Where, and what is wrong there. */
export type Found = readonly [where: string, what: string];

/** One lint. */
export interface Lint {
  /** By which exceptions and readers call it. */
  readonly slug: string;
  /** What it finds, for docs/lint.md. */
  readonly finds: string;
  /** What to do about it; ends every message. */
  readonly remedy: string;
  readonly find: (subject: Subject) => Iterable<Found>;
}

/** A rule with its expression parsed. */
export interface LintedRule {
  readonly name: string;
  readonly group: string;
  /** Position within its group. */
  readonly index: number;
  readonly expr: Expr;
  readonly text: string;
  readonly alert?: PrometheusAlertRule;
  readonly recording?: PrometheusRecordingRule;
}

/** A query of a dashboard; `expr` is absent where it does not parse. */
export interface LintedQuery {
  readonly where: string;
  readonly text: string;
  readonly expr?: Expr;
}

/** An environment with everything parsed once. */
export interface Subject extends Environment {
  readonly rules: readonly LintedRule[];
  readonly queries: readonly LintedQuery[];
}

/**
 * Parses the rules and queries of an environment.
 * @throws Error naming rule, text and position where a rule does not parse.
 */
export function subjectOf(environment: Environment): Subject {
  const { groups, dashboards } = environment;
  return {
    ...environment,
    rules: groups.flatMap(({ name: group, rules }) =>
      rules.map((rule, index) => {
        const name = "alert" in rule ? rule.alert : rule.record;
        const expr = parseIn(`${group}, ${name}`, rule.expr);
        const own = "alert" in rule ? { alert: rule } : { recording: rule };
        return { name, group, index, expr, text: rule.expr, ...own };
      }),
    ),
    queries: dashboards.flatMap(queriesOf),
  };
}

function parseIn(where: string, text: string): Expr {
  try {
    return parse(text);
  } catch (error) {
    throw new Error(`${where}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** Where a panel is, as findings name it. */
export function panelName({ uid }: GrafanaDashboard, panel: { readonly title?: string }): string {
  return `${uid} / ${panel.title ?? "a panel without title"}`;
}

function queriesOf(dashboard: GrafanaDashboard): LintedQuery[] {
  const { uid, panels, annotations, templating } = dashboard;
  const texts = [
    ...panels.flatMap((panel) =>
      (panel.targets ?? []).map(({ refId, expr }) => ({
        where: `${panelName(dashboard, panel)} ${refId}`,
        text: expr,
      })),
    ),
    ...annotations.list.map(({ name, expr = "" }) => ({ where: `${uid} / ${name}`, text: expr })),
    ...templating.list.flatMap(({ name, query }) => {
      const [, series] = typeof query === "string" ? (LABEL_VALUES.exec(query) ?? []) : [];
      return series === undefined ? [] : [{ where: `${uid} / variable ${name}`, text: series }];
    }),
  ];
  return texts.map(({ where, text }) => {
    try {
      return { where, text, expr: parse(withoutVariables(text)) };
    } catch {
      return { where, text };
    }
  });
}

const LABEL_VALUES = /^label_values\((.*), \w+\)$/;

// Grafana fills these in before Prometheus sees the query; a variable within quotes is a string already.
function withoutVariables(text: string): string {
  return text.replace(/\$(__rate_interval|__interval|__range)\b/g, "5m");
}

/** The names of all series that an expression reads. */
export function seriesOf(expr: Expr): readonly string[] {
  return selectors(expr).flatMap((selector) => [selector.metric, ...namedByMatcher(selector)]);
}

function namedByMatcher({ matchers }: Selector): string[] {
  return matchers.flatMap(({ label, op, value }) =>
    label === "__name__" && op === "=" ? [value] : [],
  );
}

/** Whether a name is that of a recorded series, `level:metric:operations`. */
export function isRecorded(name: string): boolean {
  return name.includes(":");
}
