// The box in which a value is typed: it lies over its cell, and says below it what is wrong.
import { h, setAttribute, setText } from "./dom.js";
import { exampleOf, isNumeric } from "./values.js";

/** @import { Column } from "./types.d.ts" */
/** @typedef {{left: number, top: number, width: number, height: number, below: number, room: number}} Box `below`: height under the cell; `room`: width of the view */

/** Under a cell with less room the problem stands above it (px). */
const PROBLEM_ROOM = 34;
/** A narrower cell is too small to type in (px). */
const NARROWEST = 96;

export class Editor {
  #problem = h("div", { class: "edit-problem", id: "edit-problem", role: "alert" });
  element = h("div", { class: "editor", hidden: true });
  /** @type {HTMLInputElement | HTMLTextAreaElement} */
  #input = h("input");
  /** What the box said right after it was opened. @type {string | boolean} */
  #opened = "";
  #act;

  /** @param {{commit: (step: -1 | 0 | 1) => void, cancel: () => void, left: () => void}} act */
  constructor(act) {
    this.#act = act;
    this.element.addEventListener("keydown", (event) => this.#pressed(event));
    this.element.addEventListener("focusout", () => {
      // The window lost the focus, not the box: the user comes back to it.
      if (document.hasFocus() && this.element.isConnected && !this.element.hidden) act.left();
    });
  }

  /** Whether it holds something else than it was opened with: a box may show a text in its own way. */
  get touched() {
    return this.typed !== this.#opened;
  }

  /** @returns {string | boolean} */
  get typed() {
    const input = this.#input;
    if (!(input instanceof HTMLInputElement && input.type === "checkbox")) return input.value;
    return input.indeterminate ? "" : input.checked;
  }

  /** @param {Column} column @param {string} text @param {string} label */
  open(column, text, label) {
    const common = { class: "edit-box", "aria-label": label, autocomplete: "off", spellcheck: "false" };
    if (column.editor === "boolean") {
      const box = h("input", { ...common, type: "checkbox" });
      box.checked = text === "true";
      box.indeterminate = text === "";
      this.#input = box;
    } else if (column.editor === "text") {
      this.#input = h("textarea", { ...common, rows: 1, placeholder: "empty text", dir: "auto" });
    } else {
      const mode = isNumeric(column) ? "decimal" : "text";
      this.#input = h("input", { ...common, type: "text", inputmode: mode, placeholder: exampleOf(column) });
    }
    const input = this.#input;
    if (column.editor !== "boolean") input.value = text;
    this.#opened = this.typed;
    this.element.dataset.editor = column.editor ?? "";
    this.element.dataset.align = isNumeric(column) ? "right" : "left";
    this.element.replaceChildren(input, this.#problem);
    this.say("");
    this.wait(false);
    input.addEventListener("input", () => {
      this.say("");
      this.#grow();
    });
    setAttribute(this.element, "hidden", false);
    input.focus({ preventScroll: true });
    if (column.editor !== "boolean") input.select();
    this.#grow();
  }

  close() {
    setAttribute(this.element, "hidden", true);
    this.element.replaceChildren();
  }

  /** @param {Box} box */
  place({ left, top, width, height, below }) {
    const { style, dataset } = this.element;
    style.transform = `translate(${left}px, ${top}px)`;
    style.width = `${Math.max(NARROWEST, width)}px`;
    style.setProperty("--edit-height", `${height}px`);
    dataset.up = String(below < PROBLEM_ROOM);
  }

  /** What is wrong with what was typed; blank for nothing. @param {string} problem */
  say(problem) {
    setText(this.#problem, problem);
    setAttribute(this.#input, "aria-invalid", problem ? "true" : null);
    setAttribute(this.#input, "aria-describedby", problem ? "edit-problem" : null);
    this.element.dataset.bad = String(problem !== "");
  }

  /** Python has not answered yet. @param {boolean} waiting */
  wait(waiting) {
    setAttribute(this.#input, "aria-busy", waiting ? "true" : null);
    setAttribute(this.#input, "readonly", waiting);
  }

  focus() {
    this.#input.focus({ preventScroll: true });
  }

  /** A text of several lines shows them, up to six. */
  #grow() {
    if (!(this.#input instanceof HTMLTextAreaElement)) return;
    const lines = Math.min(6, this.#input.value.split("\n").length);
    this.#input.rows = lines;
    this.element.dataset.lines = lines > 1 ? "many" : "one";
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    // Notebook shortcuts must not run on what is typed here.
    event.stopPropagation();
    // Enter may end a word of an input method: that is not a commit yet.
    if (event.isComposing) return;
    const newline = event.shiftKey || event.altKey;
    if (event.key === "Escape") this.#act.cancel();
    else if (event.key === "Enter" && !newline) this.#act.commit(0);
    else if (event.key === "Tab") this.#act.commit(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  }
}
