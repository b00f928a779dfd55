// What a person types into a cell: text of a value, and whether a text is one. Python checks again.

/** @import { Can, Cell, Column, Typed } from "./types.d.ts" */

const NUMBER = /^[+-]?(\d{1,400}(\.\d{0,400})?|\.\d{1,400})([eE][+-]?\d{1,4})?$/;
const DATE = "\\d{4}-\\d\\d-\\d\\d";
const CLOCK = "\\d{1,12}:[0-5]\\d(:[0-5]\\d(\\.\\d{1,6})?)?";
const COUNT = "\\d{1,12}(\\.\\d{1,9})?";
/** Each part with a sign of its own; units, with that of the whole; ISO 8601 without years and months. */
const DURATION = [
  `[+-−]?\\d{1,10} days?(,? [+-−]?${CLOCK})?`, `[+-−]?${CLOCK}`, `[+-−]? ?(${COUNT} ?(days?|min|ms|[dhms]) ?)+`,
  `[+-−]?P(?=\\d|T\\d)(${COUNT}W)?(${COUNT}D)?(T(${COUNT}H)?(${COUNT}M)?(${COUNT}S)?)?`,
].join("|").replaceAll("+-−", "+\\-−");
/** A negative duration as Python writes it: whole days back, then some time forward. */
const BACK = /^-(\d+) days?, (\d+):(\d\d):(\d\d)(?:\.(\d{6}))?$/;
const TIME = "\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,6})?)?(Z|[+-]\\d\\d:\\d\\d)?";

/** What a text of each type looks like, and what is said of one that does not. @type {Readonly<Record<string, [RegExp, string]>>} */
const SHAPES = {
  integer: [/^[+-]?\d{1,400}$/, "Digits only, like 1200"],
  number: [NUMBER, "Digits and a point, like 1200.5"],
  decimal: [NUMBER, "Digits and a point, like 1200.50"],
  date: [new RegExp(`^${DATE}$`), "Year-month-day, like 2026-03-31"],
  datetime: [new RegExp(`^${DATE}([ T]${TIME})?$`), "A date and time, like 2026-03-31 18:30"],
  time: [new RegExp(`^${TIME}$`), "A time, like 18:30"],
  duration: [new RegExp(`^(${DURATION})$`), "A duration, like 1 day 02:03:04"],
  uuid: [/^[0-9a-fA-F-]{32,36}$/, "A UUID: 32 hexadecimal digits"],
};

/** Types whose values are typed as a text of digits. @param {Column} column */
export const isNumeric = (column) => ["integer", "number", "decimal"].includes(column.editor ?? "");

/** What the box of an empty value shows. @param {Column} column */
export function exampleOf(column) {
  return SHAPES[column.editor ?? ""]?.[1].split("like ")[1] ?? "";
}

/** A cell as text to edit. @param {Cell} cell @param {Pick<Column, "editor">} [column] */
export function editText(cell, column) {
  if (cell === null) return "";
  return column?.editor === "duration" ? forwardText(String(cell)) : String(cell);
}

/** A duration with one sign before all of it: "-1 day, 23:59:59" is "-0:00:01". @param {string} text */
function forwardText(text) {
  const back = BACK.exec(text);
  if (!back) return text;
  const [days, hours, minutes, seconds, micros] = back.slice(1).map((part) => BigInt(part ?? 0));
  const size = (((days ?? 0n) * 24n - (hours ?? 0n)) * 60n - (minutes ?? 0n)) * 60n - (seconds ?? 0n);
  const all = size * 1_000_000n - (micros ?? 0n);
  const [whole, rest] = [all / 1_000_000n, all % 1_000_000n];
  const two = (/** @type {bigint} */ part) => String(part).padStart(2, "0");
  const clock = `-${whole / 3600n}:${two((whole / 60n) % 60n)}:${two(whole % 60n)}`;
  return rest ? `${clock}.${String(rest).padStart(6, "0")}` : clock;
}

/** What was typed, its lines ended as those of the text were that it takes the place of: boxes know "\n" only. @param {string | boolean} typed @param {string} before */
export function asBefore(typed, before) {
  const ends = typeof typed === "string" && /\r\n/.test(before) && !/(^|[^\r])\n/.test(before);
  return ends ? typed.replaceAll("\n", "\r\n") : typed;
}

/** Whether Python may have sent only the beginning of a text: it must not be written back, nor copied. @param {Cell} cell @param {number} cut */
export const maybeCut = (cell, cut) => typeof cell === "string" && cell.length >= cut;

/** Why a cell can not be edited; blank where it can. @param {Column} column @param {Cell} cell @param {Can} can @param {number} cut */
export function lockedText(column, cell, can, cut) {
  if (!can.update) return "These rows are read-only.";
  if (column.locked || !column.editor) return `${column.label} is read-only: ${column.locked || "its type is unknown"}.`;
  return maybeCut(cell, cut) ? "This text is too long to be edited here." : "";
}

/**
 * What was typed, ready to be sent, or what is wrong with it.
 *
 * @param {Column} column
 * @param {string | boolean} typed
 * @returns {{value: Typed, problem: ""} | {problem: string}}
 */
export function readTyped(column, typed) {
  if (typeof typed === "boolean" || column.editor === "text") return { value: typed, problem: "" };
  const text = typed.trim();
  if (text === "") return column.mandatory ? { problem: "A value is needed" } : { value: null, problem: "" };
  const shape = SHAPES[column.editor ?? ""];
  if (!shape) return { problem: "This can not be edited" };
  return shape[0].test(text) && !isNoDate(column.editor, text) ? { value: text, problem: "" } : { problem: shape[1] };
}

/** The thirtieth of February has the right shape. @param {string | undefined} editor @param {string} text */
function isNoDate(editor, text) {
  if (editor !== "date" && editor !== "datetime") return false;
  const day = text.slice(0, 10);
  const parsed = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== day;
}
