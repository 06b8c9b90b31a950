import { RULES, type Rule } from "../infer";

/** What every slug means, in Markdown: a heading each, so that it can be linked to. */
export function slugReference(): string {
  const rules: readonly (readonly [string, Rule])[] = Object.entries(RULES);
  return rules
    .map(
      ([slug, { severity, meaning, remedy }]) => `### ${slug}\n\n${severity}: ${meaning} ${remedy}`,
    )
    .join("\n\n");
}
