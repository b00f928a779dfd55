// Selecting with the pointer: press, drag with scrolling at the edges, and shift or ctrl with either.
import { edgePull } from "./range.js";

/** @import { Place } from "./keys.js" */
/** @import { Scroller } from "./scroller.js" */
/** @import { Selection } from "./selection.js" */

export class Pointing {
  #scroller;
  #selection;
  #gutter;
  #activate;
  /** @type {{rows: boolean, from: Place, moved: boolean, x: number, y: number} | null} */
  #drag = null;
  #frame = 0;
  /** Ends what is listened to while a button is down. */
  #pressing = new AbortController();

  /**
   * @param {Scroller} scroller
   * @param {Selection} selection
   * @param {() => number} gutter its width
   * @param {(place: Place) => void} activate
   */
  constructor(scroller, selection, gutter, activate) {
    this.#scroller = scroller;
    this.#selection = selection;
    this.#gutter = gutter;
    this.#activate = activate;
    const grid = scroller.element;
    grid.addEventListener("pointerdown", (event) => this.#pressed(event));
    grid.addEventListener("pointercancel", () => this.#released());
    grid.addEventListener("lostpointercapture", () => this.#released());
    // A link in a cell would be dragged away instead.
    grid.addEventListener("dragstart", (event) => event.preventDefault());
  }

  close() {
    this.#pressing.abort();
    cancelAnimationFrame(this.#frame);
  }

  /** @param {PointerEvent} event */
  #pressed(event) {
    const { row, column } = placeOf(/** @type {Element} */ (event.composedPath()[0]));
    // A second button would tear the selection apart; a finger scrolls.
    if (Number.isNaN(row) || event.button !== 0) return;
    const rows = Number.isNaN(column);
    const place = { row, column: rows ? 0 : column };
    if (rows || event.ctrlKey || event.metaKey) {
      if (!rows) this.#activate(place);
      this.#selection.pick(row, event.shiftKey);
    } else if (event.shiftKey) this.#selection.extend(place);
    else this.#activate(place);
    if (event.pointerType === "touch") return;
    this.#released();
    this.#drag = { rows, from: place, moved: false, x: event.clientX, y: event.clientY };
    this.#pressing = new AbortController();
    // On the whole page: a quick hand leaves the grid before the next event, or lets go outside of it.
    const { signal } = this.#pressing;
    window.addEventListener("pointermove", (moved) => this.#dragged(moved), { signal });
    window.addEventListener("pointerup", () => this.#released(), { signal });
  }

  /** @param {PointerEvent} event */
  #dragged(event) {
    const drag = this.#drag;
    if (!drag) return;
    // The button went up where nobody told us.
    if ((event.buttons & 1) === 0) return this.#released();
    drag.x = event.clientX;
    drag.y = event.clientY;
    const at = this.#under();
    if (!drag.moved) {
      if (!at || (at.row === drag.from.row && (drag.rows || at.column === drag.from.column))) return;
      drag.moved = true;
      // Only now: a captured click or double click would miss its cell.
      this.#scroller.element.setPointerCapture(event.pointerId);
      this.#pull();
    }
    if (at) this.#reach(at);
  }

  /** @param {Place} at */
  #reach(at) {
    if (this.#drag?.rows) this.#selection.sweep(at.row, false);
    else this.#selection.extend(at);
  }

  #released() {
    const drag = this.#drag;
    const at = drag?.moved ? this.#under() : null;
    this.#drag = null;
    this.#pressing.abort();
    cancelAnimationFrame(this.#frame);
    if (drag?.rows && at) this.#selection.sweep(at.row, true);
  }

  /** Scrolls while the pointer is beyond an edge. */
  #pull() {
    this.#frame = requestAnimationFrame(() => {
      const drag = this.#drag;
      if (!drag) return;
      const { left, top, right, bottom } = this.#box;
      const down = edgePull(drag.y, top, bottom);
      const across = drag.rows ? 0 : edgePull(drag.x, left, right);
      if (down) this.#scroller.go(this.#scroller.pos + down);
      if (across) this.#scroller.goLeft(this.#scroller.scrollLeft + across);
      const at = down || across ? this.#under() : null;
      if (at) this.#reach(at);
      this.#pull();
    });
  }

  /** Where rows show, without their numbers. */
  get #box() {
    const box = this.#scroller.layer.getBoundingClientRect();
    const left = this.#scroller.element.getBoundingClientRect().left;
    return { left: left + this.#gutter(), top: box.top, right: left + this.#scroller.view.width, bottom: box.bottom };
  }

  /** The cell next to the pointer. @returns {Place | null} */
  #under() {
    if (!this.#drag) return null;
    const { left, top, right, bottom } = this.#box;
    const x = Math.max(left + 2, Math.min(this.#drag.x, right - 2));
    const y = Math.max(top + 2, Math.min(this.#drag.y, bottom - 2));
    const root = /** @type {ShadowRoot} */ (this.#scroller.element.getRootNode());
    const place = placeOf(root.elementFromPoint(x, y));
    return Number.isNaN(place.row + place.column) ? null : place;
  }
}

/** The cell at a place, if it is painted. @param {HTMLElement} layer @param {Place} place @returns {HTMLElement | null} */
export function cellAt(layer, { row, column }) {
  return layer.querySelector(`.row[data-row="${row}"]:not([hidden]) [data-column="${column}"]`);
}

/** The row and column of what is in a cell; NaN where it is in none. @param {Element | null} target */
export function placeOf(target) {
  const row = target?.closest(".layer .row")?.getAttribute("data-row") ?? NaN;
  const column = target?.closest(".cell")?.getAttribute("data-column") ?? NaN;
  return { row: Number(row), column: Number(column) };
}
