// The form above the rows in which a new row is filled in.
import { h, setAttribute, setText } from "./dom.js";
import { whyText } from "./text.js";
import { exampleOf, isNumeric, readTyped } from "./values.js";

/** @import { Column, Heard, Typed } from "./types.d.ts" */

/** @typedef {(record: Record<string, Typed>, accepted: () => void) => Promise<Heard>} Add */
/** @typedef {{column: Column, input: HTMLInputElement | HTMLSelectElement, why: HTMLElement}} Field */

export class RowForm {
  #fields = h("div", { class: "fields" });
  #problem = h("div", { class: "form-problem", role: "alert" });
  #save = h("button", { type: "button", class: "button primary" }, "Save row");
  #cancel = h("button", { type: "button", class: "button" }, "Cancel");
  // Not a <form>: that would send what is typed to the page's address, were a script to fail.
  element = h(
    "div", { class: "form", role: "form", "aria-label": "New row", hidden: true },
    this.#fields, h("div", { class: "form-end" }, this.#problem, this.#cancel, this.#save),
  );
  /** @type {Field[]} */
  #shown = [];
  #waiting = false;
  #host;

  /** @param {{add: Add, closed: (added: boolean) => void, placed: (place: {index: number | null, why: string}) => void}} host */
  constructor(host) {
    this.#host = host;
    this.#cancel.addEventListener("click", () => this.close());
    this.#save.addEventListener("click", () => void this.#submit());
    this.element.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.isComposing) return;
      if (event.key === "Escape") this.close();
      else if (event.key === "Enter" && event.target instanceof HTMLInputElement) void this.#submit();
    });
  }

  get open() {
    return !this.element.hidden;
  }

  /** @param {readonly Column[]} columns */
  start(columns) {
    const typed = columns.filter((column) => column.editor && (!column.locked || column.id));
    this.#shown = typed.map(makeField);
    this.#fields.replaceChildren(...this.#shown.map(({ column, input, why }) =>
      h("label", { class: "field" }, h("span", { class: "field-name", dir: "auto" },
        column.label, ...(column.mandatory ? [h("span", { class: "needed", "aria-hidden": "true" }, " *")] : [])), input, why)));
    setText(this.#problem, typed.length ? "" : "There is no column that could be filled in.");
    this.#save.disabled = typed.length === 0;
    setAttribute(this.element, "hidden", false);
    this.#shown[0]?.input.focus();
  }

  close(added = false) {
    setAttribute(this.element, "hidden", true);
    this.#fields.replaceChildren();
    this.#shown = [];
    this.#host.closed(added);
  }

  async #submit() {
    if (this.#waiting) return;
    /** @type {Record<string, string>} */
    const wrong = Object.create(null);
    /** @type {[string, Typed][]} */
    const record = [];
    for (const { column, input } of this.#shown) {
      const text = input.value;
      if (text === "" && !column.mandatory) continue;
      if (text === "" && column.id) continue;
      if (text === "") wrong[column.name] = "A value is needed";
      else {
        const read = readTyped(column, column.editor === "boolean" ? text === "true" : text);
        if ("value" in read) record.push([column.name, read.value]);
        else wrong[column.name] = read.problem;
      }
    }
    if (this.#refuse(wrong)) return;
    this.#waiting = this.#save.disabled = true;
    const saved = this.#shown;
    const { problem: answer, body } = await this.#host.add(Object.fromEntries(record), () => this.#accepted());
    if (!answer) return this.#host.placed({ index: null, why: "", ...body });
    // Another row may be filled in by now.
    if (this.#shown !== saved) return;
    this.#waiting = this.#save.disabled = false;
    const fields = answer.fields ?? {};
    if (!this.#refuse(fields)) setText(this.#problem, whyText(answer));
  }

  #accepted() {
    this.#waiting = this.#save.disabled = false;
    if (this.open) this.close(true);
  }

  /** Say what is wrong, field by field; whether anything is. @param {Record<string, string>} wrong */
  #refuse(wrong) {
    let first = null;
    for (const { column, input, why } of this.#shown) {
      const reason = Object.hasOwn(wrong, column.name) ? wrong[column.name] ?? "" : "";
      setText(why, reason);
      setAttribute(input, "aria-invalid", reason ? "true" : null);
      if (reason) first ??= input;
    }
    setText(this.#problem, "");
    first?.focus();
    return first !== null;
  }
}

/** @param {Column} column @returns {Field} */
function makeField(column) {
  const why = h("span", { class: "field-why", "aria-live": "polite" });
  /** @type {Record<string, string>} */
  const needed = column.mandatory && !column.id ? { "aria-required": "true" } : {};
  if (column.editor === "boolean") {
    const options = ["", "true", "false"].map((value) => h("option", { value }, value || "–"));
    return { column, why, input: h("select", { class: "field-box", ...needed }, ...options) };
  }
  const input = h("input", {
    class: "field-box", type: "text", autocomplete: "off", spellcheck: "false", dir: "auto", ...needed,
    placeholder: column.id ? "made by the source" : exampleOf(column),
    inputmode: isNumeric(column) ? "decimal" : "text",
  });
  return { column, why, input };
}
