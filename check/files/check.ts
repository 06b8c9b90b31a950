import { YAMLException } from "js-yaml";
import { parseWithSpans, type Parsed } from "../../promql";
import {
  alertProblems,
  finding,
  infer,
  labelProblems,
  recordedForms,
  recordedProblems,
  RULES,
  templateProblems,
  UNKNOWN,
  type Form,
  type Result,
  type Severity,
  type Slug,
  type World,
} from "../infer";
import { offsetOf, placesIn, type Place } from "./places";
import { rulesOf, type Extracted, type FileRule } from "./rules";
import type { ScalarNode } from "./yaml";

/** A file with rules. */
export interface RuleFile {
  readonly name: string;
  readonly text: string;
}

/** A finding in a file. */
export interface FileFinding extends Place {
  readonly file: string;
  readonly severity: Severity;
  readonly slug: Slug;
  readonly message: string;
  /** Name of the alert or of the recorded series; absent where the file as a whole is wrong. */
  readonly rule?: string;
}

/** What was read, and what is wrong with it, in the order of the files. */
export interface Report {
  readonly files: number;
  readonly rules: number;
  readonly findings: readonly FileFinding[];
}

/** A problem at an offset of the file. */
interface Placed {
  readonly slug: Slug;
  readonly message: string;
  readonly at: number;
  readonly severity?: Severity;
}

interface ReadRule {
  readonly rule: FileRule;
  readonly parsed?: Parsed;
  readonly problem?: Placed;
}

/** Checks the rules of several files, which may read what others record. */
export function checkFiles(files: readonly RuleFile[], catalogue: World): Report {
  const read = files.map((file) => ({ file, ...readFile(file) }));
  const world = withRecorded(
    catalogue,
    read.flatMap(({ rules }) => rules),
  );
  const findings = read.flatMap(({ file, rules, problems }) => {
    const placeOf = placesIn(file.text);
    const placed = (
      name: string | undefined,
      { at, severity, ...problem }: Placed,
    ): FileFinding => ({
      file: file.name,
      ...placeOf(at),
      severity: severity ?? RULES[problem.slug].severity,
      ...problem,
      ...(name !== undefined && { rule: name }),
    });
    return [
      ...problems.map((problem) => placed(undefined, problem)),
      ...rules.flatMap((rule) =>
        checkRule(rule, world).map((problem) => placed(rule.rule.name.text, problem)),
      ),
    ].sort((a, b) => a.line - b.line || a.column - b.column);
  });
  return { files: files.length, rules: read.flatMap(({ rules }) => rules).length, findings };
}

function readFile({ text }: RuleFile): {
  readonly rules: readonly ReadRule[];
  readonly problems: readonly Placed[];
} {
  let extracted: Extracted;
  try {
    extracted = rulesOf(text);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return { rules: [], problems: [notYaml(text, error)] };
  }
  const { rules, broken } = extracted;
  const problems = broken.map((problem) => ({ slug: "rule-shape" as const, ...problem }));
  if (rules.length + problems.length > 0) return { rules: rules.map(readRule), problems };
  const message = "no rules: expected 'groups' with 'rules', in a PrometheusRule below 'spec'";
  return { rules: [], problems: [{ slug: "no-rules", message, at: 0 }] };
}

function notYaml(text: string, { reason, mark }: YAMLException): Placed {
  const template = /\{\{-?\s*(?:if|range|with|include|template|define|end|toYaml|\.Values)\b/.exec(
    text,
  );
  return template
    ? { slug: "helm-template", message: HELM, at: template.index }
    : { slug: "yaml", message: reason, at: mark?.position ?? 0 };
}

const HELM =
  "a template, not YAML: render it first, e.g. with 'helm template', and check what comes out";

function readRule(rule: FileRule): ReadRule {
  const { text, at } = rule.expr;
  try {
    return { rule, parsed: parseWithSpans(text) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (/\{\{/.test(text)) {
      return {
        rule,
        problem: { slug: "helm-template", message: HELM, at: at(text.indexOf("{{")) },
      };
    }
    const [, what = "not valid PromQL", place = "0", why = ""] =
      /^(.*?) at position (\d+)(?: \((.*?)\))?: /s.exec(error.message) ?? [];
    const unread = what === "not supported";
    return {
      rule,
      problem: {
        slug: unread ? "not-checked" : "syntax",
        message: unread
          ? `${why} is not read by this checker`
          : why === ""
            ? what
            : `${what}: ${why}`,
        at: at(Number(place)),
      },
    };
  }
}

/** A world in which the series of the recording rules are known. */
function withRecorded(catalogue: World, rules: readonly ReadRule[]): World {
  const byName = new Map<string, ReadRule[]>();
  for (const read of rules.filter(({ rule }) => rule.kind === "record")) {
    const name = read.rule.name.text;
    byName.set(name, [...(byName.get(name) ?? []), read]);
  }
  const known = new Map<string, readonly Form[]>();
  const world: World = {
    ...catalogue,
    recorded: (name) => {
      const making = byName.get(name);
      if (!making) return undefined;
      const found = known.get(name);
      if (found) return found;
      // A series that is made of itself is not known while it is being made.
      known.set(name, [UNKNOWN]);
      const forms = making.flatMap(({ rule, parsed }) =>
        parsed
          ? recordedForms(infer(parsed.expr, world).inferred, textMap(rule.labels))
          : [UNKNOWN],
      );
      known.set(name, forms);
      return forms;
    },
  };
  return world;
}

function textMap(pairs: FileRule["labels"]): Readonly<Record<string, string>> {
  return Object.fromEntries(pairs.map(([key, value]) => [key.text, value.text]));
}

function checkRule({ rule, parsed, problem }: ReadRule, world: World): readonly Placed[] {
  if (!parsed) return problem ? [problem] : [];
  const { text, at } = rule.expr;
  const result = infer(parsed.expr, world);
  const problems =
    rule.kind === "alert"
      ? alertProblems(parsed.expr, result.inferred)
      : recordedProblems(rule.name.text, result.inferred);
  const wholes = problems.map((p) => finding(parsed.expr, p));
  return [
    ...[...result.findings, ...wholes].map(({ slug, severity, message, ...place }) => ({
      slug,
      severity,
      message,
      at: at(offsetOf(text, parsed, { slug, severity, message, ...place })),
    })),
    ...ruleLabels(rule, parsed, result),
    ...(rule.kind === "alert" ? templates(rule, result) : []),
  ];
}

function ruleLabels(rule: FileRule, { expr }: Parsed, { inferred }: Result): readonly Placed[] {
  return labelProblems(textMap(rule.labels), expr, inferred).map(({ label, ...problem }) => ({
    ...problem,
    at: rule.labels.find(([key]) => key.text === label)?.[0].from ?? rule.expr.from,
  }));
}

function templates({ annotations, labels }: FileRule, { inferred }: Result): readonly Placed[] {
  const set = textMap(labels);
  const texts: readonly ScalarNode[] = [...annotations, ...labels].map(([, value]) => value);
  return texts.flatMap(({ text, at }) =>
    templateProblems(text, inferred, set).map((problem) => ({ ...problem, at: at(problem.at) })),
  );
}
