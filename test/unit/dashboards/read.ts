import { parser } from "@prometheus-io/lezer-promql";

import type { GrafanaDashboard } from "../../../dashboards";

/** Names of the series that a PromQL text reads. */
export function seriesOf(text: string): string[] {
  const names: string[] = [];
  parser.parse(text).iterate({
    enter: ({ node }) => {
      if (node.name === "Identifier" && node.parent?.name === "VectorSelector") {
        names.push(text.slice(node.from, node.to));
      }
    },
  });
  return names;
}

/** Every query of a dashboard, and where it stands. */
export function queriesOf(dashboard: GrafanaDashboard): { where: string; text: string }[] {
  return [
    ...dashboard.panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ refId, expr }) => ({ where: `${title} ${refId}`, text: expr })),
    ),
    ...dashboard.annotations.list.map(({ name, expr }) => ({ where: name, text: expr! })),
    ...dashboard.templating.list.flatMap(({ name, type, query }) =>
      type === "query" && typeof query === "string"
        ? [{ where: name, text: query.replace(/^label_values\((.*), \w+\)$/, "$1") }]
        : [],
    ),
  ];
}

/** Queries of the panel with a title. */
export function panelQueries(dashboard: GrafanaDashboard, title: string): string[] {
  const found = dashboard.panels.filter((p) => p.title === title && p.targets);
  expect(found).toHaveLength(1);
  return found[0]!.targets!.map((t) => t.expr);
}
