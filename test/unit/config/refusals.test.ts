import { nearest, pathText } from "../../../config/problem";
import { bucket, chart, existingWith, refusal, service, type Json } from "./fixtures";

/** An inference service whose latency is watched. */
const latency = (fields: Json): Json => ({ inference: { services: [service("a", fields)] } });
/** A class of training runs with further options. */
const training = (fields: Json): Json => ({
  training: { classes: [{ team: "llm", select: { namespace: "train" }, ...fields }] },
});

describe("a refusal names path, value, rule and remedy", () => {
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
      "mlwatch:monitoring.alerting.default (missing) must be a receiver: it takes every alert that no receiver of a team takes; give it keys of: slack, pagerDuty, email, webhook",
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
    [
      "a latency that is no bound of the service's own",
      latency({ latencyBuckets: [0.1, 1, 2.5, 5], objectives: { latencyP95Seconds: 0.25 } }),
      "latencyP95Seconds (0.25) must be a bucket bound of the latency histogram below its largest, 5 s, which no quantile exceeds; choose one of 0.1, 1, 2.5, or",
    ],
    [
      "a default latency that is no bound of the service's own",
      latency({ latencyBuckets: [0.1, 0.2, 0.4], objectives: { latencyP95Seconds: 0.2 } }),
      "latencyP99Seconds (missing) is 2.5 then, and must be a bucket bound",
    ],
    [
      "bounds out of order",
      latency({ latencyBuckets: [1, 0.5, 2.5, 5] }),
      "latencyBuckets ([1,0.5,2.5,5]) must be at least two bounds, each larger than the one before; write",
    ],
    ["one bound", latency({ latencyBuckets: [5] }), "latencyBuckets ([5]) must be at least two"],
    [
      "a negative bound",
      latency({ latencyBuckets: [-1, 5] }),
      "latencyBuckets[0] (-1) must be a bucket bound greater than 0",
    ],
    [
      "a direction that is none",
      training({ metrics: { accuracy: "upp" } }),
      'training.classes[0].metrics.accuracy ("upp") must be one of up, down; did you mean "up"?',
    ],
    [
      "an interval of checkpoints that is none",
      training({ checkpointInterval: "hourly" }),
      'checkpointInterval ("hourly") must be a Prometheus duration',
    ],
    [
      "a preset that is none",
      training({ names: { preset: "megatron" } }),
      'names.preset ("megatron") must be one of megatron-lm, summary',
    ],
    [
      "a foreign name that Prometheus would not store",
      training({ names: { series: [{ series: "training_loss", from: "train/loss" }] } }),
      'names.series[0].from ("train/loss") must be the name of a series',
    ],
    ["no ranks", training({ ranks: 0 }), "ranks (0) must be a whole number of at least 1"],
  ];
  it.each(parts)("refuses %s", (_, sections, part) => {
    expect(refusal(sections)).toContain(part);
  });
});

describe("messages", () => {
  it("write paths as a user would", () => {
    expect(pathText(["teams", "llm ops", 0, "a"])).toBe('.teams["llm ops"][0].a');
  });

  it("guess only near words", () => {
    expect(nearest("servics", ["service", "classes"])).toBe("service");
    expect(nearest("xyz", ["service", "classes"])).toBeUndefined();
  });
});
