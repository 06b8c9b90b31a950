import { GrafanaDashboards, type GrafanaDashboardsArgs } from "../../components/grafana-dashboards";
import { MAX_CONFIG_MAP_BYTES } from "../../components/grafana-dashboards/objects";
import { houseProblems } from "./house";
import { deploy } from "./mocks";

const RUN = { uid: "training-run", title: "Training run", json: { title: "Training run", n: 1 } };
const args = (changes: Partial<GrafanaDashboardsArgs> = {}): GrafanaDashboardsArgs => ({
  namespace: "monitoring",
  dashboards: [RUN],
  ...changes,
});
const program = (changes?: Partial<GrafanaDashboardsArgs>) => () =>
  new GrafanaDashboards("ml", args(changes));

describe("GrafanaDashboards", () => {
  it("deploys a ConfigMap per dashboard, found by the sidecar, in a folder", async () => {
    const service = { ...RUN, uid: "inference-service" };
    const deployment = await deploy(program({ dashboards: [RUN, service] }));
    expect(houseProblems(deployment, "ml")).toEqual([]);
    expect(deployment.result.configMapNames).toEqual(["ml-training-run", "ml-inference-service"]);
    const { inputs } = deployment.one("ConfigMap", "ml-training-run");
    expect(inputs["metadata"]).toMatchObject({
      namespace: "monitoring",
      labels: { grafana_dashboard: "1" },
      annotations: { grafana_folder: "Machine learning" },
    });
    expect(Object.keys(inputs["data"])).toEqual(["training-run.json"]);
    expect(JSON.parse(inputs["data"]["training-run.json"])).toEqual(RUN.json);
  });

  it("takes another folder, and another way of a sidecar to find them", async () => {
    const { one } = await deploy(
      program({
        folder: "GPUs",
        discovery: { label: "dashboards", labelValue: "yes", folderAnnotation: "folder" },
      }),
    );
    const { labels, annotations } = one("ConfigMap").inputs["metadata"];
    expect(labels).toMatchObject({ dashboards: "yes" });
    expect(labels).not.toHaveProperty("grafana_dashboard");
    expect(annotations).toEqual({ folder: "GPUs" });
  });

  it.each<[string, Partial<GrafanaDashboardsArgs>, RegExp]>([
    ["a uid twice", { dashboards: [RUN, RUN] }, /dashboards has the uid "training-run" twice/],
    [
      "a uid with capitals",
      { dashboards: [{ ...RUN, uid: "Training" }] },
      /dashboards\[\]\.uid is "Training" \("Training run"\), but must be at most 40 lower-case/,
    ],
    [
      "a uid that Grafana cuts",
      { dashboards: [{ ...RUN, uid: "a".repeat(41) }] },
      /must be at most 40/,
    ],
    [
      "more than a ConfigMap holds",
      { dashboards: [{ ...RUN, json: { text: "x".repeat(MAX_CONFIG_MAP_BYTES) } }] },
      /dashboard "training-run" has \d{7} bytes, but a ConfigMap holds less than 1048576: divide it/,
    ],
  ])("refuses %s", async (_, changes, message) => {
    await expect(deploy(program(changes))).rejects.toThrow(message);
  });
});
