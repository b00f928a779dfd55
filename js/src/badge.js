// One big number with its label, its change, its recent course, and what it is computed from.
import { h, icon, ICONS, setAttribute, setText } from "./dom.js";
import { Live } from "./live.js";
import { offerRetry } from "./retry.js";
import { Spark } from "./spark.js";
import { ageText, grouped, whyText } from "./text.js";

/** @import { AnyModel, Problem } from "./types.d.ts" */

/**
 * @typedef {object} BadgeState
 * @property {number} generation
 * @property {"Loading" | "Fresh" | "LoadFailed"} status
 * @property {string | null} text
 * @property {Problem | null} error
 * @property {[number, number][]} points
 * @property {{text: string, percent: string, direction: 1 | -1, since: number} | null} change
 * @property {number} rows
 * @property {number | null} total
 * @property {boolean | null} complete
 * @property {string} reason
 * @property {boolean} stale
 * @property {boolean} by_source the source told the value itself
 * @property {number | null} fetched_at
 * @property {boolean} [live] they follow what their source pushes
 */

/** Texts longer than this are set smaller. */
const LONG = 12;

/** What the number is computed from, in words. @param {BadgeState} state */
export function basis({ by_source, rows, total, complete, stale }) {
  if (by_source) return "by the source";
  const old = stale ? ", stale" : "";
  if (complete === false) {
    const of = total === null ? "" : ` of ${grouped(total)}`;
    return `only ${grouped(rows)}${of} rows${old}`;
  }
  const maybe = complete === null ? ", maybe more" : "";
  return `${grouped(rows)} ${rows === 1 ? "row" : "rows"}${maybe}${old}`;
}

/** When something began: the time of today, else the day. @param {number} at @param {number} now */
export function sinceText(at, now) {
  const then = new Date(at);
  const day = new Date(now).toDateString() === then.toDateString();
  /** @type {Intl.DateTimeFormatOptions} */
  const style = day ? { hour: "2-digit", minute: "2-digit" } : { month: "short", day: "numeric" };
  return `since ${then.toLocaleString(undefined, style)}`;
}

export class BadgeView {
  #live;
  #label = h("span", { class: "label", dir: "auto" });
  #refresh = h("button", { type: "button", class: "button refresh", "aria-label": "Refresh", title: "Refresh" }, icon(ICONS.refresh));
  #number = h("output", { class: "number", dir: "auto" });
  #spark = new Spark();
  #change = h("span", { class: "change" });
  #since = h("span", { class: "since" });
  #basis = h("span", { class: "basis" });
  #news = h("div", { class: "problem", dir: "auto", role: "status" });
  #frame = h(
    "section", { class: "frame" },
    h("div", { class: "head" }, this.#label, this.#refresh),
    h("div", { class: "middle" }, this.#number, this.#spark.element),
    h("div", { class: "line" }, this.#change, this.#since, this.#basis), this.#news,
  );
  #clock;

  /** @param {AnyModel} model @param {ShadowRoot} root */
  constructor(model, root) {
    this.#live = new Live(model, ["state", "label"], () => this.#paint());
    offerRetry(this.#live, this.#news);
    this.#refresh.addEventListener("click", () => void this.#live.ask({ kind: "refresh" }));
    this.#clock = setInterval(() => this.#paint(), 1000);
    root.append(this.#frame);
    this.#paint();
  }

  close() {
    clearInterval(this.#clock);
    this.#live.close();
  }

  #paint() {
    const live = this.#live;
    /** @type {BadgeState} */
    const state = live.get("state");
    const { text, status, change } = state;
    const now = Date.now();
    setText(this.#label, live.get("label"));
    setAttribute(this.#frame, "aria-label", live.get("label"));
    setAttribute(this.#number, "aria-busy", text === null && status === "Loading" ? "true" : null);
    setText(this.#number, text ?? (status === "Loading" ? "" : "–"));
    this.#number.dataset.long = String((text?.length ?? 0) > LONG);
    setAttribute(this.#number, "title", text);
    this.#spark.paint(state.points, now);
    setText(this.#change, change ? [change.text, change.percent && `(${change.percent})`].filter(Boolean).join(" ") : "");
    this.#change.dataset.direction = change ? (change.direction > 0 ? "up" : "down") : "";
    setText(this.#since, change ? sinceText(change.since, now) : "");
    const read = state.fetched_at === null ? "" : `, ${ageText(now - state.fetched_at)}`;
    const age = state.live && !live.connection ? ", live" : read;
    setText(this.#basis, text === null ? "" : basis(state) + age);
    setAttribute(this.#basis, "title", state.reason || null);
    this.#basis.dataset.partial = String(!state.by_source && (state.complete === false || state.stale));
    const why = live.problem ?? state.error;
    setText(this.#news, live.connection || whyText(why));
    setAttribute(this.#frame, "data-mood", live.connection || why ? "bad" : status === "Loading" ? "busy" : "good");
    this.#refresh.disabled = live.lost;
  }
}
