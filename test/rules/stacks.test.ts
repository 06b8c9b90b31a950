import { join } from "node:path";
import { isObject } from "../../components/prometheus/merge";
import { render } from "../../render";
import type { PrometheusRuleGroup } from "../../rules";
import { promtoolCheck } from "./promtool";

const root = join(__dirname, "..", "..");

/** The groups of every PrometheusRule of a stack, as the operator writes them into rule files. */
async function groupsOf(stack: string): Promise<readonly PrometheusRuleGroup[]> {
  const { objects } = await render({ stack, cwd: root });
  return objects.flatMap(({ object }) => {
    const spec = object.kind === "PrometheusRule" ? object["spec"] : undefined;
    // Rendered from RuleGroupArgs, which have this shape.
    return isObject(spec) ? (spec["groups"] as readonly PrometheusRuleGroup[]) : [];
  });
}

test.each(["local", "dev", "staging", "prod"])(
  "promtool accepts the rules of %s, and its lint finds nothing",
  async (stack) => {
    const groups = await groupsOf(stack);
    const packs = new Set(groups.map((group) => group.name.split("-")[1]));
    expect([...packs].sort()).toEqual(["gpu", "inference", "meta", "training"]);
    const { code, output } = await promtoolCheck(groups);
    expect([code, output]).toEqual([0, expect.not.stringContaining("FAILED")]);
  },
  60_000,
);
