// Keyboard motion in the grid: which cell a key leads to. Row -1 is the header.

/**
 * @typedef {object} Place
 * @property {number} row -1 for the header
 * @property {number} column
 */

/**
 * @param {Place} from
 * @param {{key: string, ctrl: boolean}} press
 * @param {{rows: number, columns: number, page: number}} size
 * @returns {Place | null} null: the key is not ours
 */
export function move(from, press, size) {
  const lastRow = size.rows - 1;
  const lastColumn = Math.max(0, size.columns - 1);
  /** @param {number} row @param {number} column @returns {Place} */
  const to = (row, column) => ({
    row: Math.max(-1, Math.min(row, lastRow)),
    column: Math.max(0, Math.min(column, lastColumn)),
  });
  const { row, column } = from;
  switch (press.key) {
    case "ArrowUp":
      return press.ctrl ? to(Math.min(0, lastRow), column) : to(row - 1, column);
    case "ArrowDown":
      return press.ctrl ? to(lastRow, column) : to(row + 1, column);
    case "ArrowLeft":
      return press.ctrl ? to(row, 0) : to(row, column - 1);
    case "ArrowRight":
      return press.ctrl ? to(row, lastColumn) : to(row, column + 1);
    case "PageUp":
      return to(Math.max(Math.min(0, lastRow), row - size.page), column);
    case "PageDown":
      return to(row + size.page, column);
    case "Home":
      return press.ctrl ? to(Math.min(0, lastRow), 0) : to(row, 0);
    case "End":
      return press.ctrl ? to(lastRow, lastColumn) : to(row, lastColumn);
    default:
      return null;
  }
}
