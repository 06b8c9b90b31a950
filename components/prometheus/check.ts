import * as pulumi from "@pulumi/pulumi";
import type { PrometheusArgs } from "../monitoring-stack/args";
import type { PrometheusComponentArgs } from "./args";

/** The three ways to have Prometheus; the names of fields of {@link PrometheusArgs}. */
type Kind = "chart" | "operator" | "existing";

const KINDS: readonly Kind[] = ["chart", "operator", "existing"];

/**
 * Returns the part of `args.prometheus` that a component is made from, after checking that it is the
 * only one and that the names which become labels can be labels.
 * @throws RunError naming the argument, the value, the rule and the remedy.
 */
export function checkComponentArgs<K extends Kind>(
  args: PrometheusComponentArgs,
  kind: K,
): NonNullable<PrometheusArgs[K]> {
  const given = KINDS.filter((name) => args.prometheus[name] !== undefined);
  const own = args.prometheus[kind];
  if (given.length !== 1 || own === undefined) {
    throw new pulumi.RunError(
      `'prometheus' has ${given.length === 0 ? "none of chart, operator and existing" : given.join(" and ")}; ` +
        `this component takes exactly 'prometheus.${kind}'.`,
    );
  }
  checkDnsLabel("namespace", args.namespace);
  for (const argument of ["cluster", "environment"] as const) {
    const value = args[argument];
    if (value.trim() === "" || value.includes("{{")) {
      throw new pulumi.RunError(
        `'${argument}' ("${value}") must not be empty nor a template: it becomes the external label '${argument}', ` +
          `by which alerts and Thanos tell clusters apart.`,
      );
    }
  }
  return own;
}

/**
 * Checks a name that Kubernetes takes as a DNS label of at most `longest` characters.
 * @throws RunError
 */
export function checkDnsLabel(argument: string, value: string, longest = 63): string {
  if (!/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(value) || value.length > longest) {
    throw new pulumi.RunError(
      `'${argument}' ("${value}") must be a lower-case DNS label of at most ${longest} characters: ` +
        `letters, digits and dashes, beginning with a letter.`,
    );
  }
  return value;
}
