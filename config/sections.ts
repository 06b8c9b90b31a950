import type { MonitoringConfig } from "./config";
import type { Problem } from "./problem";

/** What rules across fields look at: the sections whose own fields are sound. */
export type Sections = { readonly [K in keyof MonitoringConfig]?: MonitoringConfig[K] };

/** Keys and indices from the root of the object. */
export type Path = Problem["path"];

/** A problem for each name that stands a second time; `what` says among which, and why. */
export function duplicates(
  names: readonly string[],
  path: (i: number) => Path,
  what: string,
  remedy = "give this one another name",
): Problem[] {
  return names.flatMap((name, i) =>
    names.indexOf(name) === i
      ? []
      : [
          {
            path: path(i),
            // Without the namespace that makes it unique.
            value: name.split("/").at(-1),
            rule: `must be unique among the ${what}`,
            remedy,
          },
        ],
  );
}
