import { gpuDashboard, inferenceDashboard, trainingDashboard } from "../../../dashboards";
import { parse, print } from "../../../promql";
import { queriesOf } from "../dashboards/read";
import { everyPack } from "../rules/every-pack";
import { format, squeezed } from "./promtool";

// Grafana's windows are no PromQL until Grafana puts a length there.
const inWindow = (query: string) =>
  query.replace(/\[\$__(rate_interval|interval|range)\]/g, "[7m7s]");

const rules = everyPack.flatMap(({ groups }) =>
  groups.flatMap((group) => group.rules.map(({ expr }) => print(expr))),
);
const queries = [
  trainingDashboard({}),
  inferenceDashboard({
    services: [{ name: "digits", team: "ml", select: { namespace: "serving" } }],
  }),
  gpuDashboard({ pools: [{ name: "h100", gpusPerNode: 8, nodes: { min: 2 } }] }),
].flatMap((dashboard) => queriesOf(dashboard).map(({ text }) => inWindow(text)));
const texts = [...new Set([...rules, ...queries])];

describe("every expression of rules and dashboards", () => {
  it("is printed as Prometheus prints it", async () => {
    expect(rules.length).toBeGreaterThan(50);
    expect(queries.length).toBeGreaterThan(50);
    const formatted = await format(texts);
    expect(formatted.map(squeezed)).toEqual(texts.map(squeezed));
    expect(formatted.map(parse)).toEqual(texts.map(parse));
  });

  it("is printed again as it was written", () => {
    expect(texts.map((text) => print(parse(text)))).toEqual(texts);
  });
});
