// Values, counts and ages as text for people.

/** @import { Cell, Problem, Status } from "./types.d.ts" */

/** Longest text put in a cell: nobody reads more there, and ten megabytes would stall the page. */
const LONGEST = 1000;

/** Characters that move the cursor, turn the text around, or take no room; those that join letters are writing. */
const HIDDEN = /[\u0000-\u001f\u007f\u0080-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

const SOME_HIDDEN = new RegExp(HIDDEN.source);

const NARROW_SPACE = "\u202f";

/** A whole number with its digits in groups. @param {number} n */
export function grouped(n) {
  return String(n).replace(/\B(?=(\d{3})+$)/g, NARROW_SPACE);
}

/** @param {Exclude<Cell, null>} value */
export function cellText(value) {
  if (typeof value === "string") return printable(value);
  if (typeof value === "number") return numberText(value);
  return String(value);
}

/** @param {number} value */
export function numberText(value) {
  if (Number.isInteger(value) || !Number.isFinite(value)) return String(value);
  // Twelve significant digits hide the noise of binary fractions (0.1 + 0.2) and nothing else.
  return String(Number(value.toPrecision(12)));
}

/** Text on one line, its control characters made visible. @param {string} text */
export function printable(text) {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return short.replace(HIDDEN, (c) => (c === "\n" ? "↵" : c === "\t" ? "⇥" : signOf(c)));
}

/** Text whose control characters are visible, but for the ends of lines and tabs. @param {string} text */
export function visible(text) {
  // Most texts have none, and painters ask of every one.
  if (!SOME_HIDDEN.test(text)) return text;
  return text.replaceAll("\r\n", "\n").replace(HIDDEN, (c) => (c === "\n" || c === "\t" ? c : signOf(c)));
}

/** @param {string} c one of the hidden characters */
function signOf(c) {
  if (c > "\u007f") return `‹U+${c.charCodeAt(0).toString(16).toUpperCase()}›`;
  return c === "\u007f" ? "\u2421" : String.fromCharCode(0x2400 + c.charCodeAt(0));
}

/** How many rows there are, as far as anyone knows. @param {Status} status */
export function rowsText(status) {
  if (status.row_count !== null) {
    const about = status.estimated ? "about " : "";
    return `${about}${grouped(status.row_count)} ${status.row_count === 1 ? "row" : "rows"}`;
  }
  if (status.loaded === 0 && status.load_state === "loading" && !status.error) return "Loading…";
  if (status.loaded === 0 && status.load_state !== "complete") return "No rows yet";
  const plus = status.load_state === "complete" && !status.has_more ? "" : "+";
  return `${grouped(status.loaded)}${plus} rows`;
}

/** How many of them are on this machine, when that is not all. @param {Status} status */
export function loadedText(status) {
  if (status.row_count === null || status.loaded >= status.row_count) return "";
  return `${grouped(status.loaded)} loaded`;
}

/** What is to be loaded before all rows can be saved; blank for nothing. @param {Status} status */
export function missingText(status) {
  if (status.row_count === null) return "More rows may be loaded first.";
  const missing = status.row_count - status.loaded;
  return missing > 0 ? `${grouped(missing)} of them are loaded first.` : "";
}

/** A problem and what to do about it, as sentences. @param {Problem | null} problem */
export function whyText(problem) {
  const parts = problem ? [problem.message, problem.hint ?? ""].filter(Boolean) : [];
  return parts.map((part, n) => (n < parts.length - 1 && !/[.!?]$/.test(part) ? `${part}.` : part)).join(" ");
}

/** How fresh rows are: read a while ago, unless they follow what their source pushes. @param {{live?: boolean, fetched_at: number | null}} status @param {number} now */
export function freshText({ live, fetched_at: at }, now) {
  if (live) return "live";
  return at === null ? "" : `updated ${ageText(now - at)}`;
}

/** @param {number} milliseconds */
export function ageText(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 2) return "just now";
  if (seconds < 60) return `${seconds} s ago`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ago`;
  return `${Math.floor(hours / 24)} days ago`;
}
