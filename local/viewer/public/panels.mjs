// One panel of a dashboard: its frame, its refresh, and the kinds that need no axes.
import { createChart } from "./chart.mjs";
import { colorOf } from "./colors.mjs";
import { clock, getJson, h } from "./dom.mjs";
import { formatValue, present } from "./units.mjs";

/**
 * A panel. Its content is asked for only while it can be seen.
 * @param {object} panel as the server describes it
 * @param {() => void} onAppear called when it comes into view without content
 */
export function createPanel(panel, onAppear) {
  if (panel.drawing === "row") {
    return passive(h("h3", { class: "row" }, panel.title));
  }
  const body = h("div", { class: "panel-body" });
  const notes = h("p", { class: "panel-note" });
  const { x, w, h: height } = panel.grid;
  const element = h(
    "article",
    {
      class: "panel",
      data: { panel: String(panel.id), type: panel.type },
      style: { "--x": String(x + 1), "--w": String(w), "--h": String(height) },
    },
    h("header", {}, h("h4", {}, panel.title), about(panel)),
    body,
    notes,
  );
  if (panel.drawing === "text" || panel.drawing === undefined) {
    const text = panel.drawing === "text" ? panel.text : `Grafana draws this (${panel.type}).`;
    body.append(h("p", { class: "text" }, text));
    return passive(element);
  }
  const view = views[panel.drawing](panel, body);
  const state = { visible: false, filled: false };
  const observer = new IntersectionObserver(([entry]) => {
    state.visible = entry.isIntersecting;
    if (state.visible && !state.filled) onAppear();
  });
  observer.observe(element);
  return {
    element,
    async refresh(parameters, marks, stale) {
      if (!state.visible) return void (state.filled = false);
      state.filled = true;
      try {
        const data = await getJson("/api/panel", [...parameters, ["panel", String(panel.id)]]);
        if (stale()) return;
        const empty = data.lines.length === 0;
        element.dataset.state = empty ? "empty" : "drawn";
        if (empty) {
          view.clear();
          body.replaceChildren(h("p", { class: "none" }, "no data"));
        } else view.show(data, marks);
        notes.textContent = notesOn(data);
      } catch (error) {
        if (stale()) return;
        element.dataset.state = "failed";
        view.clear();
        body.replaceChildren(h("p", { class: "problem" }, error.message));
        notes.textContent = "";
      }
    },
    destroy() {
      observer.disconnect();
      view.clear();
    },
  };
}

const passive = (element) => ({ element, refresh: async () => {}, destroy: () => {} });

/** What the panel is about and what it asks, behind a button. */
function about({ title, description, targets }) {
  if (description === "" && targets.length === 0) return null;
  return h(
    "details",
    { class: "about" },
    h("summary", { "aria-label": `About ${title}` }, "i"),
    h(
      "div",
      { class: "about-text" },
      description !== "" && h("p", {}, description),
      ...targets.map(({ expr }) => h("code", {}, expr)),
    ),
  );
}

/** What a drawing cannot show: that a value is no number, or that there are more series. */
function notesOn({ lines, times, outOf }) {
  const broken = lines.flatMap(({ name, values }) => {
    const first = values.findIndex((value) => typeof value === "string");
    if (first < 0 || times.length < 2) return [];
    return [`${name}: ${formatValue(values[first], "")} since ${clock(times[first] * 1000)}`];
  });
  const more = outOf === undefined ? [] : [`${lines.length} of ${outOf} series are shown`];
  return [...broken.slice(0, 3), ...more].join(" · ");
}

const newest = (values) => values.findLast((value) => value !== null) ?? null;

const views = {
  chart: createChart,
  heatmap: createChart,
  stat: (panel, body) => ({
    clear: () => {},
    show({ lines }) {
      body.replaceChildren(
        h("ul", { class: "stats" }, ...lines.map((line) => stat(panel, line, lines.length > 1))),
      );
    },
  }),
  table: (panel, body) => ({
    clear: () => {},
    show: ({ lines }) => body.replaceChildren(table(panel, lines)),
  }),
  states: (panel, body) => ({
    clear: () => {},
    show: (data) => body.replaceChildren(states(panel, data)),
  }),
};

function stat({ field }, { name, values }, named) {
  const value = newest(values);
  const { text, color } = present(value, field);
  // What is no number is hardly ever meant.
  const fallback = typeof value === "string" ? "red" : undefined;
  return h(
    "li",
    {},
    h("strong", { style: { color: colorOf(color ?? fallback) } }, text),
    named && h("span", {}, name),
  );
}

function table({ field, columns, title }, lines) {
  const names = [...new Set(lines.flatMap(({ labels }) => Object.keys(labels)))].filter(
    (name) => name !== "__name__",
  );
  const value = (line) => {
    const { text, color } = present(newest(line.values), columns.Value ?? field);
    return h("td", { class: "number", style: { color: colorOf(color) } }, text);
  };
  return h(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": title },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h("tr", {}, ...[...names, "Value"].map((name) => h("th", { scope: "col" }, name))),
      ),
      h(
        "tbody",
        {},
        ...lines.map((line) =>
          h("tr", {}, ...names.map((name) => h("td", {}, line.labels[name] ?? "")), value(line)),
        ),
      ),
    ),
  );
}

/** A bar per series, in pieces of one state each. */
function states({ field }, { lines, times }) {
  const first = times[0];
  const last = times.at(-1);
  const step = times.length > 1 ? times[1] - first : 1;
  const length = last - first + step;
  return h(
    "div",
    { class: "states" },
    ...lines.map(({ name, values }) =>
      h(
        "div",
        { class: "state-row", data: { series: name } },
        h("span", { class: "state-name" }, name),
        h(
          "ul",
          { class: "state-bar" },
          ...pieces(values).map(({ value, from, to }) => {
            const { text, color } = present(value, field);
            const begin = clock(times[from] * 1000);
            return h(
              "li",
              {
                title: `${text} from ${begin} to ${clock((times[to] + step) * 1000)}`,
                style: {
                  "--left": `${((times[from] - first) / length) * 100}%`,
                  "--width": `${(((to - from + 1) * step) / length) * 100}%`,
                  "--color": colorOf(color ?? "blue"),
                },
              },
              text,
            );
          }),
        ),
      ),
    ),
    h(
      "p",
      { class: "state-axis" },
      h("span", {}, clock(first * 1000)),
      h("span", {}, clock(last * 1000)),
    ),
  );
}

function pieces(values) {
  const found = [];
  values.forEach((value, index) => {
    if (value === null) return;
    const before = found.at(-1);
    if (before?.value === value && before.to === index - 1) before.to = index;
    else found.push({ value, from: index, to: index });
  });
  return found;
}
