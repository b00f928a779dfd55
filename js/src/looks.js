// What a value looks like in its cell: its text, and the colour it has. Pure.
import { bytesText, compactText, dateText, durationText, fixedText } from "./styles.js";
import { safeLink } from "./links.js";
import { cellText } from "./text.js";

/** @import { Cell, Column, Format, TextFormat } from "./types.d.ts" */

/**
 * @typedef {object} Look
 * @property {string} text
 * @property {string} kind what the style sheet goes by
 * @property {{href: string, host: string} | null} link
 * @property {string} lead what its button does that leads to related rows; blank: it has none
 * @property {string} paint "bar", "heat", "rule" or blank
 * @property {string} colour
 * @property {number} part of the range, 0 to 1
 */

/** @type {Look} */
const PLAIN = { text: "", kind: "value", link: null, lead: "", paint: "", colour: "", part: 0 };
const NULL = { ...PLAIN, text: "null", kind: "null" };
const EMPTY = { ...PLAIN, kind: "empty" };

/** @param {Cell} value @param {Column} column @param {Format} [format] @param {number} [now] what a relative time counts from (ms) @returns {Look} */
export function lookOf(value, column, format, now = Date.now()) {
  const look = valueLook(value, column, format, now);
  const refs = column.refs || column.row_refs ? leadsFrom(value, column) : [];
  return refs.length ? { ...look, link: null, lead: leadText(refs) } : look;
}

/** @param {Cell} value @param {Column} column @param {Format | undefined} format @param {number} now @returns {Look} */
function valueLook(value, column, format, now) {
  const painted = format ? paintOf(value, format) : null;
  if (value === null) return painted ? { ...NULL, ...painted } : NULL;
  if (typeof value === "boolean") return { ...PLAIN, text: String(value), kind: value ? "yes" : "no", ...painted };
  const text = (format?.text ? styled(value, format.text, now) : null) ?? defaultText(value, column);
  if (text === "") return painted ? { ...EMPTY, ...painted } : EMPTY;
  const link = column.type === "text" && typeof value === "string" ? safeLink(value) : null;
  const kind = link ? "link" : QUIET.has(column.type) ? column.type : "value";
  return { ...PLAIN, text, kind, link, ...painted };
}

/**
 * The relations that are followed from a cell: those of its row, and those of its value if there
 * is one; of lists only those of records.
 *
 * @param {Cell} value @param {Column} column @returns {string[]}
 */
export function leadsFrom(value, { type, refs = [], row_refs = [] }) {
  const none = value === null || value === "" || (type === "nested" && !String(value).startsWith("[{"));
  return none ? row_refs : [...refs, ...row_refs];
}

/** @param {readonly string[]} refs */
function leadText(refs) {
  return refs.length === 1 ? `Open ${refs[0]} of this row` : "Open what is related to this row";
}

/** Types with a look of their own. */
const QUIET = new Set(["bytes", "nested"]);

/** @param {Exclude<Cell, null>} value @param {Column} column */
function defaultText(value, column) {
  if (column.type === "duration" && typeof value === "string") return durationText(value) ?? cellText(value);
  return cellText(value);
}

/** The text of a value in a style, or null where the style says nothing about it. @param {Exclude<Cell, null>} value @param {TextFormat} format @param {number} now */
function styled(value, format, now) {
  const { style, prefix = "", suffix = "" } = format;
  if (style === "plain") return cellText(value);
  if (style === "date" || style === "time" || style === "datetime" || style === "relative") return dateText(String(value), style, now);
  if (style === "duration") return durationText(value);
  const number = numberOf(value);
  if (number === null) return null;
  if (style === "bytes") return bytesText(number);
  if (style === "compact") return compactText(number);
  if (style === "integer") return fixedText(number, 0, true);
  const plus = format.sign && number >= 0 ? "+" : "";
  if (style === "percent") return `${prefix}${plus}${fixedText(number * 100, format.decimals ?? 1, format.thousands ?? true)}${suffix || "%"}`;
  const text = fixedText(Math.abs(number), format.decimals ?? null, format.thousands ?? true);
  // The sign stands before a currency, not between it and its number.
  return `${number < 0 && /[1-9]/.test(text) ? "\u2212" : plus}${prefix}${text}${suffix}`;
}

/** Styles that a number can be said in beside its column. @type {ReadonlySet<string>} */
const MEASURES = new Set(["bytes", "compact", "duration", "integer", "number", "percent"]);

/**
 * A value that was told as text, written as its column is where that is about amounts; else null.
 *
 * @param {string} text @param {Column} column @param {Format} [format]
 */
export function amountText(text, column, format) {
  if (format?.text && MEASURES.has(format.text.style)) {
    const number = numberOf(text);
    // Where the style takes as many decimals as there are, a few say enough.
    const few = number !== null && (format.text.decimals ?? null) === null && !Number.isInteger(number);
    return styled(few ? Number(number.toPrecision(4)) : number ?? text, format.text, 0);
  }
  return !format?.text && column.type === "duration" ? durationText(text) : null;
}

/** @param {Cell} value */
function numberOf(value) {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

/** @param {Cell} value @param {Format} format */
function paintOf(value, { bar, heat, colour = "accent", rules }) {
  const rule = rules?.find((one) => holds(value, one.op, one.value));
  if (rule) return { paint: "rule", colour: rule.colour, part: 0 };
  const range = Array.isArray(bar) ? bar : heat;
  const number = numberOf(value);
  if (!Array.isArray(range) || number === null || typeof value === "boolean") return null;
  const [low, high] = /** @type {[number, number]} */ (range);
  const part = high > low ? Math.max(0, Math.min(1, (number - low) / (high - low))) : 0;
  return { paint: Array.isArray(bar) ? "bar" : "heat", colour, part: Math.round(part * 1000) / 1000 };
}

/** @param {Cell} value @param {string} op @param {Cell} wanted */
function holds(value, op, wanted) {
  if (op === "is_null") return (value === null) === (wanted !== false);
  if (op === "=") return same(value, wanted);
  if (op === "!=") return !same(value, wanted);
  if (value === null || wanted === null) return false;
  if (op === "contains") return String(value).toLowerCase().includes(String(wanted).toLowerCase());
  const [a, b] = typeof wanted === "number" ? [numberOf(value), wanted] : [String(value), String(wanted)];
  if (a === null) return false;
  return op === "<" ? a < b : op === "<=" ? a <= b : op === ">" ? a > b : a >= b;
}

/** @param {Cell} value @param {Cell} wanted */
function same(value, wanted) {
  return typeof wanted === "number" ? numberOf(value) === wanted : value === wanted;
}
