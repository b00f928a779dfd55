// What a small widget knows of Python: its traits, and whether anybody answers. No DOM.
import { Line } from "./line.js";

/** @import { AnyModel, Answer, Heard, Problem, Request } from "./types.d.ts" */

/** An unanswered request is worth a word after this long (ms). */
const PATIENCE = 8000;

const CONNECTION = {
  open: "",
  silent: "No answer from the kernel: it may be busy, or gone.",
  lost: "disconnected – re-run the cell",
};

export class Live {
  /** What the last request was answered with, if it was refused. @type {Problem | null} */
  problem = null;
  #model;
  #names;
  #line;
  #paint;
  /** Called when it falls silent, and when it is heard again. @type {(silent: boolean) => void} */
  silenced = () => {};
  #due = false;
  #closed = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {AnyModel} model
   * @param {readonly string[]} names of the traits
   * @param {() => void} paint called when there are news, once for those that came together
   */
  constructor(model, names, paint) {
    this.#model = model;
    this.#names = names;
    this.#paint = paint;
    this.#line = new Line(model, {
      message: (reply) => reply.kind === "error" && this.#told(reply),
      heard: () => this.#heard(),
      changed: () => {
        this.silenced(this.silent);
        this.#soon();
      },
      lost: () => this.#soon(),
      live: () => this.#knock(),
    });
    for (const name of names) model.on(`change:${name}`, this.#changed);
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const name of this.#names) this.#model.off(`change:${name}`, this.#changed);
    this.#line.close();
  }

  /** @param {string} name */
  get(name) {
    return this.#model.get(name);
  }

  /** Why nothing is heard; blank while all is well. */
  get connection() {
    return CONNECTION[this.#line.state];
  }

  get silent() {
    return this.#line.state === "silent";
  }

  get lost() {
    return this.#line.state === "lost";
  }

  /** Ask again, where nobody answered. */
  again() {
    this.#line.become("open");
    this.#line.repeat();
    void this.ask({ kind: "hello" });
  }

  /** Ask for something; null once it is done. @param {Request} request @returns {Promise<Answer>} */
  async ask(request) {
    this.problem = null;
    return (await this.fetch(request)).problem;
  }

  /** Ask for data. @param {Request} request @returns {Promise<Heard>} */
  async fetch(request) {
    const answer = this.#line.fetch(request);
    this.#wait();
    const heard = await answer;
    this.problem = heard.problem;
    this.#soon();
    return heard;
  }

  /** Find out whether the kernel is there: Jupyter tells that the connection is another one, not whether it is alive. */
  #knock() {
    this.#line.send({ kind: "hello" });
    this.#wait();
    this.#soon();
  }

  #wait() {
    clearTimeout(this.#timer);
    if (this.lost) return;
    this.#timer = setTimeout(() => this.#line.become("silent"), PATIENCE);
  }

  #heard() {
    clearTimeout(this.#timer);
    if (this.#line.state !== "open") this.#line.become("open");
  }

  /** What was not asked for by a promise. @param {Problem} reply */
  #told({ message, hint }) {
    this.problem = { message, hint };
    this.#soon();
  }

  #changed = () => {
    this.#heard();
    this.#soon();
  };

  /** One update of several traits fires one event each. */
  #soon() {
    if (this.#due || this.#closed) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      if (!this.#closed) this.#paint();
    });
  }
}
