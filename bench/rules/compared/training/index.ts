import type { Comparison } from "../comparison";
import { evaluation } from "./evaluation";
import { health } from "./health";
import { lifecycle } from "./lifecycle";
import { loss } from "./loss";
import { progress } from "./progress";
import { quality } from "./quality";
import { ranks } from "./ranks";
import { speed } from "./speed";

/** What the rules of the training pack are compared with. */
export const trainingComparisons: readonly Comparison[] = [
  ...health,
  ...loss,
  ...evaluation,
  ...quality,
  ...progress,
  ...speed,
  ...ranks,
  ...lifecycle,
];
