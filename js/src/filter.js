// Filters of one column: what a form holds, as conditions and back, and as words for people.
import { durationText, secondsOf } from "./styles.js";
import { readTyped } from "./values.js";

/** @import { Column, ColumnType, Filter, FilterValue } from "./types.d.ts" */

/**
 * What a form holds; blank texts and null leave that part open.
 *
 * @typedef {object} FilterForm
 * @property {"any" | "empty" | "filled"} presence
 * @property {string} from
 * @property {string} to
 * @property {string} contains
 * @property {FilterValue[] | null} values
 */

/** @type {Readonly<Record<string, string>>} */
const SIGNS = { "==": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥", "not in": "is none of" };
const LAST_MOMENT = " 23:59:59.999999";
const OFFSET = /(?<=:\d\d(\.\d+)?)[+-]\d\d:\d\d$/;
/** A duration as a cell shows it, "1 h 30 min", and one part of it. */
const UNITS = /^(\d+(\.\d+)?\s*(ms|s|min|m|h|d)\s*)+$/;
const UNIT = /(\d+(?:\.\d+)?)\s*(ms|s|min|m|h|d)/g;
/** @type {Readonly<Record<string, number>>} */
const SECONDS = { ms: 0.001, s: 1, min: 60, m: 60, h: 3600, d: 86_400 };
const CLOCK = /^(\d+):([0-5]\d)(?::([0-5]\d))?$/;

/** @type {ReadonlySet<ColumnType>} */
const MEASURED = new Set(["integer", "number", "datetime", "date", "time", "duration"]);

/** Whether values have a least and a greatest. @param {Column} column */
export const isMeasured = (column) => MEASURED.has(column.type);

/** @param {readonly Filter[]} filters @param {Column} column @returns {FilterForm} */
export function formOf(filters, column) {
  const mine = filters.filter(([name]) => name === column.name);
  /** @param {string} op */
  const operand = (op) => mine.find((filter) => filter[1] === op)?.[2];
  const equal = operand("==");
  const among = operand("in");
  const presence = equal === null ? "empty" : operand("!=") === null ? "filled" : "any";
  const one = equal === undefined || equal === null ? null : [equal].flat();
  return {
    presence,
    from: valueText(operand(">=") ?? null, column),
    to: valueText(operand("<=") ?? null, column),
    contains: String(operand("contains") ?? ""),
    values: Array.isArray(among) ? among : one,
  };
}

/**
 * The conditions a form stands for, or what is wrong in which box.
 *
 * @param {FilterForm} form
 * @param {Column} column
 * @param {readonly string[]} [offsets] those of the column's times, as of `offsetsOf`
 * @returns {{filters: Filter[]} | {wrong: "from" | "to", problem: string}}
 */
export function filtersOf(form, column, offsets = []) {
  const { name } = column;
  if (form.presence === "empty") return { filters: [[name, "==", null]] };
  /** @type {Filter[]} */
  const filters = form.presence === "filled" ? [[name, "!=", null]] : [];
  for (const [end, op] of /** @type {const} */ ([["from", ">="], ["to", "<="]])) {
    if (!form[end].trim()) continue;
    const read = readBound(form[end].trim(), column, end, offsets);
    if ("problem" in read) return { wrong: end, problem: read.problem };
    filters.push([name, op, read.value]);
  }
  if (form.contains) filters.push([name, "contains", form.contains]);
  const [first] = form.values ?? [];
  if (form.values?.length === 1 && first !== undefined) filters.push([name, "==", first]);
  else if (form.values) filters.push([name, "in", form.values]);
  return { filters };
}

/** The offsets of some times: "+02:00", blank where one has none. @param {readonly FilterValue[]} times */
export function offsetsOf(times) {
  return [...new Set(times.filter((time) => typeof time === "string").map((time) => OFFSET.exec(time)?.[0] ?? ""))];
}

/** @param {string} text @param {Column} column @param {"from" | "to"} end @param {readonly string[]} offsets @returns {{value: FilterValue} | {problem: string}} */
function readBound(text, column, end, offsets) {
  if (column.type === "duration") {
    const value = seconds(text);
    return value === null ? { problem: "A duration, like 90 s, 5 min or 1:30:00" } : { value };
  }
  // Between two whole numbers a bound may lie, too.
  const editor = column.type === "integer" ? "number" : column.type;
  const read = readTyped({ ...column, editor, mandatory: true }, text);
  if (!("value" in read)) return read;
  const value = String(read.value);
  if (editor === "number") return Math.abs(Number(value)) <= Number.MAX_SAFE_INTEGER ? { value: Number(value) } : { value };
  // As Python writes them: then its answer is known to be the one to this question.
  if (column.type === "time") return { value: value.length === 5 ? `${value}:00` : value };
  if (column.type !== "datetime") return { value };
  const whole = value.length === 10 ? value + (end === "to" ? LAST_MOMENT : " 00:00:00") : value;
  const moment = whole.replace("T", " ").replace(/Z$/, "+00:00").replace(/^(\S+ \d\d:\d\d)(?=$|[+-])/, "$1:00");
  if (OFFSET.test(moment)) return { value: moment };
  // Without an offset it means the time of the column, where that has one; Python would take it for UTC.
  if (offsets.length > 1) return { problem: `A time with its offset, like 2026-03-31 18:30${offsets.find(Boolean)}` };
  return { value: moment + (offsets[0] ?? "") };
}

/** The sign is that of the whole. @param {string} text */
function seconds(text) {
  const length = text.replace(/^[-−]\s*/, "");
  const size = lengthOf(length);
  return secondsOf(text) ?? (size !== null && length !== text ? -size : size);
}

/** @param {string} text */
function lengthOf(text) {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  const clock = CLOCK.exec(text);
  if (clock) return Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0);
  if (!UNITS.test(text)) return null;
  return [...text.matchAll(UNIT)].reduce((sum, [, count, unit]) => sum + Number(count) * (SECONDS[unit ?? ""] ?? 1), 0);
}

/** @param {FilterValue | FilterValue[]} value @param {Column} column */
export function valueText(value, column) {
  if (value === null) return "";
  const text = String(value);
  // To the second: what stands in a box is read back.
  if (column.type === "duration") return (Number.isInteger(value) ? durationText(value, 4) : null) ?? `${text} s`;
  return column.type === "datetime" ? text.replace(LAST_MOMENT, "").replace(/ 00:00:00$/, "") : text;
}

/** One condition in words. @param {Filter} filter @param {Column} column */
export function filterText([, op, value], column) {
  const { label } = column;
  if (value === null) return `${label} is ${op === "==" ? "empty" : "not empty"}`;
  if (op === "contains") return `${label} contains “${value}”`;
  const values = [value].flat().map((one) => valueText(one, column) || "empty");
  const some = values.length > 3 ? `${values.slice(0, 3).join(", ")} +${values.length - 3}` : values.join(", ");
  return `${label} ${op === "in" ? "is" : SIGNS[op] ?? op} ${some || "nothing"}`;
}
