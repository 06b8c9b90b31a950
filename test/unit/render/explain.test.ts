import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { parse } from "../../../promql";
import {
  explain,
  explanationText,
  fittingPresets,
  leastOf,
  plainest,
  type ExportedSeries,
} from "../../../render/explain";
import { explainStack } from "../../../render/explain-stack";
import { trainingPack, type RuleGroup, type TrainingClass } from "../../../rules";
import { exemplars } from "../../rules/training/exemplars";
import { fullClass } from "../rules/training-labels";

const ROOT = path.resolve(__dirname, "../../..");

function groupOf(own: Partial<TrainingClass> = {}): RuleGroup {
  const [group] = trainingPack({ classes: [{ ...fullClass, ...own }] }).groups;
  if (group === undefined) throw new Error("no group");
  return group;
}
const exporting = (...series: readonly string[]): readonly ExportedSeries[] =>
  series.map((text) => {
    const { metric, matchers } = parse(text) as Extract<
      ReturnType<typeof parse>,
      { type: "selector" }
    >;
    return { name: metric, labels: Object.fromEntries(matchers.map((m) => [m.label, m.value])) };
  });
const gains = (group: RuleGroup, exported: readonly ExportedSeries[]) =>
  explain(group, exported).gained.map(({ alert }) => alert);

describe("what runs get by what they export", () => {
  const group = groupOf();

  // Each exemplar makes its alert fire in a real engine: what it exports must be enough.
  it.each(
    exemplars.map(({ alert, of, bad }) => [`${alert} ${of ?? ""}`, alert, bad("a")] as const),
  )("knows that the exemplar of %s gets it", (_, alert, series) => {
    expect(gains(group, exporting(...series.map((s) => s.series)))).toContain(alert);
  });

  it("is nothing without a series", () => {
    expect(gains(group, [])).toEqual([]);
  });

  it("says of the plainest run what it takes to get the rest, and that is enough", () => {
    const { gained, missed } = explain(group, plainest);
    expect(missed.length).toBeGreaterThan(5);
    for (const { alert, missing } of missed) {
      // Of a histogram both parts; of one value out of several the first.
      const more = exporting(
        ...missing
          .flatMap((text) => [text, `${text}_sum`, `${text}_count`].filter((t) => !/[}]_/.test(t)))
          .map((text) => text.replace(/=~"(\w+)\|[^"]*"/g, '="$1"')),
      );
      expect([alert, gains(group, [...plainest, ...more])]).toEqual([
        alert,
        expect.arrayContaining([alert, ...gained.map((g) => g.alert)]),
      ]);
    }
  });

  it("takes metrics that exporters of the cluster have as given", () => {
    const { missed } = explain(group, plainest);
    expect(
      missed.flatMap(({ missing }) => missing).filter((text) => /DCGM|kube_|^up/.test(text)),
    ).toEqual([]);
  });

  it("is read through the names of a class", () => {
    const names = { preset: "megatron-lm" } as const;
    const found = gains(groupOf({ names }), leastOf({ names }));
    expect(found).toEqual(
      expect.arrayContaining(["TrainingLossNonFinite", "TrainingLossDiverging", "TrainingStalled"]),
    );
    const severity = explain(groupOf({ names }), leastOf({ names })).gained.find(
      ({ alert }) => alert === "TrainingStalled",
    );
    expect(severity).toMatchObject({ severity: "critical" });
  });

  it("is of a Summary what it is of a Gauge", () => {
    const names = { preset: "summary" } as const;
    expect(gains(groupOf({ names }), leastOf({ names }))).toEqual(gains(group, plainest));
  });
});

it("finds the preset that a program's metrics are of", () => {
  expect(fittingPresets(exporting("training_loss_sum", "training_loss_count"), {})).toEqual([
    "summary",
  ]);
  expect(
    fittingPresets(exporting("training_loss_sum", "training_loss_count"), {
      names: { preset: "summary" },
    }),
  ).toEqual([]);
  expect(fittingPresets(exporting("megatron_training_loss"), {})).toEqual(["megatron-lm"]);
  expect(fittingPresets(plainest, {})).toEqual([]);
});

it("writes a table of either, and none that is empty", () => {
  const row = { alert: "A", severity: "warning" } as const;
  expect(
    explanationText({ gained: [{ ...row, also: [] }], missed: [{ ...row, missing: ["x", "y"] }] }),
  ).toBe(
    "  gets  severity  also reads\n  A     warning\n\n  does not get  severity  needs\n  A             warning   x, y",
  );
  expect(explanationText({ gained: [], missed: [] })).toBe("");
});

describe("explainStack", () => {
  it("explains each class of a stack by the least", async () => {
    const text = await explainStack({ stack: "local", cwd: ROOT });
    expect(text).toContain(
      "Class contract (namespace training): a run that exports no more than training_loss,",
    );
    expect(text).toContain("Class plain (namespace training-plain)");
  });

  it("reads a program's own metrics from its port", async () => {
    const server = createServer((_, response) =>
      response.end(
        "# TYPE training_loss_sum counter\ntraining_loss_sum 1\ntraining_loss_count 1\n",
      ),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const text = await explainStack({
        stack: "local",
        cwd: ROOT,
        metrics: `http://127.0.0.1:${port}/metrics`,
      });
      expect(text).toContain(
        'It exports metrics of the preset "summary": give the class names: { preset: summary }.',
      );
    } finally {
      server.close();
    }
  });

  it("refuses what holds no metrics, and stacks without training", async () => {
    const of = (options: object) => explainStack({ stack: "local", cwd: ROOT, ...options });
    await expect(of({ metrics: path.join(ROOT, "nothing") })).rejects.toThrow(
      "give a file or URL with metrics",
    );
    await expect(of({ metrics: path.join(ROOT, "package.json") })).rejects.toThrow(
      "not a series with a value",
    );
    await expect(of({ config: { training: { classes: [] } } })).resolves.toBe("");
    await expect(of({ config: { training: { classes: [{ team: "A B" }] } } })).rejects.toThrow(
      "must be a DNS label",
    );
  });
});

it("is what docs/instrumentation.md says of the least", () => {
  const text = readFileSync(path.join(ROOT, "docs/instrumentation.md"), "utf8");
  const [, least = ""] = /### The least\n([\s\S]*?)\n### /.exec(text) ?? [];
  const said = [...least.matchAll(/`(Training\w+)`/g)].map(([, name]) => name);
  // As the page has it: a class without options.
  const { checkpointInterval: _, ...plain } = fullClass;
  const [group] = trainingPack({ classes: [plain] }).groups;
  expect(said.sort()).toEqual(group && [...gains(group, plainest)].sort());
});
