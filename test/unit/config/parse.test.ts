import { ENVIRONMENT_DEFAULTS, withDefaults } from "../../../config/defaults";
import { parseConfig } from "../../../config/parse";
import { inferencePack, trainingPack } from "../../../rules";
import { bucket, existingWith, refusal, selecting, service, valid } from "./fixtures";

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

  it("refuses training classes of one name, or that may select the same runs", () => {
    const classes = [
      { team: "llm", select: selecting("train", { app: "a" }) },
      { team: "llm", select: selecting("train", { tier: "b" }) },
    ];
    expect(refusal({ training: { classes } })).toBe(
      'mlwatch:monitoring.training.classes[1].name ("llm") must be unique among the training classes (the default is the team\'s name); give this one another name\n' +
        'mlwatch:monitoring.training.classes[1].select ({"namespace":"train","labels":{"tier":"b"}}) must not select runs that training.classes[0].select may select too, or the rules of both would judge them; make them one class, move the runs of one to another namespace, or give each labels, one of them with different values',
    );
  });

  it("accepts training classes of one namespace whose labels differ", () => {
    const classes = [
      { team: "llm", select: selecting("train", { app: "a" }) },
      { team: "vision", select: selecting("train", { app: "b" }) },
    ];
    const { training } = parseConfig({ ...valid, training: { classes } });
    expect(() => trainingPack(training ?? { classes: [] })).not.toThrow();
  });

  it("hands every option of a training class to the rules", () => {
    const own = {
      ...{ name: "big", team: "llm", select: selecting("train"), logInterval: "1m" },
      ...{ evaluationInterval: "2h", checkpointInterval: "1h", stepDuration: "20s" },
      ...{ plannedSteps: 500_000, ranks: 1024, metrics: { reward: "up" }, warmupSteps: 2000 },
      windows: { smoothing: "1h", baseline: "12h", sustained: "2h", stall: "30m" },
      names: {
        ...{ preset: "megatron-lm", stepsPerReport: 10 },
        series: [
          {
            ...{ series: "training_metric_value", from: "eval_score", where: { task: "mmlu" } },
            ...{ labels: { run_id: "run" }, values: { metric: "mmlu" }, factor: 0.01 },
          },
        ],
      },
    };
    const { training } = parseConfig({ ...valid, training: { classes: [own] } });
    expect(training?.classes).toEqual([own]);
    expect(() => trainingPack(training ?? { classes: [] })).not.toThrow();
  });

  it("refuses selections that share pods", () => {
    const training = { classes: [{ team: "a", select: selecting("shared", { app: "a" }) }] };
    const services = [service("b", { select: selecting("shared", { tier: "b" }) })];
    expect(refusal({ training, inference: { services } })).toContain(
      "must not select pods that training.classes[0].select may select too",
    );
    const twice = [...services, service("c", { select: selecting("shared") })];
    expect(refusal({ inference: { services: twice } })).toContain(
      "must not select pods that inference.services[0].select may select too",
    );
  });

  it("takes a service's own latency buckets to the rules, thresholds among them", () => {
    const own = {
      latencyBuckets: [0.1, 0.2, 0.4, 1],
      objectives: { latencyP95Seconds: 0.2, latencyP99Seconds: 0.4 },
    };
    const { inference } = parseConfig({ ...valid, inference: { services: [service("a", own)] } });
    expect(inference?.services).toEqual([service("a", own)]);
    expect(() => inferencePack(inference ?? { services: [] })).not.toThrow();
  });

  it("accepts selections that a label, a port or a namespace tells apart", () => {
    const training = { classes: [{ team: "t", select: selecting("shared", { app: "t" }) }] };
    const services = [
      service("a", { select: selecting("shared", { app: "a" }) }),
      service("b", { select: { namespace: "shared", port: "other" } }),
      service("c", { select: selecting("own") }),
    ];
    expect(() => parseConfig({ ...valid, training, inference: { services } })).not.toThrow();
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
