import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { entryOf } from "../../../metrics";
import { parse } from "../../../promql";
import { everyAlert, everyPack } from "./every-pack";

const folder = join(__dirname, "..", "..", "..", "docs", "runbooks");
const alerts = [...new Set(everyAlert.map((rule) => rule.alert))].sort();
const files = readdirSync(folder).filter((file) => file !== "README.md");

// Metrics of our own contracts and exporters; those of Kubernetes and of Prometheus are many more than the catalogue has.
const ours =
  /\b(?:DCGM_\w+|(?:training|inference)_\w+|(?:run|run_pod|run_rank|run_metric|pod|service):[\w:]+)/g;
const recorded = new Set(
  everyPack.flatMap((pack) =>
    pack.groups.flatMap(({ rules }) => rules.map((r) => ("record" in r ? r.record : ""))),
  ),
);

test("every alert has a runbook, and every runbook an alert", () => {
  expect(files.sort()).toEqual(alerts.map((alert) => `${alert}.md`));
});

describe.each(files)("%s", (file) => {
  const text = readFileSync(join(folder, file), "utf8");

  it("is named like its alert and has the parts a reader looks for", () => {
    const headings = [...text.matchAll(/^#+ .*$/gm)].map(([heading]) => heading);
    expect(headings[0]).toBe(`# ${file.replace(/\.md$/, "")}`);
    expect(headings).toEqual(
      expect.arrayContaining(["## Meaning", "## Impact", "## Diagnosis", "## Mitigation"]),
    );
  });

  const queries = [...text.matchAll(/^```promql\n(.*?)^```/gms)].map(([, query = ""]) => query);

  it("has PromQL, and only such that parses", () => {
    expect(queries).not.toEqual([]);
    for (const query of queries) parse(query);
  });

  it("asks for no series that neither the catalogue nor a recording rule knows", () => {
    const asked = queries.flatMap((query) => query.match(ours) ?? []);
    expect(asked.filter((name) => !recorded.has(name) && !entryOf(name))).toEqual([]);
  });
});
