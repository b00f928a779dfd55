// Which distributions are wanted, which have come, and whether the header shows them.
import { alike } from "./alike.js";
import { partText } from "./distribution.js";
import { h, icon, ICONS, setAttribute, setText } from "./dom.js";
import { pace } from "./pace.js";

/** @import { Column, Distribution, Distributions, Request } from "./types.d.ts" */

/** Height of the header without and with distributions (px). */
const LOW = 32;
const HIGH = 66;
/** A grid lower than this has no room for them over three rows, between its bar and its foot (px). */
const ROOMY = HIGH + 3 * 28 + 75;
/** Python tells of no more columns at once. */
const MOST = 100;
/** Between two lists of columns sent while the user scrolls sideways (ms). */
const PACE = 300;

export class Spreads {
  #over = h("span", { class: "over" });
  button = h("button", { type: "button", class: "button plain", title: "Show how values are spread" }, icon(ICONS.bars), this.#over);
  /** @type {Distributions | null} */
  told = null;
  /** Grows with everything that changes the picture. */
  version = 0;
  #shown = true;
  #roomy = true;
  #wanted = "";
  /** What `#wanted` was made of. @type {readonly unknown[]} */
  #from = [];
  #send;

  /** @param {(request: Request) => void} send @param {() => void} changed */
  constructor(send, changed) {
    this.#send = pace(send, PACE);
    this.button.addEventListener("click", () => {
      this.#shown = !this.#shown;
      this.version += 1;
      changed();
    });
  }

  get height() {
    return this.open ? HIGH : LOW;
  }

  /** Of a column, if it is on show. @param {string} name @returns {Distribution | null} */
  of(name) {
    return this.open ? this.told?.columns[name] ?? null : null;
  }

  /** @param {Distributions} told */
  take(told) {
    // Columns that are out of sight keep what was last heard of them.
    this.told = { ...told, columns: { ...this.told?.columns, ...told.columns } };
    this.version += 1;
  }

  /** Ask for the columns that are painted. @param {readonly Column[]} columns @param {readonly number[]} painted their places */
  want(columns, painted) {
    const from = [columns, painted, this.#shown];
    if (alike(from, this.#from)) return;
    this.#from = from;
    const names = this.#shown ? painted.slice(0, MOST).flatMap((at) => columns[at]?.name ?? []) : [];
    const wanted = JSON.stringify(names);
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#send({ kind: "summarise", columns: names });
  }

  /** @param {number} height of the whole grid */
  fit(height) {
    this.#roomy = height >= ROOMY;
  }

  paint() {
    setAttribute(this.button, "aria-pressed", this.#shown ? "true" : "false");
    setAttribute(this.button, "hidden", !this.#tellable);
    const part = this.open && this.told ? partText(this.told) : "";
    setText(this.#over, part && `over ${part}`);
    setAttribute(this.button, "aria-label", part ? `Distributions over ${part} rows` : "Distributions");
  }

  close() {
    this.#send.cancel();
  }

  /** Something came, there is something to see in it, and room for it. */
  get #tellable() {
    return this.#roomy && Object.values(this.told?.columns ?? {}).some((one) => one.bins.length > 0 || one.top.length > 0);
  }

  get open() {
    return this.#shown && this.#tellable;
  }
}
