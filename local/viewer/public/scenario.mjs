// The scenario: what was broken, and how far each alert came.
import { byId, chip, clock, h, keyed, labelList, span } from "./dom.mjs";
import { IDENTITY } from "./sections.mjs";

const phases = {
  starting: ["quiet", "starting"],
  running: ["info", "running"],
  passed: ["ok", "passed"],
  failed: ["firing", "failed"],
};
const STAGES = ["pending", "firing", "delivered", "resolved"];

/** Status and timeline of the scenario. */
export function renderScenario({ status, stages }) {
  const { scenario, about, phase, startedAt, required = [] } = status;
  byId("scenario-title").textContent = scenario === undefined ? "Scenario" : `Scenario ${scenario}`;
  byId("scenario-phase").replaceChildren(chip(...(phases[phase] ?? ["quiet", phase])));
  const lines = [
    about && ["about", about],
    startedAt !== undefined && ["started", `Began at ${clock(startedAt)}.`],
    required.length > 0 && ["required", `Has to be delivered: ${required.join(", ")}.`],
  ].filter(Boolean);
  keyed(
    byId("scenario-about"),
    lines,
    ([key]) => key,
    ([key, text]) => h("p", { class: key }, text),
  );
  const { faults, alerts } = stages;
  const rows = alerts.map((alert) => ({ ...alert, fault: faultBefore(faults, alert), startedAt }));
  const early = faults.map((fault) => ({ fault, startedAt }));
  keyed(
    byId("stages"),
    [...early, ...rows],
    ({ name, labels, fault, pending, firing }) =>
      JSON.stringify(name === undefined ? fault : [name, labels, pending ?? firing]),
    (row) => (row.name === undefined ? faultLine(row) : alertStages(row)),
  );
}

/** The last fault before an alert began; alerts without one came by themselves. */
function faultBefore(faults, alert) {
  const began = Math.min(...STAGES.map((stage) => alert[stage] ?? Infinity));
  return faults.filter(({ seconds }) => seconds <= began).at(-1);
}

function faultLine({ fault, startedAt }) {
  return h(
    "p",
    { class: "fault", data: { stage: "fault" } },
    chip("firing", "fault"),
    moment(fault.seconds, startedAt),
    h("span", {}, fault.name),
  );
}

function alertStages({ name, labels, fault, startedAt, ...reached }) {
  const firstDelivery = reached.delivered;
  const total =
    fault !== undefined && firstDelivery !== undefined
      ? `${(firstDelivery - fault.seconds).toFixed(1)} s from fault to delivery`
      : undefined;
  const steps = [
    ...(fault === undefined ? [] : [["fault", fault.seconds]]),
    ...STAGES.map((stage) => [stage, reached[stage]]),
  ];
  const last = steps.findLastIndex(([, seconds]) => seconds !== undefined);
  return h(
    "article",
    { class: "stages", data: { alert: name, stage: steps[last]?.[0] ?? "" } },
    h("h3", {}, name),
    labelList(labels, IDENTITY),
    total && h("p", { class: "total" }, total),
    h(
      "ol",
      {},
      ...steps.map(([stage, seconds], i) => step(stage, seconds, fault, startedAt, i < last)),
    ),
  );
}

/** @param {boolean} passed a later stage was reached: an alert without `for` is never seen pending */
function step(stage, seconds, fault, startedAt, passed) {
  const reached = seconds !== undefined;
  const after =
    reached && fault !== undefined && stage !== "fault"
      ? `${span(seconds - fault.seconds)} after the fault`
      : undefined;
  return h(
    "li",
    { data: { stage, reached } },
    h("strong", {}, stage),
    reached
      ? moment(seconds, startedAt)
      : h("span", { class: "waiting" }, passed ? "not seen" : "not yet"),
    after && h("small", {}, after),
  );
}

function moment(seconds, startedAt) {
  const text = `+${seconds.toFixed(1)} s`;
  if (startedAt === undefined) return h("span", { class: "moment" }, text);
  const at = startedAt + seconds * 1000;
  return h(
    "time",
    { class: "moment", datetime: new Date(at).toISOString() },
    text,
    h("small", {}, clock(at)),
  );
}
