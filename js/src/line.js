// The line to Python: numbers what is sent, checks what is heard, and knows whether it is open.
import { envelope, readReply, viewId } from "./wire.js";

/** @import { Answer, Distributions, ErrorMessage, Heard, Model, Request, RowsMessage } from "./types.d.ts" */

const LOST = { message: "The kernel is gone: nothing was saved.", hint: "Run the cell again.", lost: true };

/** Kinds that change nothing. @type {ReadonlySet<string>} */
const READS = new Set(["refresh", "set_viewport", "set_search", "load_more"]);

export class Line {
  /** @type {"open" | "silent" | "lost"} */
  state = "open";
  /** Number of the last message sent. */
  seq = 0;
  #id = viewId();
  /** What was asked and is not answered, and who waits for it, by its number. @type {Map<number, {request: Request, resolve: (reply: Heard) => void}>} */
  #asked = new Map();
  /** Who is told what comes before the answer. @type {Map<number, (body: Record<string, any>) => void>} */
  #underway = new Map();
  #model;
  #on;

  /**
   * @param {Model} model
   * @param {object} on
   * @param {(message: RowsMessage | ErrorMessage, buffers?: DataView[]) => void} on.message
   * @param {(spread: Distributions) => void} [on.spread]
   * @param {() => void} on.heard Python said something to this view
   * @param {() => void} on.changed the state is another one
   * @param {() => void} on.lost
   * @param {() => void} on.live the connection is back
   */
  constructor(model, on) {
    this.#model = model;
    this.#on = on;
    model.on("msg:custom", this.#onMessage);
    model.on("comm_live_update", this.#onLive);
  }

  close() {
    this.#model.off("msg:custom", this.#onMessage);
    this.#model.off("comm_live_update", this.#onLive);
    this.#giveUp();
    this.#leave();
  }

  /** Tell Python that nobody looks here any more: what is shown again is another view. */
  #leave() {
    try {
      this.#model.send(envelope(this.#id, this.seq + 1, { kind: "leave" }));
    } catch {
      // The kernel is gone, too.
    }
  }

  /** @param {Request} request */
  send(request) {
    this.seq += 1;
    this.#post(this.seq, request);
  }

  /** Ask again what only reads, where nobody answered: a change must not be made twice. */
  repeat() {
    for (const [seq, { request }] of this.#asked) if (READS.has(request.kind)) this.#post(seq, request);
  }

  /** @param {number} seq @param {Request} request */
  #post(seq, request) {
    try {
      this.#model.send(envelope(this.#id, seq, request));
      if (this.state === "lost") this.become("open");
    } catch {
      // The kernel is gone: what is on show stays, and the status line says so.
      this.become("lost");
      this.#on.lost();
    }
  }

  /** Send what is answered; the answer is null when all went well. @param {Request} request @returns {Promise<Answer>} */
  async ask(request) {
    return (await this.fetch(request)).problem;
  }

  /** Send what is answered with data. @param {Request} request @param {(body: Record<string, any>) => void} [underway] @returns {Promise<Heard>} */
  fetch(request, underway) {
    return new Promise((resolve) => {
      const number = this.seq + 1;
      this.#asked.set(number, { request, resolve });
      if (underway) this.#underway.set(number, underway);
      this.send(request);
    });
  }

  /** @param {"open" | "silent" | "lost"} state */
  become(state) {
    this.state = state;
    if (state === "lost") this.#giveUp();
    this.#on.changed();
  }

  #giveUp() {
    for (const { resolve } of this.#asked.values()) resolve({ problem: LOST, body: {} });
    this.#asked.clear();
    this.#underway.clear();
  }

  /** @param {unknown} content @param {DataView[]} [buffers] */
  #onMessage = (content, buffers) => {
    const reply = readReply(content);
    // Every view of the model hears every message: answers to other views are not ours.
    if (!reply || (reply.id !== null && reply.id !== this.#id)) return;
    this.#on.heard();
    const asked = reply.kind === "rows" || reply.seq === null ? undefined : this.#asked.get(reply.seq);
    if (reply.kind === "distributions") return this.#on.spread?.(reply);
    if (!asked || reply.seq === null) {
      if (reply.kind === "rows" || reply.kind === "error") this.#on.message(reply, buffers);
      return;
    }
    if (reply.kind === "answer" && reply.more) return this.#underway.get(reply.seq)?.(reply.body);
    this.#asked.delete(reply.seq);
    this.#underway.delete(reply.seq);
    const problem = reply.kind === "error" ? { message: reply.message, hint: reply.hint, fields: reply.fields } : null;
    asked.resolve({ problem, body: reply.kind === "answer" ? reply.body : {}, buffer: buffers?.[0] });
  };

  /** @param {unknown} live true or false where the host tells, else undefined */
  #onLive = (live) => {
    if (live === false) this.become("lost");
    else this.#on.live();
  };
}
