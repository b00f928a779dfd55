// Paints the rows: a pool of row elements, row i always in element i modulo the pool's size.
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
 * @property {(index: number) => HeldRow | null} row
 * @property {(id: string) => boolean} selected
 * @property {Rect | null} range the selected cells
 * @property {boolean} canEdit
 * @property {Readonly<Record<string, Format>>} [looks] how columns are painted, by name
 * @property {string} marked what a search looks for, in lower case
 * @property {Place | null} active
 * @property {number} data grows when rows may hold other values
 * @property {number} stamp grows with every change of the above but `rows` and `pos`
 */

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

  /** @param {Frame} frame @param {number} index @param {Flash} flash */
  paint(frame, index, flash) {
    const y = Math.round(index * frame.rowHeight - frame.pos);
    if (this.#y !== y) this.element.style.transform = `translateY(${(this.#y = y)}px)`;
    // A row that only moved is right as it is: most of a scroll ends here.
    if (this.index === index && this.#stamp === frame.stamp) return;
    this.#stamp = frame.stamp;
    this.#fill(frame, index, flash);
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

  /** @param {Frame} frame @param {number} index @param {Flash} flash */
  #fill(frame, index, flash) {
    const { element, gutter } = this;
    const row = frame.row(index);
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
    setAttribute(element, "aria-selected", known && frame.selected(/** @type {string} */ (row.id)) ? "true" : "false");
    this.#place(frame, flash);
    // Only values can have changed: a snapshot holds texts.
    const id = row?.exact ? row.id : null;
    if (this.shown.id !== id || this.#shownColumns !== frame.shownColumns) for (const { element } of this.cells) flash.clear(element);
    this.shown = { id, values: new Map() };
    this.#shownColumns = frame.shownColumns;
    for (const [slot, cell] of this.cells.entries()) {
      const number = /** @type {number} */ (frame.shownColumns[slot]);
      const column = /** @type {Column} */ (frame.columns[number]);
      if (row && known && row.has(number)) cell.fill(lookOf(row.cell(number), column, row.exact ? frame.looks?.[column.name] : undefined), frame.marked);
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
    if (wanted.every((one, at) => one === this.#placed[at])) return;
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
  #stamp = -1;
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
    if (this.#data !== frame.data && this.#stamp !== frame.stamp) this.#compare(frame);
    this.#stamp = frame.stamp;
    this.#grow(last - first);
    const size = this.#pool.length;
    for (let index = first; index < last; index += 1) this.#pool[index % size]?.paint(frame, index, this.#flash);
    let waits = false;
    for (const slot of this.#pool) {
      const hidden = slot.index < first || slot.index >= last;
      slot.hide(hidden);
      waits ||= slot.waits && !hidden;
    }
    this.#bones.paint(frame, waits);
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
