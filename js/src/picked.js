// Which rows the user has selected, by id: a position means another row after the next sort.

export class Picked {
  /** @type {Set<string>} */
  ids = new Set();
  /** Where a range begins: the row toggled last. */
  anchor = -1;
  #sentAt = -Infinity;

  /** @param {number} index @param {string} id */
  toggle(index, id) {
    if (!this.ids.delete(id)) this.ids.add(id);
    this.anchor = index;
  }

  /** Select from the anchor to a row, as far as ids are known. @param {number} index @param {(index: number) => string | null} idOf */
  extend(index, idOf) {
    const from = this.anchor < 0 ? index : this.anchor;
    for (let i = Math.min(from, index); i <= Math.max(from, index); i += 1) {
      const id = idOf(i);
      if (id !== null) this.ids.add(id);
    }
  }

  /** We told Python. @param {number} now */
  sent(now) {
    this.#sentAt = now;
  }

  /** Python tells: an echo of an older click must not undo a newer one. @param {readonly string[]} ids @param {number} now */
  adopt(ids, now) {
    if (now - this.#sentAt < 1000) return;
    if (ids.length === this.ids.size && ids.every((id) => this.ids.has(id))) return;
    this.ids = new Set(ids);
  }
}
