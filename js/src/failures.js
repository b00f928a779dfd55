// Changes that were refused: the list over the status line, and the note at a cell.
import { h, icon, ICONS, setAttribute, setText } from "./dom.js";

/** @import { Failure, Writes } from "./types.d.ts" */
/** @import { Box } from "./editor.js" */

/** About one of them, by its number, or about all. @typedef {(decision: {kind: "retry" | "discard", number: number} | {kind: "retry_all" | "discard_all"}) => void} Decide */

/** The failure that a cell is to tell of, if one is listed. @param {readonly Failure[]} failed @param {string} row @param {string} column */
export function failureOf(failed, row, column) {
  return failed.findLast((failure) => failure.row === row && failure.fields.includes(column)) ?? null;
}

/** @param {Failure} failure @param {Decide} decide */
function card(failure, decide) {
  const about = `${failure.change}${failure.row === null ? "" : `, id ${failure.row}`}`;
  const retry = h("button", { type: "button", class: "button", "aria-label": `Retry ${about}` }, "Retry");
  const discard = h("button", { type: "button", class: "button", "aria-label": `Discard ${about}` }, "Discard");
  retry.addEventListener("click", () => decide({ kind: "retry", number: failure.number }));
  discard.addEventListener("click", () => decide({ kind: "discard", number: failure.number }));
  return [
    h("div", { class: "failure-text" },
      h("div", { class: "failure-what", dir: "auto" }, failure.change,
        h("span", { class: "failure-row" }, failure.row === null ? "" : `id ${failure.row}`)),
      h("div", { class: "failure-why", dir: "auto", title: failure.hint ?? "" }, failure.message)),
    h("div", { class: "failure-acts" }, retry, discard),
  ];
}

/** All of them, opened from the status line. */
export class Failures {
  #title = h("span", { class: "failures-title", id: "failures-title" });
  #close = h("button", { type: "button", class: "button plain", "aria-label": "Close" }, icon(ICONS.clear));
  #retry = h("button", { type: "button", class: "button" }, "Retry all");
  #discard = h("button", { type: "button", class: "button" }, "Discard all");
  #all = h("div", { class: "failure-acts" }, this.#retry, this.#discard);
  #list = h("ul", { class: "failures-list" });
  #more = h("div", { class: "failures-more" });
  element = h(
    "div", { class: "failures", role: "dialog", "aria-labelledby": "failures-title", tabindex: -1, hidden: true },
    h("div", { class: "failures-head" }, this.#title, this.#all, this.#close), this.#list, this.#more,
  );
  #numbers = "";
  #decide;
  #closed;

  /** @param {Decide} decide @param {() => void} closed the focus may go back to where it was */
  constructor(decide, closed) {
    this.#decide = decide;
    this.#closed = closed;
    this.#close.addEventListener("click", () => this.close());
    this.#retry.addEventListener("click", () => decide({ kind: "retry_all" }));
    this.#discard.addEventListener("click", () => this.#discardAll());
    this.#discard.addEventListener("blur", () => this.#ask(false));
    this.element.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") this.close();
    });
  }

  get open() {
    return !this.element.hidden;
  }

  start() {
    setAttribute(this.element, "hidden", false);
    (this.#list.querySelector("button") ?? this.element).focus();
  }

  close() {
    if (!this.open) return;
    setAttribute(this.element, "hidden", true);
    this.#closed();
  }

  /** @param {Writes} writes */
  paint({ failed, failures }) {
    if (failures === 0) return this.close();
    setText(this.#title, failures === 1 ? "1 change was not accepted" : `${failures} changes were not accepted`);
    setText(this.#more, failures > failed.length ? `and ${failures - failed.length} earlier ones: dio.writes.parked` : "");
    setAttribute(this.#all, "hidden", failures === 1);
    const numbers = JSON.stringify(failed);
    if (numbers === this.#numbers) return;
    this.#numbers = numbers;
    const inside = this.#list.matches(":focus-within");
    const newest = [...failed].reverse();
    this.#list.replaceChildren(...newest.map((failure) => h("li", { class: "failure" }, ...card(failure, this.#decide))));
    // The button that was pressed has gone with its entry.
    if (inside) (this.#list.querySelector("button") ?? this.element).focus();
  }

  /** What was typed is lost then: the button asks once more, until the focus goes elsewhere. */
  #discardAll() {
    if (!this.#discard.classList.contains("danger")) return this.#ask(true);
    this.#ask(false);
    this.#decide({ kind: "discard_all" });
  }

  /** @param {boolean} sure */
  #ask(sure) {
    this.#discard.classList.toggle("danger", sure);
    setText(this.#discard, sure ? "Really discard?" : "Discard all");
  }
}

/** One of them, at its cell. */
export class CellFailure {
  element = h("div", { class: "cell-failure failure", role: "group", "aria-label": "Change that was not accepted", hidden: true });
  #shown = "";
  #decide;

  /** @param {Decide} decide */
  constructor(decide) {
    this.#decide = decide;
    this.element.addEventListener("keydown", (event) => event.stopPropagation());
  }

  /** @param {Failure | null} failure @param {Box | null} box of its cell */
  paint(failure, box) {
    const shown = failure && box ? JSON.stringify(failure) : "";
    setAttribute(this.element, "hidden", !shown);
    if (!failure || !box) return;
    if (this.#shown !== shown) this.element.replaceChildren(...card(failure, this.#decide));
    this.#shown = shown;
    const up = box.below < 90;
    this.element.style.left = `${Math.max(4, Math.min(box.left, box.room - 344))}px`;
    this.element.style.top = up ? "" : `${box.top + box.height + 3}px`;
    this.element.style.bottom = up ? `${box.below + box.height + 3}px` : "";
  }
}
