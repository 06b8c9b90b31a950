import type { Case, Labels } from "../bench";

/** A case as the scrape of a class labels it that shares its namespace with another class. */
export function classed(training_class: string, c: Case): readonly Case[] {
  const { annotations: _, fires, pending, ...rest } = c;
  if (rest.samples !== undefined) return [];
  const labelled = (labels: readonly Labels[]) => labels.map((l) => ({ ...l, training_class }));
  return [
    {
      ...rest,
      name: `${c.name}, of class ${training_class}`,
      // An exporter of GPUs does not know classes.
      series: c.series.map((s) =>
        s.series.includes("exported_pod")
          ? s
          : { ...s, series: s.series.replace(/\}$/, `,training_class="${training_class}"}`) },
      ),
      ...(fires && { fires: labelled(fires) }),
      ...(pending && { pending: labelled(pending) }),
    },
  ];
}
