// One view's talk with Python and what it knows: traits, rows held, order, connection. No DOM.
import { arrowWindow, snapshotWindow } from "./arrow.js";
import { askSpan, keepSpan, sameSpan, touches } from "./ask.js";
import { Held } from "./held.js";
import { Line } from "./line.js";
import { OrderGate } from "./order.js";
import { pace } from "./pace.js";
import { followTraits, readTraits } from "./traits.js";

/** @import { Answer, ErrorMessage, HeldRow, Model, Problem, Request, RowsMessage, Sort, Span, Traits } from "./types.d.ts" */

/** Between two viewports sent while the user scrolls (ms). */
const VIEWPORT_PACE = 40;
/** Python pushes rows right after a new generation; ask only when it did not (ms). */
const PUSH_GRACE = 50;
/** An unanswered request is given up on after this long (ms). */
const PATIENCE = 8000;

export class Session {
  /** @type {Traits} */
  traits;
  held = new Held();
  gate = new OrderGate();
  /** What the last message from Python complained about. @type {Problem | null} */
  problem = null;
  /** What the user asked for, shown before Python confirms. @type {Sort | null | undefined} */
  askedSort = undefined;
  /** @type {string | undefined} */
  askedSearch = undefined;
  /** The rows on show change place: scroll to the top when the new ones are there. */
  goTop = false;

  /** The first request sent after Python confirmed the order. */
  #orderSeq = 0;
  /** @type {Span} */
  #visible = { first: 0, last: 0 };
  #direction = 0;
  /** @type {Span | null} */
  #sent = null;
  #frozenCount = 0;
  #closed = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #graceTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #patienceTimer;
  /** Python has said something since the last request that waits. */
  #answered = true;
  /** Python has said something at all: a saved notebook without a kernel never does. */
  #met = false;
  #line;
  #changed;
  #stopTraits;
  #sendViewport = pace(() => this.#viewport(), VIEWPORT_PACE);

