// The status line of a data set: how old, what failed, which writes are not done, and what to do.
import { h, icon, ICONS, setAttribute, setText } from "./dom.js";
import { Failures } from "./failures.js";
import { Live } from "./live.js";
import { offerRetry } from "./retry.js";
import { ageText, grouped, whyText } from "./text.js";

/** @import { AnyModel, Failure, Problem } from "./types.d.ts" */

/** @typedef {{number: number, row: string | null, change: string, state: "queued" | "sending"}} Underway */
/**
 * @typedef {object} BarState
 * @property {boolean} closed
 * @property {boolean} refreshing
 * @property {number | null} fetched_at
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
  #pending = h("button", { type: "button", class: "button pending", "aria-expanded": "false", "aria-controls": "underway" });
  #failed = h("button", { type: "button", class: "button failed", "aria-expanded": "false" });
  #news = h("span", { class: "news", dir: "auto", role: "status" });
  #retry = h("button", { type: "button", class: "button retry" }, "Retry");
  #refresh = h("button", { type: "button", class: "button refresh", "aria-label": "Refresh", title: "Refresh" }, icon(ICONS.refresh));
  #foot = h("div", { class: "foot" }, this.#dot, this.#title, this.#facts, this.#pending, this.#failed, this.#news, this.#retry, this.#refresh);
  #underway = h("ul", { class: "underway", id: "underway", "aria-label": "Changes on their way", hidden: true });
  #list = new Failures((decision) => void this.#live.ask(decision), () => this.#listClosed());
  #frame = h("section", { class: "frame" }, this.#foot, this.#underway, this.#list.element);
  #shown = "";
  #clock;

  /** @param {AnyModel} model @param {ShadowRoot} root */
  constructor(model, root) {
    this.#live = new Live(model, ["state", "title"], () => this.#paint());
    offerRetry(this.#live, this.#news);
    this.#refresh.addEventListener("click", () => void this.#live.ask({ kind: "refresh" }));
    this.#retry.addEventListener("click", () => void this.#live.ask({ kind: "retry" }));
    this.#failed.addEventListener("click", () => {
      if (this.#list.open) this.#list.close();
      else this.#list.start();
      this.#paint();
    });
    this.#pending.addEventListener("click", () => {
      setAttribute(this.#underway, "hidden", !this.#underway.hidden);
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

  #listClosed() {
    this.#paint();
    this.#failed.focus();
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
    const age = state.fetched_at === null ? "" : `updated ${ageText(Date.now() - state.fetched_at)}`;
    const facts = [heldText(state), refreshing ? "updating…" : age, state.stale && !refreshing ? "stale" : ""];
    setText(this.#facts, facts.filter(Boolean).join(" · "));
    setText(this.#pending, `${grouped(pending)} pending`);
    setAttribute(this.#pending, "hidden", pending === 0);
    if (pending === 0) setAttribute(this.#underway, "hidden", true);
    setAttribute(this.#pending, "aria-expanded", String(!this.#underway.hidden));
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
    this.#list.paint({ failed, failures, pending, undo: 0 });
    this.#paintUnderway(underway, pending);
  }

  /** @param {Underway[]} underway @param {number} pending */
  #paintUnderway(underway, pending) {
    const shown = JSON.stringify([underway, pending]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#underway.replaceChildren(...underway.map((write) => this.#write(write)));
    const more = pending - underway.length;
    if (more > 0) this.#underway.append(h("li", { class: "failures-more" }, `and ${grouped(more)} more`));
  }

  /** @param {Underway} write */
  #write({ number, row, change, state }) {
    const about = row === null ? change : `${change}, row ${row}`;
    const discard = h("button", { type: "button", class: "button", "aria-label": `Discard ${about}` }, "Discard");
    discard.addEventListener("click", () => void this.#live.ask({ kind: "discard", number }));
    const sending = state === "sending";
    return h("li", { class: "failure" },
      h("div", { class: "failure-text failure-what", dir: "auto" }, change, h("span", { class: "failure-row" }, row === null ? "" : `row ${row}`)),
      sending ? h("span", { class: "chip", "data-mood": "busy" }, "sending") : discard);
  }
}
