export { Aggregate, Ranking } from "./aggregate";
export type * from "./ast";
export { below, type Below } from "./bounds";
export {
  duration,
  rateInterval,
  seconds,
  type DashboardRange,
  type Duration,
  type Length,
} from "./duration";
export * from "./functions";
export type { GaugeLike, Kind } from "./kinds";
export { ignoring, on, VectorMatching } from "./matching";
export { Metric, type Match, type Values } from "./metric";
export {
  Operand,
  Range,
  Scalar,
  type Expression,
  type KindOf,
  type LabelsOf,
  type NeedOf,
  type UnitOf,
} from "./operand";
export { parse, parseWithSpans, type Parsed } from "./parse";
export type { Span } from "./precedence";
export { escapeRegex, print, quote } from "./print";
export { unsafe, unsafeCondition, unsafeTexts, type Claim } from "./unsafe";
export type { Err, ExternalLabel, Need } from "./types";
export type { Unit } from "./units";
export { Condition, Vector } from "./vector";
export { operands, selectors, walk, withOperands, type Selector } from "./walk";
