import { print, seconds, selectors, walk, type Expr, type Matcher } from "../../promql";
import { isRecorded, type Found, type Lint, type LintedRule, type Subject } from "./model";

/** Longest range over a series as it is scraped: each evaluation reads all of it. */
export const longestRawRange = "1h";
/** Longest text of an expression: about a screen as `promtool promql format` breaks it. */
export const textBudget = 1500;
/** Most selectors of one expression; every one of them is a read of the index and of its series. */
export const selectorBudget = 16;

type Aggregate = Extract<Expr, { type: "aggregate" }>;

/** Says something of nodes of rules; a rule and what is said of it come once. */
function nodes(judge: (node: Expr, rule: LintedRule) => string | undefined): Lint["find"] {
  return function* ({ rules }) {
    for (const rule of rules) {
      const said = new Set([...walk(rule.expr)].map((node) => judge(node, rule)));
      for (const what of said) if (what !== undefined) yield [rule.name, what];
    }
  };
}

/** The aggregation after which no label is left, if the result of an expression has none. */
function dropsAll(expr: Expr): Aggregate | undefined {
  switch (expr.type) {
    case "aggregate":
      if (expr.op === "topk" || expr.op === "bottomk") return dropsAll(expr.expr);
      if (expr.grouping?.mode === "without") return undefined;
      if ((expr.grouping?.labels ?? []).length > 0) return undefined;
      // Of what is absent nothing is known but the selector, which is in the rule's own text.
      return expr.expr.type === "call" && expr.expr.fn === "absent" ? undefined : expr;
    case "binary":
      if (expr.op === "or") return dropsAll(expr.left) ?? dropsAll(expr.right);
      if (expr.left.type === "number") return dropsAll(expr.right);
      return dropsAll(expr.matching?.group === "right" ? expr.right : expr.left);
    case "call": {
      const [vector] = expr.args.filter(({ type }) => type !== "number" && type !== "string");
      return vector && expr.fn !== "absent" && expr.fn !== "vector" ? dropsAll(vector) : undefined;
    }
    default:
      return undefined;
  }
}

/** Labels of the rule itself that name what it is about. */
function namedByRule({ alert }: LintedRule): boolean {
  return Object.keys(alert?.labels ?? {}).some((label) => label !== "severity" && label !== "team");
}

function aggregates(expr: Expr): boolean {
  return [...walk(expr)].some((node) => node.type === "aggregate");
}

function metricsOf(expr: Expr): string {
  return [...new Set(selectors(expr).map(({ metric }) => metric))].sort().join();
}

/** Whether the rule waits before it fires. */
function waits({ alert }: LintedRule): boolean {
  return alert?.for !== undefined && seconds(alert.for) > 0;
}

