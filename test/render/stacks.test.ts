import path from "node:path";
import { isObject } from "../../components/prometheus/merge";
import { render, renderStack, toYaml, type RenderedObject } from "../../render";

const ROOT = path.resolve(__dirname, "../..");

jest.setTimeout(60_000);

/** The parts of a stack worth a reviewer's look, a line for each object. */
function outline(objects: readonly RenderedObject[]): string[] {
  return objects.map(({ object }) => {
    const { kind, metadata } = object;
    const spec = isObject(object["spec"]) ? object["spec"] : {};
    const name = [metadata.namespace, metadata.name].filter(Boolean).join("/");
    const facts = Object.entries({
      replicas: spec["replicas"],
      retention: spec["retention"],
      scrapeInterval: spec["scrapeInterval"],
      namespaces: isObject(spec["namespaceSelector"])
        ? spec["namespaceSelector"]["matchNames"]
        : undefined,
      version: kind === "OCIRepository" && isObject(spec["ref"]) ? spec["ref"]["tag"] : undefined,
    }).flatMap(([key, value]) => (value === undefined ? [] : `${key}=${JSON.stringify(value)}`));
    return [kind, name, ...facts].join(" ");
  });
}

/** What is asked of a stack more than once; a render costs seconds. */
const prod = render({ stack: "prod", cwd: ROOT });

describe("the stacks of this repository", () => {
  it.each(["local", "dev", "staging", "prod"])("%s deploys what was reviewed", async (stack) => {
    const { objects, messages } = await (stack === "prod" ? prod : render({ stack, cwd: ROOT }));
    expect(messages).toBe("");
    expect(outline(objects)).toMatchSnapshot();
  });

  it("prod renders to the same bytes twice", async () => {
    const second = await renderStack({ stack: "prod", cwd: ROOT });
    const bytes = (objects: readonly RenderedObject[]): string =>
      objects.map(({ file, object }) => `# ${file}\n${toYaml(object)}`).join("---\n");
    expect(bytes((await prod).objects)).toBe(bytes(second));
  });

  it("exports names and addresses for other stacks, and no secrets", async () => {
    const { outputs } = await prod;
    expect(Object.keys(outputs).sort()).toEqual([
      "alertmanagerUrl",
      "cluster",
      "environment",
      "grafanaUrl",
      "namespace",
      "objectLabels",
      "prometheusUrl",
      "thanosQueryUrl",
    ]);
    expect(outputs["grafanaUrl"]).toBe("https://grafana.example.com");
  });

  const mistakes: readonly [string, Record<string, unknown>, string][] = [
    ["an unknown key", { colour: "red" }, "mlwatch:monitoring.colour"],
    ["a second Prometheus", { prometheus: { operator: {} } }, "exactly one of"],
    [
      "a retention below the floor",
      { longTermStorage: { retention: { raw: "10h" } } },
      'longTermStorage.retention.raw ("10h") must be 0d (for ever) or at least 40h',
    ],
  ];
  it.each(mistakes)("refuse %s with one message and no stack trace", async (_, config, message) => {
    const failure = renderStack({ stack: "prod", cwd: ROOT, config });
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.not.toThrow(/\n {4}at /);
  });

  it("ask for a secret that is missing, with the command to set it", async () => {
    await expect(
      renderStack({ stack: "local", cwd: ROOT, revealSecrets: true, secrets: { webhook: "x" } }),
    ).rejects.toThrow(
      'mlwatch:secrets["watchdog"] is missing: a receiver of mlwatch:monitoring.alerting uses it; ' +
        `set it by: pulumi config set --secret --path 'mlwatch:secrets["watchdog"]' <value>`,
    );
  });
});
