import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { serve } from "../../local/http";
import { program } from "../programs";

/** A real Prometheus that scrapes what the test says, with an alert on it. */
export interface Stand {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** The alert of {@link startStand}: the loss of a run is above 2 for 2 seconds. */
export const rules = `
groups:
- name: page
  rules:
  - alert: TrainingLossDiverging
    expr: max by (namespace, job, run_id) (run:training_loss:current) > 2
    for: 2s
    labels: {severity: critical, team: ml}
    annotations:
      summary: "{{ $labels.run_id }} diverges"
      description: "The loss is {{ $value | humanize }}."
      runbook_url: https://runbooks.example/TrainingLossDiverging.md
  - alert: Watchdog
    expr: vector(1)
    labels: {severity: none}
    annotations: {summary: Alerts are evaluated., description: Always fires.}
`;

/**
 * Starts Prometheus in a directory of its own.
 * @param exposition what its one live target answers; a second target is down
 */
export async function startStand(exposition: () => string): Promise<Stand> {
  const directory = mkdtempSync(join(tmpdir(), "mlwatch-page-"));
  const target = await serve((_, response) => {
    response.writeHead(200, { "Content-Type": "text/plain; version=0.0.4" }).end(exposition());
  });
  writeFileSync(join(directory, "rules.yml"), rules);
  writeFileSync(join(directory, "prometheus.yml"), configuration(new URL(target.url).host));
  const child = spawn(
    program("prometheus"),
    [
      `--config.file=${join(directory, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(directory, "data")}`,
      "--web.listen-address=127.0.0.1:0",
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const ended = once(child, "exit");
  try {
    const url = await listening(child.stderr);
    return {
      url,
      close: async () => {
        child.kill();
        await ended;
        await target.close();
        rmSync(directory, { recursive: true, force: true });
      },
    };
  } catch (error) {
    child.kill("SIGKILL");
    await target.close();
    throw error;
  }
}

/** Port 1 answers nobody. */
function configuration(target: string): string {
  return `
global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: [rules.yml]
scrape_configs:
- job_name: digits
  honor_labels: true
  static_configs: [{targets: ["${target}"], labels: {namespace: training, pod: digits-0}}]
- job_name: gone
  static_configs: [{targets: ["127.0.0.1:1"]}]
`;
}

/** The address that Prometheus says it listens on; the port is its choice. */
async function listening(log: NodeJS.ReadableStream): Promise<string> {
  const seen: string[] = [];
  for await (const line of createInterface({ input: log })) {
    seen.push(line);
    const address = /msg="Listening on" .*address=(127\.0\.0\.1:\d+)/.exec(line)?.[1];
    if (address === undefined) continue;
    // Nobody reads on: a full pipe would stop the program.
    log.resume();
    return `http://${address}`;
  }
  throw new Error(`Prometheus ended before it listened:\n${seen.join("\n")}`);
}
