import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exceptions, findings, judged, lints, type Environment } from "../../../../check/lint";
import { gpuDashboard, inferenceDashboard, trainingDashboard } from "../../../../dashboards";
import { ruleGroups } from "../../../../rules";
import { everyAlert, everyPack } from "../../rules/every-pack";
import { alert, rules } from "./environment";
import { samples } from "./samples";

test("every lint has a sample", () => {
  expect(Object.keys(samples)).toEqual(lints.map(({ slug }) => slug));
});

describe.each(Object.entries(samples))("%s", (slug, { fires, quiet }) => {
  const said = (environment: Environment) =>
    findings(environment).flatMap((finding) => (finding.slug === slug ? [finding.message] : []));

  it.each(fires)("says: %s (%#)", (says, environment) => {
    expect(said(environment).join("\n")).toContain(says);
  });

  it.each(quiet.map((environment) => [environment]))("stays quiet (%#)", (environment) => {
    expect(said(environment)).toEqual([]);
  });
});

describe("exceptions", () => {
  const found = findings(rules(alert("a > 1", { for: "0s" })));

  it("excuse what they name, and nothing else", () => {
    const reason = "it is meant";
    expect(judged(found, [{ slug: "no-for", where: "Bad", reason }])).toEqual([]);
    expect(judged(found, [])).toEqual(found);
  });

  it("that excuse nothing are found", () => {
    expect(judged([], [{ slug: "no-for", where: "Gone", reason: "" }])).toEqual([
      expect.objectContaining({ slug: "unused-exception", where: "Gone" }),
    ]);
  });

  it("name lints, and state reasons", () => {
    const slugs = lints.map(({ slug }) => slug);
    for (const { slug, reason } of exceptions) {
      expect(slugs).toContain(slug);
      expect(reason).toMatch(/\w{3}.*\s/);
    }
  });
});

test("nothing is found in the packs with everything in them", () => {
  const groups = everyPack.flatMap((pack) => ruleGroups(pack, { runbookBaseUrl: "https://x" }));
  const pools = [{ name: "h100", gpusPerNode: 8, nodes: { min: 1 } }];
  const services = [{ name: "digits", team: "ml", select: { namespace: "serve" } }];
  const dashboards = [
    trainingDashboard({}),
    inferenceDashboard({ services }),
    gpuDashboard({ pools }),
  ];
  const runbooks = new Set(everyAlert.map((rule) => rule.alert));
  const found = findings({ name: "every pack", groups, dashboards, runbooks });
  expect(found.length).toBeGreaterThan(0);
  // Some exceptions excuse what other stacks have only: test/rules/stacks.test.ts holds them to those.
  expect(judged(found).filter(({ slug }) => slug !== "unused-exception")).toEqual([]);
});

test("a rule that does not parse is named", () => {
  expect(() => findings(rules(alert("a >")))).toThrow(/^g, Bad: .*a >/);
});

test("docs/lint.md lists every lint as the code has it", () => {
  const page = readFileSync(join(__dirname, "../../../../docs/lint.md"), "utf8");
  const rows = [...page.matchAll(/^\| `([a-z-]+)` *\| (.*?) *\| (.*?) *\|$/gm)];
  const plain = (text = "") => text.replaceAll("\\|", "|");
  expect(rows.map(([, slug, finds, remedy]) => [slug, plain(finds), plain(remedy)])).toEqual(
    lints.map(({ slug, finds, remedy }) => [slug, finds, remedy]),
  );
});
