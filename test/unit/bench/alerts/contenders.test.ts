import {
  classOf,
  contender,
  contenders,
  ourPack,
  seriesRead,
} from "../../../../bench/alerts/contenders";
import type { Row } from "../../../../bench/alerts/curves";
import { seriesOf } from "../../../../bench/alerts/replay";

const all = contenders([
  { logInterval: "30s", evaluationInterval: "5m" },
  { logInterval: "10m" },
  { logInterval: "10m" },
]);
const namespaces = ["training-10m-never", "training-30s-5m"];
const ours = all.filter(({ source }) => source === undefined);
const others = all.filter(({ source }) => source !== undefined);

describe("the class of a run", () => {
  it("is that of its own intervals, or the next longer ones", () => {
    const every = (gap: number, row: Partial<Row>): readonly Row[] =>
      Array.from({ length: 50 }, (_, i) => ({ seconds: i * gap, step: i, ...row }));
    const of = (...rows: readonly Row[][]) =>
      classOf({ id: "a", label: "healthy", rows: rows.flat() });
    expect(of([...every(31, { loss: 1 })])).toEqual({ logInterval: "1m" });
    expect(of([...every(9000, { loss: 1 })], [...every(300, { validationLoss: 1 })])).toEqual({
      ...{ logInterval: "1h", evaluationInterval: "5m" },
    });
  });
});

describe("the packs that are compared", () => {
  it("have names of their own, ours first", () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(all.slice(0, ours.length)).toEqual(ours);
    expect(others.length).toBeGreaterThan(15);
  });

  it("read what is written, where they are public rules", () => {
    const written = new Set(seriesOf({ namespace: "n", run_id: "r" }).map(({ name }) => name));
    for (const { recordings } of others) for (const { record } of recordings) written.add(record);
    expect([...seriesRead(others)].filter((name) => !written.has(name))).toEqual([]);
  });

  it("judge the classes that there are", () => {
    for (const { alerts, recordings } of ours) {
      const text = JSON.stringify({ alerts, recordings });
      expect([...new Set(text.match(/training-\d+\w-\w+/g))].sort()).toEqual(namespaces);
    }
  });

  it("record only what an alert reads, directly or not", () => {
    const pack = ourPack([{ logInterval: "30s" }]);
    const rules = pack.groups.flatMap((group) => group.rules);
    const one = rules.filter((rule) => "record" in rule || rule.alert === "TrainingLossDiverging");
    const { recordings } = contender("one", { ...pack, groups: [{ name: "g", rules: one }] });
    const records = recordings.map(({ record }) => record);
    expect(records).toEqual(expect.arrayContaining(["run:training_loss:current"]));
    expect(records).not.toContain("run:training_samples:rate");
  });

  it("fit the windows of ours to the class only where they should", () => {
    const [defaults, fitted] = ours.map(({ alerts }) =>
      alerts.filter(
        ({ name, expr }) => name === "TrainingStalled" && expr.includes("training-10m"),
      ),
    );
    expect(defaults?.map(({ expr }) => expr).join()).toContain("[10m]");
    expect(fitted?.map(({ expr }) => expr).join()).not.toContain("[10m]");
  });
});
