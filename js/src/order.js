// Tells rows of the present order from rows of an order gone by.
//
// After a sort or a search a row's index means something else, so rows of the old order may be
// shown (dimmed, until there are new ones) but never mixed with the new. `floor` is the first
// generation of the present order; while Python has not confirmed a request nobody knows it yet.

/** @import { Sort } from "./types.d.ts" */

/**
 * What another click on a header sorts by: ascending, descending, nothing.
 *
 * @param {readonly Sort[]} now
 * @param {string} column
 * @param {boolean} [add] beside the other columns, not instead of them
 * @returns {Sort[]}
 */
export function nextSort(now, column, add = false) {
  const at = now.findIndex((one) => one.column === column);
  const old = now[at];
  const next = old?.descending ? [] : [{ column, descending: old !== undefined }];
  if (!add) return next;
  return old ? [...now.slice(0, at), ...next, ...now.slice(at + 1)] : [...now, ...next];
}

/** @param {readonly Sort[]} sort */
export function sortText(sort) {
  if (sort.length === 0) return "Not sorted";
  const ways = sort.map(({ column, descending }) => `${column} ${descending ? "descending" : "ascending"}`);
  return `Sorted by ${ways.join(", then ")}`;
}

export class OrderGate {
  #floor = 0;
  /** The floor to return to when a request comes to nothing. */
  #before = 0;
  /** @type {number | null} generation at the time of an unconfirmed request */
  #asked = null;
  #waiting = false;

  /** No row of the present order has come yet. */
  get waiting() {
    return this.#waiting;
  }

  /** A request is out that Python has not confirmed. */
  get unconfirmed() {
    return this.#asked !== null;
  }

  get floor() {
    return this.#floor;
  }

  /** The user wants another order. @param {number} generation the present one */
  ask(generation) {
    if (this.#asked === null) this.#before = this.#floor;
    this.#asked = generation;
    this.#floor = Infinity;
    this.#waiting = true;
  }

  /**
   * Python changed the order, asked or not.
   *
   * @param {number} generation as told together with the change
   * @param {number} before the generation until then
   * @param {boolean} [outdated] that generation is still of the old order
   */
  confirm(generation, before, outdated = false) {
    const base = this.#asked ?? before;
    this.#asked = null;
    this.#floor = generation > base && !outdated ? generation : Math.max(base, generation) + 1;
    this.#waiting = true;
  }

  /** A slow source: this generation is still of the old order. @param {number} generation */
  postpone(generation) {
    this.#floor = Math.max(this.#floor, generation + 1);
  }

  /** Nothing came of the request. */
  cancel() {
    if (this.#asked === null) return;
    this.#asked = null;
    this.#floor = this.#before;
    this.#waiting = false;
  }

  /**
   * Rows arrived: are they of the present order?
   *
   * @param {number} generation
   * @param {boolean} answer they answer a request sent after the order was confirmed: then they
   *   are right, even when Python counted its generation before it told us of the new order
   * @param {boolean} [outdated] Python says that they are of the old order, answer or not
   */
  fits(generation, answer, outdated = false) {
    if (this.#asked !== null) return false;
    if (outdated && this.#waiting) this.postpone(generation);
    if (outdated) return false;
    if (answer && generation < this.#floor) this.#floor = generation;
    return generation >= this.#floor;
  }

  /** The rows of the present order are on show. */
  settle() {
    this.#waiting = false;
  }
}
