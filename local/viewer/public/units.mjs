// Values as people read them, by Grafana's names of units. Without a DOM, so that it can be tested alone.

const SHORT = ["", " K", " M", " B", " T"];
const SI = [" ", " k", " M", " G", " T"];
const BINARY = [" B", " KiB", " MiB", " GiB", " TiB", " PiB"];
const DECIMAL = [" B", " kB", " MB", " GB", " TB", " PB"];

const suffix = (text) => (value, decimals) => `${plain(value, decimals)}${text}`;
const scaled =
  (base, names, after = "", from = 0) =>
  (value, decimals) => {
    const size = Math.abs(value);
    let step = from;
    let rest = value;
    while (Math.abs(rest) >= base && step < names.length - 1) {
      rest /= base;
      step += 1;
    }
    return size === 0
      ? `0${names[from]}${after}`
      : `${plain(rest, decimals)}${names[step]}${after}`;
  };

const writers = {
  "": plain,
  none: plain,
  short: scaled(1000, SHORT),
  cps: scaled(1000, SHORT, " /s"),
  ops: scaled(1000, SHORT, " ops/s"),
  reqps: scaled(1000, SHORT, " req/s"),
  percent: suffix(" %"),
  percentunit: (value, decimals) => `${plain(value * 100, decimals)} %`,
  s: duration,
  ms: (value, decimals) => duration(value / 1000, decimals),
  bytes: scaled(1024, BINARY),
  mbytes: scaled(1024, BINARY, "", 2),
  decbytes: scaled(1000, DECIMAL),
  Bps: scaled(1000, DECIMAL, "/s"),
  binBps: scaled(1024, BINARY, "/s"),
  celsius: suffix(" °C"),
  watt: scaled(1000, SI, "W"),
  joule: scaled(1000, SI, "J"),
  hertz: scaled(1000, SI, "Hz"),
  bool: (value) => (value === 0 ? "false" : "true"),
};

/**
 * A value with its unit. Texts are what JSON has no number for.
 * @param {number | string | null | undefined} value
 * @param {string} unit
 * @param {number} [decimals]
 */
export function formatValue(value, unit, decimals) {
  if (value === null || value === undefined) return "no data";
  if (typeof value === "string") {
    return { "+Inf": "∞", "-Inf": "−∞" }[value] ?? value;
  }
  return (writers[unit] ?? suffix(unit === "" ? "" : ` ${unit}`))(value, decimals);
}

/** Mapping of a value, and its text and colour by mappings first, then thresholds. */
export function present(value, field) {
  const mapped = field.mappings.find((mapping) => covers(mapping, value));
  const text = mapped?.text ?? formatValue(value, field.unit, field.decimals);
  return { text, color: mapped?.color ?? thresholdColor(value, field.thresholds) };
}

function covers({ from, to, special }, value) {
  if (special === "nan") return value === "NaN";
  if (special === "null") return value === null;
  if (special === "null+nan") return value === null || value === "NaN";
  if (special !== undefined || typeof value !== "number") return false;
  return value >= (from ?? -Infinity) && value <= (to ?? Infinity);
}

function thresholdColor(value, thresholds) {
  if (typeof value !== "number") return undefined;
  return thresholds.filter((step) => step.value === null || value >= step.value).at(-1)?.color;
}

/** Three significant digits, or the decimals asked for. */
function plain(value, decimals) {
  if (decimals !== undefined) return value.toFixed(decimals);
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 1e15 || size < 1e-4) return value.toExponential(1);
  if (size >= 1000) return value.toLocaleString("en-US", { maximumFractionDigits: 0 });
  return String(Number(value.toPrecision(3)));
}

function duration(value, decimals) {
  const size = Math.abs(value);
  if (size === 0) return "0 s";
  if (size < 1e-3) return `${plain(value * 1e6, decimals)} µs`;
  if (size < 1) return `${plain(value * 1e3, decimals)} ms`;
  if (size < 120) return `${plain(value, decimals)} s`;
  if (size < 7200) return `${plain(value / 60, decimals)} min`;
  if (size < 172_800) return `${plain(value / 3600, decimals)} h`;
  return `${plain(value / 86_400, decimals)} d`;
}
