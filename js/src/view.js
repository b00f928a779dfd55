// One grid on the page: puts the parts together and repaints them when the session has news.
import { Announcer } from "./announcer.js";
import { Bar } from "./bar.js";
import { Body } from "./body.js";
import { Changes } from "./changes.js";
import { paintedColumns } from "./columns.js";
import { h, setAttribute } from "./dom.js";
import { Foot, problemText } from "./foot.js";
import { Header } from "./header.js";
import { move } from "./keys.js";
import { HEAD_HEIGHT, Layout, ROW_HEIGHT } from "./layout.js";
import { Notice } from "./notice.js";
import { nextSort } from "./order.js";
import { Picked } from "./picked.js";
import { copyCell, hintCutText } from "./reading.js";
import { Scroller } from "./scroller.js";
import { Session } from "./session.js";
import { followTheme } from "./theme.js";

/** @import { Model } from "./types.d.ts" */
/** @import { Place } from "./keys.js" */

const DEFAULT_HEIGHT = 420;

export class GridView {
  #session;
  #picked = new Picked();
  /** @type {Place | null} */
  #active = null;
  #stamp = 0;
  #framed = false;
  #columns = { first: 0, last: 0 };
  #bar = new Bar((text) => this.#session.setSearch(text), (action) => this.#changes.act(action));
  #foot = new Foot((kind) => this.#session.command(kind), () => this.#toggleList());
  #announcer = new Announcer((text) => this.#foot.say(text));
  #notice = new Notice((act) => (act === "clear" ? this.#bar.clear() : this.#session.command("retry")));
  #scroller = new Scroller(
    { rowHeight: ROW_HEIGHT, headHeight: HEAD_HEIGHT },
    () => this.#moved(),
    () => this.#session.again(),
  );
  #layout;
  #body = new Body(this.#scroller.layer);
  #header = new Header(this.#scroller.head, {
    sort: (column) => this.#sortBy(column),
    resize: (column, width) => this.#resize(column, width),
    fit: (column) => this.#fit(column),
  });
  #changes = new Changes({
    traits: () => this.#session.traits,
    row: (index) => this.#session.row(index),
    find: (id, near) => this.#layout.find(id, near),
    box: (place) => this.#layout.box(place),
    change: (request) => this.#session.change(request),
    problem: (problem) => this.#session.complain(problem),
    activate: (place) => this.#activate(place),
    focus: () => this.#scroller.element.focus({ preventScroll: true }),
    say: (text) => this.#foot.say(text),
    selected: () => [...this.#picked.ids],
    unselect: () => this.#unselect(),
    listClosed: () => this.#listClosed(),
  });
  #frame = h("div", { class: "frame" });
  #stopTheme;

  /** @param {Model} model @param {HTMLElement} host the element that holds the shadow root @param {ShadowRoot} root */
  constructor(model, host, root) {
    this.#session = new Session(model, () => this.#soon());
    this.#layout = new Layout(this.#session, this.#scroller);
    this.#stopTheme = followTheme(host);
    const stage = h("div", { class: "stage" }, this.#scroller.element, this.#changes.overlay, this.#notice.element, this.#changes.list);
    this.#frame.append(this.#bar.element, this.#changes.form, stage, this.#foot.element);
    root.append(this.#frame);
    const { snapshot } = this.#session.traits;
    this.#repaint();
    if (snapshot && snapshot.first > 0) this.#scroller.track.pos = snapshot.first * ROW_HEIGHT;
    const grid = this.#scroller.element;
    grid.addEventListener("keydown", (event) => this.#pressed(event));
    grid.addEventListener("click", (event) => this.#clicked(event));
    grid.addEventListener("dblclick", (event) => this.#doubleClicked(event));
    grid.addEventListener("pointerover", hintCutText);
    grid.addEventListener("copy", (event) => copyCell(event, this.#activeElement()));
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
    if (this.#layout.update()) this.#stamp += 1;
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
    const selected = this.#picked.ids.size;
    this.#bar.paint({ title: traits.title ?? "", can, search: session.search, selected, undo: traits.writes?.undo ?? 0 });
    this.#notice.paint({ count: session.count, loading, search: traits.search, problem });
    this.#foot.paint({
      status, busy, problem: session.problem, canMore: can.more, selected,
      writes: traits.writes, listed: this.#changes.listed,
      connection: session.connection, told: session.count === 0 && problem !== null,
    });
    this.#changes.paint();
    const grid = this.#scroller.element;
    setAttribute(grid, "aria-label", traits.title || "Data");
    setAttribute(grid, "aria-rowcount", status.row_count === null ? -1 : status.row_count + 1);
    setAttribute(grid, "aria-colcount", traits.columns.length);
    setAttribute(grid, "aria-multiselectable", "true");
    setAttribute(grid, "aria-busy", loading ? "true" : null);
    setAttribute(grid, "aria-readonly", can.update ? null : "true");
    if (!busy) this.#announcer.tell(traits, problemText(problem));
  }

  /** Paints header and rows where the scroller is now; runs at every frame of a scroll. */
  #moved() {
    const { view, pos, scrollLeft, track } = this.#scroller;
    if (view.height === 0) return;
    const session = this.#session;
    const layout = this.#layout;
    if (layout.update()) this.#stamp += 1;
    const { columns, can } = session.traits;
    const { gutter, lefts, rows } = layout;
    const shownColumns = paintedColumns(lefts, scrollLeft, scrollLeft + layout.room);
    if (shownColumns.first !== this.#columns.first || shownColumns.last !== this.#columns.last) this.#stamp += 1;
    this.#columns = shownColumns;
    const width = Math.max(view.width, gutter + layout.end);
    const common = { columns, shownColumns, lefts, gutter, width, active: this.#active, stamp: this.#stamp };
    this.#header.paint({ ...common, sort: session.sort, canOrder: can.order });
    this.#body.paint({
      ...common, rows, pos, rowHeight: ROW_HEIGHT,
      row: (index) => session.row(index),
      selected: (id) => this.#picked.ids.has(id),
      canEdit: Boolean(can.update),
    });
    const shown = rows.last > rows.first ? rows : { first: 0, last: this.#scroller.page };
    session.show(shown, track.direction);
    const active = this.#active;
    const painted = active && (active.row === -1 || (active.row >= rows.first && active.row < rows.last));
    setAttribute(this.#scroller.element, "aria-activedescendant", painted ? "active" : null);
    this.#changes.place(active);
  }

  /** Ascending, descending, none. @param {number} index */
  #sortBy(index) {
    const { columns, can } = this.#session.traits;
    const column = columns[index];
    if (!column || !can.order || !column.orderable) return;
    this.#session.setSort(nextSort(this.#session.sort, column.name));
  }

  /** @param {number} column @param {number} width */
  #resize(column, width) {
    this.#layout.resize(column, width);
    this.#stamp += 1;
    this.#moved();
  }

  /** @param {number} column */
  #fit(column) {
    this.#resize(column, Math.max(this.#body.contentWidth(column) + 2, this.#header.contentWidth(column)));
  }

  /** @param {Place} place @param {boolean} [reveal] not under a pointer: the next click would hit another cell */
  #activate(place, reveal = true) {
    this.#active = place;
    this.#stamp += 1;
    if (reveal) this.#layout.reveal(place);
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
    else if (!press.ctrl && this.#changes.press(event.key, from)) this.#layout.reveal(from);
    else if (event.key === "Enter") this.#activeElement()?.querySelector("a")?.click();
    // Ctrl+C must reach the browser; the notebook's one-letter commands must not run from here.
    else return press.ctrl || event.key === "Tab" ? undefined : event.stopPropagation();
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const { row, column } = placeOf(event);
    if (Number.isNaN(row)) return;
    if (!Number.isNaN(column)) this.#activate({ row, column }, false);
    else return this.#pick(row, event.shiftKey);
    if (event.ctrlKey || event.metaKey) this.#pick(row, event.shiftKey);
  }

  /** @param {MouseEvent} event */
  #doubleClicked(event) {
    const place = placeOf(event);
    if (!Number.isNaN(place.row + place.column) && this.#changes.edit(place)) this.#layout.reveal(place);
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

  #unselect() {
    this.#picked.ids.clear();
    this.#picked.sent(performance.now());
    this.#session.select([]);
    this.#soon();
  }

  #toggleList() {
    this.#changes.toggleList();
    this.#soon();
  }

  #listClosed() {
    this.#soon();
    // Its button goes with the last failure.
    if (!this.#foot.focusFailed()) this.#scroller.element.focus({ preventScroll: true });
  }
}

/** The row and column of an event; NaN where it is on none. @param {MouseEvent} event */
function placeOf(event) {
  const target = /** @type {Element} */ (event.composedPath()[0]);
  const row = target.closest(".layer .row")?.getAttribute("data-row") ?? NaN;
  const column = target.closest(".cell")?.getAttribute("data-column") ?? NaN;
  return { row: Number(row), column: Number(column) };
}
