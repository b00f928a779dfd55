// The form in which a column is filtered: a range, a text, values to choose from, empty or not.
import { filtersOf, formOf, isMeasured, offsetsOf, valueText } from "./filter.js";
import { h, setAttribute, setText } from "./dom.js";
import { grouped } from "./text.js";

/** @import { Column, Filter, FilterValue } from "./types.d.ts" */

/** Typing rests this long before it is applied (ms). */
const REST = 400;
/** From so many values on they can be searched. */
const MANY = 8;

/**
 * What Python tells of a column.
 *
 * @typedef {object} Choices
 * @property {string[]} operators that the source can do
 * @property {[FilterValue, number][]} values
 * @property {number} more values that are not listed
 * @property {FilterValue} low
 * @property {FilterValue} high
 * @property {number} rows
 * @property {number} blanks
 */

export class FilterForm {
  element = h("form", { class: "filter-form" });
  #column;
  #form;
  #offsets;
  #apply;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #problem = h("div", { class: "field-why", role: "alert" });
  /** @type {Map<string, HTMLInputElement>} */
  #boxes = new Map();

  /**
   * @param {Column} column
   * @param {readonly Filter[]} filters
   * @param {Choices} choices
   * @param {number | null} total rows there are
   * @param {{apply: (filters: Filter[]) => void, close: () => void}} act
   */
  constructor(column, filters, choices, total, act) {
    this.#column = column;
    this.#form = formOf(filters, column);
    this.#offsets = column.type === "datetime" ? offsetsOf([choices.low, choices.high]) : [];
    this.#apply = act.apply;
    const can = new Set(choices.operators);
    /** @type {HTMLElement[]} */
    const parts = [h("div", { class: "filter-title", dir: "auto" }, column.label)];
    if (isMeasured(column) && (can.has("<=") || can.has(">="))) parts.push(this.#range(choices, can));
    if (can.has("contains")) parts.push(this.#text());
    if (can.has("in") || can.has("==")) parts.push(this.#list(choices, can.has("in")));
    if (can.has("null")) parts.push(this.#presence(choices));
    if (parts.length === 1) parts.push(h("div", { class: "filter-note" }, "The source can not filter by this column. With every row here it works: await dio.load_all()"));
    else if (total !== null && choices.rows < total) parts.push(h("div", { class: "filter-note" }, `Values of ${grouped(choices.rows)} of ${grouped(total)} rows.`));
    const clear = h("button", { type: "button", class: "button plain" }, "Clear");
    const done = h("button", { type: "submit", class: "button primary" }, "Done");
    clear.addEventListener("click", () => {
      clearTimeout(this.#timer);
      act.apply([]);
      act.close();
    });
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#send()) act.close();
    });
    this.element.append(...parts, this.#problem, h("div", { class: "form-end" }, clear, done));
  }

  close() {
    clearTimeout(this.#timer);
  }

  /** @param {Choices} choices @param {ReadonlySet<string>} can */
  #range(choices, can) {
    const from = this.#box("from", "From", valueText(choices.low, this.#column));
    const to = this.#box("to", "To", valueText(choices.high, this.#column));
    return h("div", { class: "filter-range" }, ...(can.has(">=") ? [from] : []), ...(can.has("<=") ? [to] : []));
  }

  #text() {
    return this.#box("contains", "Contains", "");
  }

  /** @param {"from" | "to" | "contains"} part @param {string} label @param {string} placeholder */
  #box(part, label, placeholder) {
    const input = h("input", { class: "field-box", type: "text", placeholder, autocomplete: "off", spellcheck: "false", dir: "auto" });
    input.value = this.#form[part];
    input.addEventListener("input", () => {
      this.#form[part] = input.value;
      this.#soon();
    });
    this.#boxes.set(part, input);
    return h("label", { class: "field" }, h("span", { class: "field-name" }, label), input);
  }

  /** @param {Choices} choices @param {boolean} several */
  #list(choices, several) {
    /** @type {Set<FilterValue>} */
    const chosen = new Set(this.#form.values ?? []);
    const listed = new Set(choices.values.map(([value]) => value));
    const pairs = [...[...chosen].filter((value) => value !== null && !listed.has(value)).map((value) => [value, 0]), ...choices.values];
    const items = pairs.map(([value, count]) => {
      const text = valueText(/** @type {FilterValue} */ (value), this.#column) || "empty text";
      const box = h("input", { type: "checkbox" });
      box.checked = chosen.has(/** @type {FilterValue} */ (value));
      box.addEventListener("change", () => {
        if (!several) for (const other of list.querySelectorAll("input")) if (other !== box) other.checked = false;
        if (!several) chosen.clear();
        if (box.checked) chosen.add(/** @type {FilterValue} */ (value));
        else chosen.delete(/** @type {FilterValue} */ (value));
        this.#form.values = chosen.size ? [...chosen] : null;
        this.#soon();
      });
      const count_ = h("span", { class: "filter-count" }, count ? grouped(Number(count)) : "");
      return { text: text.toLowerCase(), element: h("label", { class: "filter-value" }, box, h("span", { class: "filter-name", dir: "auto" }, text), count_) };
    });
    const list = h("div", { class: "filter-values", role: "group", "aria-label": "Values" }, ...items.map(({ element }) => element));
    const more = h("div", { class: "filter-note" }, choices.more > 0 ? `and ${grouped(choices.more)} other values` : "");
    if (items.length <= MANY) return h("div", { class: "filter-set" }, list, more);
    const search = h("input", { class: "field-box", type: "search", placeholder: "Find a value", "aria-label": "Find a value", autocomplete: "off" });
    search.addEventListener("input", () => {
      const wanted = search.value.trim().toLowerCase();
      for (const { text, element } of items) setAttribute(element, "hidden", !text.includes(wanted));
    });
    search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
    return h("div", { class: "filter-set" }, search, list, more);
  }

  /** @param {Choices} choices */
  #presence(choices) {
    const options = /** @type {const} */ ([["any", "All"], ["empty", `Empty (${grouped(choices.blanks)})`], ["filled", "Not empty"]]);
    const radios = options.map(([value, text]) => {
      const radio = h("input", { type: "radio", name: "presence", value });
      radio.checked = this.#form.presence === value;
      radio.addEventListener("change", () => {
        this.#form.presence = value;
        this.#soon();
      });
      return h("label", { class: "filter-option" }, radio, text);
    });
    return h("div", { class: "filter-presence", role: "group", "aria-label": "Empty values" }, ...radios);
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(), REST);
  }

  /** Whether it was right. */
  #send() {
    clearTimeout(this.#timer);
    const read = filtersOf(this.#form, this.#column, this.#offsets);
    const wrong = "wrong" in read ? read.wrong : "";
    for (const [part, box] of this.#boxes) setAttribute(box, "aria-invalid", part === wrong ? "true" : null);
    setText(this.#problem, "problem" in read ? read.problem : "");
    if ("filters" in read) this.#apply(read.filters);
    return "filters" in read;
  }
}
