// The scrolling box: a tall empty space, a sticky header and a sticky layer that shows the rows.
//
//   .grid (scrolls) ─ .space (as tall as the axis says) ─ .head  (sticky)
//                                                       └ .layer (sticky, as tall as the view)
//
// The layer stands still and its rows are painted where they belong, so a fast scroll shows
// yesterday's rows for a frame, never white space.
import { h } from "./dom.js";
import { makeAxis, reveal, toScroll, visibleRows } from "./axis.js";
import { Track, wheelPixels } from "./track.js";

/** The scrollTop is put right this long after the last scroll (ms). */
const REST = 150;

export class Scroller {
  track = new Track();
  head = h("div", { class: "head", role: "rowgroup" });
  layer = h("div", { class: "layer", role: "rowgroup" });
  #space = h("div", { class: "space", role: "presentation" }, this.head, this.layer);
  element = h("div", { class: "grid", role: "grid", tabindex: 0 }, this.#space);
  scrollLeft = 0;
  /** Size of the part that shows rows; 0 while hidden. */
  view = { width: 0, height: 0 };

  #rowHeight;
  #headHeight;
  #moved;
  #shown;
  #width = 0;
  #count = 0;
  #spaceHeight = -1;
  #seen = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #rest;
  #observer = new ResizeObserver(() => this.#resized());

  /**
   * @param {{rowHeight: number, headHeight: number}} sizes
   * @param {() => void} moved other rows or columns show now
   * @param {() => void} shown the box has a size again after having had none
   */
  constructor(sizes, moved, shown) {
    this.#rowHeight = sizes.rowHeight;
    this.#headHeight = sizes.headHeight;
    this.#moved = moved;
    this.#shown = shown;
    const passive = { passive: true };
    this.element.addEventListener("scroll", () => this.#scrolled(), passive);
    this.element.addEventListener("wheel", (event) => this.#wheeled(event), passive);
    this.element.addEventListener("touchmove", () => this.track.touch(performance.now()), passive);
    // Starts anew whenever the element gets a new box: how it learns that it was moved in the page.
    this.element.addEventListener("animationstart", (event) => {
      if (event.animationName === "dn-attached") this.#restore();
    });
    this.#observer.observe(this.element);
  }

  close() {
    this.#observer.disconnect();
    clearTimeout(this.#rest);
  }

  get pos() {
    return this.track.pos;
  }

  /** The rows that show. */
  get rows() {
    return visibleRows(this.track.axis, this.track.pos);
  }

  /** Whole rows in one view. */
  get page() {
    return Math.max(1, Math.floor(this.view.height / this.#rowHeight));
  }

  /** Rows of another height; the row at the top stays there. @param {number} rowHeight */
  scale(rowHeight) {
    if (rowHeight === this.#rowHeight) return;
    const top = this.track.pos / this.#rowHeight;
    this.#rowHeight = rowHeight;
    this.track.axis = makeAxis(this.#count, rowHeight, this.view.height);
    this.track.go(top * rowHeight);
    this.#spaceHeight = -1;
  }

  /** The header is as high as this now. @param {number} headHeight */
  setHead(headHeight) {
    if (headHeight === this.#headHeight) return;
    // What was scrolled since the last event was scrolled below the old header.
    if (this.view.height > 0) this.track.scrolled(this.element.scrollTop, performance.now());
    this.#headHeight = headHeight;
    this.#spaceHeight = -1;
    this.#resized();
  }

  /** @param {number} count rows @param {number} width of all columns */
  layout(count, width) {
    this.#width = width;
    this.#count = count;
    if (this.view.height > 0) this.#apply();
  }

  /** @param {number} pos */
  go(pos) {
    this.track.go(pos);
    this.#write(toScroll(this.track.axis, this.track.pos));
    this.#moved();
  }

  /** Rows came or went above: what is on show keeps its place. @param {number} rows */
  shift(rows) {
    // What was scrolled since the last event must not be lost by writing.
    if (this.view.height > 0) this.track.scrolled(this.element.scrollTop, performance.now());
    this.track.shift(rows * this.#rowHeight);
    if (this.view.height > 0) this.#write(toScroll(this.track.axis, this.track.pos));
    this.#moved();
  }

  /** Show a row whole. @param {number} row */
  reveal(row) {
    const pos = reveal(this.track.axis, this.track.pos, row);
    if (pos !== this.track.pos) this.go(pos);
  }

  focus() {
    this.element.focus({ preventScroll: true });
  }

  /** @param {number} left */
  goLeft(left) {
    this.element.scrollLeft = left;
    this.scrollLeft = this.element.scrollLeft;
    this.#moved();
  }

  #apply() {
    const axis = makeAxis(this.#count, this.#rowHeight, this.view.height);
    const { pos } = this.track;
    this.track.resize(axis);
    this.#space.style.minWidth = `${this.#width}px`;
    // Never more than the view for few rows: a scrollbar below them has made that lower.
    const height = this.#headHeight + Math.max(axis.space, axis.view);
    if (this.#spaceHeight !== height) {
      this.#spaceHeight = height;
      this.#space.style.height = `${height}px`;
      this.#settleSoon();
    } else if (this.track.pos !== pos) this.#settleSoon();
  }

  #resized() {
    const width = this.element.clientWidth;
    const height = Math.max(0, this.element.clientHeight - this.#headHeight);
    // A hidden tab or a detached output has no size: keep everything until it is back.
    if (width === 0 || height === 0) {
      this.view = { width: 0, height: 0 };
      return;
    }
    const hidden = this.view.height === 0;
    this.view = { width, height };
    this.layer.style.height = `${height}px`;
    this.#apply();
    if (hidden) this.#restore();
    this.#moved();
    if (hidden && this.#seen) this.#shown();
    this.#seen = true;
  }

  #restore() {
    if (this.view.height === 0) return;
    this.#write(toScroll(this.track.axis, this.track.pos));
    this.element.scrollLeft = this.scrollLeft;
  }

  /** @param {WheelEvent} event */
  #wheeled(event) {
    // A pinch arrives as a wheel with Ctrl and scrolls nothing.
    if (event.ctrlKey) return;
    this.track.wheel(wheelPixels(event, this.#rowHeight, this.view.height), performance.now());
  }

  #scrolled() {
    if (this.view.height === 0) return;
    this.scrollLeft = this.element.scrollLeft;
    this.track.scrolled(this.element.scrollTop, performance.now());
    if (this.track.cornered(this.element.scrollTop)) this.#settle();
    else this.#settleSoon();
    this.#moved();
  }

  #settleSoon() {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#settle(), REST);
  }

  #settle() {
    if (this.view.height === 0) return;
    const top = this.track.resync(this.element.scrollTop);
    if (top !== null) this.#write(top);
  }

  /** @param {number} top */
  #write(top) {
    // By a difference: Firefox adds to it what a wheel has moved on the compositor meanwhile, which
    // a scrollTop would undo.
    this.element.scrollBy({ top: top - this.element.scrollTop, behavior: "instant" });
    // What the browser kept, rounded its way, is what the next scroll event compares with.
    this.track.wrote(this.element.scrollTop);
  }
}
