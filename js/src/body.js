// Paints the rows: a pool of row elements, row i always in element i modulo the pool's size.
import { alike } from "./alike.js";
import { Bones } from "./bones.js";
import { CellSlot } from "./cells.js";
import { isRight, pinnedAs } from "./columns.js";
import { lookOf } from "./looks.js";
import { h, setAttribute, setText } from "./dom.js";
import { Flash } from "./flash.js";
import { edgesOf } from "./range.js";
import { grouped } from "./text.js";

/** @import { Column, Format, HeldRow, Span } from "./types.d.ts" */
/** @import { Place } from "./keys.js" */
/** @import { Rect } from "./range.js" */
/** @import { Shown } from "./flash.js" */

/**
 * All that a frame depends on.
 *
 * @typedef {object} Frame
 * @property {Span} rows
 * @property {number} pos
 * @property {number} rowHeight
 * @property {readonly Column[]} columns
 * @property {readonly number[]} shownColumns places of the columns to paint, in their order
 * @property {number} pinned how many columns stay at the left
 * @property {readonly number[]} lefts
 * @property {number} gutter width of the row numbers
 * @property {number} width of a whole row
 * @property {(index: number) => HeldRow | null} row the same object as long as it is the same
 * @property {ReadonlySet<string>} selected ids
 * @property {Rect | null} range the selected cells
 * @property {boolean} canEdit
 * @property {Readonly<Record<string, Format>>} [looks] how columns are painted, by name
 * @property {string} marked what a search looks for, in lower case
 * @property {Place | null} active
 * @property {number} data grows when rows may hold other values
 * @property {number} now what relative times count from (ms); 0 where there are none
 */

/** All that every row depends on. @param {Frame} frame */
function dependencies({ columns, shownColumns, pinned, lefts, gutter, width, rowHeight, selected, range, canEdit, looks, marked, active, now }) {
  const places = [active?.row, active?.column, range?.first, range?.last, range?.left, range?.right];
  return [columns, shownColumns, pinned, lefts, gutter, width, rowHeight, selected, canEdit, looks, marked, now, ...places];
}

/** @type {Readonly<Record<string, "pending" | "failed">>} */
const MARKS = { PendingWrite: "pending", WriteFailed: "failed" };

/** @type {Readonly<Record<string, string>>} */
const ROW_TITLES = {
  Stale: "These values may be out of date",
  Incomplete: "More of this row is on its way",
  PendingWrite: "Your change is on its way",
  WriteFailed: "Your change was not accepted",
  LoadFailed: "This row could not be loaded",
  NotFound: "This row no longer exists at the source",
};

class RowSlot {
  gutter = h("div", { class: "gutter", "aria-hidden": "true" });
  element = h("div", { class: "row", role: "row" }, this.gutter);
  /** @type {CellSlot[]} */
  cells = [];
  index = -1;
  /** Nothing is known of the row yet. */
  waits = false;
  /** @type {Shown} */
  shown = { id: null, values: new Map() };
  /** @type {readonly number[]} */
  #shownColumns = [];
  /** @type {readonly unknown[]} */
  #placed = [];
  #stamp = -1;
  #y = NaN;
  /** @type {HeldRow | null} */
  #row = null;

