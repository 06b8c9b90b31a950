import { inferenceDashboard, trainingDashboard } from "../../../dashboards";
import { timeSeries } from "../../../dashboards/panels";
import { query, selected } from "../../../dashboards/query";
import { parse, print } from "../../../promql";
import {
  inferencePack,
  run,
  service,
  trainingPack,
  type InferenceOptions,
  type Pack,
} from "../../../rules";
import { subjects } from "../../../rules/conventions";
import { busyGpu, divergenceLimit, slowStepLimit } from "../../../rules/training/limits";
import { panelQueries, queriesOf, seriesOf } from "./read";

/** Expressions of an alert, one for each class or service. */
function alertTexts(pack: Pack, name: string): string[] {
  const rules = pack.groups.flatMap((group) => group.rules);
  return rules.flatMap((r) => ("alert" in r && r.alert === name ? [print(r.expr)] : []));
}

describe("limits of the training dashboard", () => {
  const dashboard = trainingDashboard({});
  const pack = trainingPack({ classes: [{ team: "ml", select: { namespace: "t" } }] });
  const chosen = selected(subjects.training);
  const own = { namespace: "t" };

  it("are the expression that TrainingLossDiverging compares with", () => {
    expect(panelQueries(dashboard, "Loss")).toContain(
      divergenceLimit(run.lossBaseline.where(chosen)).toString(),
    );
    expect(alertTexts(pack, "TrainingLossDiverging")[0]).toContain(
      `> ${divergenceLimit(run.lossBaseline.where(own)).toString()} and`,
    );
  });

  it("are the expression that TrainingValidationLossDiverging compares with", () => {
    expect(panelQueries(dashboard, "Loss")).toContain(
      divergenceLimit(run.validationBaseline.where(chosen)).toString(),
    );
    expect(alertTexts(pack, "TrainingValidationLossDiverging")[0]).toContain(
      `> ${divergenceLimit(run.validationBaseline.where(own)).toString()} and`,
    );
  });

  it("are the expressions that TrainingStepsSlow and TrainingSlowOnBusyGpu compare with", () => {
    expect(panelQueries(dashboard, "Step time")).toContain(
      slowStepLimit(run.stepSecondsBaseline.where(chosen)).toString(),
    );
    const [slow] = alertTexts(pack, "TrainingStepsSlow");
    expect(slow).toContain(`> ${slowStepLimit(run.stepSecondsBaseline.where(own)).toString()}`);
    const [alert] = alertTexts(pack, "TrainingSlowOnBusyGpu");
    expect(alert).toContain(`> ${busyGpu}`);
    expect(panelQueries(dashboard, "GPU utilization")[1]).toMatch(new RegExp(` \\* ${busyGpu}$`));
  });

  it("are drawn dashed and red", () => {
    const panel = dashboard.panels.find((p) => p.title === "Loss" && p.targets);
    expect(panel).toMatchObject({
      fieldConfig: {
        overrides: ["E", "F"].map((options) => ({
          matcher: { id: "byFrameRefID", options },
          properties: [
            { id: "color", value: { mode: "fixed", fixedColor: "red" } },
            { id: "custom.lineStyle", value: { fill: "dash" } },
          ],
        })),
      },
    });
    expect(panel!.targets![4]).toMatchObject({
      refId: "E",
      legendFormat: "{{run_id}} diverging above",
    });
  });

  it("leave the GPUs out where none are exported", () => {
    const read = queriesOf(trainingDashboard({ gpuMetrics: false })).flatMap(({ text }) =>
      seriesOf(text),
    );
    expect(read.filter((name) => name.includes("DCGM"))).toEqual([]);
    expect(queriesOf(dashboard).flatMap(({ text }) => seriesOf(text))).toContain(
      "DCGM_FI_DEV_FB_USED",
    );
  });
});

describe("limits of the inference dashboard", () => {
  const select = { namespace: "serving" };
  const options: InferenceOptions = {
    services: [
      { name: "digits", team: "ml", select, objectives: { errorRatio: 0.02 } },
      { name: "ranker", team: "ml", select, objectives: { errorRatio: 0.02 } },
      { name: "embedder", team: "ml", select, objectives: { errorRatio: 0.3 } },
      { name: "digits", team: "ml", select: { namespace: "lab" }, objectives: { errorRatio: 0.3 } },
    ],
  };
  const limits = (title: string) =>
    panelQueries(inferenceDashboard(options), title).filter((text) => text.includes(" * "));

  it("are a line for the services of a namespace that share the value, among those chosen", () => {
    const line = (namespace: string, services: string, value: number) =>
      `group by (namespace, service) (service:up:sum{namespace="${namespace}",namespace=~"$namespace",` +
      `${services}}) * ${value}`;
    expect(limits("Error ratio")).toEqual([
      line("serving", `service=~"$service",service=~"digits|ranker"`, 0.02),
      line("serving", `service="embedder",service=~"$service"`, 0.3),
      line("lab", `service="digits",service=~"$service"`, 0.3),
    ]);
  });

  it.each([
    [
      "Error ratio",
      "InferenceErrorRatioHigh",
      /service:inference_request_errors:ratio\{[^}]*\} > /,
    ],
    ["Latency", "InferenceLatencyP95High", /latency_seconds:p95\{[^}]*\} > /],
    ["Latency", "InferenceLatencyP99High", /latency_seconds:p99\{[^}]*\} > /],
    ["Queue length", "InferenceQueueLong", /queue_length:sum\{[^}]*\} > /],
  ])("in %s are what %s compares with", (title, alert, before) => {
    const compared = alertTexts(inferencePack(options), alert).map(
      (text) => new RegExp(`${before.source}([0-9.]+)`).exec(text)?.[1],
    );
    expect(compared).toHaveLength(4);
    const drawn = limits(title).map((text) => text.split(" * ")[1]);
    expect(drawn).toEqual(expect.arrayContaining(compared));
  });

  it("keep names with signs of PromQL apart from the query", () => {
    const odd = 'a"}|b.c\\';
    const services = [odd, `${odd}2`].map((name) => ({ name, team: "t", select }));
    const dashboard = inferenceDashboard({ services });
    const texts = queriesOf(dashboard).map(({ text }) => text);
    for (const text of texts) parse(text);
    expect(texts.join("\n")).toContain(
      String.raw`service=~"a\"\\}\\|b\\.c\\\\|a\"\\}\\|b\\.c\\\\2"`,
    );
  });

  it("are refused where the alert could not fire", () => {
    const objectives = { latencyP95Seconds: 60 };
    expect(() =>
      inferenceDashboard({ services: [{ name: "slow", team: "t", select, objectives }] }),
    ).toThrow("inference service 'slow', objectives.latencyP95Seconds: 60");
  });
});

describe("the compiler", () => {
  it("refuses a legend with a label that the expression lacks, and a panel in another unit", () => {
    // @ts-expect-error: a service has no label pod
    expect(query(service.latencyP50, (l) => l.pod).legend).toBe("{{pod}}");
    const queries = [query(service.latencyP50, (l) => l.service)];
    const panel = { title: "t", description: "d", size: [12, 8] } as const;
    // @ts-expect-error: seconds are no percentage
    timeSeries({ ...panel, unit: "percentunit", queries });
    timeSeries({ ...panel, unit: "s", queries });
  });
});
