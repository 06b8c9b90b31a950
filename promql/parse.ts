import { parser } from "@prometheus-io/lezer-promql";

/**
 * Checks the syntax of a PromQL text (Prometheus 3 grammar); types are promtool's business.
 * @throws Error naming the text and the position of the first syntax error.
 */
export function assertParses(text: string): void {
  let at: number | undefined;
  parser.parse(text).iterate({
    enter: (node) => {
      if (node.type.isError) at ??= node.from;
    },
  });
  if (at !== undefined) {
    throw new Error(`not valid PromQL at position ${at}: ${text.slice(0, at)}>>>${text.slice(at)}`);
  }
}
