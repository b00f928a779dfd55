// The line below the grid: how many rows, how old, what is going on, and what can be done.
import { h, icon, ICONS, setAttribute, setText } from "./dom.js";
import { freshText, grouped, loadedText, rowsText, whyText } from "./text.js";

/** @import { Problem, Status, Writes } from "./types.d.ts" */

const CONNECTION = {
  open: "",
  silent: "No answer from the kernel: it may be busy, or gone.",
  lost: "disconnected – re-run the cell",
};

/** A note stands so long (ms): to be read twice. */
const NOTED = 7000;

/**
 * @typedef {object} FootState
 * @property {Status} status
 * @property {boolean} canMore
 * @property {boolean} busy something was asked for and is not here yet
 * @property {number} selected
 * @property {Writes | undefined} writes
 * @property {"failed" | "pending" | ""} listed which changes are on show
 * @property {Problem | null} problem
 * @property {boolean} told the problem stands in the middle of the grid already
 * @property {"open" | "silent" | "lost"} connection
 */

export class Foot {
  #dot = h("span", { class: "dot", "aria-hidden": "true" });
  #rows = h("span", { class: "rows" });
  #facts = h("span", { class: "facts" });
  #pending = h("button", { type: "button", class: "button pending", "aria-haspopup": "dialog" });
  #failed = h("button", { type: "button", class: "button failed", "aria-haspopup": "dialog" });
  #news = h("span", { class: "news", dir: "auto" });
  #retry = h("button", { type: "button", class: "button retry" }, "Retry");
  #more = h("button", { type: "button", class: "button more" }, icon(ICONS.more), "Load more");
  #refresh = h(
    "button", { type: "button", class: "button refresh", "aria-label": "Refresh", title: "Refresh" },
    icon(ICONS.refresh),
  );
  #live = h("span", { class: "live", role: "status", "aria-live": "polite" });
  element = h(
    "div", { class: "foot" },
    this.#dot, this.#rows, this.#facts, this.#pending, this.#failed, this.#news, this.#retry, this.#more, this.#refresh, this.#live,
  );
  #clock;
  /** @type {FootState | null} */
  #state = null;
  #note = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #noted;

  /** @param {(kind: "refresh" | "retry" | "load_more") => void} command @param {(which: "failed" | "pending") => void} list show these changes */
  constructor(command, list) {
    this.#failed.addEventListener("click", () => list("failed"));
    this.#pending.addEventListener("click", () => list("pending"));
    this.#refresh.addEventListener("click", () => command("refresh"));
    this.#retry.addEventListener("click", () => command("retry"));
    this.#more.addEventListener("click", () => command("load_more"));
    // The age grows while nothing happens.
    this.#clock = setInterval(() => this.#state && this.#paintFacts(this.#state), 1000);
  }

  /** Put something before the buttons. @param {HTMLElement} element */
  add(element) {
    this.#retry.before(element);
  }

  close() {
    clearInterval(this.#clock);
    clearTimeout(this.#noted);
  }

  /** The button that a list of changes belongs to. @param {"failed" | "pending"} which */
  focusList(which) {
    const button = which === "failed" ? this.#failed : this.#pending;
    button.focus();
    return button.matches(":focus");
  }

  /** Tell screen readers, once. @param {string} text */
  say(text) {
    setText(this.#live, text);
  }

  /** Say why something is not done: to everybody, for a while. @param {string} text */
  note(text) {
    this.say(text);
    clearTimeout(this.#noted);
    this.#noted = setTimeout(() => this.#take(""), NOTED);
    this.#take(text);
  }

  /** @param {string} note */
  #take(note) {
    this.#note = note;
    if (this.#state) this.#paintNews(this.#state);
  }

  /** @param {FootState} state */
  paint(state) {
    this.#state = state;
    const { status, connection } = state;
    const problem = connection === "open" ? state.problem ?? status.error : null;
    const loading = connection === "open" && (state.busy || status.refreshing || status.load_state === "loading");
    const mood = connection !== "open" || problem ? "bad" : loading ? "busy" : "good";
    if (this.element.dataset.mood !== mood) this.element.dataset.mood = mood;
    setText(this.#rows, rowsText(status));
    this.#paintFacts(state);
    this.#paintNews(state);
    const failures = state.writes?.failures ?? 0;
    setText(this.#failed, `${grouped(failures)} failed`);
    setAttribute(this.#failed, "hidden", failures === 0);
    setAttribute(this.#failed, "aria-expanded", state.listed === "failed" ? "true" : "false");
    const pending = state.writes?.pending ?? 0;
    setText(this.#pending, `${grouped(pending)} pending`);
    setAttribute(this.#pending, "hidden", pending === 0);
    setAttribute(this.#pending, "aria-expanded", state.listed === "pending" ? "true" : "false");
    const retry = connection === "silent" || (problem && !problem.final && !state.told);
    setAttribute(this.#retry, "hidden", !retry);
    setAttribute(this.#more, "hidden", !(state.canMore && status.has_more && status.loaded > 0));
    setAttribute(this.#refresh, "aria-busy", status.refreshing ? "true" : null);
    this.#more.disabled = this.#refresh.disabled = connection === "lost";
  }

  /** @param {FootState} state */
  #paintNews(state) {
    const news = newsOf(state, this.#note);
    setText(this.#news, news);
    if (this.#news.title !== news) this.#news.title = news;
    setAttribute(this.#news, "data-note", this.#note !== "" && news === this.#note);
  }

  /** @param {FootState} state */
  #paintFacts({ status, selected, connection }) {
    const facts = [loadedText(status)];
    if (selected > 0) facts.push(`${grouped(selected)} selected`);
    if (status.refreshing) facts.push("updating…");
    else facts.push(freshText({ ...status, live: status.live && connection === "open" }, Date.now()));
    setText(this.#facts, facts.filter(Boolean).join(" · "));
    const title = `Generation ${grouped(status.generation)}`;
    if (this.#facts.title !== title) this.#facts.title = title;
    setAttribute(this.element, "data-generation", status.generation);
  }
}

/** What matters most: nobody answers, something failed, what was just refused, what is to be known of the rows. @param {Pick<FootState, "connection" | "problem" | "status" | "told">} state @param {string} note */
export function newsOf({ connection, problem, status, told }, note) {
  return CONNECTION[connection] || (told ? "" : whyText(problem ?? status.error)) || note || status.note || "";
}
