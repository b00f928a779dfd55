// Which rows the page looks at, and when Python is asked for them.
import { askSpan, keepSpan, touches } from "./ask.js";
import { pace } from "./pace.js";

/** @import { Request, Span } from "./types.d.ts" */

/** Between two viewports sent while the user scrolls (ms). */
const PACE = 40;
/** Python pushes rows right after a new generation; ask only when it did not (ms). */
const PUSH_GRACE = 50;
/** Python answers every viewport; one unanswered for this long was lost on the way (ms). */
const LOST = 3000;
/** Times to ask again, each after twice as long: hosts drop messages, but not for ever. */
const AGAIN = 4;
/** Times after which it is said that nobody answers. */
const SILENT = 2;

/**
 * What the viewport has to know of the talk with Python.
 *
 * @typedef {object} Talk
 * @property {() => {count: number | null, generation: number, goTop: boolean}} state
 * @property {() => boolean} lacking rows on show are not the newest
 * @property {(request: Request) => number} send returns the number of the message
 * @property {() => void} unanswered Python was asked again and again
 */

export class Viewport {
  /** @type {Span} */
  visible = { first: 0, last: 0 };
  #direction = 0;
  /** Numbers of the columns to ask for; null: all. @type {readonly number[] | null} */
  #columns = null;
  /** What was asked for last; blank where that is void. */
  #sent = "";
  /** The cut whose places `visible` means; 0: none has come. */
  #placed = 0;
  /** The host delivers no buffers. */
  #plain = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #grace;
  /** Number of the last question. */
  #seq = 0;
  /** How often it was asked again. */
  #tries = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #unanswered;
  #talk;
  #send = pace(() => this.#ask(), PACE);

  /** @param {Talk} talk */
  constructor(talk) {
    this.#talk = talk;
  }

  close() {
    this.#send.cancel();
    clearTimeout(this.#grace);
    clearTimeout(this.#unanswered);
  }

  /** Python answered a message. @param {number | null} seq */
  answered(seq) {
    if (seq === null || seq < this.#seq) return;
    clearTimeout(this.#unanswered);
    this.#tries = 0;
  }

  /** Other rows or columns show. @param {Span} visible @param {number} direction @param {readonly number[] | null} [columns] */
  show(visible, direction, columns = null) {
    this.visible = visible;
    this.#direction = direction;
    this.#columns = columns;
    if (this.#key() === this.#sent) return;
    this.#tries = 0;
    this.#send();
  }

  /** Ask, even for the same rows. */
  again() {
    this.#sent = "";
    this.#send();
  }

  /** Ask as if nothing had been asked. */
  anew() {
    this.#tries = 0;
    this.again();
  }

  /** What was sent is void; the next look asks anew. */
  forget() {
    this.#sent = "";
  }

  /** There are newer rows: ask for them, unless they come by themselves. */
  soon() {
    this.#grace ??= setTimeout(() => {
      this.#grace = undefined;
      const due = this.#talk.lacking() || this.#key() !== this.#sent;
      if (due && this.visible.last > this.visible.first) this.again();
    }, PUSH_GRACE);
  }

  /** Without buffers the rows must come as lists. */
  askPlain() {
    if (this.#plain) return;
    this.#plain = true;
    this.again();
  }

  /** Rows of a cut have come: what showed stands `shift` rows further down in it. @param {number} generation @param {number} shift */
  placed(generation, shift) {
    this.#placed = Math.max(this.#placed, generation);
    if (shift === 0) return;
    const { first, last } = this.visible;
    this.visible = { first: Math.max(0, first + shift), last: Math.max(0, last + shift) };
    this.#sent = "";
  }

  /** Whether rows are worth keeping. @param {Span} span */
  near(span) {
    return touches(span, keepSpan(this.visible)) || touches(span, this.#wanted());
  }

  /** @returns {Span} */
  #wanted() {
    const { count, goTop } = this.#talk.state();
    const rows = Math.max(1, this.visible.last - this.visible.first);
    return askSpan(goTop ? { first: 0, last: rows } : this.visible, goTop ? 1 : this.#direction, count);
  }

  #key() {
    const { first, last } = this.#wanted();
    return `${first} ${last} ${this.#columns ?? ""}`;
  }

  #ask() {
    const span = this.#wanted();
    if (span.last <= span.first) return;
    this.#sent = this.#key();
    const columns = this.#columns && { columns: [...this.#columns] };
    const top = Math.max(span.first, Math.min(this.visible.first, span.last));
    const generation = this.#placed || this.#talk.state().generation;
    this.#seq = this.#talk.send({ kind: "set_viewport", ...span, top, generation, ...columns, ...(this.#plain && { encoding: "json" }) });
    clearTimeout(this.#unanswered);
    if (this.#tries < AGAIN) this.#unanswered = setTimeout(() => this.#repeat(), LOST * 2 ** this.#tries);
  }

  #repeat() {
    this.#tries += 1;
    if (this.#tries >= SILENT) this.#talk.unanswered();
    this.again();
  }
}
