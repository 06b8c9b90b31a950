import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assertParses } from "../../../promql";
import { everyAlert } from "./every-pack";

const folder = join(__dirname, "..", "..", "..", "docs", "runbooks");
const alerts = [...new Set(everyAlert.map((rule) => rule.alert))].sort();
const files = readdirSync(folder).filter((file) => file !== "README.md");

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

  it("has only PromQL that parses", () => {
    for (const [, block = ""] of text.matchAll(/^```promql\n(.*?)^```/gms)) assertParses(block);
  });
});
