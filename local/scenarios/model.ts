import type { Delivery, ScenarioResult, TimelineEvent } from "../contracts";
import type { WorkloadName } from "../workloads";

/** What is broken on purpose, and what must and may follow. */
export interface Scenario {
  /** As `--scenario` names it. */
  readonly name: string;
  /** One line for people. */
  readonly about: string;
  /** What must hold before the fault, so that rules have the past that they compare with. */
  readonly baseline: readonly Condition[];
  /** @default none: nothing may happen for the whole time */
  readonly fault?: Fault;
  /** Each must be delivered. */
  readonly required: readonly Expectation[];
  /** May be delivered too. @default none */
  readonly allowed?: readonly Expectation[];
  /** Longest time from fault to deliveries; without a fault the time that is watched. In seconds. */
  readonly limitSeconds: number;
  /** After the last required alert: time for alerts that should not follow. @default 10 */
  readonly settleSeconds?: number;
}

/** A condition on the metrics: its query finds something. */
export interface Condition {
  /** For people who wait for it. */
  readonly what: string;
  readonly query: string;
}

/** One of several alerts, about a given subject. */
export interface Expectation {
  readonly anyOf: readonly string[];
  /** Labels that the alert must carry. @default any */
  readonly labels?: Readonly<Record<string, string>>;
}

/** What is done to the workloads. */
export type Fault = CommandFault | HangFault | LostVolumeFault | LostGpuFault;

/** A line on the standard input of a process. */
export interface CommandFault {
  readonly kind: "command";
  readonly about: string;
  readonly process: WorkloadName;
  readonly line: string;
}

/** A rank that stops while all others wait for it in a collective operation, their GPUs as busy as ever. */
export interface HangFault {
  readonly kind: "hang";
  readonly about: string;
  readonly process: WorkloadName;
  /** Where the run is. */
  readonly namespace: string;
}

/** The volume to which the training run writes its checkpoints is gone. */
export interface LostVolumeFault {
  readonly kind: "lost-volume";
  readonly about: string;
}

/** A GPU of the first GPU node that its exporter sees no longer. */
export interface LostGpuFault {
  readonly kind: "lost-gpu";
  readonly about: string;
  readonly gpu: number;
}

/** What the deliveries say about a scenario. */
export type Outcome = Pick<ScenarioResult, "delivered" | "unexpected" | "missing">;

/**
 * Judges what was delivered while firing. The Watchdog at its own receiver counts as nothing; anywhere else it is
 * as unexpected as any other alert.
 */
export function evaluate(scenario: Scenario, deliveries: readonly Delivery[]): Outcome {
  const counted = deliveries.filter((d) => d.status === "firing" && !isHeartbeat(d));
  const { required, allowed = [] } = scenario;
  const expected = [...required, ...allowed];
  const surprises = counted.filter((d) => !expected.some((e) => meets(e, d)));
  const absent = required.filter((e) => !counted.some((d) => meets(e, d)));
  return {
    delivered: namesOf(counted),
    unexpected: namesOf(surprises),
    missing: absent.map(({ anyOf }) => anyOf.join(" or ")),
  };
}

/**
 * The deliveries that are new since a time: not those of alerts that were firing before and are sent again because
 * others joined their group.
 */
export function newSince(deliveries: readonly Delivery[], since: number): readonly Delivery[] {
  const known = new Set<string>();
  return deliveries.filter((delivery) => {
    const key = keyOf(delivery.labels);
    if (delivery.at < since) {
      if (delivery.status === "firing") known.add(key);
      else known.delete(key);
      return false;
    }
    if (delivery.status === "resolved") return !known.delete(key);
    return !known.has(key);
  });
}

/** A scenario's result. */
export function resultOf(
  scenario: Scenario,
  outcome: Outcome,
  timeline: readonly TimelineEvent[],
): ScenarioResult {
  const ok = outcome.missing.length === 0 && outcome.unexpected.length === 0;
  return { scenario: scenario.name, ...outcome, timeline, ok };
}

/** Identity of an alert: its labels, whatever their order. */
export function keyOf(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The Watchdog where it belongs. */
export function isHeartbeat({ receiver, alert }: Delivery): boolean {
  return receiver === "watchdog" && alert === "Watchdog";
}

function meets({ anyOf, labels = {} }: Expectation, delivery: Delivery): boolean {
  const same = Object.entries(labels).every(([name, value]) => delivery.labels[name] === value);
  return same && anyOf.includes(delivery.alert);
}

function namesOf(deliveries: readonly Delivery[]): readonly string[] {
  return [...new Set(deliveries.map(({ alert }) => alert))].sort();
}
