// The header and what can be done from it: sort, filter, and see how the values of a column are spread.
import { Filtering } from "./filtering.js";
import { Header } from "./header.js";
import { nextSort } from "./order.js";
import { Spreads } from "./spreads.js";

/** @import { HeaderFrame } from "./header.js" */
/** @import { Distributions } from "./types.d.ts" */
/** @import { Scroller } from "./scroller.js" */
/** @import { Session } from "./session.js" */

/** @typedef {Omit<HeaderFrame, "sort" | "filters" | "canOrder" | "canFilter" | "spreads">} Common */

export class Heading {
  #session;
  #scroller;
  #host;
  #header;
  #filtering;
  #spreads;
  /** @type {Distributions | null} */
  #told = null;

  /**
   * @param {Session} session
   * @param {Scroller} scroller
   * @param {object} host
   * @param {(column: number, width: number) => void} host.resize
   * @param {(column: number) => void} host.fit
   * @param {(column: number) => void} host.activate
   * @param {(text: string) => void} host.note
   * @param {() => void} host.changed
   */
  constructor(session, scroller, host) {
    this.#session = session;
    this.#scroller = scroller;
    this.#host = host;
    this.#header = new Header(scroller.head, {
      sort: (column, add) => this.sort(column, add),
      filter: (column) => this.filter(column),
      resize: host.resize,
      fit: host.fit,
    });
    this.#filtering = new Filtering({
      traits: () => session.traits,
      filters: () => session.narrow.filters,
      change: (filters) => session.setNarrow({ filters }),
      fetch: (request) => session.fetch(request),
      anchor: (name) => this.#header.rect(session.traits.columns.findIndex((column) => column.name === name)),
      focus: () => scroller.focus(),
    });
    this.#spreads = new Spreads((request) => session.tell(request), host.changed);
    this.button = this.#spreads.button;
    this.chips = this.#filtering.chips;
    this.popover = this.#filtering.element;
  }

  close() {
    this.#filtering.close();
    this.#spreads.close();
  }

  /** The header may be of another height now. @param {HTMLElement} frame @param {number} height of it */
  prepare(frame, height) {
    const { spread } = this.#session;
    if (spread && spread !== this.#told) this.#spreads.take((this.#told = spread));
    this.#spreads.fit(height);
    this.#spreads.paint();
    frame.style.setProperty("--head", `${this.#spreads.height}px`);
    frame.dataset.spread = String(this.#spreads.open);
    this.#scroller.setHead(this.#spreads.height);
  }

  /** @param {Common} common */
  paint(common) {
    const { narrow, traits } = this.#session;
    const { sort, filters } = narrow;
    const { order: canOrder, filter = false } = traits.can;
    this.#header.paint({ ...common, sort, filters, canOrder, canFilter: filter, spreads: this.#spreads, looks: traits.looks });
    this.#filtering.paint();
    this.#spreads.want(common.columns, common.shownColumns);
  }

  /** The width a column's name needs. @param {number} column */
  contentWidth(column) {
    return this.#header.contentWidth(column);
  }

  /** Ascending, descending, none. @param {number} index @param {boolean} add to the columns that are sorted by already */
  sort(index, add) {
    const { columns, can } = this.#session.traits;
    const column = columns[index];
    if (!column || !can.order || !column.orderable) return;
    const many = Boolean(can.order_many);
    if (add && !many) this.#host.note("The source sorts by one column only.");
    this.#session.setNarrow({ sort: nextSort(this.#session.narrow.sort, column.name, add && many) });
  }

  /** @param {number} index */
  filter(index) {
    const { columns, can } = this.#session.traits;
    const column = columns[index];
    if (!column || !can.filter) return;
    this.#host.activate(index);
    void this.#filtering.open(column);
  }
}
