import { unsafeTexts } from "../promql";
import type { Pack } from "./model";

/** A text that a rule took over as it is, and where. */
export interface UnsafeUse {
  readonly group: string;
  /** Name of the alert, or of the recorded series. */
  readonly rule: string;
  readonly text: string;
}

/** Every `unsafe` text of a pack; ours have none. */
export function unsafeUses(pack: Pack): readonly UnsafeUse[] {
  return pack.groups.flatMap(({ name: group, rules }) =>
    rules.flatMap((rule) =>
      unsafeTexts(rule.expr).map((text) => ({
        group,
        rule: "record" in rule ? rule.record : rule.alert,
        text,
      })),
    ),
  );
}
