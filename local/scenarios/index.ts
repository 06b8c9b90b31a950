export { evaluate, newSince, resultOf } from "./model";
export type { Fault, Scenario } from "./model";
export { runScenario, type ScenarioContext } from "./run";
export { SCENARIO_NAMES, SCENARIOS } from "./scenarios";
