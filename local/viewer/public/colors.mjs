// Grafana's names of colours, as colours of this page's style sheet in its light or dark scheme.

const names = {
  blue: "--series-1",
  orange: "--series-2",
  green: "--ok",
  purple: "--series-4",
  yellow: "--pending",
  red: "--firing",
  text: "--text",
  gray: "--muted",
  grey: "--muted",
  transparent: "--muted",
};
const SERIES = 8;

const property = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A colour by Grafana's name of it, e.g. `semi-dark-red`, or as it is where it is none of those. */
export function colorOf(name) {
  if (name === undefined) return property("--text");
  const plain = name.replace(/^(super-light|light|semi-dark|dark)-/, "");
  return plain in names ? property(names[plain]) : name;
}

/** Colour of the n-th line. */
export const seriesColor = (index) => property(`--series-${(index % SERIES) + 1}`);

/** A colour of the style sheet. */
export const themeColor = (name) => property(`--${name}`);

/** Calls when the scheme changes: what is drawn on a canvas does not follow by itself. */
export function onSchemeChange(listener) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", listener);
}
