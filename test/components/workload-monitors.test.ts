import { WorkloadMonitors, type WorkloadMonitorsArgs } from "../../components/workload-monitors";
import { podMonitors, type PodMonitor } from "../../components/workload-monitors/objects";
import { houseProblems } from "./house";
import { deploy } from "./mocks";

const CLASS = { team: "llm", select: { namespace: "llm-train" } };
const SERVICE = { name: "ranker", team: "search", select: { namespace: "serving" } };
const args = (changes: Partial<WorkloadMonitorsArgs> = {}): WorkloadMonitorsArgs => ({
  namespace: "monitoring",
  labels: { release: "kps" },
  training: { classes: [CLASS] },
  inference: { services: [SERVICE] },
  ...changes,
});
const monitors = (changes?: Partial<WorkloadMonitorsArgs>): readonly PodMonitor[] =>
  podMonitors("ml", args(changes));
const endpoints = (changes?: Partial<WorkloadMonitorsArgs>) =>
  monitors(changes).flatMap(({ spec }) => spec.podMetricsEndpoints);

describe("monitors", () => {
  it("are one per training class and one per service, in Prometheus's namespace", () => {
    expect(monitors().map(({ metadata }) => metadata)).toMatchObject([
      { name: "ml-training-llm", namespace: "monitoring", labels: { release: "kps" } },
      { name: "ml-inference-serving.ranker", namespace: "monitoring", labels: { release: "kps" } },
    ]);
  });

  it("select pods by namespace and labels, all of the namespace without labels", () => {
    const labels = { app: "ranker" };
    const service = { ...SERVICE, select: { ...SERVICE.select, labels } };
    const [training, inference] = monitors({ inference: { services: [service] } });
    expect(training?.spec).toMatchObject({
      namespaceSelector: { matchNames: ["llm-train"] },
      selector: { matchLabels: {} },
    });
    expect(inference?.spec).toMatchObject({
      namespaceSelector: { matchNames: ["serving"] },
      selector: { matchLabels: labels },
    });
  });

  it("scrape the port 'metrics' at /metrics, or what is given", () => {
    expect(endpoints()[0]).toMatchObject({ port: "metrics", path: "/metrics" });
    expect(endpoints()[0]).not.toHaveProperty("interval");
    const select = { ...CLASS.select, port: "http", path: "/m", interval: "5s" };
    expect(endpoints({ training: { classes: [{ ...CLASS, select }] } })[0]).toMatchObject({
      port: "http",
      path: "/m",
      interval: "5s",
    });
  });

  it("have limits, so that one workload cannot fill Prometheus", () => {
    for (const { spec } of monitors({ limits: { samples: 100, bodySize: "1MB" } })) {
      expect(spec).toMatchObject({
        sampleLimit: 100,
        labelLimit: 40,
        labelValueLengthLimit: 512,
        bodySizeLimit: "1MB",
      });
    }
  });

  it("let no workload call itself by another pod's name", () => {
    expect(endpoints().map(({ honorLabels }) => honorLabels)).toEqual([false, false]);
  });

  it("call a training run by what made its pods, and a service by its name", () => {
    const [training, inference] = endpoints();
    expect(training?.relabelings).toEqual([
      {
        sourceLabels: ["__meta_kubernetes_pod_controller_name"],
        regex: "(.+)",
        targetLabel: "job",
      },
    ]);
    expect(inference?.relabelings).toEqual([
      { targetLabel: "service", replacement: "ranker" },
      { targetLabel: "job", replacement: "ranker" },
    ]);
  });

  it("label the runs of classes that share a namespace, and no others", () => {
    const select = (app: string) => ({ namespace: "shared", labels: { app } });
    const classes = [
      CLASS,
      { ...CLASS, name: "a", select: select("a") },
      { team: "b", select: select("b") },
    ];
    const labelled = endpoints({ training: { classes }, inference: { services: [] } }).map(
      ({ relabelings }) =>
        relabelings.find(({ targetLabel }) => targetLabel === "training_class")?.replacement,
    );
    expect(labelled).toEqual([undefined, "a", "b"]);
  });

  it("take a class's own name before its team's", () => {
    const classes = [CLASS, { ...CLASS, name: "pretraining", select: { namespace: "other" } }];
    const names = monitors({ training: { classes } }).map(({ metadata }) => metadata.name);
    expect(names).toContain("ml-training-pretraining");
    expect(names).toContain("ml-training-llm");
  });

  it("keep services of one name in two namespaces apart", () => {
    const services = [SERVICE, { ...SERVICE, select: { namespace: "canary" } }];
    const names = monitors({ inference: { services } }).map(({ metadata }) => metadata.name);
    expect(new Set(names).size).toBe(3);
  });
});

describe("errors", () => {
  it.each<[string, Partial<WorkloadMonitorsArgs>, RegExp]>([
    [
      "a class whose name is no DNS label",
      { training: { classes: [{ ...CLASS, name: "Pre Training" }] } },
      /training\.classes\[\]\.name is "Pre Training", but must be a DNS label/,
    ],
    [
      "a team that is no DNS label and stands for the name",
      { training: { classes: [{ ...CLASS, team: "LLM" }] } },
      /training\.classes\[\]\.name is "LLM"/,
    ],
    [
      "a service whose name is no DNS label",
      { inference: { services: [{ ...SERVICE, name: "ranker_v2" }] } },
      /inference\.services\[\]\.name is "ranker_v2", but must be a DNS label/,
    ],
    [
      "two classes of one team without names",
      { training: { classes: [CLASS, CLASS] } },
      /training\.classes has two classes named "llm": give each a name .*default is the team's/,
    ],
    [
      "a service twice",
      { inference: { services: [SERVICE, SERVICE] } },
      /inference\.services has "serving\/ranker" twice: .* unique within its namespace/,
    ],
  ])("%s", async (_, changes, message) => {
    expect(() => monitors(changes)).toThrow(message);
    await expect(deploy(() => new WorkloadMonitors("ml", args(changes)))).rejects.toThrow(message);
  });
});

describe("WorkloadMonitors", () => {
  it("deploys the monitors", async () => {
    const deployment = await deploy(() => new WorkloadMonitors("ml", args()));
    expect(houseProblems(deployment, "ml")).toEqual([]);
    expect(deployment.result.monitorNames).toEqual([
      "ml-training-llm",
      "ml-inference-serving.ranker",
    ]);
    expect(
      deployment
        .all("PodMonitor")
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...deployment.result.monitorNames].sort());
  });

  it("deploys nothing where nothing is watched", async () => {
    const { all } = await deploy(() => new WorkloadMonitors("ml", { namespace: "monitoring" }));
    expect(all("PodMonitor")).toEqual([]);
  });
});
