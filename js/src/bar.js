// The bar above the grid: its title and the search box.
import { h, icon, ICONS, setAttribute, setText } from "./dom.js";
import { counted } from "./range.js";
import { grouped } from "./text.js";

/** @import { Can } from "./types.d.ts" */

/** A search is sent when the typing rests this long (ms): it may cost the source a query. */
const TYPING = 300;
/** Python deletes no more rows at once. */
export const MOST_DELETED = 100;

export class Bar {
  #title = h("div", { class: "title", dir: "auto" });
  #input = h("input", {
    type: "search", class: "query", placeholder: "Search", "aria-label": "Search rows",
    spellcheck: "false", autocomplete: "off",
  });
  #box = h("label", { class: "search" }, icon(ICONS.search), this.#input);
  #deleted = h("span", { class: "deleted" });
  #undo = h("button", { type: "button", class: "button" }, icon(ICONS.undo), "Undo");
  #deleteText = h("span");
  #delete = h("button", { type: "button", class: "button delete" }, icon(ICONS.remove), this.#deleteText);
  #add = h("button", { type: "button", class: "button" }, icon(ICONS.add), "Add row");
  #changes = h("div", { class: "changes", role: "toolbar", "aria-label": "Changes" }, this.#deleted, this.#undo, this.#delete, this.#add);
  /** Room for what is about the view: columns, rows. */
  tools = h("div", { class: "tools", role: "toolbar", "aria-label": "View" });
  element = h("div", { class: "bar" }, this.#title, this.#changes, this.tools, this.#box);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #search;

  /** @param {(text: string) => void} search @param {(action: "add" | "delete" | "undo") => void} change */
  constructor(search, change) {
    this.#search = search;
    this.#add.addEventListener("click", () => change("add"));
    this.#delete.addEventListener("click", () => change("delete"));
    this.#undo.addEventListener("click", () => change("undo"));
    this.#input.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#send(), TYPING);
    });
    this.#input.addEventListener("keydown", (event) => {
      // Notebook shortcuts must not run on what is typed here.
      event.stopPropagation();
      // Enter may end a word of an input method: that is not a search yet.
      if (event.isComposing) return;
      if (event.key === "Enter") this.#send();
      if (event.key === "Escape") {
        this.#input.value = "";
        this.#send();
      }
    });
  }

  close() {
    clearTimeout(this.#timer);
  }

  /** @param {{title: string, can: Can, search: string, selected: number, undo: number, undoes?: string}} state */
  paint({ title, can, search, selected, undo, undoes = "delete" }) {
    setText(this.#title, title);
    setAttribute(this.#box, "hidden", !can.search);
    setAttribute(this.#add, "hidden", !can.insert);
    setAttribute(this.#delete, "hidden", !can.delete || selected === 0);
    setText(this.#deleteText, selected > 1 ? `Delete ${grouped(selected)} rows` : "Delete row");
    this.#delete.disabled = selected > MOST_DELETED;
    this.#delete.title = selected > MOST_DELETED ? `Up to ${MOST_DELETED} rows at once` : "";
    setAttribute(this.#undo, "hidden", undo === 0);
    setText(this.#deleted, undo === 0 ? "" : undoes === "paste" ? `${counted(undo, "cell")} changed` : `${counted(undo, "row")} deleted`);
    const changes = can.insert || can.delete || undo > 0;
    setAttribute(this.#changes, "hidden", !changes);
    // What the user is typing is newer than anything Python knows.
    const typing = this.#input.matches(":focus") || this.#timer !== undefined;
    if (!typing && this.#input.value !== search) this.#input.value = search;
  }

  #send() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#search(this.#input.value.trim());
  }
}
