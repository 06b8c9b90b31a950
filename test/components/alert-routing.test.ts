import { load } from "js-yaml";
import { AlertRouting, type AlertRoutingArgs } from "../../components/alert-routing";
import { routing, type Routing } from "../../components/alert-routing/objects";
import type { AlertingArgs, ReceiverArgs } from "../../components/monitoring-stack/args";
import { houseProblems, plainText } from "./house";
import { deploy, type Inputs } from "./mocks";

const SECRETS = { slack: "https://hooks.slack.com/xyzzy", pager: "key-xyzzy", hook: "https://x" };
const SLACK: ReceiverArgs = { slack: { secret: "slack", channel: "#ml" } };
const PAGER: ReceiverArgs = { pagerDuty: { secret: "pager" } };
const HOOK: ReceiverArgs = { webhook: { secret: "hook" } };
const EMAIL = {
  to: "oncall@example.com",
  from: "alerts@example.com",
  smarthost: "smtp.example.com:587",
};

const build = (alerting: Partial<AlertingArgs> = {}): Routing =>
  routing({ default: SLACK, ...alerting }, "ml-alerting", Object.keys(SECRETS));
/** The integrations of a receiver by name. */
const receiver = (name: string, alerting?: Partial<AlertingArgs>): Inputs =>
  build(alerting).config.receivers.find((r) => r.name === name)!;

describe("receivers", () => {
  const integration = (kind: string, to: ReceiverArgs): Inputs =>
    receiver("page:default", { default: to })[`${kind}_configs`][0];

  it("Slack reads its URL from a file", () => {
    expect(integration("slack", SLACK)).toMatchObject({
      api_url_file: "/etc/alertmanager/secrets/ml-alerting/slack",
      channel: "#ml",
      send_resolved: true,
    });
  });

  it("PagerDuty reads its key from a file", () => {
    expect(integration("pagerduty", PAGER)).toMatchObject({
      routing_key_file: "/etc/alertmanager/secrets/ml-alerting/pager",
      send_resolved: true,
    });
  });

  it("a webhook reads its URL from a file", () => {
    expect(integration("webhook", HOOK)).toEqual({
      send_resolved: true,
      url_file: "/etc/alertmanager/secrets/ml-alerting/hook",
    });
  });

  it("e-mail reads its password from a file, and has none without a user", () => {
    expect(
      integration("email", { email: { ...EMAIL, username: "u", secret: "hook" } }),
    ).toMatchObject({
      ...EMAIL,
      auth_username: "u",
      auth_password_file: "/etc/alertmanager/secrets/ml-alerting/hook",
    });
    expect(integration("email", { email: EMAIL })).toEqual({ ...EMAIL, send_resolved: true });
  });

  it("takes a key of a Secret that exists, which Alertmanager must mount", () => {
    const existingSecret = { name: "theirs", key: "url" };
    const theirs = { webhook: { existingSecret } };
    expect(integration("webhook", theirs)["url_file"]).toBe("/etc/alertmanager/secrets/theirs/url");
    expect(build({ default: theirs })).toMatchObject({
      mountSecrets: ["theirs"],
      namedSecrets: [],
    });
  });

  it("links to the runbook and the dashboard of an alert", () => {
    expect(integration("slack", SLACK)["text"]).toMatch(/runbook_url.*dashboard_url/s);
    expect(integration("pagerduty", PAGER)["details"].alerts).toContain("runbook_url");
  });

  it("page with all their integrations, and open tickets with all but PagerDuty", () => {
    const both = { default: { ...SLACK, ...PAGER } };
    expect(Object.keys(receiver("page:default", both)).sort()).toEqual([
      "name",
      "pagerduty_configs",
      "slack_configs",
    ]);
    expect(Object.keys(receiver("ticket:default", both)).sort()).toEqual(["name", "slack_configs"]);
  });

  it("open tickets in PagerDuty where there is nothing else, without paging", () => {
    const config = receiver("ticket:default", { default: PAGER })["pagerduty_configs"][0];
    expect(config.severity).toContain("{{ else }}warning");
  });

  it("hear the Watchdog only where one is meant for it", () => {
    expect(receiver("watchdog")).toEqual({ name: "watchdog" });
    expect(receiver("watchdog", { watchdog: HOOK })).toHaveProperty("webhook_configs");
  });
});

describe("the tree", () => {
  it("gives up on nothing: what no route takes goes to the default receiver", () => {
    expect(build().config.route).toMatchObject({ receiver: "ticket:default" });
    expect(build().config.route).not.toHaveProperty("matchers");
  });

  it("groups by what an alert is about, and takes the intervals given", () => {
    expect(build().config.route).toMatchObject({
      group_by: ["cluster", "namespace", "alertname", "service", "run_id"],
      group_wait: "30s",
      group_interval: "5m",
      repeat_interval: "4h",
    });
    expect(build({ groupWait: "1s", repeatInterval: "90m" }).config.route).toMatchObject({
      group_wait: "1s",
      repeat_interval: "1h30m",
    });
  });

  it("names only receivers that are there, each once", () => {
    const { route, receivers } = build({ teams: { llm: PAGER, default: HOOK } }).config;
    const names = receivers.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const used = (node: typeof route): string[] => [
      ...(node.receiver === undefined ? [] : [node.receiver]),
      ...(node.routes ?? []).flatMap(used),
    ];
    expect([...names].sort()).toEqual([...new Set(used(route))].sort());
  });

  it("mutes an alert by a critical one of the same subject only", () => {
    const [rule] = build().config.inhibit_rules;
    expect(rule?.equal).toEqual(
      expect.arrayContaining(["cluster", "namespace", "alertname", "service", "run_id", "node"]),
    );
  });
});

