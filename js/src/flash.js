// Marks for a moment the cells whose value has just changed: one class, and one timer for all.

/** @import { Cell } from "./types.d.ts" */

/** How long a cell stays marked (ms). */
const SHOWN = 700;

/**
 * The row an element shows, and its values by column as far as they are painted.
 *
 * @typedef {{id: string | null, values: Map<string, Cell>}} Shown
 */

export class Flash {
  /** Cells that changed; whoever paints sets it back. */
  count = 0;
  /** What was on show before the present repaint, by row id. @type {Map<string, Map<string, Cell>>} */
  #before = new Map();
  /** Marked elements and until when, the oldest first. @type {Map<Element, number>} */
  #lit = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #still = matchMedia("(prefers-reduced-motion: reduce)");

  close() {
    clearTimeout(this.#timer);
  }

  /** Other values are about to be painted. @param {Iterable<Shown>} rows on show until now */
  begin(rows) {
    for (const { id, values } of rows) if (id !== null) this.#before.set(id, values);
  }

  /** They are painted: what comes from now on is scrolling, where nothing changes. */
  end() {
    this.#before.clear();
  }

  /** Compare a painted cell with what it was. @param {Element} element @param {string | null} id @param {string} column @param {Cell} value */
  compare(element, id, column, value) {
    const values = id === null ? undefined : this.#before.get(id);
    // As text, because a column that was widened holds the same values in another type.
    if (!values?.has(column) || String(values.get(column)) === String(value)) return;
    this.count += 1;
    if (!this.#still.matches) this.#light(element);
  }

  /** The element is about another cell now. @param {Element} element */
  clear(element) {
    if (this.#lit.delete(element)) element.classList.remove("changed");
  }

  /** @param {Element} element */
  #light(element) {
    element.classList.add("changed");
    this.#lit.delete(element);
    this.#lit.set(element, performance.now() + SHOWN);
    this.#timer ??= setTimeout(() => this.#tick(), SHOWN);
  }

  #tick() {
    this.#timer = undefined;
    const now = performance.now();
    for (const [element, until] of this.#lit) {
      if (until > now) {
        this.#timer = setTimeout(() => this.#tick(), until - now);
        return;
      }
      this.clear(element);
    }
  }
}
