/** A label that a template prints, and where its name stands in the text. */
export interface TemplateLabel {
  readonly label: string;
  readonly at: number;
  /** Whether the text asks with `if` or `with` for the label, so that it may be empty. */
  readonly guarded: boolean;
}

const ACTION = /\{\{(.*?)\}\}/gs;
const GUARD = /^-?\s*(?:else\s+)?(?:if|with)\b/;
const LABEL = /(?:\$labels|\.Labels)\.([A-Za-z_]\w*)|index\s+(?:\$labels|\.Labels)\s+"([^"]*)"/g;

/** Every label of the alert that an annotation or label template prints. */
export function templateLabels(text: string): readonly TemplateLabel[] {
  const uses = [...text.matchAll(ACTION)].flatMap((action) => {
    const [, code = ""] = action;
    return [...code.matchAll(LABEL)].map((use) => {
      const label = use[1] ?? use[2] ?? "";
      const at = action.index + 2 + use.index + use[0].indexOf(label);
      return { label, at, asks: GUARD.test(code) };
    });
  });
  const guarded = new Set(uses.filter(({ asks }) => asks).map(({ label }) => label));
  return uses.map(({ label, at }) => ({ label, at, guarded: guarded.has(label) }));
}
