import { readFileSync } from "node:fs";
import path from "node:path";
import { load } from "js-yaml";
import { parseConfig } from "../../../config/parse";

const ROOT = path.resolve(__dirname, "../../..");

describe("the example stacks", () => {
  it.each(["local", "dev", "staging", "prod"])("%s has no mistake", (stack) => {
    const file = path.join(ROOT, `Pulumi.${stack}.yaml`);
    const { config } = load(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
    const parsed = parseConfig(config["mlwatch:monitoring"]);
    expect(parsed.environment).toBe(stack);
    expect(Object.keys(config)).toEqual(["mlwatch:monitoring"]);
  });
});
