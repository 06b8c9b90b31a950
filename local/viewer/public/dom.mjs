// Small helpers on the DOM. Data becomes text nodes and attributes only, never markup.

/** An element by its id. */
export const byId = (id) => document.getElementById(id);

/**
 * An element. `class`, `style` (custom properties) and `data` are set as what they are, other keys as attributes.
 * @param {string} name
 * @param {Record<string, any>} [properties]
 * @param {...(Node | string | number | null | undefined | false)} children
 */
export function h(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "style") {
      for (const [property, text] of Object.entries(value)) {
        element.style.setProperty(property, text);
      }
    } else if (key === "data") Object.assign(element.dataset, value);
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(
    ...children.filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

/** What each keyed element shows. @type {WeakMap<Element, { key: string, content: string }>} */
const shown = new WeakMap();
const FOCUSABLE = "a[href], button, summary, select";

/**
 * Shows items as the children of an element: children whose item did not change stay, so that selection, focus and
 * scroll position survive.
 * @template T
 * @param {Element} parent
 * @param {readonly T[]} items
 * @param {(item: T) => string} keyOf
 * @param {(item: T) => Element} render
 */
export function keyed(parent, items, keyOf, render) {
  const before = new Map([...parent.children].map((child) => [shown.get(child)?.key, child]));
  const after = items.map((item) => {
    const key = keyOf(item);
    const content = JSON.stringify(item);
    const old = before.get(key);
    if (old !== undefined && shown.get(old)?.content === content) return old;
    const element = render(item);
    shown.set(element, { key, content });
    const focus = old ? [...old.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement) : -1;
    if (focus >= 0) {
      old.replaceWith(element);
      element.querySelectorAll(FOCUSABLE)[focus]?.focus();
    }
    return element;
  });
  const kept = new Set(after);
  for (const child of [...parent.children]) if (!kept.has(child)) child.remove();
  // Moving an element drops its focus: only what stands in the wrong place is moved.
  after.forEach((element, index) => {
    if (parent.children[index] !== element) {
      parent.insertBefore(element, parent.children[index] ?? null);
    }
  });
}

/** A chip with the colour of a tone: firing, pending, ok, info or quiet. */
export const chip = (tone, text) => h("span", { class: "chip", data: { tone } }, text);

/** Labels, each readable as `name=value`. */
export function labelList(labels, names = Object.keys(labels)) {
  return h(
    "ul",
    { class: "labels" },
    ...names
      .filter((name) => labels[name] !== undefined)
      .map((name) => h("li", {}, h("span", {}, `${name}=`), labels[name])),
  );
}

/** Time of day of Unix milliseconds; written by hand, since not every locale that a browser reports exists. */
export function clock(ms) {
  const at = new Date(ms);
  const parts = [at.getHours(), at.getMinutes(), at.getSeconds()];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}

/** `1 min 5 s`, for people. */
export function span(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A moment, with how long ago it was; {@link tick} keeps that current. */
export function since(ms) {
  const age = h("span", { data: { since: String(ms) } }, span((Date.now() - ms) / 1000));
  return h("time", { datetime: new Date(ms).toISOString() }, clock(ms), " (", age, ")");
}

/** Brings all ages up to date. */
export function tick() {
  for (const element of document.querySelectorAll("[data-since]")) {
    const text = span((Date.now() - Number(element.dataset.since)) / 1000);
    if (element.textContent !== text) element.textContent = text;
  }
}

/** JSON of this page's own server. @throws Error with what the server says went wrong */
export async function getJson(path, parameters = []) {
  const query = new URLSearchParams(parameters).toString();
  const response = await fetch(query === "" ? path : `${path}?${query}`);
  const body = await response.json();
  if (!response.ok) throw new Error(body.error ?? `status ${response.status}`);
  return body;
}
