import { inferencePack, type InferenceService } from "../../../rules";

const pack = (own: Partial<InferenceService> = {}, scrapeInterval = "30s") =>
  inferencePack({
    services: [{ name: "digits", team: "ml", select: { namespace: "serve" }, ...own }],
    scrapeInterval,
  });

function description(alert: string, own: Partial<InferenceService>): string {
  const rules = pack(own).groups.flatMap((group) => group.rules);
  const rule = rules.find((r) => "alert" in r && r.alert === alert);
  return rule && "alert" in rule ? rule.annotations.description : "";
}

describe("inferencePack", () => {
  it("has a group for each service, named after namespace and service", () => {
    const { groups } = inferencePack({
      services: [
        { name: "digits", team: "ml", select: { namespace: "a" } },
        { name: "digits", team: "ml", select: { namespace: "b" } },
      ],
    });
    expect(groups.map((group) => group.name)).toEqual([
      "mlwatch-inference-a-digits",
      "mlwatch-inference-b-digits",
    ]);
  });

  it("says where a threshold lies between two buckets", () => {
    const at = (latencyP95Seconds: number) =>
      description("InferenceLatencyP95High", { objectives: { latencyP95Seconds } });
    expect(at(0.25)).not.toContain("interpolated");
    expect(at(0.3)).toContain("between the bucket bounds 0.25 s and 0.5 s");
    expect(at(0.001)).toContain("between the bucket bounds 0 s and 0.005 s");
  });

  it("prints limits in percent without the dust of binary fractions", () => {
    expect(description("InferenceErrorRatioHigh", { objectives: { errorRatio: 0.07 } })).toContain(
      "the limit is 7 %.",
    );
  });

  it("judges larger thresholds where the buckets allow it", () => {
    const objectives = { latencyP99Seconds: 20 };
    expect(() => pack({ objectives, latencyBuckets: [1, 5, 30] })).not.toThrow();
  });

  const mistakes: readonly [string, Partial<InferenceService>, string][] = [
    [
      "a p95 no quantile can reach",
      { objectives: { latencyP95Seconds: 10 } },
      `inference service 'digits', objectives.latencyP95Seconds: 10: it must lie above 0 and below the largest bucket bound (10 s)`,
    ],
    [
      "a p99 no quantile can reach",
      { latencyBuckets: [0.1, 1] },
      `inference service 'digits', objectives.latencyP95Seconds: 1: it must lie above 0 and below the largest bucket bound (1 s)`,
    ],
    [
      "bounds of buckets out of order",
      { latencyBuckets: [1, 0.5, 5] },
      `inference service 'digits', latencyBuckets: "1, 0.5, 5": they must be two bounds or more above 0 in rising order`,
    ],
    ["one bound", { latencyBuckets: [9] }, `inference service 'digits', latencyBuckets: "9": they`],
    [
      "a latency of nothing",
      { objectives: { latencyP99Seconds: 0 } },
      `inference service 'digits', objectives.latencyP99Seconds: 0: it must lie above 0`,
    ],
    [
      "an error ratio in percent",
      { objectives: { errorRatio: 5 } },
      `inference service 'digits', objectives.errorRatio: 5: it is a share and must lie between 0 and 1`,
    ],
    [
      "a negative queue",
      { objectives: { queueLength: -1 } },
      `inference service 'digits', objectives.queueLength: -1: it must be 0 or more`,
    ],
    [
      "fewer requests than none",
      { objectives: { minimumRequests: -1 } },
      `inference service 'digits', objectives.minimumRequests: -1: it must be 0 or more`,
    ],
    [
      "a rate window of three scrapes",
      { windows: { rate: "90s" } },
      `inference service 'digits', windows.rate: "90s": it must hold at least 4 scrapes (2m at a scrape interval of 30s)`,
    ],
    [
      "a rate window of three scrapes of its own",
      { select: { namespace: "serve", interval: "2m" } },
      `inference service 'digits', windows.rate: "5m": it must hold at least 4 scrapes (8m at a scrape interval of 2m)`,
    ],
    [
      "a window that is no duration",
      { windows: { absent: "soon" } },
      `inference service 'digits', windows.absent: `,
    ],
  ];
  it.each(mistakes)("refuses %s", (_, own, message) => {
    expect(() => pack(own)).toThrow(message);
  });

  it("refuses two services of one name in one namespace", () => {
    const services = [1, 2].map(() => ({ name: "a", team: "ml", select: { namespace: "n" } }));
    expect(() => inferencePack({ services })).toThrow(
      `inference services: "n/a": two services have this namespace and name`,
    );
  });
});
