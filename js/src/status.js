// The status line of a data set: how old, what failed, which writes are not done, and what to do.
import { h, icon, ICONS, setAttribute, setText } from "./dom.js";
import { Failures } from "./failures.js";
import { Live } from "./live.js";
import { offerRetry } from "./retry.js";
import { freshText, grouped, whyText } from "./text.js";
import { UnderwayList } from "./underway.js";

/** @import { AnyModel, Failure, Problem, Underway } from "./types.d.ts" */

/**
 * @typedef {object} BarState
 * @property {boolean} closed
 * @property {boolean} refreshing
 * @property {number | null} fetched_at
 * @property {boolean} [live] they follow what their source pushes
 * @property {number} rows
 * @property {number | null} total
 * @property {boolean | null} complete
 * @property {boolean} stale
 * @property {Problem | null} error why rows can not be read
 * @property {Problem | null} blocked why writes can not be sent
 * @property {string} notice what does not work although rows come
 * @property {number} pending
 * @property {Underway[]} underway
 * @property {number} failures
 * @property {Failure[]} failed
 */

/** How many rows are here, and of how many. @param {BarState} state */
export function heldText({ rows, total, complete }) {
  const of = total === null || total === rows ? "" : ` of ${grouped(total)}`;
  const more = total === null && complete === false ? "+" : "";
  return `${grouped(rows)}${more}${of} ${rows === 1 && !of ? "row" : "rows"}`;
}

export class StatusView {
  #live;
  #dot = h("span", { class: "dot", "aria-hidden": "true" });
  #title = h("span", { class: "title", dir: "auto" });
  #facts = h("span", { class: "facts" });
  #pending = h("button", { type: "button", class: "button pending", "aria-expanded": "false", "aria-haspopup": "dialog" });
  #failed = h("button", { type: "button", class: "button failed", "aria-expanded": "false" });
  #news = h("span", { class: "news", dir: "auto", role: "status" });
  #retry = h("button", { type: "button", class: "button retry" }, "Retry");
  #refresh = h("button", { type: "button", class: "button refresh", "aria-label": "Refresh", title: "Refresh" }, icon(ICONS.refresh));
  #foot = h("div", { class: "foot" }, this.#dot, this.#title, this.#facts, this.#pending, this.#failed, this.#news, this.#retry, this.#refresh);
  #underway = new UnderwayList((decision) => void this.#live.ask(decision), () => this.#listClosed(this.#pending));
  #list = new Failures((decision) => void this.#live.ask(decision), () => this.#listClosed(this.#failed));
  #frame = h("section", { class: "frame" }, this.#foot, this.#underway.element, this.#list.element);
  #clock;

  /** @param {AnyModel} model @param {ShadowRoot} root */
  constructor(model, root) {
    this.#live = new Live(model, ["state", "title"], () => this.#paint());
    offerRetry(this.#live, this.#news);
    this.#refresh.addEventListener("click", () => void this.#live.ask({ kind: "refresh" }));
    this.#retry.addEventListener("click", () => void this.#live.ask({ kind: "retry" }));
    this.#failed.addEventListener("click", () => {
      this.#list.toggle();
      this.#paint();
    });
    this.#pending.addEventListener("click", () => {
      this.#underway.toggle();
      this.#paint();
    });
    this.#clock = setInterval(() => this.#paint(), 1000);
    root.append(this.#frame);
    this.#paint();
  }

  close() {
    clearInterval(this.#clock);
    this.#live.close();
  }

  /** @param {HTMLElement} button that opened it */
  #listClosed(button) {
    this.#paint();
    button.focus();
  }

  #paint() {
    const live = this.#live;
    /** @type {BarState} */
    const state = live.get("state");
    const { connection } = live;
    const { refreshing, pending, failures, failed, underway } = state;
    const why = live.problem ?? state.error ?? state.blocked;
    const mood = connection || why || state.closed ? "bad" : refreshing || pending ? "busy" : state.stale || state.notice ? "warn" : "good";
    this.#foot.dataset.mood = mood;
    setAttribute(this.#frame, "aria-label", `Status of ${live.get("title")}`);
    setText(this.#title, live.get("title"));
    const age = freshText({ ...state, live: state.live && !connection }, Date.now());
    const facts = [heldText(state), refreshing ? "updating…" : age, state.stale && !refreshing ? "stale" : ""];
    setText(this.#facts, facts.filter(Boolean).join(" · "));
    setText(this.#pending, `${grouped(pending)} pending`);
    setAttribute(this.#pending, "hidden", pending === 0);
    setAttribute(this.#pending, "aria-expanded", String(this.#underway.open));
    setText(this.#failed, `${grouped(failures)} failed`);
    setAttribute(this.#failed, "hidden", failures === 0);
    setAttribute(this.#failed, "aria-expanded", String(this.#list.open));
    const closed = state.closed ? "Closed: lens.open(vista) opens it again." : "";
    const news = connection || closed || whyText(why) || state.notice;
    setText(this.#news, news);
    setAttribute(this.#news, "title", news || null);
    setAttribute(this.#retry, "hidden", !(state.error || state.blocked) || Boolean(connection));
    setAttribute(this.#refresh, "aria-busy", refreshing ? "true" : null);
    this.#refresh.disabled = this.#retry.disabled = live.lost || state.closed;
    const writes = { failed, failures, pending, underway, blocked: state.blocked, undo: 0 };
    this.#list.paint(writes);
    this.#underway.paint(writes);
  }
}
