import { ENVIRONMENT_DEFAULTS, withDefaults } from "../../../config/defaults";
import { ConfigError, parseConfig } from "../../../config/parse";
import { nearest, pathText } from "../../../config/problem";

type Json = Record<string, unknown>;

const valid: Json = {
  kubernetes: { context: "train" },
  cluster: "train-eu-1",
  environment: "prod",
  provider: "gke",
  prometheus: { operator: {} },
  alerting: { default: { webhook: { secret: "hook" } } },
};

const selecting = (namespace: string, labels?: Json): Json => ({
  namespace,
  ...(labels && { labels }),
});

/** The message that a configuration is refused with; the given sections replace those of a valid one. */
function refusal(sections: Json): string {
  try {
    parseConfig({ ...valid, ...sections });
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error(`accepted: ${JSON.stringify(sections)}`);
}

const bucket = (fields: Json): Json => ({
  longTermStorage: { type: "GCS", bucket: "metrics-train", ...fields },
});
const chart = (fields: Json): Json => ({
  prometheus: { chart: fields },
  grafana: { adminSecret: "grafana-admin" },
});
const service = (name: string, fields: Json): Json => ({
  name,
  team: "search",
  select: selecting(`serving-${name}`),
  ...fields,
});

describe("parseConfig", () => {
  it("accepts a minimal configuration and adds what production needs", () => {
    expect(parseConfig(valid).prometheus).toEqual({
      operator: {},
      replicas: 2,
      alertmanagerReplicas: 3,
      retention: "10d",
      storage: "100Gi",
      scrapeInterval: "30s",
      evaluationInterval: "30s",
    });
  });

  const exact: readonly [string, Json, string][] = [
    [
      "an unknown key, with the one it resembles",
      { prometheus: { operator: {}, retension: "10d" } },
      'mlwatch:monitoring.prometheus.retension ("10d") is not a known key; did you mean "retention"?',
    ],
    [
      "an unknown key that resembles none",
      { namespace: { zzzzzz: 1 } },
      "mlwatch:monitoring.namespace.zzzzzz (1) is not a known key; known keys here are: name, create",
    ],
    [
      "a misspelt provider",
      { provider: "gkee" },
      'mlwatch:monitoring.provider ("gkee") must be one of gke, eks, aks, oke, bare-metal, local; did you mean "gke"?',
    ],
    [
      "a duration in words",
      { prometheus: { operator: {}, retention: "10 hours" } },
      'mlwatch:monitoring.prometheus.retention ("10 hours") must be a Prometheus duration longer than zero; write e.g. "10d"; units are ms, s, m, h, d, w and y',
    ],
    [
      "no way to have Prometheus",
      { prometheus: {} },
      'mlwatch:monitoring.prometheus ({}) must have exactly one of chart, operator and existing; add "chart: {}" to install Prometheus, "operator: {}" where the operator runs, or "existing" for one that runs already',
    ],
    [
      "two ways to have Prometheus",
      { prometheus: { operator: {}, existing: { namespace: "m", labels: {} } } },
      'mlwatch:monitoring.prometheus (["operator","existing"]) must have exactly one of chart, operator and existing; keep one of operator and existing',
    ],
    [
      "a raw retention below the downsampling floor",
      bucket({ retention: { raw: "10h" } }),
      'mlwatch:monitoring.longTermStorage.retention.raw ("10h") must be 0d (for ever) or at least 40h: Thanos downsamples to 5 minutes only after 40h, so samples deleted earlier are lost at every resolution; write "40h" or more',
    ],
    [
      "a five-minute retention below the downsampling floor",
      bucket({ retention: { fiveMinutes: "9d" } }),
      'mlwatch:monitoring.longTermStorage.retention.fiveMinutes ("9d") must be 0d (for ever) or at least 10d: Thanos downsamples to 1 hour only after 10d, so samples deleted earlier are lost at every resolution; write "10d" or more',
    ],
    [
      "a missing bucket",
      { longTermStorage: { type: "GCS" } },
      'mlwatch:monitoring.longTermStorage.bucket (missing) must be the name of a bucket or container, not empty and without "{{"; write e.g. "metrics-train-eu-1"',
    ],
    [
      "a directory where pods share none",
      { longTermStorage: { type: "FILESYSTEM", bucket: "/data" } },
      'mlwatch:monitoring.longTermStorage.type ("FILESYSTEM") must not be FILESYSTEM where provider is gke: the pods would not share one directory; use S3 (MinIO and Ceph speak it too), GCS or AZURE',
    ],
    [
      "too short a local retention to upload from",
      { ...bucket({}), prometheus: { operator: {}, retention: "2h" } },
      'mlwatch:monitoring.prometheus.retention ("2h") must be at least 6h with longTermStorage: a block is uploaded only when it is complete, after 2h, and uploads may fall behind; write "6h" or more',
    ],
    [
      "no default receiver",
      { alerting: {} },
      "mlwatch:monitoring.alerting.default (missing) must be an object; give it keys of: slack, pagerDuty, email, webhook",
    ],
    [
      "a receiver without a channel",
      { alerting: { default: {} } },
      "mlwatch:monitoring.alerting.default ({}) must have at least one channel; add slack, pagerDuty, email or webhook",
    ],
    [
      "a channel without a secret",
      { alerting: { default: { slack: { channel: "#a" } } } },
      `mlwatch:monitoring.alerting.default.slack ({"channel":"#a"}) must have exactly one of secret and existingSecret; name a secret of mlwatch:secrets, or a key of a Secret in the stack's namespace`,
    ],
    [
      "Grafana without an administrator",
      { prometheus: { chart: {} } },
      "mlwatch:monitoring.grafana.adminSecret (missing) is required with prometheus.chart: Grafana takes its administrator from a Secret; name a Secret with keys admin-user and admin-password, or set grafana.enabled to false",
    ],
    [
      "long-term storage of an existing Prometheus",
      { ...bucket({}), prometheus: { existing: { namespace: "m", labels: {} } } },
      'mlwatch:monitoring.longTermStorage ({"type":"GCS","bucket":"metrics-train"}) cannot be added to an existing Prometheus: it would need a Thanos sidecar in its pods; remove it, or use prometheus.chart or prometheus.operator',
    ],
  ];
  it.each(exact)("refuses %s", (_, sections, message) => {
    expect(refusal(sections)).toBe(message);
  });

  const parts: readonly [string, Json, string][] = [
    [
      "a release name that the chart would cut",
      chart({ releaseName: "a".repeat(27) }),
      "at most 26",
    ],
    ["a trailing slash", { urls: { grafana: "https://g.example.com/" } }, "urls.grafana"],
    ["an address without scheme", { urls: { runbooks: "g.example.com" } }, "http or https"],
    ["a template in an address", { urls: { runbooks: "https://g/{{x}}" } }, "urls.runbooks"],
    ["a cluster that is a template", { cluster: "{{ $x }}" }, "cluster"],
    [
      "sizes of an existing Prometheus",
      existingWith({ replicas: 2 }),
      "prometheus.replicas (2) cannot",
    ],
    [
      "a quoted number",
      { limits: { samples: "100" } },
      'limits.samples ("100") must be a whole number',
    ],
    [
      "S3 without endpoint",
      { longTermStorage: { type: "S3", bucket: "abc" } },
      "endpoint (missing)",
    ],
    [
      "S3 with a URL as bucket",
      { longTermStorage: { type: "S3", bucket: "s3://abc", endpoint: "s3" } },
      'without "s3://"',
    ],
    [
      "Azure without account",
      { longTermStorage: { type: "AZURE", bucket: "abc" } },
      "storageAccount (missing)",
    ],
    ["a region of GCS", bucket({ region: "eu" }), 'region ("eu") belongs to type S3'],
    [
      "a directory that is relative",
      { provider: "local", longTermStorage: { type: "FILESYSTEM", bucket: "b" } },
      "absolute directory",
    ],
    ["a DCGM interval below the collect interval", { dcgm: { interval: "5s" } }, "dcgm.interval"],
    [
      "both kinds of secret",
      {
        alerting: {
          default: { webhook: { secret: "a", existingSecret: { name: "a", key: "b" } } },
        },
      },
      "remove one of them",
    ],
    ["a null", { gpuPools: null }, "gpuPools (null) must be a list of GPU pools"],
    ["no context", { kubernetes: {} }, "kubernetes.context (missing)"],
    [
      "an error ratio in per cent",
      { inference: { services: [service("a", { objectives: { errorRatio: 5 } })] } },
      "not per cent",
    ],
    [
      "a latency that no quantile exceeds",
      { inference: { services: [service("a", { objectives: { latencyP95Seconds: 10 } })] } },
      "latencyP95Seconds (10) must be a bucket bound",
    ],
    [
      "a latency between two bounds",
      { inference: { services: [service("a", { objectives: { latencyP99Seconds: 2 } })] } },
      "choose one of 0.005,",
    ],
  ];
  it.each(parts)("refuses %s", (_, sections, part) => {
    expect(refusal(sections)).toContain(part);
  });

  it("refuses GPU pools of one name, and a range the wrong way round", () => {
    const pool = {
      name: "a100",
      accelerator: "nvidia-a100",
      gpusPerNode: 8,
      nodes: { min: 3, max: 2 },
    };
    expect(refusal({ gpuPools: [pool, { ...pool, nodes: { min: 1, max: 2 } }] })).toBe(
      "mlwatch:monitoring.gpuPools[0].nodes.min (3) must not exceed nodes.max (2); swap them, or raise max\n" +
        'mlwatch:monitoring.gpuPools[1].name ("a100") must be unique among the GPU pools: each gets an exporter DaemonSet of that name; give this one another name',
    );
  });

  it("refuses classes of one name and selections that share pods", () => {
    const classes = [
      { team: "llm", select: selecting("train", { app: "a" }) },
      { team: "llm", select: selecting("train", { tier: "b" }) },
    ];
    const message = refusal({ training: { classes } });
    expect(message).toContain('training.classes[1].name ("llm") must be unique');
    expect(message).toContain("must not select pods that training.classes.0.select may select too");
  });

  it("accepts selections that a label, a port or a namespace tells apart", () => {
    const classes = [
      { team: "a", select: selecting("train", { app: "a" }) },
      { team: "b", select: selecting("train", { app: "b" }) },
      { team: "c", select: { namespace: "train", port: "other" } },
      { team: "d", select: selecting("other") },
    ];
    expect(() => parseConfig({ ...valid, training: { classes } })).not.toThrow();
  });

  it("refuses two services of one name in a namespace, not in two", () => {
    const twice = (second: string) => ({
      services: [
        service("a", { select: selecting("one", { app: "a" }) }),
        service("a", { select: selecting(second, { app: "b" }) }),
      ],
    });
    expect(refusal({ inference: twice("one") })).toContain('inference.services[1].name ("a")');
    expect(() => parseConfig({ ...valid, inference: twice("two") })).not.toThrow();
  });

  it("reports every mistake at once, one line each, and rules across sound sections too", () => {
    const message = refusal({
      cluster: 5,
      colour: "red",
      flavour: "sweet",
      longTermStorage: { type: "GCS", bucket: "metrics", retention: { raw: "1h" } },
      alerting: { default: {} },
    });
    const paths = message.split("\n").map((line) => line.split(" ")[0]);
    expect(paths).toEqual([
      "mlwatch:monitoring.alerting.default",
      "mlwatch:monitoring.cluster",
      "mlwatch:monitoring.colour",
      "mlwatch:monitoring.flavour",
      "mlwatch:monitoring.longTermStorage.retention.raw",
    ]);
  });

  it.each([[null], [[]], ["text"], [7]])("refuses %j in place of an object", (raw) => {
    expect(() => parseConfig(raw)).toThrow(/^mlwatch:monitoring \(.*\) must be an object; /);
  });

  it("keeps e-mail without a user free of secrets", () => {
    const email = { to: "a@example.com", from: "b@example.com", smarthost: "smtp:25" };
    expect(() => parseConfig({ ...valid, alerting: { default: { email } } })).not.toThrow();
  });
});

describe("withDefaults", () => {
  const complete = (environment: string) => parseConfig({ ...valid, ...bucket({}), environment });

  it.each(Object.keys(ENVIRONMENT_DEFAULTS))("of %s pass every check", (environment) => {
    // Written out, they are checked like what a user writes.
    expect(parseConfig(complete(environment))).toEqual(complete(environment));
  });

  it("never replace what is written", () => {
    const { prometheus, longTermStorage } = parseConfig({
      ...valid,
      ...bucket({ retention: { raw: "60d" } }),
      prometheus: { operator: {}, replicas: 5 },
    });
    expect(prometheus.replicas).toBe(5);
    expect(longTermStorage?.retention).toEqual({ raw: "60d", fiveMinutes: "90d", oneHour: "365d" });
  });

  it("leave an existing Prometheus alone and turn no storage on", () => {
    const config = parseConfig({ ...valid, ...existingWith({}) });
    expect(withDefaults(config)).toEqual(config);
    expect(config.longTermStorage).toBeUndefined();
  });
});

function existingWith(fields: Json): Json {
  return { prometheus: { existing: { namespace: "m", labels: {} }, ...fields } };
}

describe("messages", () => {
  it("write paths as a user would", () => {
    expect(pathText(["teams", "llm ops", 0, "a"])).toBe('.teams["llm ops"][0].a');
  });

  it("guess only near words", () => {
    expect(nearest("servics", ["service", "classes"])).toBe("service");
    expect(nearest("xyz", ["service", "classes"])).toBeUndefined();
  });
});
