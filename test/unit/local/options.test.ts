import { LocalError } from "../../../local/errors";
import { parseOptions, usage } from "../../../local/options";

const SCENARIOS = ["healthy", "lr-too-high"];
const parse = (...args: string[]) => parseOptions(args, SCENARIOS);

it("shows the diverging run and stays up unless told otherwise", () => {
  expect(parse()).toEqual({
    scenario: "lr-too-high",
    once: false,
    engine: "render",
    port: 0,
    help: false,
  });
});

it("reads every option", () => {
  expect(
    parse("--scenario", "healthy", "--once", "--json", "t.json", "--engine=pulumi", "--port", "80"),
  ).toEqual({
    scenario: "healthy",
    once: true,
    json: "t.json",
    engine: "pulumi",
    port: 80,
    help: false,
  });
});

it.each([
  [
    ["--scenario", "lr"],
    "--scenario lr: there is no such scenario; choose among healthy, lr-too-high.",
  ],
  [["--engine", "helm"], "--engine helm: choose render"],
  [["--port", "70000"], "--port 70000: a port is a number from 0"],
  [["--port", "x"], "--port x"],
  [["--onec"], "Unknown option '--onec'"],
  [["healthy"], "healthy"],
])("refuses %j with what is allowed", (args, message) => {
  const refused = () => parse(...args);
  expect(refused).toThrow(LocalError);
  expect(refused).toThrow(message);
});

it("lists the scenarios in the help", () => {
  expect(usage([{ name: "healthy", about: "no fault" }])).toContain("  healthy  no fault");
});
