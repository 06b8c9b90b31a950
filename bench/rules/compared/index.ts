import type { Comparison } from "./comparison";
import { gpuComparisons } from "./gpu";
import { inferenceComparisons } from "./inference";
import { metaComparisons } from "./meta";
import { trainingComparisons } from "./training";

export type { Comparison, PublicForm } from "./comparison";

/** What every rule is compared with; docs/rule-costs.md says how the forms were chosen. */
export const comparisons: readonly Comparison[] = [
  ...trainingComparisons,
  ...inferenceComparisons,
  ...gpuComparisons,
  ...metaComparisons,
];