describe("errors", () => {
  const slack = (changes: object): Partial<AlertingArgs> => ({
    default: { slack: { secret: "slack", channel: "#ml", ...changes } },
  });
  const email = (changes: object): Partial<AlertingArgs> => ({
    default: { email: { ...EMAIL, ...changes } },
  });
  it.each<[string, Partial<AlertingArgs>, RegExp]>([
    [
      "a default receiver that tells nobody",
      { default: {} },
      /alerting\.default tells nobody: give it at least one of slack, pagerDuty, email and webhook/,
    ],
    [
      "a team that tells nobody",
      { teams: { "llm ops": {} } },
      /alerting\.teams\["llm ops"\] tells nobody/,
    ],
    ["a Watchdog that tells nobody", { watchdog: {} }, /alerting\.watchdog tells nobody/],
    [
      "a secret that is not there",
      slack({ secret: "slak" }),
      /alerting\.default\.slack\.secret is "slak", but there is no such secret; set it with: pulumi config set --secret --path 'mlwatch:secrets\["slak"\]' <value>/,
    ],
    [
      "a name of a secret that would be no key, or part of a command",
      slack({ secret: "a'; rm -rf b" }),
      /slack\.secret is "a'; rm -rf b", but must be the key of a Secret/,
    ],
    [
      "a key that climbs out of its directory",
      { default: { webhook: { existingSecret: { name: "a", key: "../b" } } } },
      /webhook\.existingSecret\.key is "\.\.\/b", but must be the key/,
    ],
    [
      "both kinds of secret",
      slack({ existingSecret: { name: "a", key: "b" } }),
      /alerting\.default\.slack must have exactly one of secret .* and existingSecret/,
    ],
    ["no secret", { default: { webhook: {} } }, /alerting\.default\.webhook must have exactly one/],
    [
      "a user of e-mail without a password",
      email({ username: "u" }),
      /alerting\.default\.email must have exactly one/,
    ],
    [
      "a mail server without a port",
      email({ smarthost: "smtp.example.com" }),
      /email\.smarthost is "smtp\.example\.com", but must be host:port/,
    ],
    [
      "a template as address",
      email({ to: "{{ .GroupLabels.x }}" }),
      /email\.to is "\{\{ .*must be plain text/,
    ],
    ["an empty channel", slack({ channel: "" }), /slack\.channel is "", but must be plain text/],
    [
      "a team without a name",
      { teams: { "": SLACK } },
      /alerting\.teams has the team "", but .* not empty/,
    ],
    [
      "a team with a control character",
      { teams: { "a\u0007": SLACK } },
      /has the team "a\\u0007", but a team's name must be printable/,
    ],
    [
      "an interval that is no duration",
      { groupWait: "soon" },
      /alerting\.groupWait is "soon", but must be a duration above zero/,
    ],
    [
      "an interval of nothing",
      { repeatInterval: "0s" },
      /alerting\.repeatInterval is "0s", but must be a duration above zero/,
    ],
  ])("%s", async (_, alerting, message) => {
    const args = { namespace: "mon", alerting: { default: SLACK, ...alerting }, secrets: SECRETS };
    await expect(deploy(() => new AlertRouting("ml", args))).rejects.toThrow(message);
  });
});

describe("AlertRouting", () => {
  const args: AlertRoutingArgs = {
    namespace: "monitoring",
    alerting: { default: SLACK, teams: { llm: { ...PAGER, ...SLACK } } },
    secrets: SECRETS,
  };

  it("deploys the configuration, and the values that it reads in a Secret apart", async () => {
    const deployment = await deploy(() => new AlertRouting("ml", args));
    expect(houseProblems(deployment, "ml")).toEqual([]);
    const { one, result } = deployment;
    expect(result).toMatchObject({
      configSecretName: "ml-alertmanager-config",
      mountSecrets: ["ml-alerting"],
    });
    const values = one("Secret", "ml-alerting");
    expect(values.inputs).toMatchObject({
      metadata: { name: "ml-alerting", namespace: "monitoring" },
      // Only what receivers use.
      stringData: { slack: SECRETS.slack, pager: SECRETS.pager },
    });
    expect(values.inputs["stringData"]).not.toHaveProperty("hook");
    const text = one("Secret", "ml-alertmanager-config").inputs["stringData"]["alertmanager.yaml"];
    expect(load(text)).toEqual(
      JSON.parse(
        JSON.stringify(routing(args.alerting, "ml-alerting", Object.keys(SECRETS)).config),
      ),
    );
  });

  it("keeps secret values secret, and out of the configuration and of its own inputs", async () => {
    const { resources, one } = await deploy(() => new AlertRouting("ml", args));
    expect(one("Secret", "ml-alerting").secrets).toEqual(["stringData"]);
    expect(one("mlwatch:index:AlertRouting").inputs).not.toHaveProperty("secrets");
    expect(plainText(resources)).not.toContain("xyzzy");
    const config = JSON.stringify(one("Secret", "ml-alertmanager-config").inputs);
    expect(config).not.toContain("xyzzy");
  });

  it("makes no Secret of values where every receiver has one that exists", async () => {
    const theirs = { webhook: { existingSecret: { name: "theirs", key: "url" } } };
    const { all, result } = await deploy(
      () => new AlertRouting("ml", { namespace: "monitoring", alerting: { default: theirs } }),
    );
    expect(all("Secret").map(({ name }) => name)).toEqual(["ml-alertmanager-config"]);
    expect(result.mountSecrets).toEqual(["theirs"]);
  });
});
