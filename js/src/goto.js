// A small box that leads to a row, by its number or its id.
import { h, setText } from "./dom.js";
import { grouped } from "./text.js";

/**
 * The index of a row that a text names by its number, or null. Digits may stand in groups.
 *
 * @param {string} text
 * @param {number} count
 */
export function rowNumber(text, count) {
  const digits = text.replace(/[\s,._’'#]/g, "");
  if (!/^\d{1,15}$/.test(digits)) return null;
  const number = Number(digits);
  return number >= 1 && number <= count ? number - 1 : null;
}

export class GoTo {
  #input = h("input", { class: "field-box", type: "text", placeholder: "Row number or id", "aria-label": "Row number or id", spellcheck: "false", autocomplete: "off" });
  #find = h("button", { type: "button", class: "button" }, "Find id");
  #why = h("div", { class: "field-why", role: "status" });
  #submit = h("button", { type: "submit", class: "button primary" }, "Go");
  element = h("form", { class: "goto", novalidate: true },
    h("div", { class: "goto-line" }, this.#input, this.#submit, this.#find), this.#why);
  #host;

  /**
   * @param {object} host
   * @param {() => number} host.count of rows
   * @param {(row: number) => void} host.go
   * @param {(id: string) => Promise<{index: number | null, problem: string}>} host.find
   */
  constructor(host) {
    this.#host = host;
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      const row = rowNumber(this.#input.value, host.count());
      if (row === null) void this.#search();
      else host.go(row);
    });
    this.#find.addEventListener("click", () => void this.#search());
  }

  async #search() {
    const id = this.#input.value.trim();
    if (id === "") return this.#input.focus();
    setText(this.#why, "");
    const { index, problem } = await this.#host.find(id);
    if (index !== null) this.#host.go(index);
    else setText(this.#why, problem || `No loaded row has this id, and there are ${grouped(this.#host.count())} rows.`);
  }
}
