import { readFileSync } from "node:fs";
import path from "node:path";
import { catalogueEntries, training } from "../../../metrics";
import { contracts } from "../../../metrics/contract";
import { everyRank } from "../../../metrics/training";

const FILE = path.join(__dirname, "../../../python/mlwatch_metrics/contract.json");

it("python/mlwatch_metrics/contract.json says what the catalogue says: run npm run docs:contract", () => {
  const written: unknown = JSON.parse(readFileSync(FILE, "utf8"));
  // As JSON, where nothing is undefined.
  const expected: unknown = JSON.parse(JSON.stringify(contracts(catalogueEntries())));
  expect(written).toEqual(expected);
});

it("holds every metric of the training contract, those of every rank marked", () => {
  const { training: contract } = contracts(catalogueEntries()) as {
    training: { version: string; metrics: { name: string; everyRank: boolean }[] };
  };
  expect(contract.version).toBe("1");
  expect(contract.metrics.map(({ name }) => name)).toEqual(Object.keys(training).sort());
  const marked = contract.metrics.filter(({ everyRank: marked }) => marked);
  expect(marked.map(({ name }) => name)).toEqual([...everyRank].sort());
});

it("labels what every rank exports by run, and gives no metric a label per step", () => {
  for (const { name, labels = [] } of catalogueEntries()) {
    if (!name.startsWith("training_")) continue;
    expect({ name, first: labels[0] }).toEqual({ name, first: "run_id" });
    expect(labels).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(step|epoch|batch)$/)]),
    );
  }
});
