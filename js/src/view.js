// One grid on the page: puts the parts together and repaints them when the session has news.
import { alike } from "./alike.js";
import { Announcer } from "./announcer.js";
import { describeGrid } from "./aria.js";
import { Bar } from "./bar.js";
import { Body } from "./body.js";
import { CellBox } from "./cellbox.js";
import { Changes } from "./changes.js";
import { Clock } from "./clock.js";
import { h, setAttribute } from "./dom.js";
import { Foot } from "./foot.js";
import { HeadDrag } from "./headdrag.js";
import { Heading } from "./heading.js";
import { Keyboard } from "./keyboard.js";
import { HEAD_HEIGHT, Layout, ROW_HEIGHTS } from "./layout.js";
import { Notice } from "./notice.js";
import { placeOf, Pointing } from "./pointing.js";
import { Pill, settledCount } from "./pill.js";
import { hintCutText } from "./reading.js";
import { Related } from "./related.js";
import { Roving } from "./roving.js";
import { Scroller } from "./scroller.js";
import { Selection } from "./selection.js";
import { Session } from "./session.js";
import { Tempo } from "./tempo.js";
import { Taking } from "./taking.js";
import { whyText } from "./text.js";
import { Tools } from "./tools.js";

/** @import { Model } from "./types.d.ts" */
/** @import { Place } from "./keys.js" */
/** @import { Crumb } from "./related.js" */

