// Reads a window of rows from plain lists: for hosts that deliver no binary buffers.
import { readCut, readMarks } from "./wire.js";

/** @import { Cell, HeldWindow, RowsMessage, RowStatus } from "./types.d.ts" */

/** The window of a message, or null when it holds no rows we can read. @param {RowsMessage} message @returns {HeldWindow | null} */
export function jsonWindow(message) {
  const { first, count, generation, ids, status, cells } = message;
  if (!Array.isArray(ids) || !Array.isArray(status) || !Array.isArray(cells)) return null;
  if (!cells.every((column) => Array.isArray(column))) return null;
  const marks = readMarks(message.marks);
  /** Where a column stands, by its number. */
  const places = new Map((message.columns ?? cells.map((_, number) => number)).map((number, place) => [number, place]));
  return {
    first,
    last: first + Math.min(count, ids.length),
    generation,
    row(index) {
      const at = index - first;
      const id = typeof ids[at] === "string" ? ids[at] : null;
      return {
        id,
        mark: (id !== null && marks.get(id)) || null,
        exact: true,
        cut: readCut(message.cut),
        status: /** @type {RowStatus} */ (typeof status[at] === "string" ? status[at] : "Fresh"),
        has: (column) => places.has(column),
        cell: (column) => plain(cells[places.get(column) ?? -1]?.[at]),
      };
    },
  };
}

/** @param {unknown} value @returns {Cell} */
function plain(value) {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}
