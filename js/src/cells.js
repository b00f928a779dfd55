// Paints one recycled cell: touches the page only where something changed.
import { h, setAttribute } from "./dom.js";
import { setMarked } from "./marks.js";

/** @import { Look } from "./looks.js" */

/** @type {Look} */
const BONE = { text: "", kind: "bone", link: null, paint: "", colour: "", part: 0 };

export class CellSlot {
  element = h("div", { class: "cell", role: "gridcell", dir: "auto" });
  #text = "";
  #marked = "";
  #painted = "";
  #kind = "";
  /** @type {HTMLAnchorElement | null} */
  #link = null;
  #column = -1;
  #left = -1;
  #width = -1;
  #note = "";
  #pinned = "";

  /** @param {number} column @param {number} left @param {number} width @param {string} align @param {string} pinned */
  place(column, left, width, align, pinned) {
    const { element } = this;
    if (this.#column !== column) {
      this.#column = column;
      setAttribute(element, "aria-colindex", column + 1);
      element.dataset.column = String(column);
    }
    if (this.#left !== left) element.style.left = `${(this.#left = left)}px`;
    if (this.#width !== width) element.style.width = `${(this.#width = width)}px`;
    if (element.dataset.align !== align) element.dataset.align = align;
    if (this.#pinned !== pinned) setAttribute(element, "data-pinned", (this.#pinned = pinned) || null);
  }

  /** @param {Look} look @param {string} [marked] a text to mark where it occurs, in lower case */
  fill(look, marked = "") {
    const { element } = this;
    this.#show(look.text, look.kind, look.link, look.kind === "null" ? "" : marked);
    const painted = look.paint ? `${look.paint} ${look.colour} ${look.part}` : "";
    if (this.#painted === painted) return;
    this.#painted = painted;
    setAttribute(element, "data-paint", look.paint || null);
    setAttribute(element, "data-colour", look.paint ? look.colour : null);
    if (look.paint) element.style.setProperty("--part", String(look.part));
    else element.style.removeProperty("--part");
  }

  /** The value is not here yet. */
  wait() {
    this.fill(BONE);
  }

  /** A change of this cell that waits or failed; blank for none. @param {"" | "pending" | "failed"} mark @param {string} note */
  mark(mark, note) {
    const { element } = this;
    if ((element.dataset.mark ?? "") === mark && this.#note === note) return;
    setAttribute(element, "data-mark", mark || null);
    setAttribute(element, "aria-invalid", mark === "failed" ? "true" : null);
    setAttribute(element, "aria-description", note || null);
    element.title = this.#note = note;
  }

  /** Whether it is one of the selected cells, and at which edges of them. @param {string} edges */
  select(edges) {
    setAttribute(this.element, "data-range", edges || null);
    setAttribute(this.element, "aria-selected", edges ? "true" : null);
  }

  /** @param {boolean} active */
  activate(active) {
    setAttribute(this.element, "id", active ? "active" : null);
  }

  /** @param {string} text @param {string} kind @param {{href: string, host: string} | null} link @param {string} marked */
  #show(text, kind, link, marked) {
    if (text === this.#text && kind === this.#kind && marked === this.#marked) return;
    const { element } = this;
    this.#text = text;
    this.#marked = marked;
    if (this.#kind !== kind) {
      this.#kind = kind;
      element.dataset.kind = kind;
      setAttribute(element, "aria-busy", kind === "bone" ? "true" : null);
      this.#link = null;
      element.replaceChildren();
    }
    if (element.title !== this.#note) element.title = this.#note;
    if (!link) return setMarked(element, text, marked);
    if (!this.#link) {
      this.#link = h("a", { target: "_blank", rel: "noopener noreferrer", tabindex: -1 });
      element.replaceChildren(this.#link);
    }
    this.#link.href = link.href;
    this.#link.title = link.host;
    setMarked(this.#link, text, marked);
  }
}
