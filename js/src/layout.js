// Where things are: the rows and columns on show, their sizes, and the box of a cell.
import { ALL_COLUMNS, MIN_WIDTH, paintedColumns, revealColumn } from "./columns.js";
import { Widths } from "./widths.js";

/** @import { Density, HeldRow } from "./types.d.ts" */
/** @import { Place } from "./keys.js" */
/** @import { Scroller } from "./scroller.js" */
/** @import { Session } from "./session.js" */

/** Pixels of one row. @type {Readonly<Record<Density, number>>} */
export const ROW_HEIGHTS = { comfortable: 28, compact: 22 };
export const HEAD_HEIGHT = 32;
const DEFAULT_HEIGHT = 420;
/** Pixels that a key makes a column wider or narrower. */
const STEP = 16;
/** Pixels of what stands around the rows, about. */
const AROUND = HEAD_HEIGHT + 75;
/** Rows that show whole in a grid however low, over a scrollbar of so many pixels. */
const LEAST = 3;
const SCROLLBAR = 12;

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

  /** Pixels of the whole grid. */
  get height() {
    const rows = Math.max(1, Math.min(LEAST, this.#session.count));
    return Math.max(this.#session.traits.height || DEFAULT_HEIGHT, AROUND + rows * this.rowHeight + SCROLLBAR);
  }

  get rowHeight() {
    return ROW_HEIGHTS[this.#session.arranging.wanted.density] ?? ROW_HEIGHTS.comfortable;
  }

  /** How many columns stay at the left: none where nothing else would be seen. */
  get pinned() {
    const { pinned } = this.#session.arranging.now;
    return (this.lefts[pinned] ?? 0) < 0.8 * this.room ? pinned : 0;
  }

  /** Places of the columns to paint. */
  get painted() {
    const { scrollLeft } = this.#scroller;
    const stays = this.lefts[this.pinned] ?? 0;
    return paintedColumns(this.lefts, scrollLeft + stays, scrollLeft + this.room, this.pinned);
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

  /** Ask for the rows of a first screen before there is one: the answer is on its way meanwhile. */
  expect() {
    if (this.#session.traits.columns.length > ALL_COLUMNS) return; // which of them will show?
    const first = Math.floor(this.#scroller.pos / this.rowHeight);
    const rows = Math.floor((this.height - AROUND) / this.rowHeight) + 1;
    this.#session.show({ first, last: first + rows }, 0);
  }

  /** Fit columns and scroll space to what there is. */
  update() {
    const { columns } = this.#session.traits;
    this.#widths.update(columns, () => this.#sample(), this.room, this.#session.arranging.wanted.widths);
    this.#scroller.scale(this.rowHeight);
    this.#scroller.layout(this.#session.count, this.gutter + this.end);
  }

  /** @param {number} column @param {number} width */
  resize(column, width) {
    const name = this.#session.traits.columns[column]?.name;
    if (name === undefined) return;
    // The first choice freezes the others: a column must not move because its neighbour did.
    this.#widths.freeze();
    const { arranging } = this.#session;
    arranging.change({ widths: { ...arranging.wanted.widths, [name]: Math.round(width) } });
  }

  /** The width of a column by one step of the keyboard. @param {number} column @param {-1 | 1} step */
  stepped(column, step) {
    const width = (this.lefts[column + 1] ?? 0) - (this.lefts[column] ?? 0);
    return Math.max(MIN_WIDTH, width + step * STEP);
  }

  /** Show a cell whole. @param {Place} place */
  reveal({ row, column }) {
    if (row >= 0) this.#scroller.reveal(row);
    const { scrollLeft } = this.#scroller;
    const left = revealColumn(this.lefts, column, scrollLeft, this.room, this.pinned);
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
    const height = this.rowHeight;
    const top = Math.round(row * height - pos);
    const below = view.height - top - height;
    const moved = column < this.pinned ? 0 : scrollLeft;
    return { left: this.gutter + left - moved, top, width: right - left, height, below, room: view.width };
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