  /** @param {Frame} frame @param {number} index @param {number} stamp grows with all that a row depends on @param {Flash} flash */
  paint(frame, index, stamp, flash) {
    const y = Math.round(index * frame.rowHeight - frame.pos);
    if (this.#y !== y) this.element.style.transform = `translateY(${(this.#y = y)}px)`;
    const row = frame.row(index);
    // A row that only moved is right as it is: most of a scroll ends here.
    if (this.index === index && this.#row === row && this.#stamp === stamp) return;
    this.#stamp = stamp;
    this.#row = row;
    this.#fill(frame, index, row, flash);
  }

  /** @param {boolean} hidden */
  hide(hidden) {
    if (this.element.hidden === hidden) return;
    this.element.hidden = hidden;
    if (!hidden) return;
    // A name that two cells bear would lead a screen reader to the one that is not there.
    for (const cell of this.cells) cell.activate(false);
    this.#stamp = -1;
  }

  /** @param {Frame} frame @param {number} index @param {HeldRow | null} row @param {Flash} flash */
  #fill(frame, index, row, flash) {
    const { element, gutter } = this;
    const known = row !== null && row.id !== null;
    if (this.index !== index) {
      this.index = index;
      setAttribute(element, "aria-rowindex", index + 2);
      setText(gutter, grouped(index + 1));
      element.dataset.row = String(index);
    }
    const status = row?.status ?? "Loading";
    const failed = status === "LoadFailed" || status === "NotFound";
    this.waits = !known && !failed;
    const note = [ROW_TITLES[status], row?.mark?.message].filter(Boolean).join(": ");
    if (element.dataset.status !== status) element.dataset.status = status;
    if (gutter.title !== note) gutter.title = note;
    setAttribute(element, "aria-busy", this.waits ? "true" : null);
    setAttribute(element, "aria-selected", known && frame.selected.has(/** @type {string} */ (row.id)) ? "true" : "false");
    this.#place(frame, flash);
    // Only values can have changed: a snapshot holds texts.
    const id = row?.exact ? row.id : null;
    if (this.shown.id !== id || this.#shownColumns !== frame.shownColumns) for (const { element } of this.cells) flash.clear(element);
    this.shown = { id, values: new Map() };
    this.#shownColumns = frame.shownColumns;
    for (const [slot, cell] of this.cells.entries()) {
      const number = /** @type {number} */ (frame.shownColumns[slot]);
      const column = /** @type {Column} */ (frame.columns[number]);
      if (row && known && row.has(number)) cell.fill(lookOf(row.cell(number), column, row.exact ? frame.looks?.[column.name] : undefined, frame.now), frame.marked);
      else if (known) cell.wait();
      else cell.clear(failed && slot === 0 ? ROW_TITLES[status] : "");
      const mark = row?.mark?.fields.has(column.name) ? MARKS[status] ?? "" : "";
      cell.mark(mark, mark ? note : "");
      cell.lock(frame.canEdit && Boolean(column.locked));
      cell.select(edgesOf(frame.range, index, number));
      if (id !== null && row?.has(number)) {
        const value = row.cell(number);
        if (!mark) flash.compare(cell.element, id, column.name, value);
        this.shown.values.set(column.name, value);
      }
      cell.activate(frame.active?.row === index && frame.active.column === number);
    }
  }

  /** Put the cells where the columns are now. @param {Frame} frame @param {Flash} flash */
  #place(frame, flash) {
    const { columns, shownColumns, lefts, gutter, width, pinned } = frame;
    const wanted = [columns, shownColumns, lefts, gutter, width, pinned];
    if (alike(wanted, this.#placed)) return;
    this.#placed = wanted;
    this.element.style.width = `${width}px`;
    this.gutter.style.width = `${gutter}px`;
    this.#fit(shownColumns.length, flash);
    for (const [slot, cell] of this.cells.entries()) {
      const number = /** @type {number} */ (shownColumns[slot]);
      const left = lefts[number] ?? 0;
      const align = isRight(columns[number]?.type ?? "unknown") ? "right" : "left";
      cell.place(number, gutter + left, (lefts[number + 1] ?? left) - left, align, pinnedAs(number, pinned));
    }
  }

  /** @param {number} count of cells @param {Flash} flash */
  #fit(count, flash) {
    while (this.cells.length < count) {
      const cell = new CellSlot();
      this.cells.push(cell);
      this.element.append(cell.element);
    }
    for (const { element } of this.cells.splice(count)) {
      flash.clear(element);
      element.remove();
    }
  }
}

export class Body {
  #layer;
  #bones = new Bones();
  /** @type {RowSlot[]} */
  #pool = [];
  #flash = new Flash();
  #data = -1;
  /** Grows when every row must be painted anew. */
  #stamp = 0;
  /** What was painted last. @type {readonly unknown[]} */
  #painted = [];
  #columns = "";

  /** @param {HTMLElement} layer */
  constructor(layer) {
    this.#layer = layer;
    layer.append(this.#bones.element);
  }

  close() {
    this.#flash.close();
    this.#bones.close();
  }

  /** Cells whose values changed with the last paint. */
  get changed() {
    return this.#flash.count;
  }

  /** @param {Frame} frame */
  paint(frame) {
    const { first, last } = frame.rows;
    this.#flash.count = 0;
    if (this.#data !== frame.data) this.#compare(frame);
    const painted = dependencies(frame);
    if (!alike(painted, this.#painted)) this.#stamp += 1;
    this.#painted = painted;
    this.#grow(last - first);
    const size = this.#pool.length;
    for (let index = first; index < last; index += 1) this.#pool[index % size]?.paint(frame, index, this.#stamp, this.#flash);
    let waits = false;
    for (const slot of this.#pool) {
      const hidden = slot.index < first || slot.index >= last;
      slot.hide(hidden);
      waits ||= slot.waits && !hidden;
    }
    this.#bones.paint(frame, waits, this.#stamp);
    this.#flash.end();
  }

  /** Other values may come: those on show now are what they are compared with. @param {Frame} frame */
  #compare({ data, columns }) {
    this.#data = data;
    const names = columns.map(({ name }) => name).join("\n");
    const same = names === this.#columns;
    this.#columns = names;
    this.#flash.begin(same ? this.#pool.filter(({ element }) => !element.hidden).map(({ shown }) => shown) : []);
  }

  /** The widest content of a column among the painted cells. @param {number} column */
  contentWidth(column) {
    let widest = 0;
    for (const { element } of this.#cellsOf(column)) {
      const { width } = element.style;
      // scrollWidth never goes below the cell's own width, so look at it with none.
      element.style.width = "0";
      widest = Math.max(widest, element.scrollWidth);
      element.style.width = width;
    }
    return widest;
  }

  /** @param {number} column */
  *#cellsOf(column) {
    for (const row of this.#pool) {
      if (row.element.hidden) continue;
      for (const cell of row.cells) if (cell.element.dataset.column === String(column)) yield cell;
    }
  }

  /** A pool that only grows keeps `i % size` stable while the user scrolls. @param {number} rows */
  #grow(rows) {
    if (rows <= this.#pool.length) return;
    for (const slot of this.#pool) slot.index = -1;
    while (this.#pool.length < rows + 1) {
      const slot = new RowSlot();
      this.#pool.push(slot);
      this.#layer.append(slot.element);
    }
  }
}
