// One view's talk with Python and what it knows: traits, rows held, order, connection. No DOM.
import { Arranging } from "./arranging.js";
import { arrowWindow, SNAPSHOT_GENERATION, snapshotWindow } from "./arrow.js";
import { keepSpan } from "./ask.js";
import { Held } from "./held.js";
import { jsonWindow } from "./jsonrows.js";
import { Line } from "./line.js";
import { narrowOf, requestsOf, same, Wishes } from "./narrowing.js";
import { OrderGate } from "./order.js";
import { Patience } from "./patience.js";
import { followTraits, readTraits } from "./traits.js";
import { Viewport } from "./viewport.js";

/** @import { Answer, Distributions, ErrorMessage, Heard, HeldRow, Model, Problem, Request, RowsMessage, Span, Traits, Typed } from "./types.d.ts" */
/** @import { Narrow } from "./narrowing.js" */

export class Session {
  /** What shows of the columns, and in which order. @type {Arranging} */
  arranging;
  held = new Held();
  gate = new OrderGate();
  /** What the last message from Python complained about. @type {Problem | null} */
  problem = null;
  /** How the values of columns are spread, as last told. @type {Distributions | null} */
  spread = null;
  #wishes = new Wishes();
  /** The rows on show change place: scroll to the top when the new ones are there. */
  goTop = false;

