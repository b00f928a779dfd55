// The Python side of the grid's protocol, over the source of the bench.
import { COLUMN_WIDTH, COLUMNS, isText, NAMES } from "./truth.js";

/** @import { Source } from "./pages.js" */

/** The traits and messages of a grid over the bench's source. */
export class Model {
  /** @type {Map<string, Set<Function>>} */
  #listeners = new Map();
  generation = 1;

  /** @param {Source} source @param {number} count @param {number} height */
  constructor(source, count, height) {
    this.source = source;
    this.traits = {
      columns: NAMES.map((name, i) => ({ name, label: name, type: isText(i) ? "text" : "number", orderable: true })),
      status: { generation: 1, row_count: count, loaded: count, load_state: "complete", has_more: false, refreshing: false, fetched_at: Date.now(), error: null, note: null },
      can: { order: true, filter: true, search: true, window: true, more: false }, sort: null, search: "", height, title: "Bench",
      snapshot: null, column_widths: Object.fromEntries(NAMES.map((name) => [name, COLUMN_WIDTH])),
    };
    source.pushed = ({ first, last, buffer }) => {
      this.generation += 1;
      this.update({ status: { ...this.traits.status, generation: this.generation } });
      this.#rows(first, last, buffer, null, null);
    };
  }

  /** @param {string} name */
  get(name) {
    return /** @type {Record<string, unknown>} */ (this.traits)[name];
  }

  /** @param {string} event @param {Function} callback */
  on(event, callback) {
    if (!this.#listeners.has(event)) this.#listeners.set(event, new Set());
    this.#listeners.get(event)?.add(callback);
  }

  /** @param {string} event @param {Function} callback */
  off(event, callback) {
    this.#listeners.get(event)?.delete(callback);
  }

  /** @param {any} message */
  async send({ kind, id, seq, first, last }) {
    if (kind !== "set_viewport") return;
    const { buffer } = await this.source.ask("arrow", first, last);
    this.#rows(first, last, buffer, id, seq);
  }

  /** @param {Record<string, unknown>} traits */
  update(traits) {
    Object.assign(this.traits, traits);
    for (const name of Object.keys(traits)) this.#emit(`change:${name}`);
  }

  /** @param {number} first @param {number} last @param {ArrayBuffer} buffer @param {string | null} id @param {number | null} seq */
  #rows(first, last, buffer, id, seq) {
    this.#emit("msg:custom", { v: 1, kind: "rows", id, seq, first, count: last - first, generation: this.generation, marks: [] }, [new DataView(buffer)]);
  }

  /** @param {string} event @param {unknown[]} args */
  #emit(event, ...args) {
    for (const callback of [...(this.#listeners.get(event) ?? [])]) callback(...args);
  }
}
