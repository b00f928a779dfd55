// Changes that the source has not got yet: the list over the status line, and the note at a cell.
import { h, setAttribute, setText } from "./dom.js";
import { decisionButton } from "./failures.js";
import { Sheet, sureButton } from "./sheet.js";
import { grouped, whyText } from "./text.js";

/** @import { Problem, Underway, Writes } from "./types.d.ts" */
/** @import { Decide, Note } from "./failures.js" */

/** The change of a cell that still can be withdrawn, if one is listed. @param {Writes} writes @param {string} row @param {string} column */
export function waitingAt({ underway = [] }, row, column) {
  return underway.findLast((write) => write.row === row && write.state === "queued" && write.fields.includes(column)) ?? null;
}

/** @param {Underway} write @param {Decide} decide */
function entry(write, decide) {
  const { row, change, state, number } = write;
  return h("li", { class: "failure", "data-key": number },
    h("div", { class: "failure-text failure-what", dir: "auto" }, change, h("span", { class: "failure-row" }, row === null ? "" : `id ${row}`)),
    state === "sending" ? h("span", { class: "sending" }, "sending…") : decisionButton("Discard", "discard", write, decide));
}

/** All of them, opened from the status line. */
export class UnderwayList extends Sheet {
  #all;
  #why = h("div", { class: "underway-why", dir: "auto" });
  #shown = "";
  #decide;

  /** @param {Decide} decide @param {() => void} closed the focus may go back to where it was */
  constructor(decide, closed) {
    const all = sureButton("Discard all", "Really discard?", () => decide({ kind: "withdraw_all" }));
    super("underway", closed, [all]);
    this.#all = all;
    this.#decide = decide;
    this.element.firstElementChild?.after(this.#why);
  }

  /** @param {Writes} writes */
  paint({ pending, underway = [], blocked = null }) {
    if (pending === 0) return this.close();
    const shown = JSON.stringify([pending, underway, blocked]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    setAttribute(this.#all, "hidden", pending === 1);
    setText(this.#why, whyText(blocked));
    const items = underway.map((write) => entry(write, this.#decide));
    const more = pending - underway.length;
    const title = pending === 1 ? "1 change is on its way" : `${grouped(pending)} changes are on their way`;
    // The focus never goes on by itself: entries leave the list without anybody's doing.
    this.fill(title, items, more > 0 ? `and ${grouped(more)} more` : "", false);
  }
}

/** What is said of one of them at its cell, while the source takes none. @param {Underway} write @param {Problem} blocked @param {Decide} decide @returns {Note} */
export function waitingNote(write, blocked, decide) {
  const parts = () => [
    h("div", { class: "failure-text" },
      h("div", { class: "failure-what", dir: "auto" }, write.change),
      h("div", { class: "underway-why", dir: "auto", title: whyText(blocked) }, `Not sent yet: ${blocked.message}`)),
    h("div", { class: "failure-acts" }, decisionButton("Discard", "discard", write, decide)),
  ];
  return { label: "Change that is not sent yet", mood: "busy", about: [write, blocked], parts };
}
