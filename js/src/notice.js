// What stands in the middle of a grid that has no rows to show.
import { h, setAttribute, setText } from "./dom.js";

/** @import { Problem } from "./types.d.ts" */

/**
 * @typedef {object} NoticeState
 * @property {number} count
 * @property {boolean} loading
 * @property {string} search
 * @property {boolean} [filtered]
 * @property {Problem | null} problem
 */

/** @param {NoticeState} state @returns {{title: string, text: string, action: "" | "retry" | "clear", label: string} | null} */
export function noticeOf({ count, loading, search, filtered = false, problem }) {
  if (count > 0) return null;
  if (problem) return { title: problem.message, text: problem.hint ?? "", action: "retry", label: "Retry" };
  if (loading) return null;
  if (!search && !filtered) return { title: "No rows", text: "", action: "", label: "" };
  const text = search ? `Nothing found for “${search}”.` : "The filters leave no row.";
  const what = [search && "search", filtered && "filters"].filter(Boolean).join(" and ");
  return { title: "No rows match", text, action: "clear", label: `Clear ${what}` };
}

export class Notice {
  #title = h("div", { class: "notice-title", dir: "auto" });
  #text = h("div", { class: "notice-text", dir: "auto" });
  #button = h("button", { type: "button", class: "button" });
  element = h("div", { class: "notice", hidden: true }, this.#title, this.#text, this.#button);
  /** @type {"" | "retry" | "clear"} */
  #action = "";

  /** @param {(action: "retry" | "clear") => void} act */
  constructor(act) {
    this.#button.addEventListener("click", () => this.#action && act(this.#action));
  }

  /** @param {NoticeState} state */
  paint(state) {
    const notice = noticeOf(state);
    setAttribute(this.element, "hidden", notice === null);
    if (!notice) return;
    this.#action = notice.action;
    setText(this.#title, notice.title);
    setText(this.#text, notice.text);
    setText(this.#button, notice.label);
    setAttribute(this.#button, "hidden", !notice.action);
    this.element.classList.toggle("bad", notice.action === "retry");
  }
}