export class GridView {
  #session;
  #selection = new Selection({
    size: () => this.#size,
    idOf: (index) => this.#session.row(index)?.id ?? null,
    find: (id, near) => this.#layout.held(id, near),
    reveal: (place) => this.#layout.reveal(place),
    send: (request) => this.#session.tell(request),
    say: (text) => this.#foot.say(text),
    problem: (problem) => this.#session.complain(problem),
    changed: () => this.#selected(),
  });
  #framed = false;
  /** @type {readonly number[]} */
  #columns = [];
  #tempo = new Tempo();
  #clock = new Clock(() => this.#soon());
  #pill = new Pill({ top: () => this.#scroller.go(0), end: () => this.#scroller.go(Infinity), say: (text) => this.#foot.say(text) });
  #bar = new Bar((search) => this.#session.setNarrow({ search }), (action) => this.#changes.act(action));
  #foot = new Foot((kind) => this.#session.command(kind), (which) => {
    this.#changes.toggleList(which);
    this.#soon();
  });
  #announcer = new Announcer((text) => this.#foot.say(text));
  #notice = new Notice((act) => (act === "clear" ? this.#session.setNarrow({ search: "", filters: [] }) : this.#session.command("retry")));
  #scroller = new Scroller(
    { rowHeight: ROW_HEIGHTS.comfortable, headHeight: HEAD_HEIGHT },
    () => this.#moved(),
    () => this.#session.again(),
  );
  #layout;
  #body = new Body(this.#scroller.layer);
  /** @type {Taking} */
  #taking;
  #changes = new Changes({
    traits: () => this.#session.traits,
    row: (index) => this.#session.row(index),
    find: (id, near) => this.#layout.find(id, near),
    box: (place) => this.#layout.box(place),
    change: (request) => this.#session.change(request),
    add: (record, accepted) => this.#session.add(record, accepted),
    problem: (problem) => this.#session.complain(problem),
    activate: (place) => this.#activate(place),
    focus: () => this.#scroller.focus(),
    say: (text) => this.#foot.say(text),
    note: (text) => this.#foot.note(text),
    selected: () => [...this.#selection.picked.ids],
    unselect: () => this.#selection.unpick(),
    selection: this.#selection,
    clear: () => this.#taking.clear(),
    popover: () => this.#taking.popover,
    listClosed: (which) => this.#listClosed(which),
  });
  #frame = h("div", { class: "frame" });
  #roving = new Roving([this.#bar.element, this.#pill.element, this.#foot.element]);
  #pointing = new Pointing(this.#scroller, this.#selection, () => this.#layout.gutter, (place) => this.#activate(place, false));
  #drag;
  #heading;
  #tools;
  #box;
  #related;

  /** @param {Model} model @param {ShadowRoot} root @param {Crumb[]} [behind] the grids this one stands for */
  constructor(model, root, behind = []) {
    this.#session = new Session(model, (waited) => (waited ? this.#news() : this.#soon()), (rows) => this.#shifted(rows));
    this.#layout = new Layout(this.#session, this.#scroller);
    this.#taking = new Taking(this.#session, this.#selection, this.#scroller, this.#foot, () => this.#soon());
    this.#heading = new Heading(this.#session, this.#scroller, {
      resize: (column, width) => this.#resize(column, width),
      fit: (column) => this.#fit(column),
      activate: (column) => this.#activate({ row: -1, column }),
      note: (text) => this.#foot.note(text),
      changed: () => this.#soon(),
    });
    const focus = () => this.#scroller.focus();
    this.#drag = new HeadDrag(this.#scroller, this.#layout, this.#session.arranging, (column) => this.#activate({ row: -1, column }));
    this.#tools = new Tools(this.#session, this.#bar.tools, {
      go: (row) => this.#activate({ row, column: this.#selection.active?.column ?? 0 }),
      focus,
      fit: (column) => this.#fit(column),
    });
    const stage = h("div", { class: "stage" }, this.#scroller.element, this.#changes.overlay, this.#notice.element, ...this.#changes.lists, this.#pill.element);
    this.#box = new CellBox(this.#scroller.layer, this.#session, focus);
    stage.append(this.#drag.element);
    this.#bar.tools.prepend(this.#heading.button);
    this.#frame.append(this.#bar.element, this.#heading.chips, this.#changes.form, stage, this.#foot.element, this.#tools.popover, this.#taking.popover.element, this.#box.element, this.#heading.popover);
    this.#related = new Related(model, this.#session, behind, {
      frame: this.#frame, layer: this.#scroller.layer, focus, popover: this.#taking.popover,
      show: (other, way) => new GridView(other, root, way),
      activate: (place) => this.#activate(place, false), changed: () => this.#soon(),
    });
    this.#bar.element.prepend(this.#related.crumbs ?? "");
    root.append(this.#frame);
    this.#repaint();
    const { snapshot } = this.#session.traits;
    if (snapshot && snapshot.first > 0) this.#scroller.track.pos = snapshot.first * this.#layout.rowHeight;
    this.#layout.expect();
    const grid = this.#scroller.element;
    const keyboard = new Keyboard({
      session: this.#session, selection: this.#selection, changes: this.#changes, grid,
      size: () => this.#size,
      first: () => this.#scroller.rows.first,
      activate: (place) => this.#activate(place),
      reveal: (place) => this.#layout.reveal(place),
      sort: (column, add) => this.#heading.sort(column, add),
      filter: (column) => this.#heading.filter(column),
      nudge: (column, step) => this.#drag.nudge(column, step),
      goto: () => this.#tools.goto(),
      widen: (column, step) => (step ? this.#resize(column, this.#layout.stepped(column, step)) : this.#fit(column)),
      related: (place) => this.#related.open(place),
      back: () => this.#related.leave(),
      follow: () => this.#selection.active && this.#box.open(this.#selection.active),
      selected: () => this.#soon(),
    });
    grid.addEventListener("keydown", (event) => keyboard.pressed(event));
    grid.addEventListener("dblclick", (event) => this.#doubleClicked(event));
    grid.addEventListener("pointerover", hintCutText);
    grid.addEventListener("focus", () => this.#focused());
  }

  close() {
    for (const part of [this.#related, this.#pointing, this.#taking, this.#session, this.#tools, this.#box]) part.close();
    for (const part of [this.#heading, this.#scroller, this.#body, this.#bar, this.#foot, this.#clock]) part.close();
    this.#frame.remove();
  }

  focus() {
    this.#scroller.focus();
  }

  /** News come in bursts: one repaint per frame is enough. */
  #soon() {
    if (this.#framed) return;
    this.#framed = true;
    // A timer, not an animation frame: those stand still in hidden tabs and would pile up news.
    setTimeout(() => this.#framed && this.#news(), this.#tempo.wait(performance.now()));
  }

  #news() {
    this.#framed = false;
    this.#repaint();
    this.#tempo.painted(this.#body.changed, performance.now());
  }

  /** What is on show stands elsewhere now; it stays on show. @param {number} rows further down */
  #shifted(rows) {
    this.#pill.shifted(rows);
    this.#selection.shift(rows);
    this.#layout.update();
    this.#scroller.shift(rows);
    this.#tempo.painted(this.#body.changed, performance.now());
  }

  #repaint() {
    const session = this.#session;
    const { traits } = session;
    const { status, can } = traits;
    this.#frame.dataset.density = session.arranging.wanted.density;
    this.#frame.style.height = `${this.#layout.height}px`;
    this.#heading.prepare(this.#frame, this.#layout.height);
    const { picked } = this.#selection;
    if (traits.selection) picked.adopt(traits.selection, performance.now());
    if (!session.gate.waiting) this.#selection.follow(session.held.version, JSON.stringify(session.narrow));
    this.#layout.update();
    if (session.goTop && !session.gate.waiting) {
      session.goTop = false;
      this.#scroller.go(0);
    } else {
      this.#moved();
    }
    const busy = session.gate.waiting || this.#related.opening;
    void this.#related.follow(traits.opened ?? null);
    this.#frame.dataset.waiting = String(busy);
    const problem = session.problem ?? status.error;
    const loading = status.load_state === "loading" || status.refreshing || busy;
    const selected = picked.ids.size;
    this.#bar.paint({ title: traits.title ?? "", can, search: session.narrow.search, selected, undo: traits.writes?.undo ?? 0, undoes: traits.writes?.undoes });
    this.#notice.paint({ count: session.count, loading, search: traits.search, filtered: session.narrow.filters.length > 0, problem });
    this.#foot.paint({
      status, busy, problem: session.problem, canMore: can.more, selected,
      writes: traits.writes, listed: this.#changes.listed,
      connection: session.connection, told: session.count === 0 && problem !== null,
    });
    this.#tools.paint();
    this.#taking.paint();
    this.#changes.paint();
    const grid = this.#scroller.element;
    describeGrid(grid, traits, loading);
    this.#roving.update();
    if (!busy || problem) this.#announcer.tell(traits, whyText(problem));
  }

  /** Paints header and rows where the scroller is now; runs at every frame of a scroll. */
  #moved() {
    const { view, pos, track } = this.#scroller;
    if (view.height === 0) return;
    const session = this.#session;
    const layout = this.#layout;
    layout.update();
    const { columns, can, looks } = session.traits;
    const { gutter, lefts, rows, pinned, rowHeight } = layout;
    const { painted } = layout;
    if (!alike(painted, this.#columns)) this.#columns = painted;
    const shown = rows.last > rows.first ? rows : { first: 0, last: this.#scroller.page };
    // Asked for before it is painted: the answer is on its way meanwhile.
    session.show(shown, track.direction, this.#columns);
    const width = Math.max(view.width, gutter + layout.end);
    const common = { columns, shownColumns: this.#columns, pinned, lefts, gutter, width, active: this.#selection.active };
    this.#heading.paint(common);
    this.#body.paint({
      ...common, rows, pos, rowHeight, data: session.held.version,
      row: (index) => session.row(index),
      selected: this.#selection.picked.ids,
      range: this.#selection.range,
      canEdit: Boolean(can.update),
      looks,
      now: this.#clock.now(looks),
      marked: session.traits.search.trim().toLowerCase(),
    });
    if (session.gate.waiting) this.#pill.forget();
    else this.#pill.paint(this.#scroller.rows, settledCount(session.traits.status, session.held.generation));
    const { active } = this.#selection;
    const seen = active && (active.row === -1 || (active.row >= rows.first && active.row < rows.last));
    setAttribute(this.#scroller.element, "aria-activedescendant", seen ? "active" : null);
    this.#changes.place(active);
  }

  /** @param {number} column @param {number} width */
  #resize(column, width) {
    this.#layout.resize(column, width);
    this.#moved();
  }

  /** @param {number} column */
  #fit(column) {
    this.#layout.reveal({ row: -1, column });
    this.#resize(column, Math.max(this.#body.contentWidth(column) + 2, this.#heading.contentWidth(column)));
  }

  /** @param {Place} place @param {boolean} [reveal] not under a pointer: the next click would hit another cell */
  #activate(place, reveal = true) {
    this.#selection.activate(place);
    if (reveal) this.#layout.reveal(place);
    this.#moved();
    this.#soon();
  }

  #focused() {
    if (this.#selection.active || this.#session.count === 0) return;
    this.#activate({ row: this.#scroller.rows.first, column: this.#columns[0] ?? 0 }, false);
  }

  #selected() {
    this.#moved();
    this.#soon();
  }

  get #size() {
    return { rows: this.#session.count, columns: this.#session.traits.columns.length, page: this.#scroller.page };
  }

  /** @param {MouseEvent} event */
  #doubleClicked(event) {
    const place = placeOf(/** @type {Element} */ (event.composedPath()[0]));
    if (Number.isNaN(place.row + place.column)) return;
    if (this.#changes.edit(place)) this.#layout.reveal(place);
    else this.#box.show(place);
  }

  /** @param {"failed" | "pending"} which */
  #listClosed(which) {
    this.#soon();
    // Its button goes with the last entry.
    if (!this.#foot.focusList(which)) this.#scroller.focus();
  }
}
