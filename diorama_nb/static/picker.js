/* Built from js/ and widgets/: do not edit. */

// js/src/dom.js
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  element.append(...children);
  return element;
}
function setAttribute(element, name, value) {
  if (value === null || value === false) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
    return;
  }
  const text = value === true ? "" : String(value);
  if (element.getAttribute(name) !== text) element.setAttribute(name, text);
}
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
var SVG = "http://www.w3.org/2000/svg";
function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({
    viewBox: "0 0 16 16",
    width: "14",
    height: "14",
    fill: "none",
    stroke: "currentColor",
    "stroke-width": "1.5",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
    "aria-hidden": "true"
  })) {
    svg.setAttribute(name, value);
  }
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}
var ICONS = {
  refresh: "M13.5 8a5.5 5.5 0 1 1-1.6-3.9M13.5 2v3h-3",
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM11 11l3 3",
  up: "M8 13V4M4 7.5l4-4 4 4",
  more: "M8 3v9M4 8.5l4 4 4-4",
  add: "M8 3v10M3 8h10",
  remove: "M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5",
  undo: "M6 3L3 6l3 3M3 6h6.5a3.5 3.5 0 0 1 0 7H6",
  columns: "M2.5 3.5h11v9h-11zM6.2 3.5v9M9.8 3.5v9",
  rows: "M3 4h10M3 8h10M3 12h10",
  goto: "M6.5 2.5l-1 11M10.5 2.5l-1 11M3 6h10.5M2.5 10H13",
  pin: "M6 2.5h4l-.6 4.2 2.1 2.3h-7l2.1-2.3zM8 9v4.5",
  expand: "M9.5 2.5h4v4M13.5 2.5l-5 5M6.5 13.5h-4v-4M2.5 13.5l5-5",
  copy: "M5.5 5.5h7v8h-7zM10.5 5.5v-3h-7v8h2",
  clear: "M4 4l8 8M12 4l-8 8",
  down: "M4 6.5l4 4 4-4",
  filter: "M2.5 3.5h11l-4.2 5v4.5l-2.6-1.3V8.5z",
  bars: "M3 13V9M8 13V3M13 13V6"
};

// js/src/wire.js
var VERSION = 1;
function envelope(id, seq, request) {
  return { v: VERSION, id, seq, ...request };
}
var isIndex = (n) => typeof n === "number" && Number.isSafeInteger(n) && n >= 0;
function areSpread(columns) {
  if (typeof columns !== "object" || columns === null) return false;
  return Object.values(columns).every((one) => isIndex(one?.rows) && isIndex(one.blanks) && Array.isArray(one.bins) && Array.isArray(one.top));
}
function readReply(content) {
  if (typeof content !== "object" || content === null) return null;
  const m = (
    /** @type {Record<string, unknown>} */
    content
  );
  if (m.v !== VERSION) return null;
  if (m.kind === "rows" && isIndex(m.first) && isIndex(m.count) && isIndex(m.generation)) {
    if (m.shift !== void 0 && !Number.isSafeInteger(m.shift)) return null;
    return (
      /** @type {Reply} */
      content
    );
  }
  if (m.kind === "distributions" && isIndex(m.rows) && areSpread(m.columns)) return (
    /** @type {Reply} */
    content
  );
  if (m.kind === "error" && typeof m.message === "string") return (
    /** @type {Reply} */
    content
  );
  if (m.kind === "answer" && typeof m.id === "string" && isIndex(m.seq) && typeof m.body === "object" && m.body !== null) {
    return (
      /** @type {Reply} */
      content
    );
  }
  if (m.kind === "done" && typeof m.id === "string" && isIndex(m.seq)) return (
    /** @type {Reply} */
    content
  );
  return null;
}
function viewId() {
  const words = crypto.getRandomValues(new Uint32Array(4));
  return Array.from(words, (word) => word.toString(16).padStart(8, "0")).join("");
}

