import { seconds } from "../../promql";
import type { PrometheusAlertRule } from "../../rules";
import type { Found, Lint, LintedRule } from "./model";

/** Longest summary: a line of a pager or of a chat. */
export const summaryBudget = 120;
/** Longest description: what is read before the runbook. */
export const descriptionBudget = 500;

/** Says something of alerts, by rule: of rules of one name that are alike it is said once. */
function alerts(judge: (alert: PrometheusAlertRule, rule: LintedRule) => string | undefined) {
  return function* ({ rules }: { readonly rules: readonly LintedRule[] }): Generator<Found> {
    for (const rule of rules) {
      const what = rule.alert && judge(rule.alert, rule);
      if (what !== undefined) yield [rule.name, what];
    }
  };
}

/** A template without its actions: what is left is the same for all alerts of the rule. */
function withoutActions(text: string): string {
  return text.replace(/\{\{.*?\}\}/gs, "");
}

/** Lints of alerts as their readers meet them. */
export const alertLints: readonly Lint[] = [
  {
    slug: "no-for",
    finds: "an alert that fires at the first evaluation, and whose exception states no reason",
    remedy: "give it a `for`, or state the reason in check/lint/exceptions.ts",
    find: alerts((alert) =>
      alert.for === undefined || seconds(alert.for) === 0 ? "fires without waiting" : undefined,
    ),
  },
  {
    slug: "no-runbook",
    finds: "an alert without a runbook: no `runbook_url`, or no file of that name",
    remedy: "write docs/runbooks/<alert>.md",
    *find({ rules, runbooks }) {
      for (const { name, alert } of rules) {
        if (!alert) continue;
        const url = alert.annotations["runbook_url"];
        if (url === undefined) yield [name, "has no annotation runbook_url"];
        else if (!url.endsWith(`/${name}.md`)) yield [name, `links to another runbook: ${url}`];
        else if (!runbooks.has(name)) yield [name, "links to a runbook that does not exist"];
      }
    },
  },
  {
    slug: "no-case",
    finds: "an alert that no case of the test bench expects",
    remedy: "write a case in test/rules in which it fires",
    *find({ rules, tested }) {
      if (!tested) return;
      for (const { name, alert } of rules) {
        if (alert && !tested.has(name)) yield [name, "is expected by no case"];
      }
    },
  },
  {
    slug: "summary-without-subject",
    finds: "a summary that is the same for every subject, of an alert whose description names one",
    remedy: "name the subject in the summary by its labels",
    find: alerts(({ annotations: { summary = "", description = "" } }) =>
      description.includes("$labels.") && !summary.includes("$labels.")
        ? `says of every subject: ${summary}`
        : undefined,
    ),
  },
  {
    slug: "annotation-text",
    finds: `a summary that is empty, longer than ${summaryBudget} characters or ends in a full stop; a description that is empty, longer than ${descriptionBudget} characters or does not`,
    remedy: "a summary is a headline, a description is sentences",
    find: alerts(({ annotations: { summary = "", description = "" } }) => {
      const [headline, sentences] = [summary, description].map(withoutActions);
      if (headline === undefined || headline.trim() === "") return "has an empty summary";
      if (headline.length > summaryBudget) return `has a summary of ${headline.length} characters`;
      if (headline.endsWith(".")) return "has a summary that ends in a full stop";
      if (sentences === undefined || sentences.trim() === "") return "has an empty description";
      if (sentences.length > descriptionBudget) {
        return `has a description of ${sentences.length} characters`;
      }
      return /[.!?]$/.test(sentences) ? undefined : "has a description without a full stop";
    }),
  },
];
