// Paints the header: names, sort arrows, and edges to drag.
import { alike } from "./alike.js";
import { isRight, pinnedAs, MIN_WIDTH, typeHint } from "./columns.js";
import { Spread, spreadText } from "./distribution.js";
import { h, icon, ICONS, setAttribute, setText } from "./dom.js";
import { amountText } from "./looks.js";

/** @import { Column, Filter, Format, Sort } from "./types.d.ts" */
/** @import { Spreads } from "./spreads.js" */
/** @import { Place } from "./keys.js" */

/**
 * @typedef {object} HeaderFrame
 * @property {readonly Column[]} columns
 * @property {readonly number[]} shownColumns places of the columns to paint
 * @property {number} pinned how many columns stay at the left
 * @property {readonly number[]} lefts
 * @property {number} gutter
 * @property {number} width
 * @property {readonly Sort[]} sort the first one decides first
 * @property {boolean} canOrder
 * @property {boolean} canFilter
 * @property {readonly Filter[]} filters
 * @property {Spreads} spreads
 * @property {Readonly<Record<string, Format>>} [looks] how columns are painted, by name
 * @property {Place | null} active
 */

class HeaderCell {
  label = h("span", { class: "label", dir: "auto" });
  hint = h("span", { class: "hint", "aria-hidden": "true" });
  arrow = h("span", { class: "arrow", "aria-hidden": "true" });
  edge = h("span", { class: "edge", "aria-hidden": "true" });
  filter = h("button", { type: "button", class: "th-filter", tabindex: -1 }, icon(ICONS.filter));
  spread = new Spread();
  #name = h("div", { class: "th-name" }, this.label, this.hint, this.arrow, this.filter);
  element = h("div", { class: "cell th", role: "columnheader" }, this.#name, this.spread.element, this.edge);
  column = -1;
}

export class Header {
  #gutter = h("div", { class: "gutter", "aria-hidden": "true" });
  #row = h("div", { class: "row", role: "row", "aria-rowindex": 1 }, this.#gutter);
  /** @type {HeaderCell[]} */
  #cells = [];
  #actions;
  /** What was painted last. @type {readonly unknown[]} */
  #painted = [];

  /**
   * @param {HTMLElement} head
   * @param {object} actions
   * @param {(column: number, add: boolean) => void} actions.sort
   * @param {(column: number) => void} actions.filter
   * @param {(column: number, width: number) => void} actions.resize
   * @param {(column: number) => void} actions.fit
   */
  constructor(head, actions) {
    this.#actions = actions;
    head.append(this.#row);
  }

  /** @param {HeaderFrame} frame */
  paint(frame) {
    const { spreads, active, ...others } = frame;
    const painted = [...Object.values(others), spreads.version, spreads.open, active?.row === -1 && active.column];
    if (alike(painted, this.#painted)) return;
    this.#painted = painted;
    this.#row.style.width = `${frame.width}px`;
    this.#gutter.style.width = `${frame.gutter}px`;
    const { shownColumns } = frame;
    while (this.#cells.length < shownColumns.length) this.#add();
    while (this.#cells.length > shownColumns.length) this.#cells.pop()?.element.remove();
    for (const [slot, cell] of this.#cells.entries()) this.#paintCell(cell, shownColumns[slot] ?? 0, frame);
  }

  /** The width a column's name needs. @param {number} column */
  contentWidth(column) {
    const cell = this.#cells.find((c) => c.column === column);
    return cell ? cell.label.scrollWidth + cell.hint.offsetWidth + 64 : MIN_WIDTH;
  }

  /** Where the header of a column stands, if it is painted. @param {number} column */
  rect(column) {
    return this.#cells.find((cell) => cell.column === column)?.element.getBoundingClientRect() ?? null;
  }

  /** @param {HeaderCell} cell @param {number} number @param {HeaderFrame} frame */
  #paintCell(cell, number, frame) {
    const column = /** @type {Column} */ (frame.columns[number]);
    const { element } = cell;
    const left = frame.lefts[number] ?? 0;
    cell.column = number;
    element.style.left = `${frame.gutter + left}px`;
    element.style.width = `${(frame.lefts[number + 1] ?? left) - left}px`;
    element.dataset.align = isRight(column.type) ? "right" : "left";
    setAttribute(element, "data-pinned", pinnedAs(number, frame.pinned) || null);
    setText(cell.label, column.label);
    setText(cell.hint, typeHint(column.type));
    setAttribute(element, "aria-colindex", number + 1);
    const name = column.label === column.name ? column.label : `${column.label} (${column.name})`;
    const { told } = frame.spreads;
    const spread = frame.spreads.of(column.name);
    const words = spread && told ? spreadText(spread, told) : "";
    cell.spread.paint(spread, (text) => amountText(text, column, frame.looks?.[column.name]));
    setAttribute(element, "title", words ? `${name}\n${words}` : name);
    const orderable = frame.canOrder && column.orderable;
    const rank = frame.sort.findIndex((one) => one.column === column.name);
    const sorted = frame.sort[rank];
    const direction = sorted ? (sorted.descending ? "descending" : "ascending") : "none";
    setAttribute(element, "aria-sort", orderable || sorted ? direction : null);
    setAttribute(element, "data-orderable", orderable);
    const several = frame.sort.length > 1;
    setText(cell.arrow, sorted ? `${sorted.descending ? "↓" : "↑"}${several ? rank + 1 : ""}` : "");
    const filtered = frame.filters.some(([filter]) => filter === column.name);
    setAttribute(cell.filter, "hidden", !frame.canFilter && !filtered);
    setAttribute(cell.filter, "aria-label", `Filter ${column.label}`);
    setAttribute(element, "data-filtered", filtered);
    const place = sorted && several ? `sort column ${rank + 1} of ${frame.sort.length}` : "";
    setAttribute(element, "aria-description", [place, filtered ? "filtered" : "", words].filter(Boolean).join("; ") || null);
    setAttribute(element, "id", frame.active?.row === -1 && frame.active.column === number ? "active" : null);
  }

  #add() {
    const cell = new HeaderCell();
    cell.element.addEventListener("click", (event) => {
      if (event.target !== cell.edge && !event.composedPath().includes(cell.filter)) this.#actions.sort(cell.column, event.shiftKey);
    });
    cell.filter.addEventListener("click", () => this.#actions.filter(cell.column));
    // It neither moves the column nor takes the focus.
    cell.filter.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      event.stopPropagation();
    });
    cell.edge.addEventListener("dblclick", () => this.#actions.fit(cell.column));
    cell.edge.addEventListener("pointerdown", (event) => this.#drag(event, cell));
    this.#cells.push(cell);
    this.#row.append(cell.element);
  }

  /** @param {PointerEvent} event @param {HeaderCell} cell */
  #drag(event, cell) {
    if (event.button !== 0) return;
    event.preventDefault();
    const { column, edge, element } = cell;
    const start = event.clientX;
    const width = element.offsetWidth;
    edge.setPointerCapture(event.pointerId);
    edge.dataset.dragged = "";
    /** @param {PointerEvent} moved */
    const move = (moved) => {
      this.#actions.resize(column, Math.max(MIN_WIDTH, width + moved.clientX - start));
    };
    const end = () => {
      edge.removeEventListener("pointermove", move);
      edge.removeEventListener("lostpointercapture", end);
      delete edge.dataset.dragged;
    };
    edge.addEventListener("pointermove", move);
    edge.addEventListener("lostpointercapture", end);
  }
}
