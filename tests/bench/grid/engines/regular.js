// regular-table: asks for what shows at each draw.
import "regular-table";
import style from "regular-table/dist/css/material.css";
import container from "regular-table/dist/css/container.css";
import sub from "regular-table/dist/css/sub-cell-scrolling.css";
import { Pages } from "../pages.js";
import { COLUMN_WIDTH, NAMES, ROW_HEIGHT } from "../truth.js";

export default class Regular {
  static marks = { body: "regular-table", head: "thead", row: "tbody tr", cell: "td" };

  /** @param {HTMLElement} host @param {import("../pages.js").Source} source @param {number} count */
  constructor(host, source, count) {
    host.innerHTML = `<style>${container} ${sub} ${style} regular-table { position: relative; display: block; height: 480px; width: 960px }
      regular-table td, regular-table th { height: ${ROW_HEIGHT}px; min-width: ${COLUMN_WIDTH}px; max-width: ${COLUMN_WIDTH}px; padding: 0; overflow: hidden; box-sizing: border-box; white-space: nowrap; font: 13px sans-serif }
    </style><regular-table></regular-table>`;
    this.scroller = /** @type {any} */ (host.querySelector("regular-table"));
    this.pages = new Pages(source, count, () => {});
    this.scroller.setDataListener(async (/** @type {number} */ x0, /** @type {number} */ y0, /** @type {number} */ x1, /** @type {number} */ y1) => {
      const held = Array.from({ length: y1 - y0 }, (_, i) => this.pages.row(y0 + i));
      const rows = held.every(Boolean) ? held : (await source.ask("rows", y0, Math.min(y1, count))).rows;
      return {
        num_rows: count, num_columns: NAMES.length,
        column_headers: NAMES.slice(x0, x1).map((name) => [name]),
        data: NAMES.slice(x0, x1).map((_, i) => rows.map((/** @type {any} */ row) => String(row[x0 + i]))),
      };
    });
    void this.scroller.draw();
  }

  /** Rows are kept here so that a change needs no question. @param {[row: number, column: number, value: number | string][]} cells */
  update(cells) {
    const rows = cells.map(([row]) => row);
    this.pages.need(Math.min(...rows), Math.max(...rows) + 1);
    this.pages.set(cells);
    void this.scroller.draw({ invalid_viewport: true });
  }
}
