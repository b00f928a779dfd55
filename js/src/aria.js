// What a screen reader is told of the grid as a whole.
import { setAttribute } from "./dom.js";

/** @import { Traits } from "./types.d.ts" */

/** @param {Element} grid @param {Traits} traits @param {boolean} loading */
export function describeGrid(grid, { title, status, columns, can }, loading) {
  setAttribute(grid, "aria-label", title || "Data");
  setAttribute(grid, "aria-rowcount", status.row_count === null ? -1 : status.row_count + 1);
  setAttribute(grid, "aria-colcount", columns.length);
  setAttribute(grid, "aria-multiselectable", "true");
  setAttribute(grid, "aria-busy", loading ? "true" : null);
  setAttribute(grid, "aria-readonly", can.update ? null : "true");
}
