import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { load } from "js-yaml";
import { renderStack, writeManifests, type KubernetesObject } from "../../render";
import { CREATE_ANNOTATION } from "../../render/manifests";
import { marker } from "../../render/secrets";
import { INDEX } from "../../render/write";

const PLAIN = path.join(__dirname, "fixtures/plain");
const BROKEN = path.join(__dirname, "fixtures/broken");

// Each render starts a process that loads Pulumi, slow on a loaded machine.
jest.setTimeout(60_000);

const scratch: string[] = [];
function directory(): string {
  const created = mkdtempSync(path.join(tmpdir(), "mlwatch-render-"));
  scratch.push(created);
  return created;
}
afterAll(() => {
  for (const created of scratch) rmSync(created, { recursive: true });
});

function contents(of: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(of).map((file) => [file, readFileSync(path.join(of, file), "utf8")]),
  );
}

describe("renderStack", () => {
  const rendered = renderStack({ stack: "dev", cwd: PLAIN });
  const objects = async (kind: string, name: string): Promise<KubernetesObject> => {
    const found = (await rendered).find(
      ({ object }) => object.kind === kind && object.metadata.name === name,
    );
    if (!found) throw new Error(`no ${kind} ${name}`);
    return found.object;
  };

  it("orders files so that what others need comes first", async () => {
    expect((await rendered).map(({ file }) => file)).toEqual([
      "000-namespace-sample.yaml",
      "070-serviceaccount-sample-one.yaml",
      "070-serviceaccount-sample-three.yaml",
      "070-serviceaccount-sample-two.yaml",
      "120-secret-sample-encoded.yaml",
      "120-secret-sample-mixed.yaml",
      "120-secret-sample-open.yaml",
      "130-configmap-sample-settings.yaml",
      "250-helmrepository-sample-web.yaml",
      "260-ocirepository-sample-oci.yaml",
      "270-helmrelease-sample-oci.yaml",
      "270-helmrelease-sample-web.yaml",
      "280-prometheusrule-sample-settings-rules.yaml",
    ]);
  });

  it("makes a placeholder of a Secret, keeping its plain keys", async () => {
    expect(await objects("Secret", "mixed")).toEqual({
      apiVersion: "v1",
      kind: "Secret",
      metadata: {
        name: "mixed",
        namespace: "sample",
        annotations: {
          [CREATE_ANNOTATION]:
            `kubectl create secret generic mixed -n sample --from-literal='url=<value of sample:secrets["slack"]>'` +
            " --dry-run=client -o yaml | kubectl apply --server-side -f -",
        },
      },
      stringData: { user: "admin" },
    });
  });

  it("finds a secret in base64, and writes Secrets of plain parts", async () => {
    const encoded = await objects("Secret", "encoded");
    expect(encoded["data"]).toBeUndefined();
    expect(JSON.stringify(encoded)).toContain("<value of sample:token>");
    expect((await objects("Secret", "open"))["stringData"]).toEqual({ mode: "on" });
  });

  it("reveals values that it is given, and no others", async () => {
    const secrets = { slack: "hooks.example.com" };
    const options = { cwd: PLAIN, secrets, revealSecrets: true };
    const revealed = await renderStack({ ...options, stack: "open" });
    const mixed = revealed.find(({ object }) => object.metadata.name === "mixed");
    expect(mixed?.object["stringData"]).toEqual({
      url: "https://hooks.example.com/x",
      user: "admin",
    });
    await expect(renderStack({ ...options, stack: "dev" })).rejects.toThrow(
      "sample:token: encrypted; give the values to reveal as secrets.",
    );
  });

  it("turns Helm releases into Flux objects with the same values", async () => {
    expect((await objects("HelmRelease", "web"))["spec"]).toEqual({
      interval: "1h",
      timeout: "300s",
      releaseName: "web",
      chart: {
        spec: {
          chart: "nginx",
          version: "1.2.3",
          sourceRef: { kind: "HelmRepository", name: "web" },
        },
      },
      install: { crds: "Create" },
      upgrade: { crds: "CreateReplace" },
      values: { replicas: 1 },
    });
    expect((await objects("HelmRepository", "web"))["spec"]).toEqual({
      interval: "1h",
      url: "https://charts.example.com",
    });
    expect((await objects("HelmRelease", "oci"))["spec"]).toMatchObject({
      timeout: "600s",
      chartRef: { kind: "OCIRepository", name: "oci" },
      install: { crds: "Skip" },
    });
    expect((await objects("OCIRepository", "oci"))["spec"]).toMatchObject({
      url: "oci://registry.example.com/charts/app",
      ref: { tag: "4.5.6" },
    });
  });

  it("merges configuration in depth", async () => {
    const changed = await renderStack({
      stack: "dev",
      cwd: PLAIN,
      config: { replicas: 7, labels: { tier: "b" } },
    });
    const settings = changed.find(({ object }) => object.kind === "ConfigMap")?.object;
    expect(settings?.["data"]).toMatchObject({ replicas: "7" });
    expect(settings?.metadata["labels"]).toEqual({ team: "ml", tier: "b" });
  });

  it("never takes in a secret value that it is given", async () => {
    const value = `s3cret-${Math.random()}`;
    const out = directory();
    writeManifests(out, await renderStack({ stack: "dev", cwd: PLAIN, secrets: { slack: value } }));
    const written = Object.values(contents(out)).join("\n");
    const encoded = Buffer.from(value).toString("base64");
    for (const text of [value, encoded, marker('sample:secrets["slack"]')]) {
      expect(written).not.toContain(text);
    }
  });
});

