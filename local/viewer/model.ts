/** A limit and its colour; the first has no limit and colours what is below all others. */
export interface Threshold {
  readonly value: number | null;
  /** A Grafana colour name or a hexadecimal colour. */
  readonly color: string;
}

/** A text in place of a value or of a range of values. */
export interface Mapping {
  readonly from: number | null;
  readonly to: number | null;
  /** `NaN` or `null`, where the mapping is about those. */
  readonly special?: string;
  readonly text?: string;
  readonly color?: string;
}

/** How values are written. */
export interface Field {
  /** Grafana's name of the unit, e.g. `percentunit`. */
  readonly unit: string;
  readonly decimals?: number;
  readonly thresholds: readonly Threshold[];
  readonly mappings: readonly Mapping[];
}

/** A query of a panel, with variables still in it. */
export interface Target {
  readonly refId: string;
  readonly expr: string;
  /** Name of a series, with `{{label}}` in it; empty means all labels. */
  readonly legend: string;
  /** True where only the newest value is wanted. */
  readonly instant: boolean;
  /** Least step in seconds. */
  readonly minStep?: number;
  /** True where the line is a limit that others are compared with: drawn dashed. */
  readonly dashed: boolean;
  /** A fixed colour. */
  readonly color?: string;
}

/** The ways in which the page can draw a panel. */
export type Drawing = "chart" | "heatmap" | "row" | "stat" | "states" | "table" | "text";

/** A panel as the page draws it. */
export interface Panel {
  readonly id: number;
  /** Grafana's name of the panel's kind. */
  readonly type: string;
  /** Undefined where the page cannot draw the kind: it says so in its place. */
  readonly drawing?: Drawing;
  readonly title: string;
  readonly description: string;
  /** Place on Grafana's grid of 24 columns. */
  readonly grid: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly field: Field;
  /** Of tables: how a column is written, by its name. */
  readonly columns: Readonly<Record<string, Field>>;
  readonly min?: number;
  readonly max?: number;
  readonly logarithmic: boolean;
  readonly stacked: boolean;
  /** True where the thresholds are drawn as lines. */
  readonly limits: boolean;
  /** Of text panels. */
  readonly text: string;
  readonly targets: readonly Target[];
}

/** A choice at the top of a dashboard. */
export interface Variable {
  readonly name: string;
  readonly label: string;
  readonly multi: boolean;
  readonly includeAll: boolean;
  /** Regular expression of "All". */
  readonly allValue: string;
  /** What `label_values` is asked for; variables may occur in the series. */
  readonly query?: { readonly series: string; readonly label: string };
  /** Choices that the dashboard itself lists. */
  readonly options: readonly string[];
  /** Chosen at first, where the dashboard says so. */
  readonly current: readonly string[];
  readonly hidden: boolean;
}

/** Times to mark on charts: those at which an expression has a value. */
export interface Mark {
  readonly name: string;
  readonly expr: string;
  /** Name of each, with `{{label}}` in it. */
  readonly legend: string;
  readonly color: string;
}

/** A dashboard as the page draws it. */
export interface Dashboard {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly Variable[];
  readonly panels: readonly Panel[];
  /** What is marked on every chart. */
  readonly marks: readonly Mark[];
}

/** What stands for "All" among a variable's values, as in Grafana's addresses. */
export const ALL = "$__all";
