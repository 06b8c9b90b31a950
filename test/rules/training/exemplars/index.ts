import type { Exemplar } from "../../standard";
import { checkpoints } from "./checkpoints";
import { evaluation } from "./evaluation";
import { health } from "./health";
import { lifecycle } from "./lifecycle";
import { loss } from "./loss";
import { progress } from "./progress";
import { quality } from "./quality";
import { ranks } from "./ranks";
import { speed } from "./speed";

/** Of every alert of the training pack. */
export const exemplars: readonly Exemplar[] = [
  ...health,
  ...loss,
  ...evaluation,
  ...quality,
  ...progress,
  ...speed,
  ...ranks,
  ...lifecycle,
  ...checkpoints,
];
