// AG Grid community with its infinite row model, and no module more than that takes.
import { CellApiModule, createGrid, InfiniteRowModelModule, RowApiModule, themeQuartz } from "ag-grid-community";
import { COLUMN_WIDTH, NAMES, ROW_HEIGHT } from "../truth.js";

export default class AgGrid {
  static marks = { body: ".ag-grid-viewport", head: ".ag-header", row: ".ag-grid-scrolling-container .ag-row", cell: ".ag-cell" };

  /** @param {HTMLElement} host @param {import("../pages.js").Source} source @param {number} count */
  constructor(host, source, count) {
    host.innerHTML = '<div style="height: 480px"></div>';
    this.grid = createGrid(/** @type {HTMLElement} */ (host.firstChild), {
      rowModelType: "infinite", cacheBlockSize: 50, maxBlocksInCache: 20, infiniteInitialRowCount: count,
      theme: themeQuartz.withParams({ cellHorizontalPadding: 0 }), rowHeight: ROW_HEIGHT, headerHeight: 28, animateRows: false, ensureDomOrder: true,
      columnDefs: NAMES.map((headerName, i) => ({ headerName, colId: String(i), width: COLUMN_WIDTH, minWidth: 20, valueGetter: ({ data }) => data?.[i], valueSetter: ({ data, newValue }) => { data[i] = newValue; return true; } })),
      datasource: {
        rowCount: count,
        getRows: ({ startRow, endRow, successCallback }) => void source.ask("rows", startRow, Math.min(endRow, count)).then(({ rows }) => successCallback(rows, count)),
      },
    }, { modules: [InfiniteRowModelModule, RowApiModule, CellApiModule] });
    this.host = host;
  }

  get scroller() {
    return /** @type {HTMLElement} */ (this.host.querySelector(AgGrid.marks.body));
  }

  /** @param {[row: number, column: number, value: number | string][]} cells */
  update(cells) {
    for (const [row, column, value] of cells) this.grid.getDisplayedRowAtIndex(row)?.setDataValue(String(column), value);
  }
}
