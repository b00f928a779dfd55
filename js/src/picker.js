// A dropdown of rows: typed text searches in Python, arrows choose, Enter picks.
import { h, icon, ICONS, setAttribute, setText } from "./dom.js";
import { Live } from "./live.js";
import { MOST, OPTION, Options, SHOWN } from "./options.js";
import { offerRetry } from "./retry.js";
import { grouped, whyText } from "./text.js";

/** @import { AnyModel, Problem, Span } from "./types.d.ts" */
/** @import { Run } from "./options.js" */

/**
 * @typedef {object} PickerState
 * @property {number} generation
 * @property {number | null} row_count
 * @property {string} load_state
 * @property {boolean} has_more
 * @property {boolean} busy
 * @property {string} search
 * @property {boolean} can_search
 * @property {Problem | null} error
 * @property {string} chosen text of the row that is picked
 * @property {number | null} [place] where it stands; null where it is not loaded
 */

/** A search is sent when the typing rests this long (ms). */
const TYPING = 200;

export class PickerView {
  #live;
  #label = h("label", { class: "label", for: "box", dir: "auto" });
  #input = h("input", {
    id: "box", class: "field-box", type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": "options",
    "aria-haspopup": "listbox", autocomplete: "off", spellcheck: "false", dir: "auto", placeholder: "Pick one",
  });
  #clear = h("button", { type: "button", class: "button plain", "aria-label": "Clear", title: "Clear" }, icon(ICONS.clear));
  #arrow = h("button", { type: "button", class: "button plain arrow", "aria-label": "Show all", tabindex: -1 }, icon(ICONS.down));
  #options = new Options({ moved: () => this.#moved(), pick: (index) => this.#pick(index) });
  #note = h("div", { class: "list-note", role: "status", dir: "auto" });
  #retry = h("button", { type: "button", class: "button" }, "Retry");
  // In the top layer: a cell's output cuts off what hangs out of it.
  #list = h("div", { class: "list", popover: "manual" }, this.#options.element, h("div", { class: "list-foot" }, this.#note, this.#retry));
  #box = h("div", { class: "box" }, this.#input, this.#clear, this.#arrow);
  #problem = h("div", { class: "field-why", dir: "auto", role: "status" });
  #frame = h("div", { class: "picker" }, this.#label, this.#box, this.#problem, this.#list);
  #open = false;
  /** Text that was searched for last. */
  #asked = "";
  /** Enter was pressed before the rows it is about were here. */
  #eager = false;
  /** @type {Span & {generation: number} | null} */
  #sent = null;
  #generation = -1;
  #asking = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  // What scrolls around the box cuts it off, but not a list in the top layer.
  #seen = new IntersectionObserver((seen) => seen.at(-1)?.isIntersecting || this.#hide());

  /** @param {AnyModel} model @param {ShadowRoot} root */
  constructor(model, root) {
    this.#live = new Live(model, ["state", "value", "label"], () => this.#paint());
    offerRetry(this.#live, this.#problem);
    const input = this.#input;
    input.addEventListener("input", () => this.#typed());
    input.addEventListener("click", () => this.#show());
    input.addEventListener("keydown", (event) => this.#pressed(event));
    input.addEventListener("blur", () => this.#hide());
    for (const button of [this.#clear, this.#arrow]) button.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#clear.addEventListener("click", () => void this.#send(null));
    this.#arrow.addEventListener("click", () => (this.#open ? this.#hide() : this.#show()));
    this.#retry.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#retry.addEventListener("click", () => {
      if (this.#live.silent) this.#live.again();
      else void this.#live.ask({ kind: "retry" });
    });
    root.append(this.#frame);
    addEventListener("scroll", this.#place, true);
    addEventListener("resize", this.#place);
    this.#paint();
  }

  close() {
    removeEventListener("scroll", this.#place, true);
    removeEventListener("resize", this.#place);
    this.#seen.disconnect();
    clearTimeout(this.#timer);
    this.#live.close();
  }

  /** @returns {PickerState} */
  get #state() {
    return this.#live.get("state");
  }

  /** Whether the rows on show are those of what was typed. */
  get #settled() {
    return this.#timer === undefined && this.#asked === this.#state.search && this.#generation === this.#state.generation;
  }

  #paint() {
    const state = this.#state;
    const live = this.#live;
    setText(this.#label, live.get("label"));
    setAttribute(this.#label, "hidden", !live.get("label"));
    if (!this.#open && this.#input.value !== state.chosen) this.#input.value = state.chosen;
    this.#input.readOnly = !state.can_search;
    setAttribute(this.#input, "aria-autocomplete", state.can_search ? "list" : "none");
    setAttribute(this.#clear, "hidden", live.get("value") === null);
    this.#input.disabled = this.#clear.disabled = this.#arrow.disabled = live.lost;
    const told = this.#open && live.silent; // in the list
    setText(this.#problem, told ? "" : live.connection || whyText(live.problem));
    if (this.#open) this.#paintList();
  }

  #paintList() {
    const state = this.#state;
    const rows = state.row_count ?? 0;
    this.#options.paint(rows, this.#live.get("value"));
    setAttribute(this.#input, "aria-activedescendant", this.#options.activeId);
    const height = Math.min(SHOWN, Math.max(1, this.#options.count)) * OPTION;
    this.#options.element.style.height = `${height}px`;
    setAttribute(this.#options.element, "hidden", rows === 0);
    this.#list.dataset.waiting = String(!this.#settled);
    const bad = this.#live.silent ? this.#live.connection : state.error?.message;
    const note = bad ? bad
      : state.row_count === null || !this.#settled ? "Searching…"
      : rows === 0 ? (state.search ? `Nothing found for “${state.search}”` : "No rows")
      : rows > MOST ? `${grouped(rows)} rows, the first ${grouped(MOST)} here: search to narrow`
      : `${grouped(rows)}${state.has_more ? "+" : ""} ${rows === 1 ? "row" : "rows"}`;
    setText(this.#note, note);
    this.#list.dataset.mood = bad ? "bad" : "good";
    setAttribute(this.#retry, "hidden", !bad);
    void this.#ask();
    this.#place();
  }

  /** Ask for the options that should be here, for those of one place at a time. */
  async #ask() {
    const { generation, has_more: more, busy } = this.#state;
    const { first, last } = this.#options.wanted;
    const sent = this.#sent;
    if (this.#asking || (sent && sent.first === first && sent.last === last && sent.generation === generation)) return;
    this.#sent = { first, last, generation };
    this.#asking = true;
    if (more && !busy && last >= this.#options.count) void this.#live.ask({ kind: "load_more" });
    const { problem, body } = await this.#live.fetch({ kind: "set_viewport", first, last, top: first, generation });
    this.#asking = false;
    if (!problem && this.#open) this.#take(/** @type {Run} */ (body));
  }

  /** @param {Run} reply */
  #take(reply) {
    if (reply.generation < this.#state.generation) return this.#paint();
    if (reply.generation !== this.#generation && this.#asked !== this.#state.search) return;
    this.#generation = reply.generation;
    this.#options.take(reply);
    if (this.#options.active < 0 && this.#asked) this.#options.activate(0);
    this.#paint();
    if (this.#eager && this.#settled) this.#pick(Math.max(0, this.#options.active));
  }

  #moved() {
    if (this.#open) this.#paintList();
  }

  #show() {
    if (this.#open || this.#live.lost) return;
    this.#open = true;
    this.#list.showPopover?.();
    this.#seen.observe(this.#box);
    setAttribute(this.#input, "aria-expanded", "true");
    this.#input.select();
    this.#sent = null;
    this.#paint();
    const { place } = this.#state;
    if (typeof place === "number") this.#options.activate(place);
  }

  /** Close the list; what was typed and not picked is gone. */
  #hide() {
    if (!this.#open) return;
    this.#open = this.#eager = false;
    this.#seen.disconnect();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#list.hidePopover?.();
    setAttribute(this.#input, "aria-expanded", "false");
    setAttribute(this.#input, "aria-activedescendant", null);
    if (this.#asked) this.#search("");
    this.#options.clear();
    this.#input.value = this.#state.chosen;
    this.#paint();
  }

  #place = () => {
    if (!this.#open) return;
    const { left, top, bottom, width } = this.#box.getBoundingClientRect();
    const { style, offsetHeight } = this.#list;
    const up = bottom + offsetHeight + 4 > innerHeight && top - offsetHeight - 4 > 0;
    style.left = `${left}px`;
    style.width = `${width}px`;
    style.top = `${up ? top - offsetHeight - 3 : bottom + 3}px`;
  };

  #typed() {
    this.#show();
    this.#eager = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#search(this.#input.value.trim());
      this.#paint();
    }, TYPING);
    this.#paint();
  }

  /** @param {string} text */
  #search(text) {
    if (text === this.#asked) return;
    this.#asked = text;
    this.#options.clear();
    void this.#live.ask({ kind: "set_search", text });
  }

  /** @param {number} index */
  #pick(index) {
    const option = this.#options.at(index);
    if (!option) return;
    this.#eager = false;
    void this.#send(option.id, option.text);
  }

  /** @param {string | null} row @param {string} [text] */
  async #send(row, text = "") {
    this.#hide();
    this.#input.value = text; // until Python has said so
    await this.#live.ask({ kind: "pick", row });
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    // Notebook shortcuts must not run on what is typed here.
    event.stopPropagation();
    if (event.isComposing) return;
    const { active, count } = this.#options;
    const steps = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1, PageDown: SHOWN, PageUp: -SHOWN });
    const step = Object.hasOwn(steps, event.key) ? steps[event.key] : undefined;
    if (event.key === "Escape" && this.#open) this.#hide();
    else if (event.key === "Enter" && this.#open) this.#enter();
    else if (step !== undefined && !this.#open) this.#show();
    else if (step !== undefined) this.#options.activate(active < 0 && step < 0 ? count - 1 : active + step);
    else if (event.key === "Enter" || (event.key === " " && this.#input.readOnly)) this.#show();
    else return;
    event.preventDefault();
  }

  #enter() {
    // What was typed last is not here yet: it must not pick a row of before.
    if (!this.#settled) this.#eager = true;
    else if (this.#options.active >= 0) this.#pick(this.#options.active);
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#search(this.#input.value.trim());
  }
}
