// The few windows of rows the page holds: index to row, newest generation first.

/** @import { HeldRow, HeldWindow } from "./types.d.ts" */

/** Windows kept at most; a fast scroll leaves many small ones behind. */
const LIMIT = 12;

export class Held {
  /** Grows with every change, so that a painter knows when to look again. */
  version = 0;
  /** @type {HeldWindow[]} newest generation first, then newest arrival */
  #windows = [];
  /** Rows as they were made: one that is the same object has the same values. @type {WeakMap<HeldWindow, HeldRow[]>} */
  #made = new WeakMap();

  /** @param {HeldWindow} window */
  put(window) {
    const rest = this.#windows.filter((old) => !hides(window, old));
    const at = rest.findIndex((old) => old.generation <= window.generation);
    rest.splice(at < 0 ? rest.length : at, 0, window);
    this.#windows = rest.slice(0, LIMIT);
    this.#made.set(window, []);
    this.version += 1;
  }

  /** The same object as long as nothing newer came. @param {number} index @returns {HeldRow | null} */
  row(index) {
    const window = this.#windows.find(({ first, last }) => index >= first && index < last);
    const rows = window && this.#made.get(window);
    return rows ? (rows[index - window.first] ??= window.row(index)) : null;
  }

  /** Whether every row of a span is held, of this generation or newer. @param {number} first @param {number} last @param {number} generation */
  covers(first, last, generation) {
    let index = first;
    while (index < last) {
      const window = this.#windows.find(
        (w) => w.generation >= generation && index >= w.first && index < w.last,
      );
      if (!window) return false;
      index = window.last;
    }
    return true;
  }

  /** Forget windows that do not touch a span. @param {number} first @param {number} last */
  keep(first, last) {
    this.#filter((w) => w.first < last && w.last > first);
  }

  /** Forget what is older than a generation. @param {number} generation */
  dropBelow(generation) {
    this.#filter((w) => w.generation >= generation);
  }

  clear() {
    this.#filter(() => false);
  }

  /** The index after the last row held. */
  get end() {
    return this.#windows.reduce((end, w) => Math.max(end, w.last), 0);
  }

  /** The newest generation held, -1 when there is none. */
  get generation() {
    return this.#windows[0]?.generation ?? -1;
  }

  /** @param {(window: HeldWindow) => boolean} test */
  #filter(test) {
    const rest = this.#windows.filter(test);
    if (rest.length === this.#windows.length) return;
    this.#windows = rest;
    this.version += 1;
  }
}

/** @param {HeldWindow} above @param {HeldWindow} below */
function hides(above, below) {
  return (
    below.generation <= above.generation && below.first >= above.first && below.last <= above.last
  );
}
