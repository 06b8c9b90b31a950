import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  parse,
  print,
  sum,
  unsafe,
  unsafeCondition,
  unsafeTexts,
  withOperands,
} from "../../../promql";
import { alert, record, unsafeUses, type Pack } from "../../../rules";
import { everyPack } from "../rules/every-pack";

const claim = { labels: ["namespace"], kind: "gauge", unit: "seconds" } as const;
const root = join(__dirname, "..", "..", "..");

describe("an unsafe text", () => {
  it("is parsed, and typed as its author says", () => {
    const vector = unsafe("max  by(namespace) (a)", claim);
    expect(print(vector.ast)).toBe("max by (namespace) (a)");
    expect(String(sum(vector).by("namespace"))).toBe("sum by (namespace) (max by (namespace) (a))");
    // @ts-expect-error: the author names no such label
    sum(vector).by("pod");
  });

  it.each([
    ["sum(", "not valid PromQL at position 4"],
    ["limitk(1, a)", "not supported"],
    ["a[5m]", "'a[5m]' is no instant vector"],
    ["a[5m:]", "no instant vector"],
    ["1", "no instant vector"],
    ["'a'", "no instant vector"],
    ["-time() + 1", "no instant vector"],
  ])("%s is refused at once", (text, why) => {
    expect(() => unsafe(text, claim)).toThrow(why);
    expect(() => unsafeCondition(text, claim)).toThrow(why);
  });

  it("is found wherever it stands, and after its operands were changed", () => {
    const inner = unsafe("rate(a[5m])", claim);
    const { ast } = inner.gt(unsafe("b", claim));
    expect(unsafeTexts(ast)).toEqual(["rate(a[5m])", "b"]);
    expect(unsafeTexts(withOperands(inner.ast, (operand) => operand))).toEqual(["rate(a[5m])"]);
    expect(unsafeTexts(parse("rate(a[5m]) > b"))).toEqual([]);
    expect(unsafeTexts(unsafe("time() - a", claim).ast)).toEqual(["time() - a"]);
  });

  it("is listed with its rule", () => {
    const pack: Pack = {
      name: "mine",
      omitted: [],
      groups: [
        {
          name: "mine-a",
          rules: [
            record("a:b:c", unsafe("a", claim)).rule,
            alert({
              name: "Slow",
              expr: unsafeCondition("b > 1", claim),
              for: "5m",
              severity: "info",
              summary: (l) => l.namespace,
              description: (l) => l.namespace,
            }),
          ],
        },
      ],
    };
    expect(unsafeUses(pack)).toEqual([
      { group: "mine-a", rule: "a:b:c", text: "a" },
      { group: "mine-a", rule: "Slow", text: "b > 1" },
    ]);
  });

  it("is in none of our packs, and in no source of rules, dashboards and the local system", () => {
    expect(everyPack.flatMap(unsafeUses)).toEqual([]);
    const sources = ["rules", "dashboards", "metrics", "components", "local"].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => join(folder, file)),
    );
    const using = sources.filter((file) =>
      /\bunsafe(Condition)?\(/.test(readFileSync(join(root, file), "utf8")),
    );
    expect(sources.length).toBeGreaterThan(50);
    expect(using).toEqual([]);
  });
});
