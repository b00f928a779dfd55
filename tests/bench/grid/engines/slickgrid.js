// SlickGrid over a data provider that knows the pages it has.
import { SlickGrid } from "slickgrid";
import style from "slickgrid/dist/styles/css/slick.grid.css";
import { Pages } from "../pages.js";
import { COLUMN_WIDTH, NAMES, ROW_HEIGHT } from "../truth.js";

export default class Slick {
  static marks = { body: ".slick-viewport-top.slick-viewport-left", row: ".slick-row", cell: ".slick-cell" };

  /** @param {HTMLElement} host @param {import("../pages.js").Source} source @param {number} count */
  constructor(host, source, count) {
    host.innerHTML = `<style>${style} .slick-cell { padding: 0; border: 0 } .slick-row { position: absolute; width: 100%; height: ${ROW_HEIGHT}px }</style><div style="height: 480px"></div>`;
    this.pages = new Pages(source, count, (first, last) => {
      this.grid.invalidateRows(Array.from({ length: last - first }, (_, i) => first + i));
      this.grid.render();
    });
    const data = { getLength: () => count, getItem: (/** @type {number} */ row) => this.pages.row(row) ?? {} };
    const columns = NAMES.map((name, i) => ({ id: name, name, field: String(i), width: COLUMN_WIDTH, minWidth: 20 }));
    this.grid = new SlickGrid(/** @type {HTMLElement} */ (host.lastChild), data, columns, { rowHeight: ROW_HEIGHT, enableColumnReorder: false, enableCellNavigation: true });
    const look = () => {
      const { top, bottom } = this.grid.getViewport();
      this.pages.need(top, bottom + 1);
    };
    this.grid.onViewportChanged.subscribe(look);
    look();
    this.scroller = /** @type {HTMLElement} */ (host.querySelector(Slick.marks.body));
  }

  /** @param {[row: number, column: number, value: number | string][]} cells */
  update(cells) {
    this.pages.set(cells);
    for (const [row, column] of cells) this.grid.updateCell(row, column);
  }
}
