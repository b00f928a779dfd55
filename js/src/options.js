// The list of a dropdown: a window of options over as many rows as there are.
import { h, setAttribute, setText } from "./dom.js";
import { printable } from "./text.js";

/** @import { Span } from "./types.d.ts" */

/** @typedef {{first: number, generation: number, ids: (string | null)[], texts: (string | null)[]}} Run null where a row is not loaded */

/** Height of one option (px). */
export const OPTION = 30;
/** Options seen at once. */
export const SHOWN = 8;
/** Browsers can not make room for more: a search narrows them. */
export const MOST = 500_000;
/** Options held beyond those seen, on each side. */
const AROUND = 16;

/** The rows to hold around those seen. @param {number} top px @param {number} count @returns {Span} */
export function wantedAt(top, count) {
  const seen = Math.floor(top / OPTION);
  return { first: Math.max(0, seen - AROUND), last: Math.min(count, seen + SHOWN + 1 + AROUND) };
}

export class Options {
  element = h("div", { class: "options", role: "listbox", id: "options" });
  #space = h("div", { class: "space", role: "presentation" });
  /** @type {Map<number, {id: string, text: string}>} */
  #held = new Map();
  /** @type {Map<number, HTMLElement>} */
  #painted = new Map();
  #count = 0;
  #active = -1;
  #value = "";
  #on;

  /** @param {{moved: () => void, pick: (index: number) => void}} on */
  constructor(on) {
    this.#on = on;
    this.element.append(this.#space);
    this.element.addEventListener("scroll", () => on.moved());
    // The focus stays in the box.
    this.element.addEventListener("pointerdown", (event) => event.preventDefault());
    this.element.addEventListener("click", (event) => {
      const option = event.target instanceof Element ? event.target.closest(".option") : null;
      if (option instanceof HTMLElement) on.pick(Number(option.dataset.index));
    });
  }

  get count() {
    return this.#count;
  }

  get active() {
    return this.#active;
  }

  /** Rows that should be here. */
  get wanted() {
    return wantedAt(this.element.scrollTop, this.#count);
  }

  /** @param {number} index */
  at(index) {
    return this.#held.get(index) ?? null;
  }

  /** Other rows are shown from now on. */
  clear() {
    this.#held.clear();
    this.element.scrollTop = 0;
    this.#active = -1;
  }

  /** @param {Run} run */
  take({ first, ids, texts }) {
    const { first: from, last } = this.wanted;
    for (const index of this.#held.keys()) if (index < from - SHOWN || index > last + SHOWN) this.#held.delete(index);
    ids.forEach((id, n) => {
      const text = texts[n];
      if (typeof id === "string" && typeof text === "string") this.#held.set(first + n, { id, text });
      else this.#held.delete(first + n);
    });
  }

  /** @param {number} index */
  activate(index) {
    this.#active = this.#count === 0 ? -1 : Math.max(0, Math.min(index, this.#count - 1));
    if (this.#active < 0) return;
    const { element } = this;
    const top = this.#active * OPTION;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + OPTION > element.scrollTop + element.clientHeight) element.scrollTop = top + OPTION - element.clientHeight;
    this.#on.moved();
  }

  /** Id of the element that is active; null when it is not painted. */
  get activeId() {
    return this.#painted.has(this.#active) ? `option-${this.#active}` : null;
  }

  /** @param {number} rows @param {string | null} value id of the row that is picked */
  paint(rows, value) {
    this.#count = Math.min(rows, MOST);
    this.#value = value ?? "";
    if (this.#active >= this.#count) this.#active = this.#count - 1;
    this.#space.style.height = `${this.#count * OPTION}px`;
    const { first, last } = this.wanted;
    for (const [index, element] of this.#painted) {
      if (index >= first && index < last) continue;
      element.remove();
      this.#painted.delete(index);
    }
    for (let index = first; index < last; index += 1) this.#option(index);
  }

  /** @param {number} index */
  #option(index) {
    let element = this.#painted.get(index);
    if (!element) {
      element = h("div", { class: "option", role: "option", id: `option-${index}`, "aria-posinset": index + 1, "data-index": index, dir: "auto" });
      element.style.top = `${index * OPTION}px`;
      this.#painted.set(index, element);
      this.#space.append(element);
    }
    const held = this.#held.get(index);
    setAttribute(element, "aria-setsize", this.#count);
    setAttribute(element, "aria-selected", String(held !== undefined && held.id === this.#value));
    setAttribute(element, "aria-busy", held ? null : "true");
    setAttribute(element, "data-active", index === this.#active ? "true" : null);
    setText(element, held ? printable(held.text) : "");
    setAttribute(element, "title", held ? held.text.slice(0, 300) : null);
  }
}
