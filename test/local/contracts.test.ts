import { execFileSync } from "node:child_process";
import path from "node:path";
import { catalogueEntries } from "../../metrics";
import { disagreements } from "../metrics/compare";
import { parseExposition } from "../../check/files/exposition";

// What the Python package exposes by the real library, against the catalogue's two contracts.

const root = path.join(__dirname, "../..");

/** What the package exposes, of one kind of program. */
function exposed(...args: string[]): string {
  const module = ["-m", "tests.exposed", ...args];
  return execFileSync(path.join(root, ".mlwatch/venv/bin/python"), module, {
    cwd: path.join(root, "python"),
    encoding: "utf8",
  });
}

describe.each([
  ["training contract", "training"],
  ["Flask inference contract", "inference"],
])("%s", (name, kind) => {
  const entries = catalogueEntries().filter(({ source }) => source.name === name);

  it("is what the Python package exposes", () => {
    const families = parseExposition(exposed(kind));
    expect(disagreements(entries, { families, notUsed: [] })).toEqual([]);
  });

  it("has its counters at 0, with every value of their labels, before the first event", () => {
    const initialised = entries.filter(({ zeroInitialised }) => zeroInitialised);
    expect(initialised.length).toBeGreaterThan(0);
    const names = initialised.map((entry) => entry.name);
    const text = exposed(kind, "--idle");
    const families = parseExposition(text).filter((family) => names.includes(family.name));
    expect(disagreements(initialised, { families, notUsed: [] })).toEqual([]);
    const values = families
      .filter((family) => family.name !== "training_phase_seconds_total")
      .flatMap(({ samples }) => samples.map(({ value }) => value));
    expect(new Set(values)).toEqual(new Set([0]));
  });
});
