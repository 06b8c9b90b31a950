import type { Case, Labels, Series } from "../bench";

/** The same series without the label `run_id`. */
export function unlabelled(s: Series): Series {
  return { ...s, series: s.series.replace(/,run_id="[^"]*"/, "") };
}

/**
 * A case of runs with one rank each, once more without the label `run_id`: the rules take the pod for the run.
 * Nothing where it would be another case.
 */
export function withoutRunId(c: Case): readonly Case[] {
  const labelled = c.series.every(
    ({ series }) => /pod="\w+-0",run_id=/.test(series) || /exported_pod=/.test(series),
  );
  if (!labelled || c.series.length === 0 || c.samples !== undefined) return [];
  const { annotations: _, fires, pending, ...rest } = c;
  const renamed = (labels: readonly Labels[]) =>
    labels.map((l) => ({ ...l, ...(l["run_id"] !== undefined && { run_id: `${l["run_id"]}-0` }) }));
  return [
    {
      ...rest,
      name: `${c.name}, without \`run_id\``,
      series: c.series.map(unlabelled),
      ...(fires && { fires: renamed(fires) }),
      ...(pending && { pending: renamed(pending) }),
    },
  ];
}
