import type { Suite } from "../../rules/suites";
import { gpu } from "./gpu";
import { inference } from "./inference";
import { loss } from "./loss";
import { meta } from "./meta";
import type { Equivalents } from "./model";
import { progress } from "./progress";
import { quality } from "./quality";
import { speed } from "./speed";
import { training } from "./training";

export type { Equivalents } from "./model";

/** The equivalent mutants of each pack. One that is killed, or that there is no more, is an error of the run. */
export const equivalents: Readonly<Record<Suite["pack"], readonly Equivalents[]>> = {
  training: [...training, ...progress, ...loss, ...quality, ...speed],
  inference,
  gpu,
  meta,
};
