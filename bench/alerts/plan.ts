import { createHash } from "node:crypto";
import { parse, print, type Expr } from "../../promql";
import type { RecordingRule } from "../../rules";
import { levels, reach } from "../rules/needs";
import type { Contender, JudgedAlert } from "./contenders";

/** Recordings that are computed together, over what one of their owners has recorded so far. */
export interface Batch {
  /** Names of the contenders that record all of them alike; the first one's series are read. */
  readonly owners: readonly string[];
  readonly recordings: readonly RecordingRule[];
}

/** An expression that is evaluated once, for all alerts that ask the same of the same series. */
export interface Question {
  /** The contender whose series are read. */
  readonly owner: string;
  readonly expr: string;
  readonly alerts: readonly { readonly contender: string; readonly alert: JudgedAlert }[];
}

/** What has to be computed for contenders, and nothing of it twice. */
export interface Plan {
  /** Recordings by level: a level reads only the ones before it. */
  readonly levels: readonly (readonly Batch[])[];
  readonly questions: readonly Question[];
}

/** Plans contenders together: what two of them record or ask alike is shared. */
export function plan(contenders: readonly Contender[]): Plan {
  const batches = new Map<number, Map<string, { rule: RecordingRule; owners: string[] }>>();
  const questions = new Map<
    string,
    { owner: string; expr: string; alerts: Question["alerts"][number][] }
  >();
  for (const { name, recordings, alerts } of contenders) {
    const keys = new Map<string, string>();
    for (const [level, rules] of levels(recordings).entries()) {
      const own =
        batches.get(level) ?? new Map<string, { rule: RecordingRule; owners: string[] }>();
      batches.set(level, own);
      const keyed = rules.map((rule) => [rule, keyOf(rule.expr, keys, rule)] as const);
      for (const [rule, key] of keyed) {
        const known = own.get(key);
        if (known) known.owners.push(name);
        else own.set(key, { rule, owners: [name] });
      }
      for (const [{ record }, key] of keyed) {
        keys.set(record, digest([keys.get(record) ?? "", key]));
      }
    }
    for (const alert of alerts) {
      const key = keyOf(parse(alert.expr), keys);
      const known = questions.get(key);
      if (known) known.alerts.push({ contender: name, alert });
      else {
        const asked = [{ contender: name, alert }];
        questions.set(key, { owner: name, expr: alert.expr, alerts: asked });
      }
    }
  }
  return {
    levels: [...batches.values()].map((own) => byOwners([...own.values()])),
    questions: [...questions.values()],
  };
}

/** Of two expressions with the same key the results are the same: text, and whatever is recorded of what they read. */
function keyOf(expr: Expr, keys: ReadonlyMap<string, string>, rule?: RecordingRule): string {
  const read = [...new Set(reach(expr).map(([name]) => name))].sort();
  return digest([
    rule ? JSON.stringify([rule.record, rule.labels]) : "",
    print(expr),
    ...read.map((name) => keys.get(name) ?? ""),
  ]);
}

function digest(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64");
}

function byOwners(
  rules: readonly { readonly rule: RecordingRule; readonly owners: readonly string[] }[],
): readonly Batch[] {
  const found = new Map<string, { owners: readonly string[]; recordings: RecordingRule[] }>();
  for (const { rule, owners } of rules) {
    const key = JSON.stringify(owners);
    const known = found.get(key);
    if (known) known.recordings.push(rule);
    else found.set(key, { owners, recordings: [rule] });
  }
  return [...found.values()];
}
