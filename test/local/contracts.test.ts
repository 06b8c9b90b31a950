import { execFileSync } from "node:child_process";
import path from "node:path";
import { catalogueEntries } from "../../metrics";
import { disagreements } from "../metrics/compare";
import { parseExposition } from "../../check/files/exposition";

// What the example programs' instrumentation exposes by the real library, against the catalogue's two contracts.

const root = path.join(__dirname, "../..");

/** Runs Python in examples/ with a registry `r`, and gives what the registry exposes afterwards. */
function exposed(program: string): string {
  return execFileSync(
    path.join(root, ".mlwatch/venv/bin/python"),
    [
      "-c",
      `from prometheus_client import CollectorRegistry, generate_latest
r = CollectorRegistry()
${program}
print(generate_latest(r).decode())`,
    ],
    { cwd: path.join(root, "examples"), encoding: "utf8" },
  );
}

const TRAINING = `from training.metrics import Run, create
m = create("contract", r, Run("run", "experiment", "team", 0, 1))
`;
const INFERENCE = `from inference.metrics import create
m = create("contract", r, "model", "1", ("/predict",), lambda: 0)
`;

describe.each([
  [
    "training contract",
    TRAINING,
    `m.loss("train", 1)
m.loss("validation", 1)
m.attempt(1)
m.step(1, 32, 0.1)
m.health(1, 1, 0.1)`,
  ],
  ["Flask inference contract", INFERENCE, `m.started(); m.answered("/predict", 200, 0.1)`],
])("%s", (name, create, events) => {
  const entries = catalogueEntries().filter(({ source }) => source.name === name);

  it("is what the example exposes", () => {
    const families = parseExposition(exposed(create + events));
    expect(disagreements(entries, { families, notUsed: [] })).toEqual([]);
  });

  it("has its counters at 0, with every value of their labels, before the first event", () => {
    const initialised = entries.filter(({ zeroInitialised }) => zeroInitialised);
    expect(initialised.length).toBeGreaterThan(0);
    const names = initialised.map((entry) => entry.name);
    const families = parseExposition(exposed(create)).filter((family) =>
      names.includes(family.name),
    );
    expect(disagreements(initialised, { families, notUsed: [] })).toEqual([]);
    const values = families.flatMap(({ samples }) => samples.map(({ value }) => value));
    expect(new Set(values)).toEqual(new Set([0]));
  });
});
