import { ExistingPrometheus } from "../../components/existing-prometheus";
import type { ExistingPrometheusArgs } from "../../components/monitoring-stack/args";
import { prometheusArgs } from "./fixtures";
import { houseProblems } from "./house";
import { deploy } from "./mocks";

const EXISTING: ExistingPrometheusArgs = { namespace: "openshift", labels: { release: "theirs" } };
const program =
  (changes: Partial<ExistingPrometheusArgs> = {}) =>
  () =>
    new ExistingPrometheus("ml", prometheusArgs({ existing: { ...EXISTING, ...changes } }));

describe("ExistingPrometheus", () => {
  it("deploys nothing", async () => {
    const deployment = await deploy(program());
    expect(houseProblems(deployment, "ml")).toEqual([]);
    expect(deployment.resources.filter(({ type }) => !type.startsWith("pulumi:"))).toHaveLength(1);
  });

  it("tells the rest of the stack where things go", async () => {
    const { result } = await deploy(program());
    expect(result.handle).toEqual({
      namespace: "openshift",
      objectLabels: { release: "theirs" },
      defaultAlerts: ["Watchdog"],
      prometheusUrl: "http://prometheus-operated.openshift.svc:9090",
      dashboards: {
        label: "grafana_dashboard",
        labelValue: "1",
        folderAnnotation: "grafana_folder",
      },
      ready: [],
    });
  });

  it("believes what is said of its address and its alerts", async () => {
    const url = "https://prometheus.example.com/team";
    const { result } = await deploy(program({ url, defaultAlerts: [] }));
    expect(result.handle).toMatchObject({ prometheusUrl: url, defaultAlerts: [] });
  });

  it.each<[string, Partial<ExistingPrometheusArgs>, RegExp]>([
    [
      "no labels, by which nothing would be found",
      { labels: {} },
      /'prometheus\.existing\.labels' must not be empty: .*kubectl get prometheus -n openshift/,
    ],
    [
      "a label that Kubernetes refuses",
      { labels: { release: "a b" } },
      /'prometheus\.existing\.labels' has "release": "a b", which is not a Kubernetes label/,
    ],
    ["a label without a value", { labels: { release: "" } }, /"release": ""/],
    [
      "a namespace that is none",
      { namespace: "Their Monitoring" },
      /'prometheus\.existing\.namespace' \("Their Monitoring"\) must be a lower-case DNS label/,
    ],
    [
      "an address without a scheme",
      { url: "prometheus:9090" },
      /'prometheus\.existing\.url' \(prometheus:9090\) must be a URL with http or https/,
    ],
    [
      "an address with a slash at the end",
      { url: "http://prometheus:9090/" },
      /'prometheus\.existing\.url' .* without a slash at the end/,
    ],
  ])("refuses %s", async (_, changes, message) => {
    await expect(deploy(program(changes))).rejects.toThrow(message);
  });

  it("refuses to stand beside another kind", async () => {
    const both = prometheusArgs({ existing: EXISTING, chart: {} });
    await expect(deploy(() => new ExistingPrometheus("ml", both))).rejects.toThrow(
      /'prometheus' has chart and existing; .* exactly 'prometheus\.existing'/,
    );
  });
});
