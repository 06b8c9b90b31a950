import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { program } from "../programs";

/** Labels of an alert. */
export type Labels = Readonly<Record<string, string>>;

/** An alert as Alertmanager sees it. */
export interface SeenAlert {
  readonly labels: Labels;
  /** Names of the receivers that are told. */
  readonly receivers: readonly string[];
  /** Whether another alert mutes it. */
  readonly inhibited: boolean;
}

/** A real Alertmanager that runs a configuration. */
export interface Alertmanager {
  /** Sends alerts. */
  send(alerts: readonly Labels[]): Promise<void>;
  /** All alerts sent so far. */
  seen(): Promise<readonly SeenAlert[]>;
}

/**
 * Runs `use` with an Alertmanager that has loaded a configuration, and ends it.
 * @throws Error with what it printed when it refuses the configuration.
 */
export async function withAlertmanager<T>(
  config: string,
  use: (alertmanager: Alertmanager) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), "mlwatch-alertmanager-"));
  const file = path.join(folder, "alertmanager.yaml");
  writeFileSync(file, config);
  const child = spawn(
    program("alertmanager"),
    [
      `--config.file=${file}`,
      `--storage.path=${folder}`,
      "--web.listen-address=127.0.0.1:0",
      "--cluster.listen-address=",
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  try {
    const address = await new Promise<string>((resolve, reject) => {
      let output = "";
      child.stderr.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        const found = /msg="Listening on" address=(\S+)/.exec(output)?.[1];
        if (found !== undefined) resolve(found);
      });
      child.once("error", reject);
      void ended.then(() => reject(new Error(`alertmanager ended:\n${output}`)));
    });
    return await use(client(`http://${address}/api/v2/alerts`));
  } finally {
    child.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

function client(url: string): Alertmanager {
  return {
    async send(alerts) {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(alerts.map((labels) => ({ labels }))),
      });
      if (!response.ok) throw new Error(`alerts refused: ${await response.text()}`);
    },
    async seen() {
      const alerts = (await (await fetch(url)).json()) as readonly {
        labels: Labels;
        receivers: readonly { name: string }[];
        status: { inhibitedBy: readonly string[] };
      }[];
      return alerts.map(({ labels, receivers, status }) => ({
        labels,
        receivers: receivers.map(({ name }) => name),
        inhibited: status.inhibitedBy.length > 0,
      }));
    },
  };
}
