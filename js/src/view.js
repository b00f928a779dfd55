// One grid on the page: puts the parts together and repaints them when the session has news.
import { Bar } from "./bar.js";
import { Body } from "./body.js";
import { paintedColumns, revealColumn } from "./columns.js";
import { h, setAttribute } from "./dom.js";
import { Foot, problemText } from "./foot.js";
import { Header } from "./header.js";
import { move } from "./keys.js";
import { Notice } from "./notice.js";
import { Picked } from "./picked.js";
import { Scroller } from "./scroller.js";
import { Session } from "./session.js";
import { rowsText } from "./text.js";
import { followTheme } from "./theme.js";
import { Widths } from "./widths.js";

/** @import { HeldRow, Model, Sort } from "./types.d.ts" */
/** @import { Place } from "./keys.js" */

export const ROW_HEIGHT = 28;
const HEAD_HEIGHT = 32;
const DEFAULT_HEIGHT = 420;

export class GridView {
  #session;
  #widths = new Widths();
  #picked = new Picked();
  /** @type {Place | null} */
  #active = null;
  #stamp = 0;
  #framed = false;
  #told = { error: "", rows: "", sort: "" };
  #columns = { first: 0, last: 0 };
  #bar = new Bar((text) => this.#session.setSearch(text));
  #foot = new Foot((kind) => this.#session.command(kind));
  #notice = new Notice((act) => (act === "clear" ? this.#bar.clear() : this.#session.command("retry")));
  #scroller = new Scroller(
    { rowHeight: ROW_HEIGHT, headHeight: HEAD_HEIGHT },
    () => this.#moved(),
    () => this.#session.again(),
  );
  #body = new Body(this.#scroller.layer);
  #header = new Header(this.#scroller.head, {
    sort: (column) => this.#sortBy(column),
    resize: (column, width) => this.#resize(column, width),
    fit: (column) => this.#fit(column),
  });
  #frame = h("div", { class: "frame" });
  #stopTheme;

  /** @param {Model} model @param {HTMLElement} host the element that holds the shadow root @param {ShadowRoot} root */
  constructor(model, host, root) {
    this.#session = new Session(model, () => this.#soon());
    this.#stopTheme = followTheme(host);
    const stage = h("div", { class: "stage" }, this.#scroller.element, this.#notice.element);
    this.#frame.append(this.#bar.element, stage, this.#foot.element);
    root.append(this.#frame);
    const { snapshot } = this.#session.traits;
    this.#repaint();
    if (snapshot && snapshot.first > 0) this.#scroller.track.pos = snapshot.first * ROW_HEIGHT;
    const grid = this.#scroller.element;
    grid.addEventListener("keydown", (event) => this.#pressed(event));
    grid.addEventListener("click", (event) => this.#clicked(event));
    grid.addEventListener("pointerover", hintCutText);
    grid.addEventListener("copy", (event) => this.#copy(event));
    grid.addEventListener("focus", () => this.#focused());
  }

  close() {
    this.#stopTheme();
    this.#session.close();
    this.#scroller.close();
    this.#bar.close();
    this.#foot.close();
    this.#frame.remove();
  }

  /** News come in bursts: one repaint per frame is enough. */
  #soon() {
    if (this.#framed) return;
    this.#framed = true;
    // A timer, not an animation frame: those stand still in hidden tabs and would pile up news.
    setTimeout(() => {
      this.#framed = false;
      this.#repaint();
    }, 0);
  }

  #repaint() {
    const session = this.#session;
    const { traits } = session;
    const { status, can } = traits;
    this.#stamp += 1;
    this.#frame.style.height = `${traits.height || DEFAULT_HEIGHT}px`;
    if (traits.selection) this.#picked.adopt(traits.selection, performance.now());
    this.#layout();
    if (session.goTop && !session.gate.waiting) {
      session.goTop = false;
      this.#scroller.go(0);
    } else {
      this.#moved();
    }
    const busy = session.gate.waiting;
    this.#frame.dataset.waiting = String(busy);
    const problem = session.problem ?? status.error;
    const loading = status.load_state === "loading" || status.refreshing || busy;
    this.#bar.paint({ title: traits.title ?? "", canSearch: can.search, search: session.search });
    this.#notice.paint({ count: session.count, loading, search: traits.search, problem });
    this.#foot.paint({
      status, busy, problem: session.problem, canMore: can.more, selected: this.#picked.ids.size,
      connection: session.connection, told: session.count === 0 && problem !== null,
    });
    const grid = this.#scroller.element;
    setAttribute(grid, "aria-label", traits.title || "Data");
    setAttribute(grid, "aria-rowcount", status.row_count === null ? -1 : status.row_count + 1);
    setAttribute(grid, "aria-colcount", traits.columns.length);
    setAttribute(grid, "aria-multiselectable", "true");
    setAttribute(grid, "aria-busy", loading ? "true" : null);
    this.#tell(busy, problemText(problem));
  }

  /** Rows to paint: those of the axis, or a screen of bones while nothing is known. */
  #rows() {
    if (this.#session.count > 0) return this.#scroller.rows;
    const { load_state, error } = this.#session.traits.status;
    const bones = load_state === "loading" && !error ? this.#scroller.page + 1 : 0;
    return { first: 0, last: bones };
  }

  get #gutter() {
    return 22 + 7.5 * Math.max(3, String(Math.max(this.#session.count, 1)).length * 1.25);
  }

  get #room() {
    return Math.max(0, this.#scroller.view.width - this.#gutter);
  }

  #layout() {
    const { columns } = this.#session.traits;
    if (this.#widths.update(columns, () => this.#sample(), this.#room)) this.#stamp += 1;
    this.#scroller.layout(this.#session.count, this.#gutter + (this.#widths.lefts.at(-1) ?? 0));
  }

  /** The known rows that show. */
  #sample() {
    const { first, last } = this.#scroller.rows;
    /** @type {HeldRow[]} */
    const sample = [];
    for (let i = first; i < last; i += 1) {
      const row = this.#session.row(i);
      if (row && row.id !== null) sample.push(row);
    }
    return sample;
  }

  /** Paints header and rows where the scroller is now; runs at every frame of a scroll. */
  #moved() {
    const { view, pos, scrollLeft, track } = this.#scroller;
    if (view.height === 0) return;
    const session = this.#session;
    this.#layout();
    const { columns, can } = session.traits;
    const { lefts } = this.#widths;
    const shownColumns = paintedColumns(lefts, scrollLeft, scrollLeft + this.#room);
    if (shownColumns.first !== this.#columns.first || shownColumns.last !== this.#columns.last) this.#stamp += 1;
    this.#columns = shownColumns;
    const gutter = this.#gutter;
    const width = Math.max(view.width, gutter + (lefts.at(-1) ?? 0));
    const common = { columns, shownColumns, lefts, gutter, width, active: this.#active, stamp: this.#stamp };
    this.#header.paint({ ...common, sort: session.sort, canOrder: can.order });
    const rows = this.#rows();
    this.#body.paint({
      ...common, rows, pos, rowHeight: ROW_HEIGHT,
      row: (index) => session.row(index),
      selected: (id) => this.#picked.ids.has(id),
    });
    const shown = rows.last > rows.first ? rows : { first: 0, last: this.#scroller.page };
    session.show(shown, track.direction);
    const active = this.#active;
    const painted = active && (active.row === -1 || (active.row >= rows.first && active.row < rows.last));
    setAttribute(this.#scroller.element, "aria-activedescendant", painted ? "active" : null);
  }

  /** @param {boolean} busy @param {string} error */
  #tell(busy, error) {
    if (busy) return;
    const { sort, status } = this.#session.traits;
    const order = sort ? `Sorted by ${sort.column}, ${sort.descending ? "descending" : "ascending"}` : "Not sorted";
    const rows = rowsText(status);
    const told = this.#told;
    if (error && error !== told.error) this.#foot.say(error);
    else if (told.sort && order !== told.sort) this.#foot.say(`${order}. ${rows}`);
    else if (rows !== told.rows && this.#session.traits.search) this.#foot.say(rows);
    this.#told = { error, rows, sort: order };
  }

  /** Ascending, descending, none. @param {number} index */
  #sortBy(index) {
    const { columns, can } = this.#session.traits;
    const column = columns[index];
    if (!column || !can.order || !column.orderable) return;
    const now = this.#session.sort;
    /** @type {Sort | null} */
    let next = { column: column.name, descending: false };
    if (now?.column === column.name) next = now.descending ? null : { ...next, descending: true };
    this.#session.setSort(next);
  }

  /** @param {number} column @param {number} width */
  #resize(column, width) {
    this.#widths.choose(this.#session.traits.columns, column, width);
    this.#stamp += 1;
    this.#moved();
  }

  /** @param {number} column */
  #fit(column) {
    this.#resize(column, Math.max(this.#body.contentWidth(column) + 2, this.#header.contentWidth(column)));
  }

  /** @param {Place} place */
  #activate(place) {
    this.#active = place;
    this.#stamp += 1;
    if (place.row >= 0) this.#scroller.reveal(place.row);
    const { scrollLeft } = this.#scroller;
    const left = revealColumn(this.#widths.lefts, place.column, scrollLeft, this.#room);
    if (left !== scrollLeft) this.#scroller.goLeft(left);
    this.#moved();
  }

  #focused() {
    if (this.#active || this.#session.count === 0) return;
    this.#active = { row: this.#scroller.rows.first, column: this.#columns.first };
    this.#stamp += 1;
    this.#moved();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.altKey) return;
    const from = this.#active ?? { row: this.#scroller.rows.first, column: 0 };
    const press = { key: event.key, ctrl: event.ctrlKey || event.metaKey };
    const size = { rows: this.#session.count, columns: this.#session.traits.columns.length, page: this.#scroller.page };
    const to = move(from, press, size);
    if (to) this.#activate(to);
    else if (event.key === "Escape") this.#scroller.element.blur();
    else if (event.key === " " && from.row >= 0) this.#pick(from.row, event.shiftKey);
    else if ((event.key === " " || event.key === "Enter") && from.row < 0) this.#sortBy(from.column);
    else if (event.key === "Enter") this.#activeElement()?.querySelector("a")?.click();
    // Ctrl+C must reach the browser; the notebook's one-letter commands must not run from here.
    else return press.ctrl || event.key === "Tab" ? undefined : event.stopPropagation();
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = /** @type {Element} */ (event.composedPath()[0]);
    const row = Number(target.closest(".layer .row")?.getAttribute("data-row") ?? NaN);
    if (Number.isNaN(row)) return;
    if (target.closest(".gutter")) return this.#pick(row, event.shiftKey);
    const column = Number(target.closest(".cell")?.getAttribute("data-column") ?? NaN);
    if (!Number.isNaN(column)) this.#activate({ row, column });
    if (event.ctrlKey || event.metaKey) this.#pick(row, event.shiftKey);
  }

  /** @param {number} index @param {boolean} range */
  #pick(index, range) {
    /** @param {number} i */
    const idOf = (i) => this.#session.row(i)?.id ?? null;
    const id = idOf(index);
    if (id === null) return;
    if (range) this.#picked.extend(index, idOf);
    else this.#picked.toggle(index, id);
    this.#picked.sent(performance.now());
    this.#session.select(this.#picked.ids);
    this.#foot.say(`${this.#picked.ids.size} selected`);
    this.#soon();
  }

  #activeElement() {
    return this.#scroller.layer.querySelector("#active");
  }

  /** @param {ClipboardEvent} event */
  #copy(event) {
    const cell = this.#activeElement();
    if (!cell || String(document.getSelection() ?? "") !== "") return;
    event.clipboardData?.setData("text/plain", cell.textContent ?? "");
    event.preventDefault();
  }
}

/** A text that its cell cuts is shown whole on hover. @param {PointerEvent} event */
function hintCutText(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  if (!target.classList?.contains("cell") || target.classList.contains("th")) return;
  const cut = target.scrollWidth > target.clientWidth;
  target.title = cut ? target.textContent ?? "" : "";
}
