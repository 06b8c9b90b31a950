import {
  isRecorded,
  seriesOf,
  type Found,
  type Lint,
  type LintedRule,
  type Subject,
} from "./model";

/** Names that rules of the subject record. */
function recorded({ rules }: Subject): readonly LintedRule[] {
  return rules.filter(({ recording }) => recording !== undefined);
}

/** Names of series that rules and queries read, and where. */
function reads({ rules, queries }: Subject): readonly Found[] {
  return [
    ...rules.map(({ name, expr }) => ({ where: name, expr })),
    ...queries.flatMap(({ where, expr }) => (expr ? [{ where, expr }] : [])),
  ].flatMap(({ where, expr }) => seriesOf(expr).map((name): Found => [where, name]));
}

/** What a rule is, but for its place: two of the same are one too many. */
function identity({ alert, recording, name, text }: LintedRule): string {
  const labels = Object.entries((alert ?? recording)?.labels ?? {}).sort();
  return JSON.stringify([name, text, labels]);
}

/** Lints of rules among each other. */
export const recordingLints: readonly Lint[] = [
  {
    slug: "dead-recording",
    finds: "a recorded series that no rule and no dashboard of the environment reads",
    remedy: "delete the rule, or draw its series",
    *find(subject) {
      const read = new Set(reads(subject).map(([, name]) => name));
      for (const { name } of recorded(subject)) {
        if (!read.has(name)) yield [name, "is read by nobody"];
      }
    },
  },
  {
    slug: "unknown-recording",
    finds:
      "a rule or panel that reads a series with colons in its name that no rule of the environment records",
    remedy: "correct the name, or deploy the rule that records it",
    *find(subject) {
      const known = new Set(recorded(subject).map(({ name }) => name));
      for (const [where, name] of reads(subject)) {
        if (isRecorded(name) && !known.has(name)) {
          yield [where, `reads ${name}, which nothing records`];
        }
      }
    },
  },
  {
    slug: "stale-read",
    finds:
      "a rule that reads a series which its group records later, or only another group records: it sees the value of the evaluation before",
    remedy: "record it before, in the same group",
    *find({ rules }) {
      const makers = rules.filter(({ recording }) => recording !== undefined);
      for (const reader of rules) {
        // What has the name of a metric is scraped elsewhere: who records it reads that of others.
        for (const name of new Set(seriesOf(reader.expr).filter(isRecorded))) {
          const made = makers.filter((maker) => maker.name === name);
          const before = made.some((m) => m.group === reader.group && m.index < reader.index);
          if (made.length > 0 && !before) {
            yield [reader.name, `reads ${name} before group ${reader.group} has recorded it`];
          }
        }
      }
    },
  },
  {
    slug: "duplicate-rule",
    finds: "two rules of one name with the same expression and labels, in whatever groups",
    remedy: "delete one: both write the same series, or send the same alert",
    *find({ rules }) {
      const seen = new Map<string, string>();
      for (const rule of rules) {
        const key = identity(rule);
        const before = seen.get(key);
        if (before === undefined) seen.set(key, rule.group);
        else yield [rule.name, `is in group ${before} and again in ${rule.group}`];
      }
    },
  },
  {
    slug: "duplicate-condition",
    finds: "two alerts of different names with the same expression and severity",
    remedy: "keep one: people are told twice of the same thing",
    *find({ rules }) {
      const seen = new Map<string, string>();
      for (const { name, text, alert } of rules) {
        if (!alert) continue;
        const key = `${alert.labels["severity"] ?? ""} ${text}`;
        const before = seen.get(key);
        if (before !== undefined && before !== name) yield [name, `has the condition of ${before}`];
        seen.set(key, before ?? name);
      }
    },
  },
];
