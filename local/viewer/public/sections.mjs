// What stands above and beside the dashboards: summary, alerts, rules, targets, deliveries.
import { byId, chip, clock, h, keyed, labelList, since, span } from "./dom.mjs";

/** Labels that say what an alert is about. */
export const IDENTITY = [
  "namespace",
  "job",
  "pod",
  "run_id",
  "service",
  "model",
  "node",
  "instance",
];

const show = (id, visible) => (byId(id).hidden = !visible);
const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** Numbers that link to their sections. */
export function renderSummary({ alerts, rules, jobs, deliveries }) {
  const real = alerts.filter(({ severity }) => severity !== "none");
  const count = (state) => real.filter((alert) => alert.state === state).length;
  const targets = jobs.flatMap((job) => job.targets);
  const up = targets.filter(({ health }) => health === "up").length;
  const firing = count("firing");
  const pending = count("pending");
  const delivered = deliveries.filter(({ receiver }) => receiver === "default").length;
  const tiles = [
    ["alerts", String(firing), "firing", firing > 0 ? "firing" : "ok"],
    ["alerts", String(pending), "pending", pending > 0 ? "pending" : "quiet"],
    ["alerts", String(rules.length), "alerting rules", "quiet"],
    [
      "targets",
      `${up} / ${targets.length}`,
      "targets up",
      targets.length === 0 ? "quiet" : up < targets.length ? "firing" : "ok",
    ],
    ["deliveries", String(delivered), "delivered", delivered > 0 ? "info" : "quiet"],
  ];
  keyed(
    byId("summary"),
    tiles,
    ([, , name]) => name,
    ([section, value, name, tone]) =>
      h("a", { href: `#${section}`, data: { tone } }, h("strong", {}, value), h("span", {}, name)),
  );
  document.title = firing > 0 ? `(${firing}) mlwatch` : "mlwatch";
}

/** Alerts that are pending or firing. */
export function renderAlerts({ alerts }) {
  show("alerts-none", alerts.length === 0);
  keyed(
    byId("alert-list"),
    alerts,
    ({ name, labels, severity }) => JSON.stringify([name, severity, labels]),
    alertCard,
  );
}

function alertCard(alert) {
  const { name, state, severity, labels, summary, description, runbook } = alert;
  const quiet = severity === "none";
  return h(
    "li",
    { class: "alert", data: { tone: quiet ? "quiet" : state, alert: name, state } },
    h(
      "div",
      { class: "alert-head" },
      h("h3", {}, name),
      chip(quiet ? "quiet" : state, state),
      h("span", { class: "severity", data: { severity } }, quiet ? "heartbeat" : severity),
    ),
    summary !== "" && h("p", { class: "alert-summary" }, summary),
    description !== "" && h("p", { class: "alert-description" }, description),
    labelList(labels),
    h(
      "dl",
      { class: "facts" },
      ...fact("Since", since(alert.since)),
      ...(alert.holdSeconds > 0 ? fact("Fires after", span(alert.holdSeconds)) : []),
      ...fact("Value", shortValue(alert.value)),
      ...fact("Delivered", delivered(alert)),
      ...(runbook === undefined
        ? []
        : fact(
            "Runbook",
            h("a", { href: runbook, rel: "noreferrer", target: "_blank" }, lastPart(runbook)),
          )),
    ),
  );
}

const fact = (name, value) => [h("div", {}, h("dt", {}, name), h("dd", {}, value))];

function delivered({ deliveredAt, heldBack, state }) {
  if (heldBack !== undefined) return `held back: ${heldBack}`;
  if (deliveredAt !== undefined) return clock(deliveredAt);
  return state === "pending" ? "not before it fires" : "not yet";
}

function shortValue(text) {
  const value = Number(text);
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : text.replace("Inf", "∞");
}

const lastPart = (url) => url.split("/").at(-1) || url;

/** All alerting rules; a failing one is named where it cannot be overlooked. */
export function renderRules({ rules }) {
  const failing = rules.filter(({ error }) => error !== "");
  byId("rules-summary").textContent =
    `${plural(rules.length, "alerting rule")} watched` +
    (failing.length > 0 ? `, ${plural(failing.length, "rule")} failing` : "");
  const tones = { firing: "firing", pending: "pending", inactive: "ok" };
  keyed(
    byId("rule-rows"),
    rules.map((rule, index) => ({ ...rule, index })),
    ({ index }) => String(index),
    ({ name, group, state, query, error }) =>
      h(
        "tr",
        {},
        h("th", { scope: "row" }, name, h("small", {}, group)),
        h("td", {}, chip(tones[state] ?? "quiet", state)),
        h("td", {}, h("code", {}, query), error !== "" && h("p", { class: "problem" }, error)),
      ),
  );
}

/** What is scraped, by job. */
export function renderTargets({ jobs }) {
  show("targets-none", jobs.length === 0);
  keyed(
    byId("target-rows"),
    jobs,
    ({ job }) => job,
    ({ job, up, targets }) =>
      h(
        "tr",
        { data: { job } },
        h("th", { scope: "row" }, job),
        h("td", {}, chip(up === targets.length ? "ok" : "firing", `${up} / ${targets.length}`)),
        h("td", {}, h("ul", { class: "targets" }, ...targets.map(targetItem))),
      ),
  );
}

function targetItem({ instance, labels, health, error }) {
  return h(
    "li",
    { data: { health } },
    h("span", { class: "dot", data: { tone: health === "up" ? "ok" : "firing" } }),
    h("span", {}, labels.pod ?? labels.node ?? instance),
    labels.pod === undefined ? null : h("small", {}, instance),
    health === "up" ? null : h("em", {}, health),
    error !== "" && h("p", { class: "problem" }, error),
  );
}

/** What arrived at the webhook receiver, newest first. */
export function renderDeliveries({ deliveries }) {
  show("deliveries-none", deliveries.length === 0);
  keyed(
    byId("delivery-rows"),
    deliveries,
    ({ at, alert, status, labels }) => JSON.stringify([at, alert, status, labels]),
    ({ at, alert, status, labels, receiver }) => {
      return h(
        "tr",
        { data: { alert, status } },
        h("td", {}, h("time", { datetime: new Date(at).toISOString() }, clock(at))),
        h("th", { scope: "row" }, alert, labelList(labels, IDENTITY)),
        h("td", {}, chip(status === "firing" ? "firing" : "ok", status)),
        h("td", {}, receiver),
      );
    },
  );
}
