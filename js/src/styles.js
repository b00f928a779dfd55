// Numbers, sizes, dates and durations as text for people. Pure.

const NARROW = "\u202f";
const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
const SHORT = ["", "K", "M", "B", "T"];

/** A number with so many decimals; null: those it has. @param {number} value @param {number | null} decimals @param {boolean} thousands */
export function fixedText(value, decimals, thousands) {
  const text = decimals === null ? String(Number(value.toPrecision(12))) : Math.abs(value) < 1e21 ? value.toFixed(decimals) : String(value);
  if (!thousands || /[eE]/.test(text)) return text.replace("-", "\u2212");
  const [whole = "", rest] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return (rest === undefined ? grouped : `${grouped}.${rest}`).replace("-", "\u2212");
}

/** @param {number} value @param {number} base @param {readonly string[]} units */
function scaled(value, base, units) {
  let size = Math.abs(value);
  let unit = 0;
  // What rounds up to the next unit is written in it: 1 MiB, not 1024 KiB.
  while (unit < units.length - 1 && Number(size.toPrecision(size >= 1000 ? 4 : 3)) >= base) {
    size /= base;
    unit += 1;
  }
  const digits = unit === 0 ? String(Number(size.toPrecision(6))) : String(Number(size.toPrecision(size >= 1000 ? 4 : 3)));
  return { text: `${value < 0 ? "\u2212" : ""}${digits}`, unit: units[unit] ?? "" };
}

/** @param {number} value */
export function bytesText(value) {
  const { text, unit } = scaled(value, 1024, UNITS);
  return `${text}${NARROW}${unit}`;
}

/** @param {number} value */
export function compactText(value) {
  const { text, unit } = scaled(value, 1000, SHORT);
  return `${text}${unit}`;
}

const STAMP = /^(\d{4,6}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d)?(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** Units of a distance in time, with their seconds. @type {readonly [string, number][]} */
const DISTANCES = [["year", 365 * 86_400], ["month", 30 * 86_400], ["day", 86_400], ["hour", 3600], ["minute", 60], ["second", 1]];

/** A moment in a style, or null where the text is none. @param {string} text @param {"date" | "time" | "datetime" | "relative"} style @param {number} now milliseconds */
export function dateText(text, style, now) {
  const found = STAMP.exec(text);
  if (!found) return null;
  const [, day = "", minutes, , zone = ""] = found;
  if (style === "date") return day;
  if (style === "time") return minutes ?? null;
  if (style === "datetime") return minutes ? `${day} ${minutes}` : day;
  // Without a zone it is the reader's clock, as it is written.
  const at = Date.parse(`${day}T${minutes ?? "00:00"}${found[3] ?? ":00"}${zone}`);
  return Number.isNaN(at) ? null : relativeText((at - now) / 1000);
}

/** @param {number} seconds from now; before now where negative */
export function relativeText(seconds) {
  const size = Math.abs(seconds);
  const [unit, length] = DISTANCES.find(([, long]) => size >= long) ?? ["", 1];
  if (size < 5) return "now";
  const count = Math.floor(size / length);
  const words = `${count} ${unit}${count === 1 ? "" : "s"}`;
  return seconds < 0 ? `${words} ago` : `in ${words}`;
}

const SPAN = /^(?:(-?\d+) days?(?:, )?)?(?:(-?)(\d{1,2}):(\d\d):(\d\d(?:\.\d+)?))?$/;

/** A span of time, from seconds or as Python writes it; null where it is none. @param {unknown} value @param {number} [units] how many of them say enough */
export function durationText(value, units = 2) {
  const seconds = typeof value === "number" ? value : secondsOf(String(value));
  if (seconds === null || !Number.isFinite(seconds)) return null;
  const size = Math.abs(seconds);
  const sign = seconds < 0 ? "\u2212" : "";
  if (size < 1) return size === 0 ? "0 s" : `${sign}${Number((size * 1000).toPrecision(3))} ms`;
  if (size < 60) return `${sign}${Number(size.toFixed(2))} s`;
  const whole = Math.round(size);
  const parts = [[Math.floor(whole / 86_400), "d"], [Math.floor(whole / 3600) % 24, "h"], [Math.floor(whole / 60) % 60, "min"], [whole % 60, "s"]];
  const first = parts.findIndex(([count]) => count !== 0);
  return sign + parts.slice(first, first + units).filter(([count]) => count !== 0).map(([count, unit]) => `${count} ${unit}`).join(" ");
}

/** Seconds of a span as Python writes it; null where it is none. @param {string} text */
export function secondsOf(text) {
  const found = SPAN.exec(text);
  if (!found || text === "") return null;
  const [, days = "0", sign, hours = "0", minutes = "0", seconds = "0"] = found;
  const rest = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return Number(days) * 86_400 + (sign ? -rest : rest);
}
