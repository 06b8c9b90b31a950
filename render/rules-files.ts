import { isObject, type Values } from "../components/prometheus/merge";
import type { PrometheusRuleGroup } from "../rules";
import type { KubernetesObject } from "./manifests";
import { scopedGroup, type Scope } from "./rules-scope";
import { RenderError } from "./run";
import { toYaml, type TextFile } from "./write";

/** Lists the rule files that were written; those of manifests are listed apart. */
export const INDEX = ".mlwatch-rules.json";

const READING_ORDER = ["namespace", "name", "alert", "record", "expr", "for", "keep_firing_for"];

interface ThanosGroup extends PrometheusRuleGroup {
  readonly partial_response_strategy?: "abort";
}

/** Of which environment the rules are. */
export interface RuleFileOptions {
  /** Name of the stack; tells Mimir's namespaces of several stacks apart. */
  readonly stack: string;
  /** External labels of the environment's samples where several environments are seen. */
  readonly scope: Scope;
}

/**
 * The external labels of an environment, from the outputs of its stack.
 * @throws RenderError when the program exports none.
 */
export function scopeOf(outputs: Values): Scope {
  const { cluster, environment } = outputs;
  if (typeof cluster !== "string" || typeof environment !== "string") {
    throw new RenderError(
      "the program exports no `cluster` and `environment`: without them no one can tell its samples from others'.",
    );
  }
  return { cluster, environment };
}

/**
 * The rules among an environment's objects as files: for Prometheus, for the Prometheus Operator, for a Thanos
 * Ruler and for Mimir, each form in a folder.
 * @throws RenderError when there are no rules, or two files would have one name.
 */
export function ruleFiles(
  objects: readonly KubernetesObject[],
  { stack, scope }: RuleFileOptions,
): TextFile[] {
  const packs = objects.filter(({ kind }) => kind === "PrometheusRule");
  if (packs.length === 0) throw new RenderError(`stack ${stack} deploys no rules.`);
  const files = packs.flatMap((object) => {
    const { name } = object.metadata;
    const groups = groupsOf(object);
    const global = groups.map((group) => scopedGroup(group, scope));
    return [
      { file: `kubernetes/${name}.yaml`, text: toYaml(object) },
      ...groups.map((group) => ruleFile("prometheus", group)),
      // Half an answer would resolve alerts, and be recorded as if it were whole.
      ...global.map((group) =>
        ruleFile("thanos", { ...group, partial_response_strategy: "abort" }),
      ),
      {
        file: `mimir/${name}.yaml`,
        text: toYaml({ namespace: `${name}-${stack}`, groups: global }, READING_ORDER),
      },
    ];
  });
  const names = files.map(({ file }) => file);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new RenderError(`two groups or packs would be ${twice}: give one of them another name.`);
  }
  return files;
}

// A file for each group: groups may have an alert in common, which promtool's lint takes for a duplicate in a file.
function ruleFile(folder: string, group: ThanosGroup): TextFile {
  const name = group.name.replace(/[^\w.-]/g, "_");
  return { file: `${folder}/${name}.yaml`, text: toYaml({ groups: [group] }, READING_ORDER) };
}

function groupsOf({ spec }: KubernetesObject): readonly PrometheusRuleGroup[] {
  // Every PrometheusRule is rendered from groups of this type.
  return isObject(spec) ? (spec["groups"] as readonly PrometheusRuleGroup[]) : [];
}