// js/src/line.js
var LOST = { message: "The kernel is gone: nothing was saved.", hint: "Run the cell again.", lost: true };
var Line = class {
  /** @type {"open" | "silent" | "lost"} */
  state = "open";
  /** Number of the last message sent. */
  seq = 0;
  #id = viewId();
  /** Who waits for the answer to a message, by its number. @type {Map<number, (reply: Heard) => void>} */
  #asked = /* @__PURE__ */ new Map();
  /** Who is told what comes before the answer. @type {Map<number, (body: Record<string, any>) => void>} */
  #underway = /* @__PURE__ */ new Map();
  #model;
  #on;
  /**
   * @param {Model} model
   * @param {object} on
   * @param {(message: RowsMessage | ErrorMessage, buffers?: DataView[]) => void} on.message
   * @param {(spread: Distributions) => void} [on.spread]
   * @param {() => void} on.heard Python said something to this view
   * @param {() => void} on.changed the state is another one
   * @param {() => void} on.lost
   * @param {() => void} on.live the connection is back
   */
  constructor(model, on) {
    this.#model = model;
    this.#on = on;
    model.on("msg:custom", this.#onMessage);
    model.on("comm_live_update", this.#onLive);
  }
  close() {
    this.#model.off("msg:custom", this.#onMessage);
    this.#model.off("comm_live_update", this.#onLive);
    this.#giveUp();
  }
  /** @param {Request} request */
  send(request) {
    this.seq += 1;
    try {
      this.#model.send(envelope(this.#id, this.seq, request));
      if (this.state === "lost") this.become("open");
    } catch {
      this.become("lost");
      this.#on.lost();
    }
  }
  /** Send what is answered; the answer is null when all went well. @param {Request} request @returns {Promise<Answer>} */
  async ask(request) {
    return (await this.fetch(request)).problem;
  }
  /** Send what is answered with data. @param {Request} request @param {(body: Record<string, any>) => void} [underway] @returns {Promise<Heard>} */
  fetch(request, underway) {
    return new Promise((resolve) => {
      const number = this.seq + 1;
      this.#asked.set(number, resolve);
      if (underway) this.#underway.set(number, underway);
      this.send(request);
    });
  }
  /** @param {"open" | "silent" | "lost"} state */
  become(state) {
    this.state = state;
    if (state === "lost") this.#giveUp();
    this.#on.changed();
  }
  #giveUp() {
    for (const resolve of this.#asked.values()) resolve({ problem: LOST, body: {} });
    this.#asked.clear();
    this.#underway.clear();
  }
  /** @param {unknown} content @param {DataView[]} [buffers] */
  #onMessage = (content, buffers) => {
    const reply = readReply(content);
    if (!reply || reply.id !== null && reply.id !== this.#id) return;
    this.#on.heard();
    const asked = reply.kind === "rows" || reply.seq === null ? void 0 : this.#asked.get(reply.seq);
    if (reply.kind === "distributions") return this.#on.spread?.(reply);
    if (!asked || reply.seq === null) {
      if (reply.kind === "rows" || reply.kind === "error") this.#on.message(reply, buffers);
      return;
    }
    if (reply.kind === "answer" && reply.more) return this.#underway.get(reply.seq)?.(reply.body);
    this.#asked.delete(reply.seq);
    this.#underway.delete(reply.seq);
    const problem = reply.kind === "error" ? { message: reply.message, hint: reply.hint, fields: reply.fields } : null;
    asked({ problem, body: reply.kind === "answer" ? reply.body : {}, buffer: buffers?.[0] });
  };
  /** @param {unknown} live true or false where the host tells, else undefined */
  #onLive = (live) => {
    if (live === false) this.become("lost");
    else this.#on.live();
  };
};

// js/src/live.js
var PATIENCE = 8e3;
var CONNECTION = {
  open: "",
  silent: "No answer from the kernel: it may be busy, or gone.",
  lost: "disconnected – re-run the cell"
};
var Live = class {
  /** What the last request was answered with, if it was refused. @type {Problem | null} */
  problem = null;
  #model;
  #names;
  #line;
  #paint;
  #due = false;
  #closed = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /**
   * @param {AnyModel} model
   * @param {readonly string[]} names of the traits
   * @param {() => void} paint called when there are news, once for those that came together
   */
  constructor(model, names, paint) {
    this.#model = model;
    this.#names = names;
    this.#paint = paint;
    this.#line = new Line(model, {
      message: (reply) => reply.kind === "error" && this.#told(reply),
      heard: () => this.#heard(),
      changed: () => this.#soon(),
      lost: () => this.#soon(),
      live: () => this.#soon()
    });
    for (const name of names) model.on(`change:${name}`, this.#changed);
  }
  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const name of this.#names) this.#model.off(`change:${name}`, this.#changed);
    this.#line.close();
  }
  /** @param {string} name */
  get(name) {
    return this.#model.get(name);
  }
  /** Why nothing is heard; blank while all is well. */
  get connection() {
    return CONNECTION[this.#line.state];
  }
  get lost() {
    return this.#line.state === "lost";
  }
  /** Ask for something; null once it is done. @param {Request} request @returns {Promise<Answer>} */
  async ask(request) {
    this.problem = null;
    return (await this.fetch(request)).problem;
  }
  /** Ask for data. @param {Request} request @returns {Promise<Heard>} */
  async fetch(request) {
    const answer = this.#line.fetch(request);
    this.#wait();
    const heard = await answer;
    this.problem = heard.problem;
    this.#soon();
    return heard;
  }
  #wait() {
    clearTimeout(this.#timer);
    if (this.lost) return;
    this.#timer = setTimeout(() => this.#line.become("silent"), PATIENCE);
  }
  #heard() {
    clearTimeout(this.#timer);
    if (this.#line.state !== "open") this.#line.become("open");
  }
  /** What was not asked for by a promise. @param {Problem} reply */
  #told({ message, hint }) {
    this.problem = { message, hint };
    this.#soon();
  }
  #changed = () => {
    this.#heard();
    this.#soon();
  };
  /** One update of several traits fires one event each. */
  #soon() {
    if (this.#due || this.#closed) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      if (!this.#closed) this.#paint();
    });
  }
};

