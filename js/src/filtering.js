// Filtering by column: opens the form at its header, and keeps the chips.
import { Chips } from "./chips.js";
import { h, setText } from "./dom.js";
import { FilterForm } from "./filterform.js";
import { Popover } from "./popover.js";

/** @import { Column, Filter, Heard, Request, Traits } from "./types.d.ts" */
/** @import { Rect } from "./popover.js" */
/** @import { Choices } from "./filterform.js" */

/**
 * What filtering needs of the grid.
 *
 * @typedef {object} FilterHost
 * @property {() => Traits} traits
 * @property {() => readonly Filter[]} filters
 * @property {(filters: Filter[]) => void} change
 * @property {(request: Request) => Promise<Heard>} fetch
 * @property {(name: string) => Rect | null} anchor the header of a column
 * @property {() => void} focus the grid
 */

export class Filtering {
  #host;
  #chips;
  #popover = new Popover();

  /** @param {FilterHost} host */
  constructor(host) {
    this.#host = host;
    this.#chips = new Chips(host.change, host.focus);
    this.chips = this.#chips.element;
    this.element = this.#popover.element;
  }

  paint() {
    const { allColumns, columns } = this.#host.traits();
    this.#chips.paint(this.#host.filters(), allColumns ?? columns);
    this.#popover.place();
  }

  close() {
    this.#popover.close(false);
  }

  /** @param {Column} column */
  async open(column) {
    const host = this.#host;
    const waiting = h("div", { class: "filter-note", role: "status" }, "Reading the values…");
    /** @type {FilterForm | null} */
    let form = null;
    let closed = false;
    const opening = {
      label: `Filter ${column.label}`,
      anchor: () => host.anchor(column.name),
      closed: () => {
        closed = true;
        form?.close();
      },
      back: host.focus,
    };
    const box = h("div", { class: "filter-box" }, waiting);
    this.#popover.show(opening, box);
    const heard = await host.fetch({ kind: "list_values", column: column.name });
    if (closed) return;
    if (heard.problem) return setText(waiting, [heard.problem.message, heard.problem.hint].filter(Boolean).join(" "));
    const others = () => host.filters().filter(([name]) => name !== column.name);
    const total = host.traits().status.row_count;
    form = new FilterForm(column, host.filters(), /** @type {Choices} */ (heard.body), host.filters().length ? null : total, {
      apply: (filters) => host.change([...others(), ...filters]),
      close: () => this.#popover.close(),
    });
    box.replaceChildren(form.element);
    this.#popover.place();
    box.querySelector("input")?.focus({ preventScroll: true });
  }
}
