import { AlertRules, type AlertRulesArgs, type RulePackArgs } from "../../components/alert-rules";
import { MAX_RULE_BYTES, prometheusRules } from "../../components/alert-rules/objects";
import { houseProblems } from "./house";
import { deploy } from "./mocks";

const RULE = { alert: "Down", expr: "up == 0", labels: { severity: "critical" } };
const pack = (name: string, groups: RulePackArgs["groups"]): RulePackArgs => ({ name, groups });
const GPU = pack("gpu", [{ name: "mlwatch-gpu", rules: [RULE] }]);
const args = (packs: AlertRulesArgs["packs"]): AlertRulesArgs => ({
  namespace: "monitoring",
  labels: { release: "kps" },
  packs,
});

describe("AlertRules", () => {
  it("deploys a PrometheusRule per pack, found by Prometheus's selector, rules untouched", async () => {
    const training = pack("training", [
      { name: "mlwatch-training", interval: "1m", rules: [{ record: "a:b:c", expr: "x" }] },
    ]);
    const deployment = await deploy(() => new AlertRules("ml", args([GPU, training])));
    expect(houseProblems(deployment, "ml")).toEqual([]);
    expect(deployment.result.ruleNames).toEqual(["ml-gpu", "ml-training"]);
    const { inputs, parent } = deployment.one("PrometheusRule", "ml-gpu");
    expect(parent).toBe("ml");
    expect(inputs).toMatchObject({
      metadata: { namespace: "monitoring", labels: { release: "kps" } },
      spec: { groups: GPU.groups },
    });
    expect(deployment.one("PrometheusRule", "ml-training").inputs["spec"]).toEqual({
      groups: training.groups,
    });
  });

  it("leaves out groups and packs without rules: the operator has nothing to do with them", () => {
    const empty = (name: string) => ({ name, rules: [] });
    const rules = prometheusRules(
      "ml",
      args([pack("a", [empty("x")]), pack("b", [...GPU.groups, empty("y")])]),
    );
    expect(rules.map(({ metadata }) => metadata.name)).toEqual(["ml-b"]);
    expect(rules[0]?.spec.groups).toEqual(GPU.groups);
  });

  it("waits for what the component waits for, the definitions first of all", async () => {
    const { one } = await deploy(() => {
      const first = new AlertRules("first", args([GPU]));
      return new AlertRules("ml", args([GPU]), { dependsOn: [first] });
    });
    expect(one("PrometheusRule", "ml-gpu").dependencies).toEqual(["first-gpu"]);
  });

  const huge = "x".repeat(MAX_RULE_BYTES);
  it.each<[string, AlertRulesArgs["packs"], RegExp]>([
    ["two packs of one name", [GPU, pack("gpu", [])], /packs has two packs named "gpu".* unique/],
    [
      "two groups of one name in different packs",
      [GPU, pack("other", GPU.groups)],
      /packs has two groups named "mlwatch-gpu".* unique/,
    ],
    [
      "a pack whose name is no DNS label",
      [pack("GPU rules", GPU.groups)],
      /packs\[\]\.name is "GPU rules", but must be a DNS label/,
    ],
    [
      "a rule that is neither",
      [pack("a", [{ name: "g", rules: [{ expr: "up" }] }])],
      /a rule of group "g" \(up\) must have exactly one of record and alert/,
    ],
    [
      "a rule that is both",
      [pack("a", [{ name: "g", rules: [{ ...RULE, record: "a:b:c" }] }])],
      /a rule of group "g" \(up == 0\) must have exactly one/,
    ],
    [
      "more than the operator loads",
      [pack("a", [{ name: "g", rules: [{ ...RULE, expr: huge }] }])],
      /pack "a" has 5\d{5} bytes .* at most 524288 .*divide it/,
    ],
  ])("refuses %s", async (_, packs, message) => {
    await expect(deploy(() => new AlertRules("ml", args(packs)))).rejects.toThrow(message);
  });
});
