import { execFileSync } from "node:child_process";
import path from "node:path";
import { catalogueEntries } from "../../metrics";
import { disagreements } from "../metrics/compare";
import { parseExposition } from "../../check/files/exposition";

// What the Python package and the example programs expose by the real library, against the catalogue's two contracts.

const root = path.join(__dirname, "../..");

/** Runs Python in a folder of this repository, and gives what it prints. */
function printed(folder: string, ...args: string[]): string {
  return execFileSync(path.join(root, ".mlwatch/venv/bin/python"), args, {
    cwd: path.join(root, folder),
    encoding: "utf8",
  });
}

/** Runs a program with a registry `r` in examples/, and gives what the registry exposes afterwards. */
function exposedByExample(program: string): string {
  return printed(
    "examples",
    "-c",
    `from prometheus_client import CollectorRegistry, generate_latest
r = CollectorRegistry()
${program}
print(generate_latest(r).decode())`,
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
    "training",
    `${TRAINING}
m.loss("train", 1)
m.loss("validation", 1)
m.attempt(1)
m.step(1, 32, 0.1)
m.health(1, 1, 0.1)`,
  ],
  [
    "Flask inference contract",
    "inference",
    `${INFERENCE}
m.started(); m.answered("/predict", 200, 0.1)`,
  ],
])("%s", (name, kind, example) => {
  const entries = catalogueEntries().filter(({ source }) => source.name === name);

  it("is what the Python package exposes", () => {
    const families = parseExposition(printed("python", "-m", "tests.exposed", kind));
    expect(disagreements(entries, { families, notUsed: [] })).toEqual([]);
  });

  it("has its counters at 0, with every value of their labels, before the first event", () => {
    const initialised = entries.filter(({ zeroInitialised }) => zeroInitialised);
    expect(initialised.length).toBeGreaterThan(0);
    const names = initialised.map((entry) => entry.name);
    const text = printed("python", "-m", "tests.exposed", kind, "--idle");
    const families = parseExposition(text).filter((family) => names.includes(family.name));
    expect(disagreements(initialised, { families, notUsed: [] })).toEqual([]);
    const values = families
      .filter((family) => family.name !== "training_phase_seconds_total")
      .flatMap(({ samples }) => samples.map(({ value }) => value));
    expect(new Set(values)).toEqual(new Set([0]));
  });

  it("has all that the example exposes, whose own instrumentation is a part of it", () => {
    const families = parseExposition(exposedByExample(example));
    expect(families.length).toBeGreaterThan(3);
    const part = /in the catalogue, not in the sample|no series has label|is not in the sample/;
    const found = disagreements(entries, { families, notUsed: [] });
    expect(found.filter((text) => !part.test(text))).toEqual([]);
  });
});
