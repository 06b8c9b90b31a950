export * from "./ast";
export { duration, seconds, type Duration } from "./duration";
export * from "./functions";
export { assertParses } from "./parse";
export { escapeRegex, print, quote } from "./print";
export type { Err, GaugeLike, Kind, Unit } from "./types";
export { Aggregate, Condition, Metric, On, Range, Vector, on } from "./vector";
export type { Match, Values } from "./vector";
