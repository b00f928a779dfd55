// The line that says which filters are active, each with a button that takes it away.
import { h, icon, ICONS, setAttribute } from "./dom.js";
import { filterText } from "./filter.js";
import { same } from "./narrowing.js";

/** @import { Column, Filter } from "./types.d.ts" */

export class Chips {
  element = h("div", { class: "chips", role: "group", "aria-label": "Active filters", hidden: true });
  /** @type {readonly Filter[]} */
  #shown = [];
  #change;
  #focus;

  /** @param {(filters: Filter[]) => void} change @param {() => void} focus there is no button left to press */
  constructor(change, focus) {
    this.#change = change;
    this.#focus = focus;
    this.element.addEventListener("keydown", (event) => event.stopPropagation());
  }

  /** @param {readonly Filter[]} filters @param {readonly Column[]} columns */
  paint(filters, columns) {
    if (same(filters, this.#shown)) return;
    this.#shown = filters;
    const inside = this.element.matches(":focus-within");
    setAttribute(this.element, "hidden", filters.length === 0);
    const chips = filters.map((filter, at) => {
      const column = columns.find(({ name }) => name === filter[0]) ?? { name: filter[0], label: filter[0], type: "unknown", orderable: false };
      const text = filterText(filter, column);
      const remove = h("button", { type: "button", class: "chip-remove", "aria-label": `Remove filter: ${text}` }, icon(ICONS.clear));
      remove.addEventListener("click", () => this.#change(filters.filter((_, other) => other !== at)));
      return h("span", { class: "chip" }, h("span", { class: "chip-text", dir: "auto", title: text }, text), remove);
    });
    const all = h("button", { type: "button", class: "button plain clear-filters" }, "Clear all");
    all.addEventListener("click", () => this.#change([]));
    this.element.replaceChildren(...chips, ...(chips.length > 1 ? [all] : []));
    // The button that was pressed has gone with its filter.
    if (!inside) return;
    const next = this.element.querySelector("button");
    if (next) next.focus();
    else this.#focus();
  }
}
