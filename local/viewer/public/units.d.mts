import type { Sample } from "../query";
import type { Field } from "../model";

/** A value with its unit. */
export function formatValue(value: Sample | undefined, unit: string, decimals?: number): string;

/** Text and colour of a value, by mappings first, then by thresholds. */
export function present(
  value: Sample,
  field: Field,
): { readonly text: string; readonly color: string | undefined };
