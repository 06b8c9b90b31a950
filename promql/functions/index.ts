export * from "./absent";
export * from "./aggregations";
export * from "./histogram";
export * from "./labels";
export * from "./math";
export * from "./over-time";
export * from "./range";
export * from "./time";
