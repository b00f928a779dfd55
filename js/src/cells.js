// Paints one recycled cell: touches the page only where something changed.
import { h, icon, ICONS, setAttribute } from "./dom.js";
import { setMarked } from "./marks.js";

/** @import { Look } from "./looks.js" */

/** Nothing yet, or nothing to show. @type {Look} */
const BLANK = { text: "", kind: "value", link: null, lead: "", paint: "", colour: "", part: 0 };
const BONE = { ...BLANK, kind: "bone" };

export class CellSlot {
  element = h("div", { class: "cell", role: "gridcell", dir: "auto" });
  #text = "";
  #marked = "";
  #painted = "";
  #kind = "";
  /** @type {HTMLAnchorElement | null} */
  #link = null;
  #lead = "";
  /** What it shows beside a button. @type {HTMLElement | null} */
  #words = null;
  #left = -1;
  #width = -1;
  #note = "";
  /** Attributes as they were set last: asking the page for them at every frame would cost more than the rest. @type {Record<string, string | number | null>} */
  #attributes = {};

  /** @param {number} column @param {number} left @param {number} width @param {string} align @param {string} pinned */
  place(column, left, width, align, pinned) {
    const { element } = this;
    this.#set("aria-colindex", column + 1);
    this.#set("data-column", column);
    if (this.#left !== left) element.style.left = `${(this.#left = left)}px`;
    if (this.#width !== width) element.style.width = `${(this.#width = width)}px`;
    this.#set("data-align", align);
    this.#set("data-pinned", pinned || null);
  }

  /** @param {Look} look @param {string} [marked] a text to mark where it occurs, in lower case */
  fill(look, marked = "") {
    const { element } = this;
    this.#show(look, look.kind === "null" ? "" : marked);
    const painted = look.paint ? `${look.paint} ${look.colour} ${look.part}` : "";
    if (this.#painted === painted) return;
    this.#painted = painted;
    this.#set("data-paint", look.paint || null);
    this.#set("data-colour", look.paint ? look.colour : null);
    if (look.paint) element.style.setProperty("--part", String(look.part));
    else element.style.removeProperty("--part");
  }

  /** Show no value, or a text that is none. @param {string} [text] */
  clear(text = "") {
    this.fill(text ? { ...BLANK, text } : BLANK);
  }

  /** The value is not here yet, though others of its row are. */
  wait() {
    this.fill(BONE);
  }

  /** A change of this cell that waits or failed; blank for none. @param {"" | "pending" | "failed"} mark @param {string} note */
  mark(mark, note) {
    this.#set("data-mark", mark || null);
    this.#set("aria-invalid", mark === "failed" ? "true" : null);
    this.#set("aria-description", note || null);
    if (this.#note !== note) setAttribute(this.element, "title", (this.#note = note) || null);
  }

  /** Whether it is one of the selected cells, and at which edges of them. @param {string} edges */
  select(edges) {
    this.#set("data-range", edges || null);
    this.#set("aria-selected", edges ? "true" : null);
  }

  /** @param {boolean} active */
  activate(active) {
    this.#set("id", active ? "active" : null);
  }

  /** @param {boolean} locked */
  lock(locked) {
    this.#set("aria-readonly", locked ? "true" : null);
  }

  /** @param {string} name @param {string | number | null} value */
  #set(name, value) {
    if ((this.#attributes[name] ?? null) === value) return;
    this.#attributes[name] = value;
    setAttribute(this.element, name, value);
  }

  /** @param {Look} look @param {string} marked */
  #show({ text, kind, link, lead }, marked) {
    if (text === this.#text && kind === this.#kind && marked === this.#marked && lead === this.#lead) return;
    const { element } = this;
    this.#text = text;
    this.#marked = marked;
    if (this.#kind !== kind || !lead !== !this.#lead) {
      this.#kind = kind;
      this.#lead = "";
      this.#set("data-kind", kind);
      this.#set("aria-busy", kind === "bone" ? "true" : null);
      this.#set("data-lead", lead ? "" : null);
      this.#link = this.#words = null;
      element.replaceChildren();
    }
    setAttribute(element, "title", this.#note || null);
    if (lead) return setMarked(this.#beside(lead), text, marked);
    if (!link) return setMarked(element, text, marked);
    if (!this.#link) {
      this.#link = h("a", { target: "_blank", rel: "noopener noreferrer", tabindex: -1 });
      element.replaceChildren(this.#link);
    }
    this.#link.href = link.href;
    this.#link.title = link.host;
    setMarked(this.#link, text, marked);
  }

  /** Room for a text beside a button that leads elsewhere. @param {string} lead */
  #beside(lead) {
    if (!this.#words || lead !== this.#lead) {
      this.#lead = lead;
      this.#words = h("span", { class: "words" });
      const button = h("button", { type: "button", class: "ref", tabindex: -1, "aria-label": lead, title: `${lead} (Alt+→)` }, icon(ICONS.lead));
      this.element.replaceChildren(this.#words, button);
    }
    return this.#words;
  }
}
