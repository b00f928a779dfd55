// Which columns show, in which order, and which of them stay at the left. Pure.

/** @import { Arrangement, Column, HeldRow } from "./types.d.ts" */

/**
 * The columns as they stand in the grid.
 *
 * @typedef {object} Arranged
 * @property {readonly Column[]} columns those that show, in their order, pinned ones first
 * @property {readonly number[]} wire the number each has in the rows Python sends
 * @property {number} pinned how many of the first ones stay at the left
 */

/**
 * @param {readonly Column[]} all in the order of the data
 * @param {Pick<Arrangement, "shown" | "pinned">} arrangement names nobody knows are passed over
 * @returns {Arranged}
 */
export function arrange(all, { shown, pinned }) {
  const numbers = new Map(all.map((column, i) => [column.name, i]));
  const names = [...new Set(shown ?? numbers.keys())].filter((name) => numbers.has(name));
  const stays = new Set(pinned);
  const first = names.filter((name) => stays.has(name));
  const ordered = first.length ? [...first, ...names.filter((name) => !stays.has(name))] : names;
  const wire = ordered.map((name) => /** @type {number} */ (numbers.get(name)));
  return { columns: wire.map((i) => /** @type {Column} */ (all[i])), wire, pinned: first.length };
}

/**
 * The columns that show; the first of them leads where those lead that do not.
 *
 * @param {readonly Column[]} shown
 * @param {readonly Column[]} all
 */
export function keepRefs(shown, all) {
  const hidden = all.filter((column) => !shown.includes(column));
  // Whether a list holds records is seen in its cells only.
  const refs = hidden.flatMap(({ type, refs = [], row_refs = [] }) => (type === "nested" ? row_refs : [...refs, ...row_refs]));
  return shown.map((column, i) => (i === 0 && refs.length ? { ...column, row_refs: [...(column.row_refs ?? []), ...refs] } : column));
}

/** A row whose cells are found by their place in the grid. @param {HeldRow} row @param {readonly number[]} wire @returns {HeldRow} */
export function arrangedRow(row, wire) {
  /** @param {number} place */
  const number = (place) => wire[place] ?? -1;
  return { ...row, has: (place) => row.has(number(place)), cell: (place) => row.cell(number(place)) };
}

/**
 * The arrangement once a column was moved. Who lets it go among the pinned ones pins it, who
 * takes it from there to the others lets it scroll.
 *
 * @param {Arranged} now
 * @param {number} from its place
 * @param {number} to the gap it goes to: 0 is before the first column
 * @returns {{shown: string[], pinned: string[]}}
 */
export function moveColumn({ columns, pinned }, from, to) {
  const names = columns.map(({ name }) => name);
  const [name] = names.splice(from, 1);
  if (name === undefined) return { shown: names, pinned: names.slice(0, pinned) };
  const at = Math.max(0, Math.min(to > from ? to - 1 : to, names.length));
  names.splice(at, 0, name);
  const others = pinned - (from < pinned ? 1 : 0);
  const stays = pinned > 0 && (from < pinned ? at <= others && to <= pinned : at < others);
  return { shown: names, pinned: names.slice(0, others + (stays ? 1 : 0)) };
}

/** All names as a list for people has them: those that show in their order, a hidden one behind the one it follows in the data. @param {readonly Column[]} all @param {Arranged} now */
export function listOrder(all, now) {
  const order = now.columns.map(({ name }) => name);
  const listed = new Set(order);
  let before = "";
  for (const { name } of all) {
    if (!listed.has(name)) order.splice(before ? order.indexOf(before) + 1 : 0, 0, name);
    before = name;
  }
  return order;
}

/** Null where the names are those of the data in their order: then columns that come later show too. @param {readonly Column[]} all @param {string[]} shown */
export function tidyShown(all, shown) {
  const plain = shown.length === all.length && all.every(({ name }, i) => name === shown[i]);
  return plain ? null : shown;
}

/** Columns beyond those that show that are asked for, to be there when they do. */
const AHEAD = 8;

/**
 * The columns to ask Python for, by their number in the rows; null: all. A table of few columns
 * is sent whole, of a wide one what shows and a little more.
 *
 * @param {Arranged} arranged
 * @param {readonly number[]} painted places
 * @param {number} total columns of the data
 * @param {number} few up to this many are sent whole
 */
export function askColumns({ wire }, painted, total, few) {
  if (total <= few) return null;
  const asked = new Set(painted);
  const [low, high] = [Math.min(...painted), Math.max(...painted)];
  // Whole steps: a small move sideways asks for nothing new.
  const gaps = painted.findIndex((place, i) => i > 0 && place !== (painted[i - 1] ?? 0) + 1);
  const first = gaps < 0 ? low : painted[gaps] ?? low;
  const from = (Math.floor(first / AHEAD) - 1) * AHEAD;
  const to = (Math.ceil((high + 1) / AHEAD) + 1) * AHEAD;
  for (let place = Math.max(0, from); place < Math.min(wire.length, to); place += 1) asked.add(place);
  return [...asked].map((place) => wire[place] ?? -1).filter((number) => number >= 0).sort((a, b) => a - b);
}
