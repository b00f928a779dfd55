// Paints one recycled cell: touches the page only where something changed.
import { h, setAttribute, setText } from "./dom.js";
import { safeLink } from "./links.js";
import { cellText } from "./text.js";

/** @import { Cell, ColumnType } from "./types.d.ts" */

const NULL_MARK = "null";

export class CellSlot {
  element = h("div", { class: "cell", role: "gridcell", dir: "auto" });
  #text = "";
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

  /** @param {Cell} value @param {ColumnType} type */
  fill(value, type) {
    if (value === null) return this.#show(NULL_MARK, "null");
    const text = cellText(value);
    if (text === "") return this.#show("", "empty");
    const link = type === "text" && typeof value === "string" ? safeLink(value) : null;
    this.#show(text, link ? "link" : "value", link);
  }

  /** The value is not here yet. */
  wait() {
    this.#show("", "bone");
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

  /** @param {string} text @param {string} kind @param {{href: string, host: string} | null} [link] */
  #show(text, kind, link = null) {
    if (text === this.#text && kind === this.#kind) return;
    const { element } = this;
    this.#text = text;
    if (this.#kind !== kind) {
      this.#kind = kind;
      element.dataset.kind = kind;
      setAttribute(element, "aria-busy", kind === "bone" ? "true" : null);
      this.#link = null;
      element.replaceChildren();
    }
    if (element.title !== this.#note) element.title = this.#note;
    if (!link) return setText(element, text);
    if (!this.#link) {
      this.#link = h("a", { target: "_blank", rel: "noopener noreferrer", tabindex: -1 });
      element.replaceChildren(this.#link);
    }
    this.#link.href = link.href;
    this.#link.title = link.host;
    setText(this.#link, text);
  }
}
