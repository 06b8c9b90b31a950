import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { load } from "js-yaml";
import { alertmanagerYaml, matcher, routing } from "../../components/alert-routing/objects";
import { isPrintable } from "../../components/alert-routing/receivers";
import type { AlertingArgs } from "../../components/monitoring-stack/args";
import { secretNames } from "../../config/receivers";
import { parseConfig } from "../../config/parse";
import { trainingInhibitions } from "../../rules";
import { program } from "../programs";
import { type Labels, withAlertmanager } from "./alertmanager";

const ROOT = path.resolve(__dirname, "../..");
const folder = mkdtempSync(path.join(tmpdir(), "mlwatch-routing-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The configuration that AlertRouting deploys. */
const yaml = (alerting: AlertingArgs, secrets: readonly string[]): string =>
  alertmanagerYaml(routing(alerting, "mlwatch-alerting", secrets).config);

/** What amtool says, with a configuration in a file. */
function amtool(config: string, ...args: readonly string[]): string {
  const file = path.join(folder, "alertmanager.yaml");
  writeFileSync(file, config);
  const command = args.map((arg) => (arg === "FILE" ? file : arg));
  return execFileSync(program("amtool"), [...command, "--no-version-check"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

// As in production: a default receiver, a team that is paged, one that has nothing but a pager.
const SECRETS = ["slack-platform", "pagerduty-llm", "pagerduty-search", "heartbeat", "smtp"];
const PROD: AlertingArgs = {
  default: {
    slack: { secret: "slack-platform", channel: "#ml-platform" },
    email: {
      to: "ml@example.com",
      from: "alerts@example.com",
      smarthost: "smtp.example.com:587",
      username: "alerts",
      secret: "smtp",
    },
  },
  teams: {
    llm: {
      pagerDuty: { secret: "pagerduty-llm" },
      slack: { secret: "slack-platform", channel: "#llm" },
    },
    search: { pagerDuty: { secret: "pagerduty-search" } },
  },
  watchdog: { webhook: { secret: "heartbeat" } },
};

/** Labels of an alert, and the receiver that is told of it. */
const CASES: readonly (readonly [Labels, string])[] = [
  [{ alertname: "Watchdog", severity: "none" }, "watchdog"],
  [{ alertname: "Watchdog", severity: "none", team: "llm" }, "watchdog"],
  [{ alertname: "InfoInhibitor", severity: "none" }, "record"],
  [{ alertname: "CPUThrottlingHigh", severity: "info" }, "record"],
  [{ alertname: "A", severity: "info", team: "llm" }, "record"],
  [{ alertname: "A", severity: "critical", team: "llm" }, "page:team:llm"],
  [{ alertname: "A", severity: "warning", team: "llm" }, "ticket:team:llm"],
  [{ alertname: "A", severity: "critical", team: "search" }, "page:team:search"],
  [{ alertname: "A", severity: "warning", team: "search" }, "ticket:team:search"],
  [{ alertname: "A", severity: "critical", team: "unknown" }, "page:default"],
  [{ alertname: "A", severity: "warning", team: "unknown" }, "ticket:default"],
  [{ alertname: "A", severity: "critical" }, "page:default"],
  [{ alertname: "A", severity: "warning" }, "ticket:default"],
  [{ alertname: "A" }, "ticket:default"],
  // Nearly a team.
  [{ alertname: "A", severity: "critical", team: "llm-2" }, "page:default"],
  [{ alertname: "A", severity: "critical", team: "LLM" }, "page:default"],
];

describe("amtool", () => {
  it("finds nothing wrong with the configuration", () => {
    const found = amtool(yaml(PROD, SECRETS), "check-config", "FILE");
    expect(found).toContain("SUCCESS");
    expect(found).toContain("8 receivers");
    expect(found).toContain(`${1 + trainingInhibitions.length} inhibit rules`);
  });

  it.each(["local", "dev", "staging", "prod"])("finds nothing wrong with %s", (stack) => {
    const file = path.join(ROOT, `Pulumi.${stack}.yaml`);
    // The repository's own file, whose shape is known.
    const text = load(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
    const config = parseConfig(text.config["mlwatch:monitoring"]);
    expect(amtool(yaml(config.alerting, secretNames(config)), "check-config", "FILE")).toContain(
      "SUCCESS",
    );
  });

  it.each(CASES)("routes %j to %s", (labels, receiver) => {
    const args = Object.entries(labels).map(([label, value]) => matcher(label, value));
    const told = amtool(
      yaml(PROD, SECRETS),
      ...["config", "routes", "test", "--config.file", "FILE", ...args],
    );
    expect(told.trim()).toBe(receiver);
  });
});

/** Those of some alerts that Alertmanager mutes; waits for so many of them, for inhibition follows at its own pace. */
async function muted(alerts: readonly Labels[], expected: number): Promise<readonly Labels[]> {
  let found: readonly Labels[] = [];
  await withAlertmanager(yaml(PROD, SECRETS), async ({ send, seen }) => {
    await send(alerts);
    const deadline = Date.now() + 10_000;
    do {
      await new Promise((resolve) => setTimeout(resolve, 50));
      found = (await seen()).filter((alert) => alert.inhibited).map(({ labels }) => labels);
    } while (found.length < expected && Date.now() < deadline);
  });
  return found;
}

const sorted = (alerts: readonly Labels[]) =>
  alerts.map((labels) => JSON.stringify(Object.entries(labels).sort())).sort();

describe("Alertmanager", () => {
  it("loads the configuration and tells exactly the receivers that it should", async () => {
    // An instance keeps alerts with equal labels apart.
    const alerts = CASES.map(([labels], i) => ({ ...labels, instance: String(i) }));
    await withAlertmanager(yaml(PROD, SECRETS), async ({ send, seen }) => {
      await send(alerts);
      const told = (await seen()).map(({ labels, receivers }) => [labels, receivers]);
      expect(new Map(told.map(([labels, to]) => [(labels as Labels)["instance"], to]))).toEqual(
        new Map(CASES.map(([, receiver], i) => [String(i), [receiver]])),
      );
    });
  });

  it("mutes a warning by a critical alert of the same subject, and by no other", async () => {
    const subject = { alertname: "TrainingLossDiverging", namespace: "llm", run_id: "a" };
    const warning = { ...subject, severity: "warning" };
    const others = [
      { ...warning, run_id: "b" },
      { ...warning, namespace: "other" },
      { ...warning, alertname: "TrainingStalled" },
      { ...warning, node: "gpu-1" },
    ];
    expect(await muted([{ ...subject, severity: "critical" }, warning, ...others], 1)).toEqual([
      warning,
    ]);
  });

  it("mutes what another alert on the same run says better, and nothing of other runs", async () => {
    // Each pair in a namespace of its own, beside the same target in another cluster and of another run or job.
    const pairs = trainingInhibitions.flatMap(({ sources, targets, equal }, i) =>
      sources.flatMap((source) => targets.map((target) => ({ i, source, target, equal }))),
    );
    const cases = pairs.map(({ i, source, target, equal }) => {
      const namespace = `${i}-${source}-${target}`;
      const subject = { namespace, cluster: "a", ...Object.fromEntries(equal.map((l) => [l, l])) };
      const [, own = ""] = equal;
      const alert = { ...subject, namespace, alertname: target, severity: "warning" };
      return {
        muted: alert,
        others: [
          { ...subject, namespace, alertname: source, severity: "warning" },
          { ...alert, cluster: "b" },
          { ...alert, [own]: "other" },
        ],
      };
    });
    const found = await muted(
      cases.flatMap(({ muted, others }) => [muted, ...others]),
      cases.length,
    );
    expect(sorted(found)).toEqual(sorted(cases.map(({ muted }) => muted)));
  });

  it("does not load a configuration that it does not know, so that these tests can fail", async () => {
    const broken = yaml(PROD, SECRETS).replace("receiver: watchdog", "receiver: nobody");
    await expect(withAlertmanager(broken, async () => {})).rejects.toThrow(/nobody/);
  });
});

describe("any printable name of a team", () => {
  const SLACK = { slack: { secret: "slack-platform", channel: "#ml" } };
  const odd = [
    ..."\"\\'`{}[]()|,=~!#&*?:-@%$^/ .",
    ...['a"b', "a\\", '\\"', "\\n", "a\\d+", "{{ .x }}", "$1", "a=b", 'x",team="y', "a}", "#c"],
    ...["yes", "null", "1e3", "0x1f", "2026-01-01", "- x", "? y", "a: b", "!!str", "<<"],
    ...[" a ", "é", "日本", "😀", "\u00a0", "a\u200bb", "\u0301", "__proto__", "constructor"],
    ...["default", "watchdog", "record", "a".repeat(300)],
  ];
  const name = fc
    .string({ unit: "binary", minLength: 1, maxLength: 12 })
    .filter((text) => isPrintable(text));

  it("is routed to its own receivers by the real Alertmanager", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(name, { minLength: 30, maxLength: 30 }),
        async (names: readonly string[]) => {
          const teams = Object.fromEntries(names.map((team) => [team, SLACK]));
          await withAlertmanager(
            yaml({ default: SLACK, teams }, SECRETS),
            async ({ send, seen }) => {
              const alerts = names.flatMap((team) => [
                { alertname: "A", team, severity: "critical" },
                { alertname: "B", team, severity: "warning" },
              ]);
              await send(alerts);
              const told = (await seen()).map(({ labels, receivers }) =>
                [labels["team"], labels["severity"], ...receivers].join("\0"),
              );
              const expected = names.flatMap((team) => [
                [team, "critical", `page:team:${team}`].join("\0"),
                [team, "warning", `ticket:team:${team}`].join("\0"),
              ]);
              expect(told.sort()).toEqual(expected.sort());
            },
          );
        },
      ),
      { numRuns: 4, examples: [[odd]] },
    );
  });
});
