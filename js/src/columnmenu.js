// The list of all columns: which show, which stay at the left, and in which order they stand.
import { listOrder, tidyShown } from "./arrangement.js";
import { h, icon, ICONS, setAttribute, setText } from "./dom.js";
import { grouped, printable } from "./text.js";

/** @import { Column } from "./types.d.ts" */
/** @import { Arranging } from "./arranging.js" */

export class ColumnMenu {
  #find = h("input", { type: "search", class: "field-box", placeholder: "Find a column", "aria-label": "Find a column", spellcheck: "false", autocomplete: "off" });
  #count = h("span", { class: "menu-count", role: "status" });
  #all = h("button", { type: "button", class: "button" }, "Show all");
  #none = h("button", { type: "button", class: "button" }, "Hide all");
  #list = h("ul", { class: "menu-list", "aria-label": "Columns" });
  element = h("div", { class: "column-menu" },
    this.#find, h("div", { class: "menu-acts" }, this.#count, this.#all, this.#none), this.#list,
    h("div", { class: "menu-help" }, "Drag, or Alt+↑ ↓, to move"));
  #arranging;
  #fit;
  /** Every name, as the list has them. @type {string[]} */
  #order = [];
  /** @type {Set<string>} */
  #shown = new Set();

  /** @param {Arranging} arranging @param {(column: number) => void} fit make a column that shows as wide as its content */
  constructor(arranging, fit) {
    this.#arranging = arranging;
    this.#fit = fit;
    this.#order = listOrder(this.#columns, arranging.now);
    this.#shown = new Set(arranging.now.columns.map(({ name }) => name));
    this.#fill();
    this.#find.addEventListener("input", () => this.#filter());
    this.#all.addEventListener("click", () => this.#showAll(true));
    this.#none.addEventListener("click", () => this.#showAll(false));
    this.#list.addEventListener("change", (event) => this.#toggled(event));
    this.#list.addEventListener("click", (event) => this.#clicked(event));
    this.#list.addEventListener("keydown", (event) => this.#pressed(event));
    this.#list.addEventListener("focusin", (event) => this.#rove(itemOf(event)));
    this.#list.addEventListener("pointerdown", (event) => this.#drag(event));
    this.#find.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown") return;
      event.preventDefault();
      this.#focus(this.#visible[0]);
    });
  }

  /** @returns {readonly Column[]} */
  get #columns() {
    return this.#arranging.traits.allColumns ?? [];
  }

  get #items() {
    return /** @type {HTMLElement[]} */ ([...this.#list.children]);
  }

  get #visible() {
    return this.#items.filter((item) => !item.hidden);
  }

  #fill() {
    const labels = new Map(this.#columns.map(({ name, label }) => [name, label]));
    const items = this.#order.map((name) => {
      const label = printable(labels.get(name) ?? name);
      return h("li", { class: "menu-item", "data-name": name },
        h("span", { class: "menu-grip", "aria-hidden": "true" }, "⋮⋮"),
        h("label", { class: "menu-label" }, h("input", { type: "checkbox", tabindex: -1 }), h("span", { class: "menu-name", dir: "auto" }, label)),
        h("button", { type: "button", class: "button plain menu-fit", tabindex: -1, "aria-label": `Fit ${label} to its content`, title: "Fit to its content" }, icon(ICONS.fit)),
        h("button", { type: "button", class: "button plain menu-pin", tabindex: -1, "aria-label": `Keep ${label} at the left`, title: "Keep at the left" }, icon(ICONS.pin)));
    });
    this.#list.replaceChildren(...items);
    this.#rove(items[0] ?? null);
    this.#filter();
  }

  #paint() {
    const pinned = new Set(this.#arranging.wanted.pinned);
    for (const item of this.#items) {
      const name = item.dataset.name ?? "";
      const box = item.querySelector("input");
      if (box) box.checked = this.#shown.has(name);
      setAttribute(/** @type {Element} */ (item.querySelector(".menu-fit")), "hidden", !this.#shown.has(name));
      const pin = item.querySelector(".menu-pin");
      if (pin) setAttribute(pin, "aria-pressed", pinned.has(name) ? "true" : "false");
    }
    setText(this.#count, `${grouped(this.#shown.size)} of ${grouped(this.#order.length)} shown`);
  }

  #filter() {
    const wanted = this.#find.value.trim().toLowerCase();
    for (const item of this.#items) item.hidden = !(item.textContent ?? "").toLowerCase().includes(wanted);
    if (!this.#list.querySelector('[tabindex="0"]:not([hidden] *)')) this.#rove(this.#visible[0] ?? null);
    this.#paint();
  }

  /** What the list says becomes so. */
  #apply() {
    const shown = this.#order.filter((name) => this.#shown.has(name));
    this.#arranging.change({ shown: tidyShown(this.#columns, shown) });
    this.#paint();
  }

  /** Those that were found, when somebody looks for some. @param {boolean} show */
  #showAll(show) {
    for (const { dataset } of this.#visible) {
      if (show) this.#shown.add(dataset.name ?? "");
      else this.#shown.delete(dataset.name ?? "");
    }
    this.#apply();
  }

  /** @param {Event} event */
  #toggled(event) {
    const name = itemOf(event)?.dataset.name;
    if (name === undefined) return;
    if (!this.#shown.delete(name)) this.#shown.add(name);
    this.#apply();
  }

  /** @param {Event} event */
  #clicked(event) {
    const target = /** @type {Element} */ (event.composedPath()[0]);
    const name = itemOf(event)?.dataset.name;
    if (name === undefined || !target.closest("button")) return;
    if (target.closest(".menu-fit")) return this.#fit(this.#arranging.now.columns.findIndex((column) => column.name === name));
    const { pinned } = this.#arranging.wanted;
    const stays = pinned.includes(name);
    this.#arranging.change({ pinned: stays ? pinned.filter((other) => other !== name) : [...pinned, name] });
    this.#paint();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const item = itemOf(event);
    if (!step || !item) return;
    event.preventDefault();
    const next = this.#visible[this.#visible.indexOf(item) + step];
    if (event.altKey && next) this.#move(item, next, step > 0);
    else if (next) this.#focus(next);
    else if (step < 0) this.#find.focus();
  }

  /** @param {HTMLElement} item @param {HTMLElement} beside @param {boolean} after */
  #move(item, beside, after) {
    if (item === beside) return;
    if (after) beside.after(item);
    else beside.before(item);
    this.#order = this.#items.map(({ dataset }) => dataset.name ?? "");
    this.#focus(item);
    this.#apply();
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    const item = itemOf(event);
    const target = /** @type {Element} */ (event.composedPath()[0]);
    if (!item || event.button !== 0 || !target.closest(".menu-grip")) return;
    event.preventDefault();
    item.dataset.dragged = "";
    this.#list.setPointerCapture(event.pointerId);
    /** @param {PointerEvent} moved */
    const move = ({ clientY }) => {
      const over = this.#visible.find((other) => {
        const { top, bottom } = other.getBoundingClientRect();
        return clientY >= top && clientY < bottom;
      });
      if (!over || over === item) return;
      const down = this.#items.indexOf(over) > this.#items.indexOf(item);
      if (down) over.after(item);
      else over.before(item);
      over.scrollIntoView({ block: "nearest" });
    };
    const end = () => {
      this.#list.removeEventListener("pointermove", move);
      this.#list.removeEventListener("lostpointercapture", end);
      delete item.dataset.dragged;
      this.#order = this.#items.map(({ dataset }) => dataset.name ?? "");
      this.#apply();
    };
    this.#list.addEventListener("pointermove", move);
    this.#list.addEventListener("lostpointercapture", end);
  }

  /** @param {HTMLElement | undefined} item */
  #focus(item) {
    if (!item) return;
    this.#rove(item);
    item.querySelector("input")?.focus();
  }

  /** One item at a time is in reach of the tab key: its box and its pin. @param {HTMLElement | null} item */
  #rove(item) {
    for (const old of this.#list.querySelectorAll('[tabindex="0"]')) setAttribute(old, "tabindex", -1);
    for (const stop of item?.querySelectorAll("input, button") ?? []) setAttribute(stop, "tabindex", 0);
  }
}

/** @param {Event} event @returns {HTMLElement | null} */
function itemOf(event) {
  return /** @type {Element} */ (event.composedPath()[0]).closest(".menu-item");
}
