// The form of one record: what is typed goes to the draft in Python, and to the source on save.
import { h, icon, ICONS, setAttribute, setText } from "./dom.js";
import { DraftField } from "./field.js";
import { Live } from "./live.js";
import { offerRetry } from "./retry.js";
import { whyText } from "./text.js";

/** @import { AnyModel, Answer, Typed } from "./types.d.ts" */
/** @import { FieldState } from "./field.js" */

/**
 * @typedef {object} DraftState
 * @property {number} generation
 * @property {string} name
 * @property {string | null} id
 * @property {boolean} new
 * @property {boolean} missing the record is not held
 * @property {"Tracking" | "Pending" | "Failed"} status
 * @property {string} message why the last save failed
 * @property {string} locked why nothing can be saved
 * @property {FieldState[]} fields
 * @property {string[]} others dirty columns that are in no field
 */

export class FormView {
  #live;
  #title = h("span", { class: "title", dir: "auto" });
  #id = h("span", { class: "id", dir: "auto" });
  #chip = h("span", { class: "chip", role: "status" });
  #locked = h("div", { class: "locked", dir: "auto" });
  #fields = h("div", { class: "fields" });
  #problem = h("div", { class: "news", role: "alert", dir: "auto" });
  #revert = h("button", { type: "button", class: "button" }, icon(ICONS.undo), "Revert");
  #save = h("button", { type: "button", class: "button primary" }, "Save");
  #dot = h("span", { class: "dot", "aria-hidden": "true" });
  #foot = h("div", { class: "foot" }, this.#dot, this.#problem, this.#revert, this.#save);
  // Not a <form>: that would send what is typed to the page's address, were a script to fail.
  #frame = h(
    "div", { class: "frame", role: "form" },
    h("div", { class: "head" }, this.#title, this.#id, this.#chip), this.#locked, this.#fields, this.#foot,
  );
  /** @type {Map<string, DraftField>} */
  #shown = new Map();
  #saving = false;

  /** @param {AnyModel} model @param {ShadowRoot} root */
  constructor(model, root) {
    this.#live = new Live(model, ["state", "title"], () => this.#paint());
    offerRetry(this.#live, this.#problem);
    this.#save.addEventListener("click", () => void this.#submit());
    this.#revert.addEventListener("click", () => void this.#revertAll());
    this.#frame.addEventListener("keydown", (event) => this.#pressed(event));
    root.append(this.#frame);
    this.#paint();
  }

  close() {
    for (const field of this.#shown.values()) field.close();
    this.#live.close();
  }

  /** @returns {DraftState} */
  get #state() {
    return this.#live.get("state");
  }

  #paint() {
    const state = this.#state;
    const live = this.#live;
    setText(this.#title, live.get("title"));
    setText(this.#id, state.new ? "new" : `#${state.id}`);
    setAttribute(this.#frame, "aria-label", `${live.get("title")} ${state.new ? "new" : state.id}`);
    const locked = state.locked ? `Read-only: ${state.locked}` : "";
    setText(this.#locked, locked || (state.missing && !state.message ? "The record is being loaded…" : ""));
    this.#paintFields(state);
    this.#paintState();
  }

  #paintState() {
    const state = this.#state;
    const live = this.#live;
    const dirty = state.fields.filter((field) => field.dirty).length + state.others.length;
    const wrong = [...this.#shown.values()].some((field) => field.wrong);
    const conflict = state.fields.some((field) => field.theirs !== null);
    const pending = this.#saving || state.status === "Pending";
    const typed = [...this.#shown.values()].some((field) => field.unsent);
    const [said, mood] = pending ? ["Saving…", "busy"]
      : conflict ? ["Changed at the source", "warn"]
      : state.status === "Failed" ? ["Not saved", "bad"]
      : dirty || typed ? [dirty > 1 ? `${dirty} changes` : "1 change", "busy"] : ["", "good"];
    setText(this.#chip, said);
    this.#chip.dataset.mood = mood;
    const why = whyText(live.problem);
    const news = live.connection || state.message || why;
    setText(this.#problem, news);
    setAttribute(this.#problem, "title", news || null);
    this.#foot.dataset.mood = live.connection || state.message || why ? "bad" : mood;
    const open = !pending && !live.lost && !state.locked;
    this.#save.disabled = !open || wrong || !(dirty || typed || state.new);
    this.#save.title = state.locked ? `Read-only: ${state.locked}` : wrong ? "Correct what is marked first" : "";
    this.#revert.disabled = !open || !(dirty || typed || wrong || state.status === "Failed");
    setAttribute(this.#save, "aria-busy", pending ? "true" : null);
    setText(this.#save, state.new ? "Add" : "Save");
  }

  /** @param {DraftState} state */
  #paintFields({ fields, locked, status, missing }) {
    const names = fields.map((field) => `${field.name} ${field.editor}`);
    const known = [...this.#shown.keys()];
    if (names.length !== known.length || names.some((name, n) => name !== known[n])) {
      for (const [key, field] of this.#shown) if (!names.includes(key)) field.close();
      this.#shown = new Map(fields.map((field, n) => {
        const key = names[n] ?? "";
        return [key, this.#shown.get(key) ?? new DraftField(field, this.#host())];
      }));
      this.#fields.replaceChildren(...[...this.#shown.values()].map(({ element }) => element));
    }
    fields.forEach((field, n) => {
      this.#shown.get(names[n] ?? "")?.paint(field, { off: locked !== "" || missing, busy: status === "Pending" });
    });
  }

  #host() {
    return {
      /** @param {string} column @param {Typed} value @returns {Promise<Answer>} */
      edit: (column, value) => this.#live.ask({ kind: "edit", row: this.#state.id ?? "", column, value }),
      /** @param {string} column */
      revert: (column) => void this.#live.ask({ kind: "revert", column }),
      /** @param {string} column */
      keep: (column) => void this.#live.ask({ kind: "keep", column }),
      changed: () => this.#paintState(),
    };
  }

  async #submit() {
    if (this.#saving || this.#save.disabled) return;
    this.#saving = true;
    this.#paintState();
    const sent = await Promise.all([...this.#shown.values()].map((field) => field.flush()));
    const answer = sent.every(Boolean) ? await this.#live.ask({ kind: "save" }) : null;
    this.#saving = false;
    const fields = answer?.fields ?? {};
    /** @type {DraftField | null} */
    let first = null;
    for (const field of this.#shown.values()) {
      const why = Object.hasOwn(fields, field.name) ? fields[field.name] ?? "" : "";
      if (why) field.refuse(why);
      if (field.wrong) first ??= field;
    }
    first?.focus();
    this.#paintState();
  }

  async #revertAll() {
    for (const field of this.#shown.values()) field.forget();
    await this.#live.ask({ kind: "revert", column: null });
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    // Notebook shortcuts must not run on what is typed here.
    event.stopPropagation();
    if (event.isComposing) return;
    const saves = event.key === "Enter" && (event.ctrlKey || event.metaKey || event.target instanceof HTMLInputElement);
    if (!saves) return;
    event.preventDefault();
    void this.#submit();
  }
}
