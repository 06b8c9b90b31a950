import { seconds } from "../../promql";
import { readYaml, textsOf, valueOf, type MapNode, type ScalarNode, type YamlNode } from "./yaml";

/** A rule as it stands in a file. */
export interface FileRule {
  readonly kind: "alert" | "record";
  readonly name: ScalarNode;
  readonly expr: ScalarNode;
  readonly labels: readonly (readonly [ScalarNode, ScalarNode])[];
  readonly annotations: readonly (readonly [ScalarNode, ScalarNode])[];
}

/** What a YAML text holds of rules. */
export interface Extracted {
  readonly rules: readonly FileRule[];
  /** Rules that are none, and why. */
  readonly broken: readonly { readonly at: number; readonly message: string }[];
}

/**
 * The rules of a YAML text: wherever there are `groups` with `rules`, as in a rule file, a PrometheusRule, a list of
 * them, values of a chart, and in texts of a ConfigMap.
 * @throws YAMLException where the text is not YAML.
 */
export function rulesOf(source: string): Extracted {
  const found: Extracted[] = readYaml(source).map(collect);
  return {
    rules: found.flatMap(({ rules }) => rules),
    broken: found.flatMap(({ broken }) => broken),
  };
}

const NOTHING: Extracted = { rules: [], broken: [] };

function collect(node: YamlNode): Extracted {
  if (node.kind === "scalar") return node.text.includes("groups:") ? nested(node) : NOTHING;
  const groups = valueOf(node, "groups");
  if (groups?.kind === "list" && groups.items.some((group) => valueOf(group, "rules"))) {
    return join(groups.items.map(group));
  }
  const inner = node.kind === "list" ? node.items : node.entries.map(([, value]) => value);
  return join(inner.map(collect));
}

function join(parts: readonly Extracted[]): Extracted {
  return {
    rules: parts.flatMap(({ rules }) => rules),
    broken: parts.flatMap(({ broken }) => broken),
  };
}

/** A rule file within a text, e.g. in a ConfigMap; places lead to the outer file. */
function nested(outer: ScalarNode): Extracted {
  let inner: Extracted;
  try {
    inner = rulesOf(outer.text);
  } catch {
    // A text that mentions groups need not be YAML.
    return NOTHING;
  }
  const moved = (node: ScalarNode): ScalarNode => ({
    ...node,
    from: outer.at(node.from),
    at: (offset) => outer.at(node.at(offset)),
  });
  const pairs = (of: FileRule["labels"]) => of.map(([k, v]) => [moved(k), moved(v)] as const);
  return {
    rules: inner.rules.map((rule) => ({
      ...rule,
      name: moved(rule.name),
      expr: moved(rule.expr),
      labels: pairs(rule.labels),
      annotations: pairs(rule.annotations),
    })),
    broken: inner.broken.map(({ at, message }) => ({ at: outer.at(at), message })),
  };
}

function group(node: YamlNode): Extracted {
  const rules = valueOf(node, "rules");
  if (rules?.kind !== "list") return NOTHING;
  return join([
    { rules: [], broken: notDuration(valueOf(node, "interval")) },
    ...rules.items.map(rule),
  ]);
}

function rule(node: YamlNode): Extracted {
  const broken = (message: string): Extracted => ({
    rules: [],
    broken: [{ at: node.from, message }],
  });
  if (node.kind !== "map")
    return broken("a rule is a mapping with 'alert' or 'record', and 'expr'");
  const [alert, record, expr] = ["alert", "record", "expr"].map((key) => valueOf(node, key));
  const name = alert ?? record;
  if (name?.kind !== "scalar")
    return foreign(node) ? NOTHING : broken("a rule needs 'alert' or 'record'");
  if (alert && record) return broken(`rule '${name.text}' has both 'alert' and 'record'`);
  if (expr?.kind !== "scalar" || expr.text.trim() === "") {
    return broken(`rule '${name.text}' has no 'expr'`);
  }
  return {
    rules: [
      {
        kind: alert ? "alert" : "record",
        name,
        expr,
        labels: textsOf(valueOf(node, "labels")),
        annotations: textsOf(valueOf(node, "annotations")),
      },
    ],
    broken: ["for", "keep_firing_for"].flatMap((key) => notDuration(valueOf(node, key))),
  };
}

function notDuration(node: YamlNode | undefined): Extracted["broken"] {
  // Prometheus takes a bare zero.
  if (node?.kind !== "scalar" || node.text === "0") return [];
  try {
    seconds(node.text);
    return [];
  } catch (error) {
    return [{ at: node.from, message: error instanceof Error ? error.message : String(error) }];
  }
}

/** Grafana has rules of its own in groups: they hold queries of any language as data. */
function foreign(node: MapNode): boolean {
  return valueOf(node, "data") !== undefined || valueOf(node, "title") !== undefined;
}
