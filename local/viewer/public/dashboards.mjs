// Tabs with the dashboards: choices of variables and time, and panels that refresh while they can be seen.
import { onSchemeChange } from "./colors.mjs";
import { byId, getJson, h } from "./dom.mjs";
import { createPanel } from "./panels.mjs";

const REFRESH_MS = 5000;
const ALL = "$__all";
const RANGES = [
  [300, "5 minutes"],
  [900, "15 minutes"],
  [3600, "1 hour"],
  [10_800, "3 hours"],
];

/** What is shown. Values of variables are kept by dashboard. */
const shown = { dashboard: undefined, range: 300, values: new Map(), panels: [], run: 0 };

/** Makes the tabs and shows the first dashboard. */
export async function startDashboards() {
  let dashboards;
  try {
    dashboards = await getJson("/api/dashboards");
  } catch (error) {
    note(`The dashboards could not be read: ${error.message}`, true);
    return;
  }
  if (dashboards.length === 0) return note("There is no dashboard.");
  const tabs = dashboards.map((dashboard) => tab(dashboard));
  byId("tabs").append(...tabs);
  byId("tabs").addEventListener("keydown", (event) => moveTab(event, tabs));
  await open(dashboards[0]);
  onSchemeChange(() => void open(shown.dashboard));
  document.addEventListener("visibilitychange", () => document.hidden || void refresh());
  await loop();
}

/** One refresh after another: a slow Prometheus is not asked again before it has answered. */
async function loop() {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, REFRESH_MS));
    if (!document.hidden) await refresh();
  }
}

function tab(dashboard) {
  return h(
    "button",
    {
      ...{ type: "button", role: "tab", id: `tab-${dashboard.name}`, "aria-controls": "dashboard" },
      onclick: () => void open(dashboard),
    },
    dashboard.title,
  );
}

/** Arrow keys move between tabs, as the tab pattern has it. */
function moveTab(event, tabs) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  const next = tabs.at((tabs.indexOf(document.activeElement) + step) % tabs.length);
  next.focus();
  next.click();
}

async function open(dashboard) {
  shown.dashboard = dashboard;
  for (const element of byId("tabs").children) {
    const selected = element.id === `tab-${dashboard.name}`;
    element.setAttribute("aria-selected", String(selected));
    element.tabIndex = selected ? 0 : -1;
  }
  byId("dashboard").setAttribute("aria-labelledby", `tab-${dashboard.name}`);
  for (const panel of shown.panels) panel.destroy();
  shown.panels = dashboard.panels.map((panel) => createPanel(panel, () => void refresh()));
  byId("panels").replaceChildren(...shown.panels.map(({ element }) => element));
  byId("controls").replaceChildren();
  await refresh();
}

/** Asks for the choices, then for what the visible panels show. */
async function refresh() {
  const { dashboard } = shown;
  const run = ++shown.run;
  // Another dashboard may have been opened meanwhile, or another choice made.
  const stale = () => run !== shown.run;
  try {
    const choices = await getJson("/api/choices", parameters());
    if (stale()) return;
    shown.values.set(dashboard.name, new Map(choices.map((one) => [one.name, one.selected])));
    showControls(choices);
    const marks = await getJson("/api/marks", parameters());
    if (stale()) return;
    note(marksNote(marks, dashboard));
    await Promise.all(shown.panels.map((panel) => panel.refresh(parameters(), marks, stale)));
  } catch (error) {
    if (!stale()) note(`Prometheus could not be asked: ${error.message}`, true);
  }
}

function parameters() {
  const values = [...(shown.values.get(shown.dashboard.name) ?? [])];
  return [
    ["dashboard", shown.dashboard.name],
    ["range", String(shown.range)],
    ...values.flatMap(([name, chosen]) => chosen.map((value) => [`var-${name}`, value])),
  ];
}

function marksNote(marks, { description }) {
  const names = [...new Set(marks.map(({ name }) => name))];
  return names.length === 0
    ? description
    : `${description} Shaded: ${names.join(", ")} firing.`.trim();
}

function note(text, problem = false) {
  const element = byId("dashboard-note");
  element.textContent = text;
  element.className = problem ? "problem" : "note";
}

/** Rebuilds the controls only where the choices changed: an open list would close. */
function showControls(choices) {
  const form = byId("controls");
  const content = JSON.stringify([choices, shown.range]);
  if (form.dataset.content === content) return;
  const focused = document.activeElement?.id;
  form.dataset.content = content;
  form.replaceChildren(
    ...choices.filter(({ hidden }) => !hidden).map(variableControl),
    control(
      "range",
      "Time",
      RANGES.map(([seconds, text]) => [String(seconds), `last ${text}`]),
      String(shown.range),
      (value) => (shown.range = Number(value)),
    ),
  );
  if (focused?.startsWith("control-")) byId(focused)?.focus();
}

function variableControl({ name, label, options, selected }) {
  const texts = options.map((value) => [value, value === ALL ? "All" : value]);
  if (texts.length === 0) texts.push(["", "none yet"]);
  // Several at once come from links only; the list then shows them as one entry.
  const value = selected.length > 1 ? selected.join(", ") : (selected[0] ?? "");
  if (selected.length > 1) texts.unshift([value, value]);
  return control(name, label, texts, value, (chosen) => {
    shown.values.get(shown.dashboard.name).set(name, [chosen]);
  });
}

function control(name, label, texts, value, choose) {
  const id = `control-${name}`;
  const select = h(
    "select",
    {
      id,
      onchange: ({ target }) => {
        choose(target.value);
        void refresh();
      },
    },
    ...texts.map(([key, text]) => h("option", { value: key, selected: key === value }, text)),
  );
  return h("label", { for: id }, h("span", {}, label), select);
}
