import { evaluation } from "./evaluation/series";
import { health } from "./health/series";
import { lifecycle } from "./lifecycle/series";
import { loss } from "./loss/series";
import { metrics } from "./metrics/series";
import { progress } from "./progress/series";
import { ranks } from "./ranks/series";
import { speed } from "./speed/series";

/** Recorded series of training runs: the rules judge them and the dashboards draw them. */
export const run = {
  ...progress,
  ...loss,
  ...health,
  ...evaluation,
  ...metrics,
  ...speed,
  ...ranks,
  ...lifecycle,
} as const;