  /** The first request sent after Python confirmed the order. */
  #orderSeq = 0;
  #frozenCount = 0;
  #closed = false;
  #patience = new Patience((answered) => this.#overdue(answered));
  #line;
  #changed;
  #shifted;
  #stopTraits;
  #viewport = new Viewport({
    state: () => ({
      count: this.traits.status.row_count, generation: this.traits.status.generation, goTop: this.goTop,
    }),
    lacking: () => this.#lacking(),
    send: (request) => {
      this.#line.send(request);
      if (this.#patience.fresh) this.#await();
      return this.#line.seq;
    },
    unanswered: () => this.#fallSilent(),
  });

  /**
   * @param {Model} model
   * @param {(waited: boolean) => void} changed called when there is something to repaint; `waited`: rows that show were not there until now
   * @param {(rows: number) => void} [shifted] called when the rows on show stand elsewhere now
   */
  constructor(model, changed, shifted = () => {}) {
    this.#changed = changed;
    this.#shifted = shifted;
    this.#line = new Line(model, {
      message: (message, buffers) => this.#told(message, buffers),
      spread: (told) => {
        this.spread = told;
        this.#repaint();
      },
      heard: () => this.#heard(),
      changed: () => this.#repaint(),
      lost: () => this.#giveUp(),
      live: () => this.again(),
    });
    this.arranging = new Arranging(readTraits(model), (request) => this.#line.ask(request), () => this.#repaint());
    if (this.traits.snapshot?.rows.length) this.held.put(snapshotWindow(this.traits.snapshot));
    this.#frozenCount = this.count;
    const { outdated, generation } = this.traits.status;
    // What was kept is of the old order then: it is never taken for that of the new one.
    if (outdated) this.gate.confirm(generation, generation, true);
    this.#stopTraits = followTraits(model, (next) => this.#adopt(next));
  }

  close() {
    this.#closed = true;
    this.#stopTraits();
    this.arranging.close();
    this.#line.close();
    this.#viewport.close();
    this.#patience.end();
  }

  /** As Python tells them, but `columns` are those that show, in the order they do. */
  get traits() {
    return this.arranging.traits;
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

  /** Order, search and filters as the user wants them. */
  get narrow() {
    return this.#wishes.now(this.traits);
  }

  /** @param {number} index @returns {HeldRow | null} */
  row(index) {
    return this.arranging.row(this.held.row(index));
  }

  /** The rows and columns that show now. @param {Span} visible @param {number} direction @param {readonly number[]} [columns] */
  show(visible, direction, columns = []) {
    // Who scrolls while an order is pending wants to stay there.
    if (this.gate.waiting && visible.first !== this.#viewport.visible.first) this.goTop = false;
    if (!this.gate.waiting) {
      const keep = keepSpan(visible);
      this.held.keep(keep.first, keep.last);
    }
    this.#viewport.show(visible, direction, this.arranging.asks(columns));
  }

  /** Ask for the same rows again: the view was hidden, or the connection is back. */
  again() {
    this.#viewport.again();
  }

  /** Show other rows, or the same in another order. @param {Partial<Narrow>} wish */
  setNarrow(wish) {
    if (same({ ...this.narrow, ...wish }, this.narrow)) return;
    this.#reorder();
    this.#wishes.ask(wish);
    for (const request of requestsOf(wish)) this.#line.send(request);
    this.again();
  }

  /** @param {"refresh" | "retry" | "load_more"} kind */
  command(kind) {
    this.problem = null;
    this.#line.send({ kind });
    if (this.connection === "silent") this.#viewport.anew();
    this.#await();
  }

  /** Ask for what the page does not hold. @param {Request} request @param {(body: Record<string, any>) => void} [underway] */
  fetch(request, underway) {
    return this.#line.fetch(request, underway);
  }

  /** The number of the message sent last. */
  get seq() {
    return this.#line.seq;
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

  /** Add a row. @param {Record<string, Typed>} record @param {() => void} accepted it is on its way @returns {Promise<Heard>} and where it stands */
  add(record, accepted) {
    this.problem = null;
    const heard = this.fetch({ kind: "insert", record }, accepted);
    if (this.connection !== "lost") this.#await();
    return heard;
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

  #await() {
    this.#patience.begin();
    this.#repaint();
  }

  /** @param {boolean} answered */
  #overdue(answered) {
    const { status } = this.traits;
    if (answered && (status.refreshing || status.load_state === "loading")) return this.#await();
    this.#giveUp();
    if (!answered) this.#fallSilent();
  }

  #fallSilent() {
    if (this.connection === "open") this.#line.become("silent");
  }

  #heard() {
    this.#patience.heard(!this.gate.unconfirmed);
    if (this.connection !== "open") this.#line.become("open");
  }

  #giveUp() {
    this.#patience.end();
    this.gate.cancel();
    this.#wishes.drop();
    this.goTop = false;
    this.#repaint();
  }

  /** @param {Traits} next */
  #adopt(next) {
    const old = this.traits;
    const before = this.count;
    this.#heard();
    const ordered = !same(narrowOf(old), narrowOf(next));
    this.arranging.adopt(next);
    const settled = this.#wishes.settle(next);
    if (settled && (ordered || this.gate.unconfirmed)) {
      if (!this.gate.waiting) this.#frozenCount = before;
      this.gate.confirm(next.status.generation, old.status.generation, next.status.outdated);
      this.#orderSeq = this.#line.seq + 1;
      this.#viewport.forget();
      this.#arrived();
    }
    else if (this.gate.waiting && next.status.outdated) this.gate.postpone(next.status.generation);
    if (this.gate.waiting && settled && !next.status.outdated && next.status.row_count === 0) this.#flip();
    if (next.status.generation !== old.status.generation || ordered) this.#viewport.soon();
    this.#repaint();
  }

  #lacking() {
    return this.gate.waiting || !this.#shows(this.traits.status.generation);
  }

  /** Whether the rows on show are held, of this generation or newer. @param {number} generation */
  #shows(generation) {
    const { first, last } = this.#viewport.visible;
    return this.held.covers(first, Math.min(last, this.count), generation);
  }

  /** @param {RowsMessage | ErrorMessage} reply @param {DataView[]} [buffers] */
  #told(reply, buffers) {
    this.#viewport.answered(reply.seq);
    if (reply.kind === "error") {
      this.problem = { message: reply.message, hint: reply.hint ?? null };
      if (this.gate.unconfirmed) this.#giveUp();
      return this.#repaint();
    }
    const waited = !this.gate.waiting && !this.#shows(SNAPSHOT_GENERATION);
    const shift = this.#follow(reply);
    this.#take(reply, buffers?.[0]);
    if (shift) this.#shifted(shift);
    else if (waited && this.#shows(SNAPSHOT_GENERATION)) this.#repaint(true);
  }

  /** @param {RowsMessage} reply @param {DataView} [buffer] */
  #take(reply, buffer) {
    // An answer for a place left behind comes too late to be worth keeping.
    if (reply.count > 0 && !this.#viewport.near({ first: reply.first, last: reply.first + reply.count })) return;
    const answer = reply.seq !== null && reply.seq >= this.#orderSeq;
    const fits = this.gate.fits(reply.generation, answer, reply.outdated);
    if (!fits && !this.gate.waiting) return;
    try {
      const window = buffer ? arrowWindow(reply, buffer) : jsonWindow(reply);
      if (!window) return this.#viewport.askPlain();
      this.held.put(window);
    } catch (error) {
      this.problem = { message: "The rows could not be read.", hint: String(error) };
    }
    if (fits && this.gate.waiting) this.#arrived();
    this.#repaint();
  }

  /** Rows came or went above: places of older cuts mean other rows now. @param {RowsMessage} reply */
  #follow({ shift = 0, generation }) {
    const moved = this.gate.waiting ? 0 : shift;
    if (moved !== 0) this.held.dropBelow(generation);
    this.#viewport.placed(generation, moved);
    return moved;
  }

  /** Rows of the present order take over, if they are here. */
  #arrived() {
    if (!this.gate.unconfirmed && this.held.generation >= this.gate.floor) this.#flip();
  }

  #flip() {
    this.held.dropBelow(this.gate.floor);
    this.gate.settle();
  }

  #repaint(waited = false) {
    if (!this.#closed) this.#changed(waited);
  }
}
