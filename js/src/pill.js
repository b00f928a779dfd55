// Tells of rows that came above or below what is read, instead of moving what is read.
import { h, icon, ICONS, setAttribute, setText } from "./dom.js";
import { grouped } from "./text.js";

/** @import { Span, Status } from "./types.d.ts" */

/** @param {number} rows @param {string} [where] */
export function pillText(rows, where = "") {
  return `${rows === 1 ? "1 new row" : `${grouped(rows)} new rows`}${where}`;
}

/** Rows the source has, once those of the last news are here: until then nobody knows where they came. @param {Status} status @param {number} held generation of the rows that are here */
export function settledCount({ row_count, generation, estimated }, held) {
  return estimated || held < generation ? null : row_count;
}

/** How many rows came, and were not looked at yet. */
export class Arrivals {
  above = 0;
  below = 0;
  /** Rows in all when the last one was on show; null: it was not. @type {number | null} */
  #end = null;

  /** Rows came (or went, when negative) above. @param {number} rows */
  shifted(rows) {
    this.above = Math.max(0, this.above + rows);
    if (this.#end !== null) this.#end = Math.max(0, this.#end + rows);
  }

  /** Another order, or other rows: nothing can be said. */
  forget() {
    this.above = this.below = 0;
    this.#end = null;
  }

  /** What is on show now. @param {Span} rows @param {number | null} count of all rows; null: nobody knows yet */
  seen({ first, last }, count) {
    this.above = Math.min(this.above, first);
    if (count === null) return;
    // Who has read up to the end is told of what comes behind it.
    if (this.#end !== null && count > this.#end && this.#end > 0) this.below += count - this.#end;
    if (this.#end !== null || last >= count) this.#end = count;
    this.below = Math.max(0, Math.min(this.below, count - last));
    if (this.below === 0 && last < count) this.#end = null;
  }
}

export class Pill {
  #arrivals = new Arrivals();
  #above = pill("above", ICONS.up);
  #below = pill("below", ICONS.more);
  element = h("div", { class: "pills" }, this.#above.element, this.#below.element);
  #say;
  #told = { above: 0, below: 0 };

  /** @param {object} host @param {() => void} host.top @param {() => void} host.end @param {(text: string) => void} host.say */
  constructor({ top, end, say }) {
    this.#say = say;
    this.#above.element.addEventListener("click", top);
    this.#below.element.addEventListener("click", end);
  }

  /** @param {number} rows */
  shifted(rows) {
    this.#arrivals.shifted(rows);
  }

  forget() {
    this.#arrivals.forget();
  }

  /** @param {Span} rows on show @param {number | null} count */
  paint(rows, count) {
    this.#arrivals.seen(rows, count);
    const { above, below } = this.#arrivals;
    show(this.#above, above, "");
    show(this.#below, below, " below");
    if (above && !this.#told.above) this.#say("New rows above.");
    if (below && !this.#told.below) this.#say("New rows below.");
    this.#told = { above, below };
  }
}

/** @param {string} side @param {string} path */
function pill(side, path) {
  const text = h("span");
  return { text, element: h("button", { type: "button", class: "pill", "data-side": side, hidden: true }, icon(path), text) };
}

/** @param {ReturnType<typeof pill>} pill @param {number} rows @param {string} where */
function show({ element, text }, rows, where) {
  setAttribute(element, "hidden", rows === 0);
  if (rows > 0) setText(text, pillText(rows, where));
}
