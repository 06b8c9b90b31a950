/** A rule of a public project for the same purpose, written anew for our metrics. */
export interface PublicForm {
  /** The project, in words. */
  readonly source: string;
  readonly expr: string;
}

/** What one of our rules is compared with. */
export interface Comparison {
  /** Name of our alert or recorded series. */
  readonly rule: string;
  /** One expression for the whole fleet, as a tutorial would write it: raw series, long ranges, no recording. */
  readonly naive: string;
  readonly public?: PublicForm;
  /** Why our rule may read more than the naive form, where it does. */
  readonly reason?: string;
}
