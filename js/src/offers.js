// What the status line offers for the selection and the whole set: its sum, copies, and files.
import { h, icon, setAttribute, setText } from "./dom.js";
import { Download } from "./download.js";
import { menu, menuItem } from "./menu.js";

/** @import { Popover } from "./popover.js" */
/** @import { Format } from "./copying.js" */
/** @import { DownloadHost } from "./download.js" */

const COPY = "M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z";
const SAVE = "M8 2.5v7M4.8 6.5L8 9.7l3.2-3.2M2.5 10.5v3h11v-3";

/** @type {readonly [string, string, Format, boolean][]} */
const COPIES = [
  ["Copy", "for a spreadsheet", "tsv", false],
  ["Copy with header", "for a spreadsheet", "tsv", true],
  ["Copy as CSV", "", "csv", true],
  ["Copy as Markdown", "", "markdown", true],
];

export class Offers {
  #figures = h("span", { class: "figures" });
  #copy = h("button", { type: "button", class: "button plain", "aria-label": "Copy", title: "Copy the selection", "aria-haspopup": "dialog" }, icon(COPY));
  #save = h("button", { type: "button", class: "button plain", "aria-label": "Download", title: "Download all rows", "aria-haspopup": "dialog" }, icon(SAVE));
  #download;
  #popover;
  #act;
  element;

  /**
   * @param {Popover} popover
   * @param {DownloadHost & {copy: (format: Format, header: boolean) => void, focus: () => void}} act
   */
  constructor(popover, act) {
    this.#popover = popover;
    this.#act = act;
    this.#download = new Download(act);
    this.element = h("span", { class: "tools" }, this.#figures, this.#download.element, this.#copy, this.#save);
    this.#copy.addEventListener("click", () => this.#menu(this.#copy, "Copy", this.#copies()));
    this.#save.addEventListener("click", () => this.#menu(this.#save, "Download", this.#files()));
  }

  close() {
    this.#download.close();
  }

  /** @param {{figures: string, selected: boolean, connected: boolean}} state */
  paint({ figures, selected, connected }) {
    setText(this.#figures, figures);
    setAttribute(this.#copy, "hidden", !selected);
    this.#save.disabled = this.#download.busy || !connected;
  }

  #copies() {
    return COPIES.map(([label, hint, format, header]) => menuItem(this.#popover, label, hint, () => this.#act.copy(format, header)));
  }

  #files() {
    const { rows, missing } = this.#act.extent();
    const note = h("div", { class: "menu-note" }, missing ? `${rows}. ${missing}` : rows);
    return [
      note,
      menuItem(this.#popover, "CSV", "safe for spreadsheets", () => void this.#download.start("csv")),
      menuItem(this.#popover, "Parquet", "with types", () => void this.#download.start("parquet")),
    ];
  }

  /** @param {HTMLElement} button @param {string} label @param {HTMLElement[]} items */
  #menu(button, label, items) {
    if (this.#popover.open) return this.#popover.close();
    this.#popover.show({ label, anchor: () => button.getBoundingClientRect(), back: () => this.#act.focus() }, menu(items));
  }
}
