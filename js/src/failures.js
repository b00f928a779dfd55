// Changes that were refused: the list over the status line, and the note at a cell.
import { h, setAttribute } from "./dom.js";
import { Sheet, sureButton } from "./sheet.js";
import { grouped } from "./text.js";

/** @import { Failure, Writes } from "./types.d.ts" */
/** @import { Box } from "./editor.js" */

/** About one of them, by its number, or about all. @typedef {(decision: {kind: "retry" | "discard", number: number} | {kind: "retry_all" | "discard_all" | "withdraw_all"}) => void} Decide */

/** The failure that a cell is to tell of, if one is listed. @param {readonly Failure[]} failed @param {string} row @param {string} column */
export function failureOf(failed, row, column) {
  return failed.findLast((failure) => failure.row === row && failure.fields.includes(column)) ?? null;
}

/** A button that decides about one change. @param {string} text @param {"retry" | "discard"} kind @param {{number: number, row: string | null, change: string}} write @param {Decide} decide */
export function decisionButton(text, kind, { number, row, change }, decide) {
  const about = `${change}${row === null ? "" : `, id ${row}`}`;
  const button = h("button", { type: "button", class: "button", "aria-label": `${text} ${about}` }, text);
  button.addEventListener("click", () => decide({ kind, number }));
  return button;
}

/** @param {Failure} failure @param {Decide} decide */
function card(failure, decide) {
  return [
    h("div", { class: "failure-text" },
      h("div", { class: "failure-what", dir: "auto" }, failure.change,
        h("span", { class: "failure-row" }, failure.row === null ? "" : `id ${failure.row}`)),
      h("div", { class: "failure-why", dir: "auto", title: failure.hint ?? "" }, failure.message)),
    h("div", { class: "failure-acts" }, decisionButton("Retry", "retry", failure, decide), decisionButton("Discard", "discard", failure, decide)),
  ];
}

/** All of them, opened from the status line. */
export class Failures extends Sheet {
  #all;
  #shown = "";
  #decide;

  /** @param {Decide} decide @param {() => void} closed the focus may go back to where it was */
  constructor(decide, closed) {
    const retry = h("button", { type: "button", class: "button" }, "Retry all");
    retry.addEventListener("click", () => decide({ kind: "retry_all" }));
    const all = h("div", { class: "failure-acts" }, retry, sureButton("Discard all", "Really discard?", () => decide({ kind: "discard_all" })));
    super("refused", closed, [all]);
    this.#all = all;
    this.#decide = decide;
  }

  /** @param {Writes} writes */
  paint({ failed, failures }) {
    if (failures === 0) return this.close();
    setAttribute(this.#all, "hidden", failures === 1);
    const shown = JSON.stringify([failed, failures]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const items = [...failed].reverse().map((failure) => h("li", { class: "failure", "data-key": failure.number }, ...card(failure, this.#decide)));
    const title = failures === 1 ? "1 change was not accepted" : `${grouped(failures)} changes were not accepted`;
    this.fill(title, items, failures > failed.length ? `and ${grouped(failures - failed.length)} earlier ones: dio.writes.parked` : "", true);
  }
}

/** What is said of one of them at its cell. @param {Failure} failure @param {Decide} decide @returns {Note} */
export function failureNote(failure, decide) {
  return { label: "Change that was not accepted", mood: "bad", about: failure, parts: () => card(failure, decide) };
}

/** @typedef {{label: string, mood: "bad" | "busy", about: unknown, parts: () => Node[]}} Note `about`: what it follows from */

/** What became of the change of a cell, beside it. */
export class CellNote {
  element = h("div", { class: "cell-failure failure", role: "group", hidden: true });
  #shown = "";

  constructor() {
    this.element.addEventListener("keydown", (event) => event.stopPropagation());
  }

  /** @param {Note | null} note @param {Box | null} box of its cell */
  paint(note, box) {
    const shown = note && box ? JSON.stringify([note.label, note.about]) : "";
    setAttribute(this.element, "hidden", !shown);
    if (!note || !box) return;
    if (this.#shown !== shown) {
      this.element.replaceChildren(...note.parts());
      setAttribute(this.element, "aria-label", note.label);
      this.element.dataset.mood = note.mood;
    }
    this.#shown = shown;
    const up = box.below < 90;
    this.element.style.left = `${Math.max(4, Math.min(box.left, box.room - 344))}px`;
    this.element.style.top = up ? "" : `${box.top + box.height + 3}px`;
    this.element.style.bottom = up ? `${box.below + box.height + 3}px` : "";
  }
}
