// The bar above the grid: its title and the search box.
import { h, icon, ICONS, setAttribute, setText } from "./dom.js";

/** A search is sent when the typing rests this long (ms): it may cost the source a query. */
const TYPING = 300;

export class Bar {
  #title = h("div", { class: "title", dir: "auto" });
  #input = h("input", {
    type: "search", class: "query", placeholder: "Search", "aria-label": "Search rows",
    spellcheck: "false", autocomplete: "off",
  });
  #box = h("label", { class: "search" }, icon(ICONS.search), this.#input);
  element = h("div", { class: "bar" }, this.#title, this.#box);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #search;

  /** @param {(text: string) => void} search */
  constructor(search) {
    this.#search = search;
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
      if (event.key === "Escape") this.clear();
    });
  }

  close() {
    clearTimeout(this.#timer);
  }

  clear() {
    this.#input.value = "";
    this.#send();
  }

  /** @param {{title: string, canSearch: boolean, search: string}} state */
  paint({ title, canSearch, search }) {
    setText(this.#title, title);
    setAttribute(this.#box, "hidden", !canSearch);
    setAttribute(this.element, "hidden", !title && !canSearch);
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
