// Tells who reads at the very top that rows came above, instead of moving what is read.
import { h, icon, ICONS, setAttribute, setText } from "./dom.js";
import { grouped } from "./text.js";

/** @param {number} rows */
export function pillText(rows) {
  return rows === 1 ? "1 new row" : `${grouped(rows)} new rows`;
}

export class Pill {
  #text = h("span");
  element = h("button", { type: "button", class: "pill", hidden: true }, icon(ICONS.up), this.#text);
  /** Rows above that were not looked at yet. */
  #above = 0;

  /** @param {() => void} go to the top */
  constructor(go) {
    this.element.addEventListener("click", go);
  }

  /** Rows came (or went, when negative) above; whether that is news. @param {number} rows @param {boolean} atTop */
  shifted(rows, atTop) {
    const before = this.#above;
    if (rows < 0 || atTop || before > 0) this.#above = Math.max(0, before + rows);
    return before === 0 && this.#above > 0;
  }

  /** @param {number} first the uppermost row on show */
  paint(first) {
    this.#above = Math.min(this.#above, first);
    setAttribute(this.element, "hidden", this.#above === 0);
    if (this.#above > 0) setText(this.#text, pillText(this.#above));
  }
}
