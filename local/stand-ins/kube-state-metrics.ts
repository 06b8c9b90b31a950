import { entryOf, type kubeState } from "../../metrics";
import { exposition, type Sample } from "./exposition";
import { quantity, type Node } from "./nodes";

// What rules read; a name that the catalogue lacks does not compile.
const SERIES = {
  kube_node_status_capacity: (node) => resources(node, node.status?.capacity),
  kube_node_status_allocatable: (node) => resources(node, node.status?.allocatable),
  kube_node_created: ({ metadata }) => [
    { labels: { node: metadata.name }, value: Date.parse(metadata.creationTimestamp) / 1000 },
  ],
} satisfies Partial<Record<keyof typeof kubeState, (node: Node) => readonly Sample[]>>;

/** What kube-state-metrics 2 would say about the nodes, as far as rules use it. */
export function kubeStateText(nodes: readonly Node[]): string {
  return exposition(
    "Stand-in for kube-state-metrics 2: only the series that mlwatch's rules use, from the API server.",
    Object.entries(SERIES).map(([name, samples]) => ({
      name,
      type: "gauge",
      help: entryOf(name)?.help ?? "",
      samples: nodes.flatMap(samples),
    })),
  );
}

function resources(
  { metadata }: Node,
  amounts: Readonly<Record<string, string>> = {},
): readonly Sample[] {
  return Object.entries(amounts).map(([resource, amount]) => ({
    labels: {
      node: metadata.name,
      resource: resource.replace(/[^a-zA-Z0-9_]/g, "_"),
      unit: unitOf(resource),
    },
    value: quantity(amount),
  }));
}

function unitOf(resource: string): string {
  if (resource === "cpu") return "core";
  const bytes = /^(memory|storage|ephemeral-storage|hugepages-.*)$/;
  return bytes.test(resource) ? "byte" : "integer";
}
