// What scrolling costs at least: rows placed by hand in a layer that stands still, and nothing else.
import { COLUMN_WIDTH, COLUMNS, ROW_HEIGHT } from "../truth.js";
import { Pages } from "../pages.js";

const SPACE = 8_000_000;

export default class Bare {
  static marks = { body: ".layer", row: ".row", cell: "span" };
  #pos = 0;
  #top = 0;
  #budget = 0;
  #paidAt = 0;
  /** @type {{element: HTMLElement, cells: HTMLElement[], row: number}[]} */
  #pool = [];

  /** @param {HTMLElement} host @param {import("../pages.js").Source} source @param {number} count */
  constructor(host, source, count) {
    host.innerHTML = `<style>
      .bare { height: 480px; overflow: auto; contain: strict; font: 13px sans-serif }
      .space { position: relative; min-width: 100% } .layer { position: sticky; top: 0; height: 480px; overflow: hidden }
      .bare .row { position: absolute; width: 100%; height: ${ROW_HEIGHT}px; contain: strict }
      .bare span { position: absolute; width: ${COLUMN_WIDTH}px; height: 100%; overflow: hidden; white-space: nowrap }
    </style><div class="bare"><div class="space"><div class="layer"></div></div></div>`;
    this.scroller = /** @type {HTMLElement} */ (host.querySelector(".bare"));
    this.layer = /** @type {HTMLElement} */ (host.querySelector(".layer"));
    this.view = 480;
    this.end = count * ROW_HEIGHT - this.view;
    this.space = Math.min(count * ROW_HEIGHT, SPACE);
    /** @type {HTMLElement} */ (host.querySelector(".space")).style.height = `${this.space}px`;
    this.pages = new Pages(source, count, () => this.paint(true));
    for (let i = 0; i <= Math.ceil(this.view / ROW_HEIGHT) + 1; i += 1) this.#pool.push(this.#row());
    this.scroller.addEventListener("wheel", ({ deltaY }) => this.#pay(Math.abs(deltaY)), { passive: true });
    this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.paint(true);
  }

  #row() {
    const element = document.createElement("div");
    element.className = "row";
    const cells = Array.from({ length: COLUMNS }, (_, column) => {
      const cell = element.appendChild(document.createElement("span"));
      cell.style.left = `${column * COLUMN_WIDTH}px`;
      return cell;
    });
    this.layer.append(element);
    return { element, cells, row: -1 };
  }

  /** @param {number} pixels */
  #pay(pixels) {
    this.#budget = (performance.now() - this.#paidAt > 400 ? 0 : this.#budget) + pixels;
    this.#paidAt = performance.now();
  }

  // A move that the wheel has paid for is 1:1; any other is a jump of the scroll bar.
  #scrolled() {
    const top = this.scroller.scrollTop;
    const moved = top - this.#top;
    this.#top = top;
    if (Math.abs(moved) <= this.#budget + 1) {
      this.#budget -= Math.abs(moved);
      this.#pos = Math.min(Math.max(this.#pos + moved, 0), this.end);
    } else this.#pos = (top / (this.space - this.view)) * this.end;
    this.paint(false);
  }

  /** @param {boolean} anew the rows have other values */
  paint(anew) {
    const first = Math.floor(this.#pos / ROW_HEIGHT);
    this.pages.need(first, first + this.#pool.length);
    for (let i = first; i < first + this.#pool.length; i += 1) {
      const slot = /** @type {NonNullable<(typeof this.#pool)[0]>} */ (this.#pool[i % this.#pool.length]);
      slot.element.hidden = i >= this.pages.count;
      slot.element.style.transform = `translateY(${Math.round(i * ROW_HEIGHT - this.#pos)}px)`;
      if (slot.row === i && !anew) continue;
      slot.row = i;
      const row = this.pages.row(i);
      for (const [column, cell] of slot.cells.entries()) {
        const text = row ? String(row[column]) : "";
        if (cell.textContent !== text) cell.textContent = text;
      }
    }
  }

  /** @param {[row: number, column: number, value: number | string][]} cells */
  update(cells) {
    for (const [row, column, value] of cells) {
      const slot = this.#pool[row % this.#pool.length];
      if (slot?.row === row) /** @type {HTMLElement} */ (slot.cells[column]).textContent = String(value);
    }
  }
}
