// One field of a form: its editor, its mark, what is wrong with it, and whose value counts.
import { h, setAttribute, setText } from "./dom.js";
import { editText, exampleOf, isNumeric, readTyped } from "./values.js";

/** @import { Answer, Column, Typed } from "./types.d.ts" */

/** @typedef {Column & {text: string | null, dirty: boolean, error: string, theirs: string | null}} FieldState */
/**
 * @typedef {object} FieldHost
 * @property {(column: string, value: Typed) => Promise<Answer>} edit
 * @property {(column: string) => void} revert
 * @property {(column: string) => void} keep
 * @property {() => void} changed something to repaint around the field
 */

/** What is typed is sent when the typing rests this long (ms). */
const RESTS = 250;
/** Texts longer than this, or of several lines, get room for some. */
const LONG = 60;

let counter = 0;

export class DraftField {
  element = h("div", { class: "field" });
  /** What is wrong with what was typed here. */
  wrong = "";
  /** Whether something typed is not in the draft yet. */
  unsent = false;
  name;
  #host;
  #input;
  #state;
  #id = `field-${(counter += 1)}`;
  #why = h("span", { class: "field-why", id: `${this.#id}-why`, "aria-live": "polite" });
  #note = h("span", { class: "note" });
  #revert = h("button", { type: "button", class: "button plain back", title: "Revert" });
  #theirs = h("span", { class: "theirs-text", dir: "auto" });
  #conflict;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {FieldState} state @param {FieldHost} host */
  constructor(state, host) {
    this.#host = host;
    this.#state = state;
    this.name = state.name;
    this.#input = makeInput(state, this.#id);
    const take = h("button", { type: "button", class: "button" }, "Take theirs");
    const keep = h("button", { type: "button", class: "button" }, "Keep mine");
    take.addEventListener("click", () => {
      this.forget();
      host.revert(this.name);
    });
    keep.addEventListener("click", () => host.keep(this.name));
    this.#conflict = h("div", { class: "conflict", role: "group", "aria-label": `Conflict in ${state.label}`, hidden: true },
      h("span", { class: "theirs" }, "Now at the source: ", this.#theirs), take, keep);
    this.#revert.textContent = "Revert";
    setAttribute(this.#revert, "aria-label", `Revert ${state.label}`);
    this.#revert.addEventListener("click", () => {
      this.forget();
      host.revert(this.name);
      this.focus();
    });
    const needed = state.mandatory ? [h("span", { class: "needed", "aria-hidden": "true" }, " *")] : [];
    this.element.append(
      h("div", { class: "field-top" },
        h("label", { class: "field-name", for: this.#id, dir: "auto" }, state.label, ...needed), this.#note, this.#revert),
      this.#input, this.#why, this.#conflict,
    );
    this.#input.addEventListener("input", () => this.#typed());
    this.#input.addEventListener("change", () => void this.flush());
  }

  close() {
    clearTimeout(this.#timer);
  }

  focus() {
    this.#input.focus();
  }

  /** @param {FieldState} state @param {{off: boolean, busy: boolean}} form */
  paint(state, { off, busy }) {
    this.#state = state;
    const { dirty, error, theirs, locked } = state;
    const input = this.#input;
    // What is being typed is newer than anything Python knows.
    if (!this.unsent && !this.wrong) show(input, editText(state.text, state));
    const closed = off || Boolean(locked);
    if (input instanceof HTMLSelectElement) input.disabled = closed || busy;
    else input.readOnly = closed || busy;
    setAttribute(input, "aria-disabled", closed ? "true" : null);
    setAttribute(input, "title", locked || null);
    setText(this.#note, locked ? short(locked) : dirty ? "changed" : "");
    setAttribute(this.#note, "title", locked || null);
    this.element.dataset.mark = theirs !== null ? "conflict" : dirty ? "dirty" : "";
    setAttribute(this.#revert, "hidden", !(dirty || this.wrong) || off);
    this.#say(this.wrong || error);
    setText(this.#theirs, theirs ?? "");
    setAttribute(this.#conflict, "hidden", theirs === null);
  }

  /** Put what was typed into the draft; whether that is done. @returns {Promise<boolean>} */
  async flush() {
    clearTimeout(this.#timer);
    if (this.wrong) return false;
    if (!this.unsent) return true;
    const read = this.#read();
    if (!("value" in read)) return this.refuse(read.problem);
    const text = this.#input.value;
    const answer = await this.#host.edit(this.name, read.value);
    if (this.#input.value !== text) return false; // typed on meanwhile
    this.unsent = false;
    if (answer) return this.refuse(answer.fields?.[this.name] ?? answer.message);
    this.#host.changed();
    return true;
  }

  /** Say what is wrong. @param {string} why */
  refuse(why) {
    this.wrong = why;
    this.#say(why);
    setAttribute(this.#revert, "hidden", false);
    this.#host.changed();
    return false;
  }

  /** Give up what was typed here. */
  forget() {
    clearTimeout(this.#timer);
    this.unsent = false;
    this.wrong = "";
    show(this.#input, editText(this.#state.text, this.#state));
    this.#say("");
  }

  #typed() {
    clearTimeout(this.#timer);
    this.unsent = true;
    this.wrong = "";
    this.#say("");
    this.#timer = setTimeout(() => void this.#rested(), RESTS);
    this.#host.changed();
  }

  /** A number half typed is no mistake yet: that is told when the field is left. */
  async #rested() {
    if ("value" in this.#read()) await this.flush();
  }

  #read() {
    const state = this.#state;
    const typed = this.#input.value;
    if (state.editor === "boolean") return readTyped(state, typed === "" ? "" : typed === "true");
    return readTyped(state, typed);
  }

  /** @param {string} why */
  #say(why) {
    setText(this.#why, why);
    setAttribute(this.#input, "aria-invalid", why ? "true" : null);
    setAttribute(this.#input, "aria-describedby", why ? `${this.#id}-why` : null);
  }
}

/** @param {FieldState} state @param {string} id */
function makeInput(state, id) {
  /** @type {Record<string, string>} */
  const common = { class: "field-box", id, ...(state.mandatory && { "aria-required": "true" }) };
  if (state.editor === "boolean") {
    const options = ["", "true", "false"].map((value) => h("option", { value }, value || "–"));
    return h("select", common, ...options);
  }
  if (state.editor === "text" && ((state.text?.length ?? 0) > LONG || state.text?.includes("\n"))) {
    return h("textarea", { ...common, rows: 3, spellcheck: "false", dir: "auto" });
  }
  return h("input", {
    ...common, type: "text", autocomplete: "off", spellcheck: "false", dir: "auto",
    placeholder: state.locked ? "" : exampleOf(state) || (state.editor === "text" ? "empty" : ""),
    inputmode: isNumeric(state) ? "decimal" : "text",
  });
}

/** @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} input @param {string} text */
function show(input, text) {
  // Writing the value moves the caret: only when it is another.
  if (input.value !== text) input.value = text;
}

/** @param {string} reason */
const short = (reason) => (reason.length > 24 ? "read-only" : reason);
