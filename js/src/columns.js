// Column widths and places: the first guess, the share of spare room, and which columns show.

/** @import { Column, ColumnType, Span } from "./types.d.ts" */

export const MIN_WIDTH = 48;
const FIRST_MIN = 72;
const FIRST_MAX = 320;
const CHARACTER = 7.2;
const BOLD = 8.2;
const PADDING = 24;
/** Scripts whose letters are as wide as they are high. */
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
/** The button that leads to related rows. */
const LEAD = 14;
/** Room for the sort arrow and the type hint beside a name. */
const HEADER_EXTRA = 34;

/** @type {ReadonlySet<ColumnType>} */
const RIGHT = new Set(["integer", "number", "duration"]);
/** @type {ReadonlySet<ColumnType>} */
const ELASTIC = new Set(["text", "nested", "unknown"]);

/** @type {Readonly<Record<ColumnType, string>>} */
const HINTS = {
  integer: "int",
  number: "num",
  boolean: "bool",
  text: "text",
  datetime: "date & time",
  date: "date",
  time: "time",
  duration: "duration",
  bytes: "bytes",
  nested: "{ }",
  unknown: "",
};

/** @param {ColumnType} type */
export const isRight = (type) => RIGHT.has(type);

/** @param {ColumnType} type */
export const typeHint = (type) => HINTS[type] ?? "";

/**
 * A width from a name, its type hint and some texts of the column. Lengths, not measured text:
 * close enough to begin with, and it costs no layout.
 *
 * @param {Column} column
 * @param {readonly string[]} texts
 */
export function guessWidth(column, texts) {
  const lengths = texts.map(lengthOf).sort((a, b) => a - b);
  // One long text must not stretch its column: nine of ten should fit.
  const typical = lengths[Math.floor(lengths.length * 0.9)] ?? 8;
  const header = column.label.length * BOLD + typeHint(column.type).length * 0.8 * CHARACTER;
  const words = typical * CHARACTER + (column.refs || column.row_refs ? LEAD : 0);
  const wanted = Math.max(words, header + HEADER_EXTRA) + PADDING;
  return Math.round(Math.min(FIRST_MAX, Math.max(FIRST_MIN, wanted)));
}

/** How many letters of usual width a text is wide: digits and capitals are wider. @param {string} text */
function lengthOf(text) {
  const wide = text.match(WIDE)?.length ?? 0;
  return text.length + (text.match(/[\p{Lu}\d]/gu)?.length ?? 0) * 0.15 + wide * 0.8;
}

/**
 * Gives spare room to the columns of text, or to all when there is none.
 *
 * @param {readonly number[]} widths
 * @param {readonly ColumnType[]} types
 * @param {number} room
 */
export function shareRoom(widths, types, room) {
  const spare = room - widths.reduce((sum, width) => sum + width, 0);
  if (spare <= 0 || widths.length === 0) return [...widths];
  const elastic = types.map((type) => ELASTIC.has(type));
  const all = !elastic.includes(true);
  const total = widths.reduce((sum, width, i) => sum + (all || elastic[i] ? width : 0), 0);
  let given = 0;
  const shared = widths.map((width, i) => {
    const extra = all || elastic[i] ? Math.floor((spare * width) / total) : 0;
    given += extra;
    return width + extra;
  });
  const lucky = all ? widths.length - 1 : elastic.lastIndexOf(true);
  shared[lucky] = (shared[lucky] ?? 0) + spare - given;
  return shared;
}

/** Left edges, and the right end as one more. @param {readonly number[]} widths */
export function edges(widths) {
  const out = [0];
  for (const width of widths) out.push((out.at(-1) ?? 0) + width);
  return out;
}

/**
 * Up to this many columns are all painted, shown or not: the browser's own search finds their
 * text, and a scroll sideways paints nothing.
 */
export const ALL_COLUMNS = 40;

/**
 * The columns to paint when those between two x show: these, and the pinned ones before them.
 *
 * @param {readonly number[]} lefts
 * @param {number} from where the columns begin that scroll, behind the pinned ones
 * @param {number} to
 * @param {number} pinned
 * @returns {number[]}
 */
export function paintedColumns(lefts, from, to, pinned) {
  const count = lefts.length - 1;
  const { first, last } = count <= ALL_COLUMNS ? { first: 0, last: count } : visibleColumns(lefts, from, to);
  const painted = Array.from({ length: Math.min(pinned, count) }, (_, i) => i);
  for (let column = Math.max(first, pinned); column < last; column += 1) painted.push(column);
  return painted;
}

/** How a column is pinned: the last one has a shadow at its edge. @param {number} column @param {number} pinned */
export function pinnedAs(column, pinned) {
  if (column >= pinned) return "";
  return column === pinned - 1 ? "last" : "yes";
}

/** The columns that show between two x. @param {readonly number[]} lefts @param {number} from @param {number} to @returns {Span} */
export function visibleColumns(lefts, from, to) {
  const count = lefts.length - 1;
  const first = Math.max(0, Math.min(count, firstAbove(lefts, from) - 1));
  const last = Math.min(count, Math.max(first, lowerBound(lefts, to)));
  return { first, last };
}

/** The scrollLeft that shows a column whole. @param {readonly number[]} lefts @param {number} column @param {number} scrollLeft @param {number} room @param {number} [pinned] */
export function revealColumn(lefts, column, scrollLeft, room, pinned = 0) {
  if (column < pinned) return scrollLeft;
  const stays = lefts[pinned] ?? 0;
  const left = lefts[column] ?? 0;
  const right = lefts[column + 1] ?? left;
  if (left < scrollLeft + stays) return left - stays;
  // A column wider than the room shows its beginning.
  if (right > scrollLeft + room) return Math.min(left - stays, right - room);
  return scrollLeft;
}

/** First index whose value is greater. @param {readonly number[]} sorted @param {number} value */
function firstAbove(sorted, value) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (/** @type {number} */ (sorted[middle]) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** First index whose value is not less. @param {readonly number[]} sorted @param {number} value */
function lowerBound(sorted, value) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (/** @type {number} */ (sorted[middle]) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
