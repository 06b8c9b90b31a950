import { readFileSync } from "node:fs";
import path from "node:path";
import { referenceEntries, referenceTable } from "../../../config/reference";

describe("the reference of configuration keys", () => {
  const entries = referenceEntries();

  it("has every key once, with a meaning", () => {
    const keys = entries.map((entry) => entry.path);
    expect(keys).toEqual(
      expect.arrayContaining(["gpuPools[].nodes.max", "alerting.teams.<key>.slack.channel"]),
    );
    expect(new Set(keys).size).toBe(keys.length);
    expect(entries.filter(({ text }) => text === "").map((entry) => entry.path)).toEqual([]);
  });

  it("is what docs/configuration.md says (npm run docs:configuration writes it)", () => {
    const page = readFileSync(path.join(__dirname, "../../../docs/configuration.md"), "utf8");
    expect(page.split("<!-- keys -->")[1]?.trim()).toBe(referenceTable(entries));
  });
});
