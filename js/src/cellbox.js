// Shows the value of one cell whole, beside it: long texts and nested values.
import { h, icon, ICONS, setAttribute, setText } from "./dom.js";
import { Popover } from "./popover.js";
import { cellAt, placeOf } from "./pointing.js";
import { cellText, grouped } from "./text.js";

/** @import { Place } from "./keys.js" */
/** @import { Session } from "./session.js" */

/** Characters that are laid out; the rest of a longer value is in what is copied. */
const MOST_SHOWN = 50_000;

export class CellBox {
  #popover = new Popover();
  /** Stands in a cell that holds more than it shows, while the pointer is over it. */
  #more = h("button", { type: "button", class: "more-of", tabindex: -1, "aria-label": "Show the whole value", title: "Show the whole value (Enter)" }, icon(ICONS.expand));
  #layer;
  #session;
  #focus;

  /** @param {HTMLElement} layer the rows @param {Session} session @param {() => void} focus */
  constructor(layer, session, focus) {
    this.#layer = layer;
    this.#session = session;
    this.#focus = focus;
    layer.addEventListener("pointerover", (event) => this.#hovered(event));
    layer.addEventListener("pointerleave", () => this.#more.remove());
    // Neither the selection nor a drag begins here.
    this.#more.addEventListener("pointerdown", (event) => event.stopPropagation());
    this.#more.addEventListener("click", (event) => {
      event.stopPropagation();
      this.show(placeOf(this.#more));
    });
  }

  get element() {
    return this.#popover.element;
  }

  close() {
    this.#popover.close(false);
  }

  /** Follow the link of a cell, or show its value. @param {Place} place */
  open(place) {
    /** @type {HTMLElement | null | undefined} */
    const link = cellAt(this.#layer, place)?.querySelector("a, .ref");
    if (link) link.click();
    else this.show(place);
  }

  /** @param {Place} place @returns {boolean} whether there is something to show */
  show(place) {
    const row = this.#session.row(place.row);
    const column = this.#session.traits.columns[place.column];
    if (!row || row.id === null || !column || !row.has(place.column)) return false;
    const value = row.cell(place.column);
    if (value === null) return false;
    const { id } = row;
    const text = h("pre", { class: "whole", tabindex: 0, dir: "auto" });
    const note = h("span", { class: "whole-note", role: "status" });
    const copy = h("button", { type: "button", class: "button" }, icon(ICONS.copy), "Copy");
    let whole = cellText(value);
    const fill = () => setText(text, whole.slice(0, MOST_SHOWN));
    fill();
    copy.addEventListener("click", () => void this.#copy(whole, note));
    this.#popover.show({
      label: column.label,
      anchor: () => cellAt(this.#layer, place)?.getBoundingClientRect() ?? null,
      back: this.#focus,
    }, h("div", { class: "whole-box" }, h("div", { class: "whole-head" }, h("span", { class: "whole-name", dir: "auto" }, column.label), note, copy), text));
    void this.#session.fetch({ kind: "get_cell", row: id, column: column.name }).then(({ problem, body }) => {
      if (!text.isConnected) return;
      if (problem || typeof body.text !== "string") return setText(note, "Only what the cell shows: the kernel does not answer");
      whole = body.text;
      fill();
      setText(note, noteOf(Math.min(whole.length, MOST_SHOWN), body.of ?? whole.length));
      this.#popover.place();
    });
    return true;
  }

  /** @param {string} text @param {Element} note */
  async #copy(text, note) {
    try {
      await navigator.clipboard.writeText(text);
      setText(note, "Copied");
    } catch {
      setText(note, "The browser does not let this page copy: select the text");
    }
  }

  /** @param {PointerEvent} event */
  #hovered(event) {
    const cell = /** @type {HTMLElement} */ (event.composedPath()[0]).closest(".cell");
    if (!cell || cell.contains(this.#more)) return;
    const holds = cell.getAttribute("data-kind") === "nested" || cell.scrollWidth > cell.clientWidth;
    if (holds && !cell.hasAttribute("data-mark")) cell.append(this.#more);
    else this.#more.remove();
    setAttribute(this.#more, "data-align", cell.getAttribute("data-align"));
  }
}

/** What is said of a value that is not shown to its end. @param {number} shown @param {number} all */
export function noteOf(shown, all) {
  return shown < all ? `The first ${grouped(shown)} of ${grouped(all)} characters` : "";
}
