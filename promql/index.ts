export * from "./ast";
export { duration, seconds, type Duration } from "./duration";
export * from "./functions";
export { assertParses } from "./parse";
export { escapeRegex, print, quote } from "./print";
export type { Err, GaugeLike, Kind, Unit } from "./types";
export { Aggregate, Condition, Metric, On, Operand, Range, Vector, on } from "./vector";
export type { ConditionOperand, Match, Values } from "./vector";
