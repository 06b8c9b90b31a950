import type { Exemplar } from "../../standard";

/** Of alerts on what evaluations say. */
export const evaluation: readonly Exemplar[] = [];
