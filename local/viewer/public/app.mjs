// The page: follows the server's events and shows each state.
import { startDashboards } from "./dashboards.mjs";
import { byId, getJson, h, keyed, tick } from "./dom.mjs";
import { renderScenario } from "./scenario.mjs";
import {
  renderAlerts,
  renderDeliveries,
  renderRules,
  renderSummary,
  renderTargets,
} from "./sections.mjs";

let before;

function render(state) {
  const problems = byId("problems");
  keyed(problems, state.problems, String, (text) => h("p", { class: "problem" }, text));
  renderSummary(state);
  renderScenario(state);
  renderAlerts(state);
  renderRules(state);
  renderTargets(state);
  renderDeliveries(state);
  announce(state);
  before = state;
}

/** Says what changed to those who do not see it. */
function announce(state) {
  if (before === undefined) return;
  const states = (alerts) => new Map(alerts.map((alert) => [keyOf(alert), alert]));
  const was = states(before.alerts);
  const is = states(state.alerts);
  const news = [
    ...[...is].flatMap(([key, { name, state: now }]) =>
      was.get(key)?.state === now ? [] : [`${name} is ${now}`],
    ),
    ...[...was].flatMap(([key, { name }]) => (is.has(key) ? [] : [`${name} has ended`])),
    ...[...is].flatMap(([key, { name, deliveredAt }]) =>
      deliveredAt !== undefined && was.get(key)?.deliveredAt !== deliveredAt
        ? [`${name} was delivered`]
        : [],
    ),
  ];
  if (news.length > 0) byId("announcements").textContent = `${news.join(". ")}.`;
}

const keyOf = ({ name, labels }) => JSON.stringify([name, labels]);

function connection(state, text) {
  const element = byId("connection");
  element.dataset.state = state;
  element.textContent = text;
}

const events = new EventSource("/api/events");
events.onopen = () => connection("live", "live");
events.onerror = () => connection("lost", "connection lost, trying again");
events.onmessage = ({ data }) => {
  connection("live", "live");
  render(JSON.parse(data));
};

setInterval(tick, 1000);
const links = await getJson("/api/links");
byId("links").append(
  ...Object.entries(links).map(([name, href]) =>
    h("a", { href, target: "_blank", rel: "noreferrer" }, name),
  ),
);
await startDashboards();