describe("writeManifests", () => {
  it("writes the same bytes for two renders", async () => {
    const [first, second] = [directory(), directory()];
    writeManifests(first, await renderStack({ stack: "dev", cwd: PLAIN }));
    writeManifests(second, await renderStack({ stack: "dev", cwd: PLAIN }));
    expect(contents(first)).toEqual(contents(second));
  });

  const object = (name: string, data: Record<string, string> = {}) => ({
    file: `130-configmap-${name}.yaml`,
    object: { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data },
  });

  it("quotes what YAML 1.1 readers such as kubectl would take for something else", () => {
    const out = directory();
    const data = { a: "on", b: "0777", c: "1:30", d: "1e3", e: "null", f: "a\nb: c\n" };
    writeManifests(out, [object("a", data)]);
    const text = readFileSync(path.join(out, "130-configmap-a.yaml"), "utf8");
    expect(text).toMatch(/^apiVersion: v1\nkind: ConfigMap\nmetadata:\n {2}name: a\ndata:\n/);
    expect(text).toContain("a: 'on'");
    expect(load(text)).toMatchObject({ data });
  });

  it("removes what an earlier render wrote, and nothing else", () => {
    const out = directory();
    writeFileSync(path.join(out, "mine.yaml"), "kind: Mine\n");
    writeManifests(out, [object("a"), object("b")]);
    writeManifests(out, [object("b"), object("c")]);
    expect(readdirSync(out).sort()).toEqual([
      INDEX,
      "130-configmap-b.yaml",
      "130-configmap-c.yaml",
      "mine.yaml",
    ]);
  });

  it("refuses to replace a file that no render wrote", () => {
    const out = directory();
    writeFileSync(path.join(out, "130-configmap-a.yaml"), "mine");
    expect(() => writeManifests(out, [object("a")])).toThrow("which no render wrote");
    expect(readdirSync(out)).toEqual(["130-configmap-a.yaml"]);
  });

  it("says so when the directory cannot be written", () => {
    const out = path.join(directory(), "file");
    writeFileSync(out, "");
    for (const where of [out, path.join(out, "below")]) {
      expect(() => writeManifests(where, [object("a")])).toThrow(
        /^.*file.* cannot be written \(.*\); choose a directory that you may write to\.$/,
      );
    }
    expect(readFileSync(out, "utf8")).toBe("");
  });

  it("refuses an index that points elsewhere", () => {
    const out = directory();
    writeFileSync(path.join(out, INDEX), JSON.stringify({ files: ["../../etc/passwd.yaml"] }));
    expect(() => writeManifests(out, [])).toThrow("is damaged");
  });
});

describe("a program that fails", () => {
  const failures: readonly [string, RegExp][] = [
    ["throwing-apply", /^the apply has failed$/],
    ["never-resolving", /waiting/],
    ["duplicate-urn", /^two resources have the URN .*ConfigMap::twice: give one another name/],
    ["same-object", /^two resources are the same object, 130-configmap-broken-same.yaml/],
    ["user-mistake", /^'size' \(-1\) must be positive; write 1\.$/],
    ["defect", /^TypeError: a defect\n {4}at /],
    ["no-name", /metadata\.name: a rendered object needs a fixed name/],
    ["leaking-value", /holds broken:token: secrets go into a Secret/],
    ["leaking-computed", /holds a secret value: secrets go into a Secret/],
    ["local-chart", /chart "\.\/app\.tgz" is a local path/],
    ["no-such-stack", /^there is no Pulumi\.no-such-stack\.yaml in .*; stacks there: defect, /],
  ];
  it.each(failures)("says so: %s", async (stack, message) => {
    await expect(renderStack({ stack, cwd: BROKEN })).rejects.toThrow(message);
  });

  it("says so: no Pulumi.yaml", async () => {
    await expect(renderStack({ stack: "dev", cwd: directory() })).rejects.toThrow(
      /Pulumi\.yaml does not exist\.$/,
    );
  });
});
