export type * from "./ast";
export { duration, seconds, type Duration } from "./duration";
export * from "./functions";
export { On, on } from "./matching";
export { Metric, type Match, type Values } from "./metric";
export { assertParses } from "./parse";
export { escapeRegex, print, quote } from "./print";
export type { Err, GaugeLike, Kind, Unit } from "./types";
export { Aggregate, Condition, Operand, Range, Vector, type ConditionOperand } from "./vector";
