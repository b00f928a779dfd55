// Which rows the user has selected, by id: a position means another row after the next sort.

/** Python keeps no more. */
export const MOST_PICKED = 100_000;

export class Picked {
  /** Another set whenever it holds others. @type {ReadonlySet<string>} */
  ids = new Set();
  /** Where a range begins: the row toggled last. */
  anchor = -1;
  /** Whether what was asked for last was more than is kept: nothing changed then. */
  over = false;
  #sentAt = -Infinity;
  /** What was selected before the pointer went on from the row it was pressed on. @type {ReadonlySet<string>} */
  #before = new Set();

  /** @param {number} index @param {string} id */
  toggle(index, id) {
    const ids = new Set(this.ids);
    if (!ids.delete(id)) ids.add(id);
    this.over = ids.size > MOST_PICKED;
    if (this.over) return;
    this.anchor = index;
    this.#before = this.ids = ids;
  }

  /** Select from the anchor to a row; whether all their ids are known here. @param {number} index @param {(index: number) => string | null} idOf */
  extend(index, idOf) {
    this.#before = this.ids;
    return this.sweep(index, idOf);
  }

  /** Like `extend`, in the place of the sweep before. @param {number} index @param {(index: number) => string | null} idOf */
  sweep(index, idOf) {
    const { first, last } = this.span(index);
    this.over = last - first > MOST_PICKED;
    if (this.over) return this.#takeBack();
    const ids = new Set(this.#before);
    let all = true;
    for (let i = first; i < last; i += 1) {
      const id = idOf(i);
      if (id === null) all = false;
      else ids.add(id);
    }
    this.over = ids.size > MOST_PICKED;
    if (this.over) return this.#takeBack();
    this.ids = ids;
    return all;
  }

  #takeBack() {
    this.ids = this.#before;
    return false;
  }

  /** Rows from the anchor to another one. @param {number} index */
  span(index) {
    const from = this.anchor < 0 ? index : this.anchor;
    return { first: Math.min(from, index), last: Math.max(from, index) + 1 };
  }

  clear() {
    this.over = false;
    this.#before = this.ids = new Set();
  }

  /** We told Python. @param {number} now */
  sent(now) {
    this.#sentAt = now;
  }

  /** Python knows better at once: it was asked to complete the selection. */
  asked() {
    this.#sentAt = -Infinity;
  }

  /** Python tells: an echo of an older click must not undo a newer one. @param {readonly string[]} ids @param {number} now */
  adopt(ids, now) {
    if (now - this.#sentAt < 1000) return;
    if (ids.length === this.ids.size && ids.every((id) => this.ids.has(id))) return;
    this.ids = new Set(ids);
  }
}
