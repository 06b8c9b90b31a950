import { DEFINITIONS, OPERATOR_VERSION } from "../../components/crds/definitions";
import { PrometheusOperatorCrds } from "../../components/crds";
import { houseProblems, plainText } from "./house";
import { type Deployment, deploy, promiseOf } from "./mocks";

const CONTENT = "apiVersion: v1\nkind: Config\nusers: [{ name: me, user: { token: hunter2 } }]";
const PLURALS = `alertmanagerconfigs alertmanagers podmonitors probes prometheusagents prometheuses
  prometheusrules scrapeconfigs servicemonitors thanosrulers`.split(/\s+/);

// The definitions are megabytes, which take seconds to register: one deployment serves several tests.
describe("PrometheusOperatorCrds", () => {
  let plain: Deployment<PrometheusOperatorCrds>;
  let adopting: Deployment<PrometheusOperatorCrds>;
  beforeAll(async () => {
    plain = await deploy(() => new PrometheusOperatorCrds("crds", {}));
    const kubernetes = { context: "train-eu-1", kubeconfig: CONTENT };
    adopting = await deploy(() => new PrometheusOperatorCrds("crds", { kubernetes }));
  });

  it("deploys the ten definitions of one operator version, whole", () => {
    expect(houseProblems(plain, "crds")).toEqual([]);
    const names = plain.all("CustomResourceDefinition").map(({ name }) => name);
    expect(names.sort()).toEqual(PLURALS.map((plural) => `crds-${plural}`));
    expect(OPERATOR_VERSION).toMatch(/^v\d+\.\d+\.\d+$/);
    const { inputs } = plain.one("CustomResourceDefinition", "crds-prometheusrules");
    expect(inputs["metadata"].name).toBe("prometheusrules.monitoring.coreos.com");
    expect(inputs["metadata"].annotations["operator.prometheus.io/version"]).toBe(
      OPERATOR_VERSION.slice(1),
    );
    expect(inputs["spec"].versions[0].schema.openAPIV3Schema.properties).toHaveProperty("spec");
  });

  it("keeps them when the stack is destroyed: with them would go every object of their kinds", () => {
    const kept = plain.all("CustomResourceDefinition").map(({ retained }) => retained);
    expect(kept).toEqual(PLURALS.map(() => true));
  });

  it("takes the component's provider, where an existing definition is an error, unless told how to reach the cluster", () => {
    expect(plain.all("pulumi:providers:kubernetes")).toEqual([]);
  });

  it("adopts definitions that exist by a provider for them alone", () => {
    const provider = adopting.one("pulumi:providers:kubernetes");
    expect(provider).toMatchObject({ name: "crds-adopting", parent: "crds" });
    expect(provider.inputs).toMatchObject({ context: "train-eu-1", upsertExistingObjects: "true" });
    const by = adopting.all("CustomResourceDefinition").map((crd) => crd.provider);
    expect(by).toEqual(PLURALS.map(() => "crds-adopting"));
  });

  it("stores no kubeconfig in plain text", () => {
    expect(adopting.one("pulumi:providers:kubernetes").inputs["kubeconfig"]).toBe(CONTENT);
    expect(plainText(adopting.resources).includes("hunter2")).toBe(false);
  });

  it("names them for others", async () => {
    expect((await promiseOf(plain.result.names)).sort()).toEqual(
      DEFINITIONS.map(({ metadata }) => metadata.name).sort(),
    );
  });
});
