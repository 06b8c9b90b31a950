import { join } from "node:path";
import { findings, judged, type Finding } from "../../check/lint";
import { environmentOf, firing, stacksIn } from "../../check/lint/stacks";
import { promtoolCheck } from "./promtool";
import { suites } from "./suites";

const root = join(__dirname, "..", "..");
const tested = firing(suites);
const found: Finding[] = [];

test.each(stacksIn(root))(
  "promtool accepts the rules of %s, and no lint finds anything",
  async (stack) => {
    const environment = await environmentOf(stack, { cwd: root, tested });
    const { groups, dashboards } = environment;
    const packs = new Set(groups.map((group) => group.name.split("-")[1]));
    expect([...packs].sort()).toEqual(["gpu", "inference", "meta", "training"]);
    expect(dashboards.length).toBeGreaterThan(0);
    const { code, output } = await promtoolCheck(groups);
    expect([code, output]).toEqual([0, expect.not.stringContaining("FAILED")]);
    const own = findings(environment);
    found.push(...own);
    expect(judged(own).filter(({ slug }) => slug !== "unused-exception")).toEqual([]);
  },
  60_000,
);

test("every exception of the lint excuses something in some stack", () => {
  expect(judged(found)).toEqual([]);
});
