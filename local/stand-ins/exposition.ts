/** One metric with its series, to be printed. */
export interface Family {
  readonly name: string;
  readonly type: "gauge" | "counter";
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** One series and its value. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Content type of Prometheus's text format. */
export const CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/**
 * Prometheus's text format, version 0.0.4; families without a series are left out, as exporters do.
 * @param comment first line: says who speaks
 */
export function exposition(comment: string, families: readonly Family[]): string {
  const lines = families
    .filter(({ samples }) => samples.length > 0)
    .flatMap(({ name, type, help, samples }) => [
      `# HELP ${name} ${escapeHelp(help)}`,
      `# TYPE ${name} ${type}`,
      ...samples.map(({ labels, value }) => `${name}{${pairs(labels)}} ${value}`),
    ]);
  return `# ${comment.replaceAll("\n", " ")}\n${lines.join("\n")}\n`;
}

function pairs(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escapeHelp(value).replaceAll('"', '\\"')}"`)
    .join(",");
}

function escapeHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}
