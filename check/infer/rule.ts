import { walk, type Expr, type Unit } from "../../promql";
import {
  adding,
  EXTERNAL_LABELS,
  may,
  labelList,
  type Form,
  type Inferred,
  type Problem,
} from "./form";
import { nearest } from "./spelling";
import { templateLabels } from "./templates";
import { TIME, unitName, unitOfName } from "./units";

/** What is wrong with an alert whose expression yields this, apart from its texts. */
export function alertProblems(expr: Expr, { condition }: Inferred): readonly Problem[] {
  if (condition || meantAsPresence(expr)) return [];
  return [
    {
      slug: "no-condition",
      message:
        "the alert fires for every series of its expression, whatever the value: compare it with something",
      ...(expr.type === "selector" && { severity: "warning" as const }),
    },
  ];
}

/** Labels that say where series come from, not what they say. */
const ORIGIN = new Set([
  "job",
  "instance",
  "namespace",
  "cluster",
  "service",
  "endpoint",
  "container",
]);

/** Series that are selected by what they say are there only when there is something to say. */
function meantAsPresence(expr: Expr): boolean {
  if (expr.type === "binary" && (expr.op === "and" || expr.op === "unless")) {
    return meantAsPresence(expr.left);
  }
  return (
    expr.type === "selector" &&
    expr.matchers.some(({ label, value }) => !ORIGIN.has(label) && value !== "")
  );
}

/** What is wrong with labels that a rule sets. */
export function labelProblems(
  labels: Readonly<Record<string, string>>,
  expr: Expr,
  { forms }: Inferred,
): readonly (Problem & { readonly label: string })[] {
  return Object.entries(labels).flatMap(([label, text]) => {
    const harmless = templateLabels(text).length > 0 || selects(expr, label, text);
    if (harmless || !forms.every((form) => form.labels.has(label))) return [];
    return [
      {
        slug: "label-collision" as const,
        label,
        message: `label '${label}' of the rule overwrites the label '${label}' of the series`,
      },
    ];
  });
}

/** True where the expression asks for the very value that the rule sets. */
function selects(expr: Expr, label: string, value: string): boolean {
  return [...walk(expr)].some(
    (node) =>
      node.type === "selector" &&
      node.matchers.some((m) => m.label === label && m.op === "=" && m.value === value),
  );
}

/** What is wrong with a template, and where in its text. */
export function templateProblems(
  text: string,
  { forms }: Inferred,
  ruleLabels: Readonly<Record<string, string>>,
): readonly (Problem & { readonly at: number })[] {
  return templateLabels(text).flatMap(({ label, at, guarded }) => {
    const [form] = forms;
    if (!form || guarded || forms.some((one) => may(one, label))) return [];
    return [{ slug: "template-label" as const, at, message: emptyLabel(label, form, ruleLabels) }];
  });
}

function emptyLabel(
  label: string,
  form: Form,
  ruleLabels: Readonly<Record<string, string>>,
): string {
  const empty = `'$labels.${label}' is empty: `;
  if (label === "alertname") return `${empty}write the name of the alert`;
  if (label in ruleLabels) {
    return `${empty}templates do not see labels that the rule itself sets; write the value`;
  }
  if (form.others === "none" && (EXTERNAL_LABELS as readonly string[]).includes(label)) {
    return `${empty}the expression keeps ${labelList(form)}; write '$externalLabels.${label}' or keep it in by (...)`;
  }
  const near = nearest(label, form.labels);
  const hint = near === undefined ? "; keep it in by (...)" : `; did you mean '${near}'?`;
  return `${empty}the expression has ${labelList(form)}${hint}`;
}

/** What is wrong with the name of a recorded series; `level:metric:operations` says how the unit has changed. */
export function recordedProblems(name: string, { forms }: Inferred): readonly Problem[] {
  const said = unitOfName(name);
  const found = forms.map(({ unit, perSecond }) => (perSecond ? undefined : unit));
  const [unit] = found;
  if (said === undefined || name.includes(":") || unit === undefined) return [];
  const fits = (other: Unit | undefined) =>
    other === undefined ||
    other === said ||
    (said === "ratio" && other === "one") ||
    (TIME.has(said) && TIME.has(other));
  if (found.some(fits)) return [];
  return [
    {
      slug: "recorded-unit",
      message: `'${name}' is named after ${unitName(said)}, and the values are ${unitName(unit)}`,
    },
  ];
}

/** The forms of a recorded series: the rule's own labels are on it as well. */
export function recordedForms(
  { forms }: Inferred,
  labels: Readonly<Record<string, string>>,
): readonly Form[] {
  return forms.map(({ part: _, ...form }) => adding(form, Object.keys(labels)));
}
