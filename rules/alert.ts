import {
  seconds,
  type Err,
  type Expression,
  type ExternalLabel,
  type LabelsOf,
  type Length,
  type NeedOf,
  type UnitOf,
} from "../promql";
import type { AlertRule, Severity } from "./model";
import type { LocalOk } from "./record";

/** Text of the alert's value in annotations, as a Go template; what suits the value's unit U. */
export type Value<U> = {
  /** `1.234k` */
  readonly humanize: string;
} & ([U] extends ["ratio"]
  ? {
      /** `12.3%` of a ratio */
      readonly percentage: string;
    }
  : unknown) &
  ([U] extends ["seconds"]
    ? {
        /** `1h 2m 3s` of seconds */
        readonly duration: string;
      }
    : unknown);

const value: Value<never> = {
  humanize: "{{ $value | humanize }}",
  percentage: "{{ $value | humanizePercentage }}",
  duration: "{{ $value | humanizeDuration }}",
};

type Annotation<E> = (
  labels: { readonly [P in LabelsOf<E>]: string },
  value: Value<UnitOf<E>>,
) => string;

/** Only a condition says when to fire, and only where it runs. */
type AlertOk<E, S> = E extends { readonly isCondition: true }
  ? S extends "global"
    ? LocalOk<Exclude<NeedOf<E>, "global">>
    : LocalOk<NeedOf<E>>
  : Err<"an alert needs a condition, or every series would fire: compare it, e.g. .gt(0); two conditions unite in either()">;

/** Labels that every alert has from elsewhere. */
type Reserved = "alertname" | "severity" | "team" | ExternalLabel;

/** What an alert is made of. `summary` and `description` see only labels that the expression keeps. */
export interface AlertDefinition<
  E extends Expression,
  F extends string,
  G extends string,
  S extends "global" | undefined,
  T extends string,
> {
  /** CamelCase; also the name of its runbook, docs/runbooks/<name>.md. */
  readonly name: string;
  readonly expr: E & AlertOk<E, S>;
  readonly for: F & Length<F>;
  readonly keepFiringFor?: G & Length<G>;
  /** `global` where it runs over all clusters and sees their external labels. @default every cluster's own */
  readonly scope?: S;
  readonly severity: Severity;
  /** Team that is told; the routing tree matches it. Without it the default receiver is told. */
  readonly team?: string | undefined;
  /** Labels with one value for all alerts of the rule, which their expression has not. @default none */
  readonly labels?: {
    readonly [P in T]: P extends LabelsOf<E> | Reserved
      ? Err<`label '${P}' is set already: by the expression, by the alert itself, or on delivery`>
      : string extends P
        ? Err<"name the labels: which ones there are must be known here">
        : string;
  };
  readonly summary: Annotation<E>;
  readonly description: Annotation<E>;
}

/**
 * An alerting rule from a typed condition.
 * @throws Error when the name is not CamelCase, or a duration is not one.
 */
export function alert<
  E extends Expression,
  const F extends string,
  const G extends string = never,
  S extends "global" | undefined = undefined,
  const T extends string = never,
>(definition: AlertDefinition<E, F, G, S, T>): AlertRule {
  const { name, scope, severity, team, keepFiringFor } = definition;
  if (!/^[A-Z][A-Za-z0-9]+$/.test(name)) throw new Error(`alert '${name}' must be CamelCase`);
  seconds(definition.for);
  if (keepFiringFor !== undefined) seconds(keepFiringFor);
  // A label proxy: `l.run_id` becomes the template that prints the label.
  const labels = new Proxy({}, { get: (_, label) => `{{ $labels.${String(label)} }}` }) as {
    readonly [P in LabelsOf<E>]: string;
  };
  return {
    alert: name,
    expr: definition.expr.ast,
    for: definition.for,
    ...(keepFiringFor !== undefined && { keepFiringFor }),
    ...(scope !== undefined && { scope }),
    // The mapped type is `string` throughout, unless the compiler has refused it.
    labels: {
      ...(definition.labels as Readonly<Record<string, string>> | undefined),
      severity,
      ...(team !== undefined && { team }),
    },
    annotations: {
      summary: definition.summary(labels, value),
      description: definition.description(labels, value),
    },
  };
}