// js/src/text.js
var LONGEST = 1e3;
var HIDDEN = /[\u0000-\u001f\u007f\u0080-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
var NARROW_SPACE = " ";
function grouped(n) {
  return String(n).replace(/\B(?=(\d{3})+$)/g, NARROW_SPACE);
}
function printable(text) {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return short.replace(HIDDEN, (c) => {
    if (c === "\n") return "↵";
    if (c === "	") return "⇥";
    if (c > "") return `‹U+${c.charCodeAt(0).toString(16).toUpperCase()}›`;
    return c === "" ? "␡" : String.fromCharCode(9216 + c.charCodeAt(0));
  });
}
function whyText(problem) {
  const parts = problem ? [problem.message, problem.hint ?? ""].filter(Boolean) : [];
  return parts.map((part, n) => n < parts.length - 1 && !/[.!?]$/.test(part) ? `${part}.` : part).join(" ");
}

// js/src/options.js
var OPTION = 30;
var SHOWN = 8;
var MOST = 5e5;
var AROUND = 16;
function wantedAt(top, count) {
  const seen = Math.floor(top / OPTION);
  return { first: Math.max(0, seen - AROUND), last: Math.min(count, seen + SHOWN + 1 + AROUND) };
}
var Options = class {
  element = h("div", { class: "options", role: "listbox", id: "options" });
  #space = h("div", { class: "space", role: "presentation" });
  /** @type {Map<number, {id: string, text: string}>} */
  #held = /* @__PURE__ */ new Map();
  /** @type {Map<number, HTMLElement>} */
  #painted = /* @__PURE__ */ new Map();
  #count = 0;
  #active = -1;
  #value = "";
  #on;
  /** @param {{moved: () => void, pick: (index: number) => void}} on */
  constructor(on) {
    this.#on = on;
    this.element.append(this.#space);
    this.element.addEventListener("scroll", () => on.moved());
    this.element.addEventListener("pointerdown", (event) => event.preventDefault());
    this.element.addEventListener("click", (event) => {
      const option = event.target instanceof Element ? event.target.closest(".option") : null;
      if (option instanceof HTMLElement) on.pick(Number(option.dataset.index));
    });
  }
  get count() {
    return this.#count;
  }
  get active() {
    return this.#active;
  }
  /** Rows that should be here. */
  get wanted() {
    return wantedAt(this.element.scrollTop, this.#count);
  }
  /** @param {number} index */
  at(index) {
    return this.#held.get(index) ?? null;
  }
  /** Other rows are shown from now on. */
  clear() {
    this.#held.clear();
    this.element.scrollTop = 0;
    this.#active = -1;
  }
  /** @param {Run} run */
  take({ first, ids, texts }) {
    const { first: from, last } = this.wanted;
    for (const index of this.#held.keys()) if (index < from - SHOWN || index > last + SHOWN) this.#held.delete(index);
    ids.forEach((id, n) => {
      const text = texts[n];
      if (typeof id === "string" && typeof text === "string") this.#held.set(first + n, { id, text });
      else this.#held.delete(first + n);
    });
  }
  /** @param {number} index */
  activate(index) {
    this.#active = this.#count === 0 ? -1 : Math.max(0, Math.min(index, this.#count - 1));
    if (this.#active < 0) return;
    const { element } = this;
    const top = this.#active * OPTION;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + OPTION > element.scrollTop + element.clientHeight) element.scrollTop = top + OPTION - element.clientHeight;
    this.#on.moved();
  }
  /** Id of the element that is active; null when it is not painted. */
  get activeId() {
    return this.#painted.has(this.#active) ? `option-${this.#active}` : null;
  }
  /** @param {number} rows @param {string | null} value id of the row that is picked */
  paint(rows, value) {
    this.#count = Math.min(rows, MOST);
    this.#value = value ?? "";
    if (this.#active >= this.#count) this.#active = this.#count - 1;
    this.#space.style.height = `${this.#count * OPTION}px`;
    const { first, last } = this.wanted;
    for (const [index, element] of this.#painted) {
      if (index >= first && index < last) continue;
      element.remove();
      this.#painted.delete(index);
    }
    for (let index = first; index < last; index += 1) this.#option(index);
  }
  /** @param {number} index */
  #option(index) {
    let element = this.#painted.get(index);
    if (!element) {
      element = h("div", { class: "option", role: "option", id: `option-${index}`, "aria-posinset": index + 1, "data-index": index, dir: "auto" });
      element.style.top = `${index * OPTION}px`;
      this.#painted.set(index, element);
      this.#space.append(element);
    }
    const held = this.#held.get(index);
    setAttribute(element, "aria-setsize", this.#count);
    setAttribute(element, "aria-selected", String(held !== void 0 && held.id === this.#value));
    setAttribute(element, "aria-busy", held ? null : "true");
    setAttribute(element, "data-active", index === this.#active ? "true" : null);
    setText(element, held ? printable(held.text) : "");
    setAttribute(element, "title", held ? held.text.slice(0, 300) : null);
  }
};

// js/src/picker.js
var TYPING = 200;
var PickerView = class {
  #live;
  #label = h("label", { class: "label", for: "box", dir: "auto" });
  #input = h("input", {
    id: "box",
    class: "field-box",
    type: "text",
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": "options",
    "aria-haspopup": "listbox",
    autocomplete: "off",
    spellcheck: "false",
    dir: "auto",
    placeholder: "Pick one"
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
  /** @param {AnyModel} model @param {ShadowRoot} root */
  constructor(model, root) {
    this.#live = new Live(model, ["state", "value", "label"], () => this.#paint());
    const input = this.#input;
    input.addEventListener("input", () => this.#typed());
    input.addEventListener("click", () => this.#show());
    input.addEventListener("keydown", (event) => this.#pressed(event));
    input.addEventListener("blur", () => this.#hide());
    for (const button of [this.#clear, this.#arrow]) button.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#clear.addEventListener("click", () => void this.#send(null));
    this.#arrow.addEventListener("click", () => this.#open ? this.#hide() : this.#show());
    this.#retry.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#retry.addEventListener("click", () => void this.#live.ask({ kind: "retry" }));
    root.append(this.#frame);
    addEventListener("scroll", this.#place, true);
    addEventListener("resize", this.#place);
    this.#paint();
  }
  close() {
    removeEventListener("scroll", this.#place, true);
    removeEventListener("resize", this.#place);
    clearTimeout(this.#timer);
    this.#live.close();
  }
  /** @returns {PickerState} */
  get #state() {
    return this.#live.get("state");
  }
  /** Whether the rows on show are those of what was typed. */
  get #settled() {
    return this.#timer === void 0 && this.#asked === this.#state.search && this.#generation === this.#state.generation;
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
    setText(this.#problem, live.connection || whyText(live.problem));
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
    const note = state.error ? state.error.message : state.row_count === null || !this.#settled ? "Searching…" : rows === 0 ? state.search ? `Nothing found for “${state.search}”` : "No rows" : rows > MOST ? `${grouped(rows)} rows, the first ${grouped(MOST)} here: search to narrow` : `${grouped(rows)}${state.has_more ? "+" : ""} ${rows === 1 ? "row" : "rows"}`;
    setText(this.#note, note);
    this.#list.dataset.mood = state.error ? "bad" : "good";
    setAttribute(this.#retry, "hidden", !state.error);
    void this.#ask();
    this.#place();
  }
  /** Ask for the options that should be here, for those of one place at a time. */
  async #ask() {
    const { generation, has_more: more, busy } = this.#state;
    const { first, last } = this.#options.wanted;
    const sent = this.#sent;
    if (this.#asking || sent && sent.first === first && sent.last === last && sent.generation === generation) return;
    this.#sent = { first, last, generation };
    this.#asking = true;
    if (more && !busy && last >= this.#options.count) void this.#live.ask({ kind: "load_more" });
    const { problem, body } = await this.#live.fetch({ kind: "set_viewport", first, last, top: first, generation });
    this.#asking = false;
    if (!problem && this.#open) this.#take(
      /** @type {Run} */
      body
    );
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
    setAttribute(this.#input, "aria-expanded", "true");
    this.#input.select();
    this.#sent = null;
    this.#paint();
  }
  /** Close the list; what was typed and not picked is gone. */
  #hide() {
    if (!this.#open) return;
    this.#open = this.#eager = false;
    clearTimeout(this.#timer);
    this.#timer = void 0;
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
      this.#timer = void 0;
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
    this.#input.value = text;
    await this.#live.ask({ kind: "pick", row });
  }
  /** @param {KeyboardEvent} event */
  #pressed(event) {
    event.stopPropagation();
    if (event.isComposing) return;
    const { active, count } = this.#options;
    const steps = (
      /** @type {Record<string, number>} */
      { ArrowDown: 1, ArrowUp: -1, PageDown: SHOWN, PageUp: -SHOWN }
    );
    const step = Object.hasOwn(steps, event.key) ? steps[event.key] : void 0;
    if (event.key === "Escape" && this.#open) this.#hide();
    else if (event.key === "Enter" && this.#open) this.#enter();
    else if (step !== void 0 && !this.#open) this.#show();
    else if (step !== void 0) this.#options.activate(active < 0 && step < 0 ? count - 1 : active + step);
    else if (event.key === "Enter" || event.key === " " && this.#input.readOnly) this.#show();
    else return;
    event.preventDefault();
  }
  #enter() {
    if (!this.#settled) this.#eager = true;
    else if (this.#options.active >= 0) this.#pick(this.#options.active);
    if (this.#timer === void 0) return;
    clearTimeout(this.#timer);
    this.#timer = void 0;
    this.#search(this.#input.value.trim());
  }
};

// js/src/base.css
var base_default = `/* What all widgets share: the host's colours where it has them, our own light and dark where not. */

:host {
  all: initial;
  display: block;
  width: 100%;
  color-scheme: light dark;

  --paper: var(--jp-layout-color1, var(--vscode-editor-background, light-dark(#ffffff, #17191d)));
  --raised: var(--jp-layout-color2, var(--vscode-sideBar-background, light-dark(#f6f7f9, #1f2227)));
  --ink: var(--jp-content-font-color1, var(--vscode-foreground, light-dark(#1d2129, #e4e6ea)));
  /* Mixed towards the ink: quiet text must keep a contrast of 4.5 on every paper. */
  --soft: color-mix(in srgb, var(--jp-content-font-color2, var(--vscode-descriptionForeground, light-dark(#5b6370, #9aa3b0))) 80%, var(--ink));
  --line: var(--jp-border-color2, var(--vscode-panel-border, light-dark(#e2e5ea, #31353c)));
  --accent: var(--jp-brand-color1, var(--vscode-focusBorder, light-dark(#1a6fd4, #5aa9ff)));
  --bad: var(--jp-error-color1, light-dark(#c62828, #ff7b72));
  /* Mixed towards the ink: hosts have one red for both papers. */
  --bad-ink: color-mix(in srgb, var(--bad) 78%, var(--ink));
  --warn: var(--jp-warn-color1, light-dark(#b26a00, #e3a23c));
  --good: var(--jp-success-color1, light-dark(#2e8540, #4cc38a));
  --hairline: color-mix(in srgb, var(--line) 65%, transparent);
  --hover: color-mix(in srgb, var(--accent) 7%, var(--paper));
  --picked: color-mix(in srgb, var(--accent) 15%, var(--paper));
  --fresh: color-mix(in srgb, var(--warn) 30%, transparent);
  --bone: color-mix(in srgb, var(--ink) 9%, transparent);
  --font: var(--jp-ui-font-family, var(--vscode-font-family, system-ui, -apple-system, "Segoe UI", sans-serif));
}
:host([data-theme="light"]) { color-scheme: light; }
:host([data-theme="dark"]) { color-scheme: dark; }

*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }

/* --- buttons --- */

.button {
  display: inline-flex;
  align-items: center;
  gap: 4px;
  height: 24px;
  padding: 0 8px;
  border: 1px solid var(--line);
  border-radius: 4px;
  background: var(--paper);
  color: var(--ink);
  cursor: pointer;
  font: 12px/1 var(--font);
}
.button:hover:not(:disabled) { border-color: var(--accent); color: var(--accent); }
.button:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.button:disabled { cursor: default; opacity: 0.5; }
.button.primary { border-color: var(--accent); background: var(--accent); color: light-dark(#ffffff, #10131a); }
.button.primary:hover:not(:disabled) { background: color-mix(in srgb, var(--accent) 85%, var(--ink)); color: light-dark(#ffffff, #10131a); }
.button.plain { padding: 0 5px; border-color: transparent; background: none; color: var(--soft); }
.button.delete:hover:not(:disabled) { border-color: var(--bad); color: var(--bad); }
.button.failed { height: 22px; border-color: color-mix(in srgb, var(--bad) 55%, transparent); border-radius: 11px; color: var(--bad-ink); }
.button.failed::before { width: 6px; height: 6px; border-radius: 50%; background: var(--bad); content: ""; }
.button.failed:hover:not(:disabled) { border-color: var(--bad); color: var(--bad); }
.refresh { padding: 0 5px; border-color: transparent; background: none; color: var(--soft); }
.refresh[aria-busy] svg { animation: dn-turn 1s linear infinite; }
@keyframes dn-turn { to { transform: rotate(1turn); } }

/* --- typing --- */

.field { display: flex; flex-direction: column; gap: 3px; min-width: 0; }
.field-name { overflow: hidden; font-size: 12px; font-weight: 600; text-overflow: ellipsis; white-space: nowrap; }
.needed { color: var(--bad); }
.field-box {
  width: 100%;
  height: 28px;
  padding: 0 8px;
  border: 1px solid var(--line);
  border-radius: 4px;
  outline: 0;
  background: var(--paper);
  color: var(--ink);
  font: inherit;
}
.field-box:focus { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.field-box[aria-invalid] { border-color: var(--bad); }
.field-box[aria-invalid]:focus { box-shadow: 0 0 0 1px var(--bad); }
.field-box::placeholder, .edit-box::placeholder { color: var(--soft); font-style: italic; opacity: 1; }
.field-why { color: var(--bad-ink); font-size: 11.5px; line-height: 1.3; }
.field-why:empty { display: none; }

/* --- writes that were refused --- */

.failure { display: flex; align-items: center; gap: 12px; min-width: 0; }
.failure-text { flex: 1; min-width: 0; }
.failure-what { overflow: hidden; font-weight: 600; text-overflow: ellipsis; white-space: nowrap; }
.failure-row { margin-left: 8px; color: var(--soft); font-weight: 400; }
.failure-why { color: var(--bad-ink); font-size: 12px; overflow-wrap: anywhere; }
.failure-acts { display: flex; flex: none; gap: 6px; }
.failures-head { display: flex; flex: none; align-items: center; justify-content: space-between; padding: 6px 6px 6px 12px; border-bottom: 1px solid var(--line); }
.failures-title { font-weight: 600; }
.failures-list { margin: 0; padding: 0; overflow: auto; list-style: none; }
.failures-list .failure { padding: 8px 8px 8px 12px; border-bottom: 1px solid var(--hairline); }
.failures-list .failure:last-child { border-bottom: 0; }
.failures-more { padding: 6px 12px; border-top: 1px solid var(--hairline); color: var(--soft); font-size: 12px; }
.failures-more:empty { display: none; }

/* --- signs --- */

.dot { flex: none; width: 7px; height: 7px; border-radius: 50%; background: var(--good); }
@keyframes dn-breathe { 50% { opacity: 0.45; } }
.live { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.bone {
  display: inline-block;
  height: 9px;
  border-radius: 4px;
  background: var(--bone);
  animation: dn-breathe 1.6s ease-in-out infinite;
}

@media (prefers-reduced-motion: reduce) {
  .dot, .bone, .refresh svg { animation: none !important; }
}
`;

// js/src/theme.js
function themeOf(body, root) {
  const lab = body.dataset.jpThemeLight;
  if (lab === "true") return "light";
  if (lab === "false") return "dark";
  for (const element of [body, root]) {
    if (element.matches(".vscode-dark, .vscode-high-contrast, .dark, [data-theme='dark']")) return "dark";
    if (element.matches(".vscode-light, .light, [data-theme='light']")) return "light";
  }
  return "";
}
function followTheme(host) {
  const { body, documentElement: root } = document;
  function apply() {
    const theme = themeOf(body, root);
    if (theme) host.dataset.theme = theme;
    else delete host.dataset.theme;
  }
  const observer = new MutationObserver(apply);
  const options = { attributes: true, attributeFilter: ["class", "data-jp-theme-light", "data-theme"] };
  observer.observe(body, options);
  observer.observe(root, options);
  apply();
  return () => observer.disconnect();
}

// js/src/mount.js
function mount({ model, el }, kind, style, show) {
  const host = document.createElement("div");
  host.className = kind;
  host.dataset.lmSuppressShortcuts = "true";
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(base_default + style);
  root.adoptedStyleSheets = [sheet];
  el.append(host);
  const stopTheme = followTheme(host);
  const view = show(
    /** @type {M} */
    model,
    root,
    host
  );
  return () => {
    stopTheme();
    view.close();
    host.remove();
  };
}

// js/src/panel.css
var panel_default = '/* What the small widgets share: a framed panel with a status line. */\n.frame {\n  display: flex;\n  flex-direction: column;\n  min-height: 0;\n  overflow: hidden;\n  border: 1px solid var(--line);\n  border-radius: 6px;\n  background: var(--paper);\n  color: var(--ink);\n  font: 13px/1.4 var(--font);\n}\n.foot {\n  display: flex;\n  flex: none;\n  align-items: center;\n  gap: 8px;\n  min-height: 32px;\n  padding: 0 6px 0 12px;\n  border-top: 1px solid var(--line);\n  background: var(--raised);\n  color: var(--soft);\n  font-size: 12px;\n  font-variant-numeric: tabular-nums;\n}\n.foot .news { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }\n.foot .age { white-space: nowrap; }\n.foot[data-mood="bad"] .news { color: var(--bad-ink); }\n.foot[data-mood="busy"] .dot { background: var(--accent); animation: dn-breathe 1s ease-in-out infinite; }\n.foot[data-mood="warn"] .dot { background: var(--warn); }\n.foot[data-mood="bad"] .dot { background: var(--bad); }\n.chip { padding: 1px 7px; border: 1px solid var(--line); border-radius: 9px; color: var(--soft); font-size: 11px; white-space: nowrap; }\n.chip:empty { display: none; }\n.chip[data-mood="busy"] { border-color: color-mix(in srgb, var(--accent) 50%, transparent); color: color-mix(in srgb, var(--accent) 78%, var(--ink)); }\n.chip[data-mood="warn"] { border-color: color-mix(in srgb, var(--warn) 60%, transparent); color: color-mix(in srgb, var(--warn) 65%, var(--ink)); }\n.chip[data-mood="bad"] { border-color: color-mix(in srgb, var(--bad) 55%, transparent); color: var(--bad-ink); }\n';

// widgets/picker/style.css
var style_default = '/* The look of a dropdown. */\n\n.picker { display: flex; flex-direction: column; gap: 3px; min-width: 160px; max-width: 420px; color: var(--ink); font: 13px/1.4 var(--font); }\n.label { overflow: hidden; font-size: 12px; font-weight: 600; text-overflow: ellipsis; white-space: nowrap; }\n.box { position: relative; display: flex; align-items: center; }\n.box .field-box { padding-right: 58px; cursor: text; text-overflow: ellipsis; }\n.field-box:read-only { cursor: pointer; }\n.field-box:disabled { background: var(--raised); color: var(--soft); }\n.box .button { position: absolute; right: 30px; height: 22px; }\n.box .arrow { right: 4px; }\n.box .button:focus-visible { outline-offset: -1px; }\n\n.list {\n  position: fixed;\n  inset: auto;\n  margin: 0;\n  padding: 0;\n  overflow: hidden;\n  border: 1px solid var(--line);\n  border-radius: 6px;\n  background: var(--paper);\n  box-shadow: 0 4px 16px rgb(0 0 0 / 20%);\n  color: var(--ink);\n  font: 13px/1.4 var(--font);\n}\n.list:not(:popover-open) { display: none; }\n.options { position: relative; overflow: auto; scrollbar-width: thin; }\n.list[data-waiting="true"] .options { opacity: 0.5; }\n.space { position: relative; }\n.option {\n  position: absolute;\n  right: 0;\n  left: 0;\n  height: 30px;\n  padding: 0 10px;\n  overflow: hidden;\n  cursor: default;\n  line-height: 30px;\n  text-overflow: ellipsis;\n  unicode-bidi: isolate;\n  white-space: nowrap;\n}\n.option:hover { background: var(--hover); }\n.option[data-active] { background: var(--picked); box-shadow: inset 2px 0 0 var(--accent); }\n.option[aria-selected="true"] { font-weight: 600; }\n.option[aria-busy]::before { display: block; width: 55%; height: 9px; margin-top: 10px; border-radius: 4px; background: var(--bone); content: ""; animation: dn-breathe 1.6s ease-in-out infinite; }\n.list-foot { display: flex; align-items: center; gap: 8px; min-height: 26px; padding: 2px 4px 2px 10px; border-top: 1px solid var(--line); background: var(--raised); color: var(--soft); font-size: 12px; }\n.list-note { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }\n.list[data-mood="bad"] .list-note { color: var(--bad-ink); }\n\n@media (prefers-reduced-motion: reduce) {\n  .option[aria-busy]::before { animation: none; }\n}\n@media (forced-colors: active) {\n  .option[data-active] { forced-color-adjust: none; background: Highlight; color: HighlightText; }\n}\n';

// widgets/picker/index.js
var render = (context) => mount(context, "diorama-picker", panel_default + style_default, (model, root) => new PickerView(model, root));
var picker_default = { render };
export {
  picker_default as default
};
