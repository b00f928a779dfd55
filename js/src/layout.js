// Where things are: the rows and columns on show, their sizes, and the box of a cell.
import { revealColumn } from "./columns.js";
import { Widths } from "./widths.js";

/** @import { HeldRow } from "./types.d.ts" */
/** @import { Place } from "./keys.js" */
/** @import { Scroller } from "./scroller.js" */
/** @import { Session } from "./session.js" */

export const ROW_HEIGHT = 28;
export const HEAD_HEIGHT = 32;

export class Layout {
  #session;
  #scroller;
  #widths = new Widths();

  /** @param {Session} session @param {Scroller} scroller */
  constructor(session, scroller) {
    this.#session = session;
    this.#scroller = scroller;
  }

  /** Where each column begins, and where the last one ends. */
  get lefts() {
    return this.#widths.lefts;
  }

  /** Width of all columns. */
  get end() {
    return this.lefts.at(-1) ?? 0;
  }

  /** Width of the row numbers. */
  get gutter() {
    return 22 + 7.5 * Math.max(3, String(Math.max(this.#session.count, 1)).length * 1.25);
  }

  /** Width that is left for columns. */
  get room() {
    return Math.max(0, this.#scroller.view.width - this.gutter);
  }

  /** Rows to paint: those of the axis, or a screen of bones while nothing is known. */
  get rows() {
    if (this.#session.count > 0) return this.#scroller.rows;
    const { load_state, error } = this.#session.traits.status;
    const bones = load_state === "loading" && !error ? this.#scroller.page + 1 : 0;
    return { first: 0, last: bones };
  }

  /** Fit columns and scroll space to what there is; whether a column has another place now. */
  update() {
    const changed = this.#widths.update(this.#session.traits.columns, () => this.#sample(), this.room);
    this.#scroller.layout(this.#session.count, this.gutter + this.end);
    return changed;
  }

  /** @param {number} column @param {number} width */
  resize(column, width) {
    this.#widths.choose(this.#session.traits.columns, column, width);
  }

  /** Show a cell whole. @param {Place} place */
  reveal({ row, column }) {
    if (row >= 0) this.#scroller.reveal(row);
    const { scrollLeft } = this.#scroller;
    const left = revealColumn(this.lefts, column, scrollLeft, this.room);
    if (left !== scrollLeft) this.#scroller.goLeft(left);
  }

  /** Where a row that is on show stands now. @param {string} id @param {number} near where it was */
  find(id, near) {
    return this.held(id, near) ?? near;
  }

  /** Where a row stands now, if it is on show or where it was. @param {string} id @param {number} near where it was */
  held(id, near) {
    const { first, last } = this.#scroller.rows;
    if (this.#session.row(near)?.id === id) return near;
    for (let i = first; i < last; i += 1) if (this.#session.row(i)?.id === id) return i;
    return null;
  }

  /** A cell as what lies over the rows sees it. @param {Place} place */
  box({ row, column }) {
    const { pos, scrollLeft, view } = this.#scroller;
    const left = this.lefts[column];
    const right = this.lefts[column + 1];
    if (left === undefined || right === undefined) return null;
    const top = Math.round(row * ROW_HEIGHT - pos);
    const below = view.height - top - ROW_HEIGHT;
    return { left: this.gutter + left - scrollLeft, top, width: right - left, height: ROW_HEIGHT, below, room: view.width };
  }

  /** The known rows that show. */
  #sample() {
    const { first, last } = this.#scroller.rows;
    /** @type {HeldRow[]} */
    const sample = [];
    for (let i = first; i < last; i += 1) {
      const row = this.#session.row(i);
      if (row && row.id !== null) sample.push(row);
    }
    return sample;
  }
}
