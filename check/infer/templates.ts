/** A label that a template prints, and where its name stands in the text. */
export interface TemplateLabel {
  readonly label: string;
  readonly at: number;
}

const ACTION = /\{\{(.*?)\}\}/gs;
const LABEL = /(?:\$labels|\.Labels)\.([A-Za-z_]\w*)|index\s+(?:\$labels|\.Labels)\s+"([^"]*)"/g;

/** Every label of the alert that an annotation or label template prints. */
export function templateLabels(text: string): readonly TemplateLabel[] {
  return [...text.matchAll(ACTION)].flatMap((action) =>
    [...(action[1] ?? "").matchAll(LABEL)].map((use) => {
      const label = use[1] ?? use[2] ?? "";
      return { label, at: action.index + 2 + use.index + use[0].indexOf(label) };
    }),
  );
}
