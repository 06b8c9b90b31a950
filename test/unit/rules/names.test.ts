import { checkFiles } from "../../../check/files/check";
import { catalogueWorld } from "../../../check/infer";
import { findings } from "../../../check/lint";
import { print } from "../../../promql";
import { ruleGroups, trainingPack, type TrainingName, type TrainingNames } from "../../../rules";

const pack = (names: TrainingNames) =>
  trainingPack({ classes: [{ team: "ml", select: { namespace: "train" }, names }] });
const recordings = (names: TrainingNames) =>
  pack(names).groups.flatMap(({ rules }) =>
    rules.flatMap((rule) => ("record" in rule && !rule.record.includes(":") ? [rule] : [])),
  );
const own: TrainingName = { series: "training_loss", from: "my_loss" };

describe("names of a class", () => {
  it("are recorded before everything that reads them", () => {
    const [group] = pack({ series: [own] }).groups;
    expect(group?.rules[0]).toMatchObject({
      record: "training_loss",
      labels: { mapped_from: "my_loss" },
    });
  });

  it("reach PromQL quoted, whatever they hold", () => {
    const [rule] = recordings({
      series: [
        {
          ...own,
          where: { mode: '"} or vector(1) #\n\\' },
          labels: { run_id: "run" },
          values: { split: "train" },
          factor: 2,
        },
      ],
    });
    expect(rule && print(rule.expr)).toBe(
      'label_replace(my_loss{mode="\\"} or vector(1) #\\n\\\\",namespace="train"}, "run_id", "$1", "run", "(.+)") * 2 unless on (pod) training_loss{mapped_from="",namespace="train"}',
    );
    expect(rule?.labels).toEqual({ mapped_from: "my_loss", split: "train" });
  });

  it("take the steps of Megatron-LM's log interval as they are set", () => {
    const factors = (names: TrainingNames) =>
      recordings({ preset: "megatron-lm", ...names }).flatMap(({ record, expr }) =>
        record.startsWith("training_step")
          ? [[record, / \* ([\d.]+) /.exec(print(expr))?.[1]]]
          : [],
      );
    expect(factors({})).toEqual([
      ["training_steps_total", "100"],
      ["training_step_duration_seconds_count", "100"],
      ["training_step_duration_seconds_sum", "0.1"],
    ]);
    expect(factors({ stepsPerReport: 10 })).toEqual([
      ["training_steps_total", "10"],
      ["training_step_duration_seconds_count", "10"],
      ["training_step_duration_seconds_sum", "0.01"],
    ]);
  });

  it("may stand beside a preset", () => {
    const names: TrainingNames = {
      preset: "summary",
      series: [{ series: "training_steps_total", from: "steps" }],
    };
    expect(recordings(names).map(({ record }) => record)).toEqual([
      "training_loss",
      "training_steps_total",
    ]);
  });

  it("leave nothing to find for lints and for the check of rule files", () => {
    const { groups } = trainingPack({
      classes: [
        { team: "a", select: { namespace: "a" }, names: { preset: "megatron-lm" } },
        { team: "b", select: { namespace: "b" }, names: { series: [own] } },
      ],
    });
    const printed = ruleGroups({ name: "training", groups, omitted: [] }, { runbookBaseUrl: "x" });
    const adapters = new Set(
      groups.flatMap(({ rules }) =>
        rules.flatMap((rule) =>
          "record" in rule && !rule.record.includes(":") ? [rule.record] : [],
        ),
      ),
    );
    const linted = findings({ name: "x", groups: printed, dashboards: [], runbooks: new Set() });
    expect(linted.filter(({ where }) => adapters.has(where))).toEqual([]);
    expect(linted.filter(({ slug }) => slug === "stale-read")).toEqual([]);
    const file = { name: "a.yaml", text: JSON.stringify({ groups: printed }) };
    const checked = checkFiles([file], catalogueWorld()).findings.map(({ slug, message }) => [
      slug,
      message,
    ]);
    expect(checked).toEqual([["not-in-catalogue", expect.stringContaining("metric 'my_loss'")]]);
  });

  const refused: readonly [string, TrainingNames, string][] = [
    [
      "a series that the contract does not have",
      { series: [{ ...own, series: "loss" }] },
      `training class 'ml', names.series[0].series: "loss": it must be a series of the training contract`,
    ],
    [
      "buckets, whose bounds have a unit",
      { series: [{ ...own, series: "training_step_duration_seconds_bucket" }] },
      "of a histogram its _sum or _count",
    ],
    [
      "a histogram as a whole",
      { series: [{ ...own, series: "training_step_duration_seconds" }] },
      "of a histogram its _sum or _count",
    ],
    [
      "a name that is none",
      { series: [{ ...own, from: "megatron.training.loss" }] },
      `names.series[0].from: "megatron.training.loss": it must be the name of a series as Prometheus stores it`,
    ],
    [
      "PromQL for a name",
      { series: [{ ...own, from: "up or vector(1)" }] },
      "it must be the name of a series",
    ],
    [
      "the contract's own name",
      { series: [{ ...own, from: "training_loss" }] },
      "it is a name of the contract itself, which rules read as it is; remove this entry",
    ],
    ["a factor that is none", { series: [{ ...own, factor: 0 }] }, "it must be a number above 0"],
    [
      "a label that the series does not have",
      { series: [{ ...own, labels: { rank: "r" } }] },
      `names.series[0].labels: "rank": training_loss has no such label of its own, but run_id, split`,
    ],
    [
      "a label whose name is none",
      { series: [{ ...own, labels: { run_id: "nemo.run.id" } }] },
      `names.series[0].labels: "nemo.run.id": a label's name is letters, digits and _`,
    ],
    [
      "a value that the label cannot have",
      { series: [{ ...own, values: { split: "val" } }] },
      `names.series[0].values.split: "val": it must be one of train, validation`,
    ],
    [
      "a label with two sources",
      { series: [{ ...own, labels: { split: "mode" }, values: { split: "train" } }] },
      "it cannot be both",
    ],
    [
      "one series twice",
      { series: [own, { ...own, where: { mode: "b" } }] },
      `names.series: "my_loss": training_loss is recorded from it twice; tell the two apart by values`,
    ],
    [
      "a log interval of no preset",
      { stepsPerReport: 10 },
      `names.stepsPerReport: 10: it belongs to preset "megatron-lm"`,
    ],
    [
      "a log interval that is none",
      { preset: "megatron-lm", stepsPerReport: 0.5 },
      "it must be a whole number of steps, 1 or more",
    ],
  ];
  it.each(refused)("refuse %s", (_, names, message) => {
    expect(() => pack(names)).toThrow(message);
  });
});