  /** @param {Model} model @param {() => void} changed called when there is something to repaint */
  constructor(model, changed) {
    this.#changed = changed;
    this.#line = new Line(model, {
      message: (message, buffers) => this.#told(message, buffers),
      heard: () => this.#heard(),
      changed: () => this.#repaint(),
      lost: () => this.#giveUp(),
      live: () => this.again(),
    });
    this.traits = readTraits(model);
    if (this.traits.snapshot?.rows.length) this.held.put(snapshotWindow(this.traits.snapshot));
    this.#stopTraits = followTraits(model, (next) => this.#adopt(next));
  }

  close() {
    this.#closed = true;
    this.#stopTraits();
    this.#line.close();
    this.#sendViewport.cancel();
    clearTimeout(this.#graceTimer);
    clearTimeout(this.#patienceTimer);
  }

  /** @returns {"open" | "silent" | "lost"} */
  get connection() {
    return this.#line.state;
  }

  /** Rows to make room for. While an order is pending, those of the old one. */
  get count() {
    if (this.gate.waiting) return this.#frozenCount;
    const { status } = this.traits;
    return status.row_count ?? Math.max(status.loaded, this.held.end);
  }

  get sort() {
    return this.askedSort === undefined ? this.traits.sort : this.askedSort;
  }

  get search() {
    return this.askedSearch ?? this.traits.search;
  }

  /** @param {number} index @returns {HeldRow | null} */
  row(index) {
    return this.held.row(index);
  }

  /** The rows that show now. @param {Span} visible @param {number} direction */
  show(visible, direction) {
    // Who scrolls while an order is pending wants to stay there.
    if (this.gate.waiting && visible.first !== this.#visible.first) this.goTop = false;
    this.#visible = visible;
    this.#direction = direction;
    if (!this.gate.waiting) {
      const keep = keepSpan(visible);
      this.held.keep(keep.first, keep.last);
    }
    if (!sameSpan(this.#wanted(), this.#sent)) this.#sendViewport();
  }

  /** Ask for the same rows again: the view was hidden, or the connection is back. */
  again() {
    this.#sent = null;
    this.#sendViewport();
  }

  /** @param {Sort | null} sort */
  setSort(sort) {
    this.#reorder();
    this.askedSort = sort;
    const column = sort?.column ?? null;
    this.#line.send({ kind: "set_sort", column, descending: sort?.descending ?? false });
    this.again();
  }

  /** @param {string} text */
  setSearch(text) {
    if (text === this.search) return;
    this.#reorder();
    this.askedSearch = text;
    this.#line.send({ kind: "set_search", text });
    this.again();
  }

  /** @param {"refresh" | "retry" | "load_more"} kind */
  command(kind) {
    this.problem = null;
    this.#line.send({ kind });
    this.#await();
  }

  /** Say what needs no answer. @param {Request} request */
  tell(request) {
    this.#line.send(request);
  }

  /** Change data; the answer is null once Python has accepted it. @param {Request} request @returns {Promise<Answer>} */
  change(request) {
    this.problem = null;
    const answer = this.#line.ask(request);
    if (this.connection !== "lost") this.#await();
    return answer;
  }

  /** Show why a change was not made. @param {Problem} problem */
  complain(problem) {
    this.problem = { ...problem, final: true };
    this.#repaint();
  }

  #reorder() {
    this.#frozenCount = this.count;
    this.gate.ask(this.traits.status.generation);
    this.goTop = true;
    this.problem = null;
    this.#await();
  }

  /** @returns {Span} */
  #wanted() {
    const { row_count } = this.traits.status;
    const rows = Math.max(1, this.#visible.last - this.#visible.first);
    const visible = this.goTop ? { first: 0, last: rows } : this.#visible;
    return askSpan(visible, this.goTop ? 1 : this.#direction, row_count);
  }

  #viewport() {
    const span = this.#wanted();
    if (span.last <= span.first) return;
    this.#sent = span;
    this.#line.send({ kind: "set_viewport", ...span, generation: this.traits.status.generation });
    if (!this.#met && this.#patienceTimer === undefined) this.#await();
  }

  #await() {
    clearTimeout(this.#patienceTimer);
    this.#answered = false;
    this.#patienceTimer = setTimeout(() => {
      const { status } = this.traits;
      const working = status.refreshing || status.load_state === "loading";
      if (working && this.#answered) return this.#await();
      this.#giveUp();
      if (!this.#answered && this.connection === "open") this.#line.become("silent");
    }, PATIENCE);
    this.#repaint();
  }

  #heard() {
    this.#answered = this.#met = true;
    if (!this.gate.unconfirmed) clearTimeout(this.#patienceTimer);
    if (this.connection !== "open") this.#line.become("open");
  }

  #giveUp() {
    clearTimeout(this.#patienceTimer);
    this.gate.cancel();
    this.askedSort = undefined;
    this.askedSearch = undefined;
    this.goTop = false;
    this.#repaint();
  }

  /** @param {Traits} next */
  #adopt(next) {
    const old = this.traits;
    const before = this.count;
    this.#heard();
    const ordered = !sameSort(old.sort, next.sort) || old.search !== next.search;
    this.traits = next;
    if (this.askedSort !== undefined && sameSort(this.askedSort, next.sort)) this.askedSort = undefined;
    if (this.askedSearch === next.search) this.askedSearch = undefined;
    const settled = this.askedSort === undefined && this.askedSearch === undefined;
    if (settled && (ordered || this.gate.unconfirmed)) {
      if (!this.gate.waiting) this.#frozenCount = before;
      this.gate.confirm(next.status.generation, old.status.generation);
      this.#orderSeq = this.#line.seq + 1;
      this.#sent = null;
      this.#arrived();
    }
    if (this.gate.waiting && settled && next.status.row_count === 0) this.#flip();
    if (next.status.generation !== old.status.generation || ordered) this.#askSoon();
    this.#repaint();
  }

  #askSoon() {
    if (this.#graceTimer !== undefined) return;
    this.#graceTimer = setTimeout(() => {
      this.#graceTimer = undefined;
      const { status } = this.traits;
      const wanted = this.#wanted();
      const last = Math.min(this.#visible.last, this.count);
      const needed = this.gate.waiting || !sameSpan(wanted, this.#sent) ||
        !this.held.covers(this.#visible.first, last, status.generation);
      if (needed && this.#visible.last > this.#visible.first) this.again();
    }, PUSH_GRACE);
  }

  /** @param {RowsMessage | ErrorMessage} reply @param {DataView[]} [buffers] */
  #told(reply, buffers) {
    if (reply.kind === "error") {
      this.problem = { message: reply.message, hint: reply.hint ?? null };
      if (this.gate.unconfirmed) this.#giveUp();
      return this.#repaint();
    }
    const span = { first: reply.first, last: reply.first + reply.count };
    const useful = touches(span, keepSpan(this.#visible)) || touches(span, this.#wanted());
    // An answer for a place left behind comes too late to be worth keeping.
    if (reply.count > 0 && !useful) return;
    const buffer = buffers?.[0];
    if (!buffer) return;
    const answer = reply.seq !== null && reply.seq >= this.#orderSeq;
    const fits = this.gate.fits(reply.generation, answer);
    if (!fits && !this.gate.waiting) return;
    try {
      this.held.put(arrowWindow(reply, buffer));
    } catch (error) {
      this.problem = { message: "The rows could not be read.", hint: String(error) };
    }
    if (fits && this.gate.waiting) this.#arrived();
    this.#repaint();
  }

  /** Rows of the present order take over, if they are here. */
  #arrived() {
    if (!this.gate.unconfirmed && this.held.generation >= this.gate.floor) this.#flip();
  }

  #flip() {
    this.held.dropBelow(this.gate.floor);
    this.gate.settle();
  }

  #repaint() {
    if (!this.#closed) this.#changed();
  }
}

/** @param {Sort | null} a @param {Sort | null} b */
function sameSort(a, b) {
  return a?.column === b?.column && Boolean(a?.descending) === Boolean(b?.descending);
}