/** What is wrong with a matcher's regular expression; `$name` is a variable of a dashboard, not an anchor. */
function needlessRegex({ label, op, value }: Matcher): string | undefined {
  if (op === "=" || op === "!=" || /\$\{?[a-zA-Z_]/.test(value)) return undefined;
  const equal = op === "=~" ? "=" : "!=";
  if (value.startsWith("^") || /(^|[^\\])(\\\\)*\$$/.test(value)) {
    return `${label}${op}"${value}" is anchored already: write it without ^ and $`;
  }
  if (!/[\\.+*?()|[\]{}]/.test(value)) {
    return `${label}${op}"${value}" names one value: write ${label}${equal}"${value}"`;
  }
  if (value === ".*") return `${label}${op}".*" matches ${op === "=~" ? "everything" : "nothing"}`;
  if (value === ".+") return `${label}${op}".+" is ${label}${op === "=~" ? "!=" : "="}""`;
  return undefined;
}

function* regexes({ rules, queries }: Subject): Generator<Found> {
  const texts = [
    ...rules.map(({ name, expr }) => ({ where: name, expr })),
    ...queries.flatMap(({ where, expr }) => (expr ? [{ where, expr }] : [])),
  ];
  for (const { where, expr } of texts) {
    const matchers = selectors(expr).flatMap((selector) => selector.matchers);
    for (const what of new Set(matchers.map(needlessRegex))) if (what) yield [where, what];
  }
}

/** Lints of single expressions. */
export const expressionLints: readonly Lint[] = [
  {
    slug: "aggregation-without",
    finds:
      "`without (...)`: the result changes when an exporter or a relabeling adds a label, and joins and alerts with it",
    remedy: "name the labels to keep with `by (...)`",
    find: nodes((node) =>
      node.type === "aggregate" && node.grouping?.mode === "without"
        ? `${print(node)} keeps whatever labels there are`
        : undefined,
    ),
  },
  {
    slug: "aggregation-without-subject",
    finds: "an alert whose result has no label, and whose own labels name no subject either",
    remedy: "aggregate `by (...)` the labels that say what is wrong",
    *find({ rules }) {
      for (const rule of rules) {
        const aggregate = rule.alert && !namedByRule(rule) ? dropsAll(rule.expr) : undefined;
        if (aggregate) yield [rule.name, `${print(aggregate)} drops every label`];
      }
    },
  },
  {
    slug: "fragile-sampling",
    finds: "`topk` or `bottomk` in an alert: other series at each evaluation are other alerts",
    remedy: "compare with a threshold",
    find: nodes((node, { alert }) =>
      alert && node.type === "aggregate" && (node.op === "topk" || node.op === "bottomk")
        ? `${print(node)} chooses other series at each evaluation`
        : undefined,
    ),
  },
  {
    slug: "fragile-ratio",
    finds:
      "an alert without `for` that calculates with two aggregations of different series: after a restart one side is complete before the other",
    remedy: "give it a `for` of at least one scrape interval",
    find: nodes((node, rule) => {
      if (!rule.alert || waits(rule) || node.type !== "binary") return undefined;
      if (!["+", "-", "*", "/", "%", "^"].includes(node.op)) return undefined;
      if (!aggregates(node.left) || !aggregates(node.right)) return undefined;
      return metricsOf(node.left) === metricsOf(node.right)
        ? undefined
        : `${print(node)} mixes aggregations that become complete at different times`;
    }),
  },
  {
    slug: "fallback-without-labels",
    finds:
      "`or vector(...)` after series with labels: the fallback lacks them, and appears beside them",
    remedy: "multiply a series with the same labels by 0, or aggregate the labels away",
    find: nodes((node) =>
      node.type === "binary" &&
      node.op === "or" &&
      node.right.type === "call" &&
      node.right.fn === "vector" &&
      dropsAll(node.left) === undefined
        ? `${print(node)} falls back to a series without labels`
        : undefined,
    ),
  },
  {
    slug: "absent-unscoped",
    finds: "`absent` of a selector without a label: it is silent as long as any one series is left",
    remedy: "ask for each job or subject that is declared, by equality matchers",
    find: nodes((node) =>
      node.type === "call" &&
      node.fn.startsWith("absent") &&
      node.args.some((x) => x.type === "selector" && !x.matchers.some(({ op }) => op === "="))
        ? `${print(node)} says of no one in particular that it is absent`
        : undefined,
    ),
  },
  {
    slug: "regex-needless",
    finds:
      "a regular expression that names one value, is anchored (Prometheus anchors all of them), or matches everything or nothing; in rules and dashboards",
    remedy: "an equality is cheaper and says what is meant",
    find: regexes,
  },
  {
    slug: "long-raw-range",
    finds: `a range of more than ${longestRawRange} over a series as it is scraped, read anew at each evaluation`,
    remedy: "record it over a short window, and read the recorded series",
    find: nodes((node) =>
      node.type === "selector" &&
      node.range !== undefined &&
      !isRecorded(node.metric) &&
      seconds(node.range) > seconds(longestRawRange)
        ? `${print(node)} is longer than ${longestRawRange}`
        : undefined,
    ),
  },
  {
    slug: "subquery",
    finds:
      "a subquery in a rule: its inner expression is evaluated once per step, at each evaluation; one that thins out a recorded series reads less than a range and is no finding",
    remedy: "record the inner expression and take a range of that",
    find: nodes((node) =>
      node.type === "subquery" && !(node.expr.type === "selector" && isRecorded(node.expr.metric))
        ? `${print(node)} is evaluated step by step`
        : undefined,
    ),
  },
  {
    slug: "text-budget",
    finds: `an expression of more than ${textBudget} characters`,
    remedy: "record parts of it",
    *find({ rules }) {
      for (const { name, text } of rules) {
        if (text.length > textBudget) yield [name, `${text.length} characters`];
      }
    },
  },
  {
    slug: "selector-budget",
    finds: `an expression of more than ${selectorBudget} selectors; what they read is budgeted by \`npm run bench:rules\``,
    remedy: "record what is read several times",
    *find({ rules }) {
      for (const { name, expr } of rules) {
        const { length } = selectors(expr);
        if (length > selectorBudget) yield [name, `${length} selectors`];
      }
    },
  },
];
