// A rectangle of cells between two corners: its size, its edges, and where it is after a refresh. Pure.
import { grouped } from "./text.js";

/** @import { Place } from "./keys.js" */

/** @typedef {{first: number, last: number, left: number, right: number}} Rect rows and columns; `last` and `right` are exclusive */
/** @typedef {{at: Place, id: string | null}} Corner a cell, and the id of its row where it is known */

/** @param {Place} a @param {Place} b @returns {Rect} */
export function rectOf(a, b) {
  return {
    first: Math.min(a.row, b.row), last: Math.max(a.row, b.row) + 1,
    left: Math.min(a.column, b.column), right: Math.max(a.column, b.column) + 1,
  };
}

/** @param {Rect} rect */
export const cellsOf = ({ first, last, left, right }) => (last - first) * (right - left);

/** @param {number} n @param {string} word */
export const counted = (n, word) => `${grouped(n)} ${word}${n === 1 ? "" : "s"}`;

/** @param {Rect} rect */
export function sizeText({ first, last, left, right }) {
  return `${counted(last - first, "row")} × ${counted(right - left, "column")}`;
}

/** How a cell lies in a rectangle: blank outside, else "in" and the edges it has. @param {Rect | null} rect @param {number} row @param {number} column */
export function edgesOf(rect, row, column) {
  if (!rect || row < rect.first || row >= rect.last || column < rect.left || column >= rect.right) return "";
  let edges = "in";
  if (row === rect.first) edges += " top";
  if (row === rect.last - 1) edges += " bottom";
  if (column === rect.left) edges += " left";
  if (column === rect.right - 1) edges += " right";
  return edges;
}

/**
 * Where two corners are now that the rows are others: with their rows. One whose row is out of
 * sight moves as far as the other one did.
 *
 * @param {Corner} a
 * @param {Corner} b
 * @param {(id: string, near: number) => number | null} find null: nobody knows
 * @returns {[Place, Place]}
 */
export function followed(a, b, find) {
  /** @param {Corner} corner */
  const shiftOf = ({ at, id }) => {
    const row = id === null ? null : find(id, at.row);
    return row === null ? null : row - at.row;
  };
  const shifts = [shiftOf(a), shiftOf(b)];
  const [ofA, ofB] = [shifts[0] ?? shifts[1] ?? 0, shifts[1] ?? shifts[0] ?? 0];
  return [
    { ...a.at, row: Math.max(0, a.at.row + ofA) },
    { ...b.at, row: Math.max(0, b.at.row + ofB) },
  ];
}

/** Pixels to scroll in one frame for a pointer beyond one end of a view, faster the further it is. @param {number} at @param {number} low @param {number} high */
export function edgePull(at, low, high) {
  const beyond = at < low ? at - low : at > high ? at - high : 0;
  return Math.sign(beyond) * Math.min(60, Math.ceil(Math.abs(beyond) / 3));
}
