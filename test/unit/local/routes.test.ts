import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { alertmanagerYaml, routing } from "../../../components/alert-routing/objects";
import { amtoolCommand, testAlerts } from "../../../local/routes";
import { program } from "../../programs";

const webhook = { webhook: { secret: "url" } };
const teams = { llm: webhook, "o'hara & sons": webhook };

it("takes every route that notifies somebody, as amtool sees the tree", () => {
  const { config } = routing({ default: webhook, teams }, "values", ["url"]);
  const folder = mkdtempSync(path.join(tmpdir(), "mlwatch-routes-"));
  try {
    const file = path.join(folder, "alertmanager.yaml");
    writeFileSync(file, alertmanagerYaml(config));
    const reached = testAlerts({ teams }, "1").map(({ labels, receiver }) => {
      const pairs = Object.entries(labels).map(
        ([name, value]) => `${name}=${JSON.stringify(value)}`,
      );
      const { stdout, stderr } = spawnSync(
        program("amtool"),
        ["config", "routes", "test", `--config.file=${file}`, ...pairs],
        { encoding: "utf8" },
      );
      expect({ receiver: stdout.trim(), stderr }).toEqual({ receiver, stderr: "" });
      return receiver;
    });
    const notifying = config.receivers.map(({ name }) => name);
    expect([...reached, "record", "watchdog"].sort()).toEqual([...notifying].sort());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it("prints a command that a shell takes apart as it was meant", () => {
  const [alert] = testAlerts({ teams }, "1").filter(
    ({ labels }) => labels["team"] === "o'hara & sons",
  );
  const command = amtoolCommand(alert!, "http://127.0.0.1:9093").replace(
    /^amtool/,
    "printf '%s\\n'",
  );
  const { stdout } = spawnSync("sh", ["-c", command], { encoding: "utf8" });
  expect(stdout.split("\n")).toEqual(
    expect.arrayContaining([
      "--alertmanager.url=http://127.0.0.1:9093",
      "alertname=MlwatchRouteTest",
      "team=o'hara & sons",
      "--annotation=summary=Test of a notification route, nothing is wrong",
    ]),
  );
});
