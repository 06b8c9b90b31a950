import {
  alertProblems,
  catalogueWorld,
  infer,
  labelProblems,
  recordedForms,
  templateProblems,
  type Form,
  type World,
} from "../../../check/infer";
import { gpuDashboard, inferenceDashboard, trainingDashboard } from "../../../dashboards";
import { parse } from "../../../promql";
import { queriesOf } from "../dashboards/read";
import { everyPack } from "../rules/every-pack";

const services = { services: [{ name: "digits", team: "ml", select: { namespace: "serve" } }] };
const pools = { pools: [{ name: "h100", gpusPerNode: 8, nodes: { min: 1 } }] };
const rules = everyPack.flatMap(({ groups }) => groups.flatMap((group) => group.rules));

/** Our rules in the order in which they are evaluated: recorded series are known once they are recorded. */
function checked(): { world: World; found: string[] } {
  const recorded = new Map<string, readonly Form[]>();
  const world = { ...catalogueWorld(), recorded: (name: string) => recorded.get(name) };
  const found: string[] = [];
  for (const rule of rules) {
    const { inferred, findings } = infer(rule.expr, world);
    const name = "record" in rule ? rule.record : rule.alert;
    if ("record" in rule) {
      const forms = recordedForms(inferred, rule.labels ?? {});
      recorded.set(name, [...(recorded.get(name) ?? []), ...forms]);
    }
    const problems =
      "record" in rule
        ? []
        : [
            ...alertProblems(rule.expr, inferred),
            ...labelProblems(rule.labels, rule.expr, inferred),
            ...Object.values(rule.annotations).flatMap((text) =>
              templateProblems(text, inferred, rule.labels),
            ),
          ];
    found.push(...[...findings, ...problems].map((f) => `${name}: ${f.slug}: ${f.message}`));
  }
  return { world, found };
}

it("finds nothing wrong with our own rules", () => {
  const { found } = checked();
  expect(rules.length).toBeGreaterThan(50);
  expect(found).toEqual([]);
});

it("finds nothing wrong with our own dashboards", () => {
  const { world } = checked();
  const dashboards = [trainingDashboard({}), inferenceDashboard(services), gpuDashboard(pools)];
  const found = dashboards.flatMap((dashboard) =>
    queriesOf(dashboard).flatMap(({ where, text }) => {
      const plain = text.replaceAll("$__rate_interval", "5m").replaceAll("$__range", "1h");
      return infer(parse(plain), world).findings.map((f) => `${where}: ${f.slug}: ${f.message}`);
    }),
  );
  expect(found).toEqual([]);
});
