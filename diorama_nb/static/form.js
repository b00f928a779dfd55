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

// js/src/values.js
var NUMBER = /^[+-]?(\d{1,400}(\.\d{0,400})?|\.\d{1,400})([eE][+-]?\d{1,4})?$/;
var DATE = "\\d{4}-\\d\\d-\\d\\d";
var TIME = "\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,6})?)?(Z|[+-]\\d\\d:\\d\\d)?";
var SHAPES = {
  integer: [/^[+-]?\d{1,400}$/, "Digits only, like 1200"],
  number: [NUMBER, "Digits and a point, like 1200.5"],
  decimal: [NUMBER, "Digits and a point, like 1200.50"],
  date: [new RegExp(`^${DATE}$`), "Year-month-day, like 2026-03-31"],
  datetime: [new RegExp(`^${DATE}([ T]${TIME})?$`), "A date and time, like 2026-03-31 18:30"],
  time: [new RegExp(`^${TIME}$`), "A time, like 18:30"],
  uuid: [/^[0-9a-fA-F-]{32,36}$/, "A UUID: 32 hexadecimal digits"]
};
var isNumeric = (column) => ["integer", "number", "decimal"].includes(column.editor ?? "");
function exampleOf(column) {
  return SHAPES[column.editor ?? ""]?.[1].split("like ")[1] ?? "";
}
function readTyped(column, typed) {
  if (typeof typed === "boolean" || column.editor === "text") return { value: typed, problem: "" };
  const text = typed.trim();
  if (text === "") return column.mandatory ? { problem: "A value is needed" } : { value: null, problem: "" };
  const shape = SHAPES[column.editor ?? ""];
  if (!shape) return { problem: "This can not be edited" };
  return shape[0].test(text) && !isNoDate(column.editor, text) ? { value: text, problem: "" } : { problem: shape[1] };
}
function isNoDate(editor, text) {
  if (editor !== "date" && editor !== "datetime") return false;
  const day = text.slice(0, 10);
  const parsed = /* @__PURE__ */ new Date(`${day}T00:00:00Z`);
  return Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== day;
}

// js/src/field.js
var RESTS = 250;
var LONG = 60;
var counter = 0;
var DraftField = class {
  element = h("div", { class: "field" });
  /** What is wrong with what was typed here. */
  wrong = "";
  /** Whether something typed is not in the draft yet. */
  unsent = false;
  name;
  #host;
  #input;
  #state;
  #id = `field-${counter += 1}`;
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
    this.#conflict = h(
      "div",
      { class: "conflict", role: "group", "aria-label": `Conflict in ${state.label}`, hidden: true },
      h("span", { class: "theirs" }, "Now at the source: ", this.#theirs),
      take,
      keep
    );
    this.#revert.textContent = "Revert";
    this.#revert.setAttribute("aria-label", `Revert ${state.label}`);
    this.#revert.addEventListener("click", () => {
      this.forget();
      host.revert(this.name);
      this.focus();
    });
    const needed = state.mandatory ? [h("span", { class: "needed", "aria-hidden": "true" }, " *")] : [];
    this.element.append(
      h(
        "div",
        { class: "field-top" },
        h("label", { class: "field-name", for: this.#id, dir: "auto" }, state.label, ...needed),
        this.#note,
        this.#revert
      ),
      this.#input,
      this.#why,
      this.#conflict
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
    if (!this.unsent && !this.wrong) show(input, state.text);
    const closed = off || Boolean(locked);
    if (input instanceof HTMLSelectElement) input.disabled = closed || busy;
    else input.readOnly = closed || busy;
    setAttribute(input, "aria-disabled", closed ? "true" : null);
    setAttribute(input, "title", locked || null);
    setText(this.#note, locked ? short(locked) : dirty ? "changed" : "");
    if (this.#note.title !== (locked ?? "")) this.#note.title = locked ?? "";
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
    if (this.#input.value !== text) return false;
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
    show(this.#input, this.#state.text);
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
};
function makeInput(state, id) {
  const common = { class: "field-box", id, ...state.mandatory && { "aria-required": "true" } };
  if (state.editor === "boolean") {
    const options = ["", "true", "false"].map((value) => h("option", { value }, value || "–"));
    return h("select", common, ...options);
  }
  if (state.editor === "text" && ((state.text?.length ?? 0) > LONG || state.text?.includes("\n"))) {
    return h("textarea", { ...common, rows: 3, spellcheck: "false", dir: "auto" });
  }
  return h("input", {
    ...common,
    type: "text",
    autocomplete: "off",
    spellcheck: "false",
    dir: "auto",
    placeholder: state.locked ? "" : exampleOf(state) || (state.editor === "text" ? "empty" : ""),
    inputmode: isNumeric(state) ? "decimal" : "text"
  });
}
function show(input, text) {
  if (input.value !== (text ?? "")) input.value = text ?? "";
}
var short = (reason) => reason.length > 24 ? "read-only" : reason;

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
function whyText(problem) {
  const parts = problem ? [problem.message, problem.hint ?? ""].filter(Boolean) : [];
  return parts.map((part, n) => n < parts.length - 1 && !/[.!?]$/.test(part) ? `${part}.` : part).join(" ");
}

// js/src/draft.js
var FormView = class {
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
    "div",
    { class: "frame", role: "form" },
    h("div", { class: "head" }, this.#title, this.#id, this.#chip),
    this.#locked,
    this.#fields,
    this.#foot
  );
  /** @type {Map<string, DraftField>} */
  #shown = /* @__PURE__ */ new Map();
  #saving = false;
  /** @param {AnyModel} model @param {ShadowRoot} root */
  constructor(model, root) {
    this.#live = new Live(model, ["state", "title"], () => this.#paint());
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
    const [said, mood] = pending ? ["Saving…", "busy"] : conflict ? ["Changed at the source", "warn"] : state.status === "Failed" ? ["Not saved", "bad"] : dirty || typed ? [dirty > 1 ? `${dirty} changes` : "1 change", "busy"] : ["", "good"];
    setText(this.#chip, said);
    this.#chip.dataset.mood = mood;
    const why = whyText(live.problem);
    const news = live.connection || state.message || why;
    setText(this.#problem, news);
    if (this.#problem.title !== news) this.#problem.title = news;
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
      changed: () => this.#paintState()
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
    event.stopPropagation();
    if (event.isComposing) return;
    const saves = event.key === "Enter" && (event.ctrlKey || event.metaKey || event.target instanceof HTMLInputElement);
    if (!saves) return;
    event.preventDefault();
    void this.#submit();
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
function mount({ model, el }, kind, style, show2) {
  const host = document.createElement("div");
  host.className = kind;
  host.dataset.lmSuppressShortcuts = "true";
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(base_default + style);
  root.adoptedStyleSheets = [sheet];
  el.append(host);
  const stopTheme = followTheme(host);
  const view = show2(
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

// widgets/form/style.css
var style_default = '/* The look of a form: fields side by side as far as there is room. */\n\n.head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 8px; padding: 9px 12px 8px; border-bottom: 1px solid var(--line); }\n.title { min-width: 0; overflow: hidden; font-weight: 600; text-overflow: ellipsis; unicode-bidi: isolate; white-space: nowrap; }\n.id { flex: 1; color: var(--soft); font-size: 12px; unicode-bidi: isolate; white-space: nowrap; }\n.locked { padding: 6px 12px; border-bottom: 1px solid var(--line); background: color-mix(in srgb, var(--warn) 12%, var(--paper)); font-size: 12px; }\n.locked:empty { display: none; }\n\n.fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 10px 14px; align-items: start; max-height: 460px; padding: 10px 12px 12px; overflow: auto; scrollbar-width: thin; }\n.field { position: relative; padding-left: 8px; }\n.field::before { position: absolute; inset: 2px auto 2px 0; width: 3px; border-radius: 2px; content: ""; }\n.field[data-mark="dirty"]::before { background: var(--accent); }\n.field[data-mark="conflict"]::before { background: var(--warn); }\n.field-top { display: flex; align-items: baseline; gap: 6px; min-height: 20px; }\n.field-name { flex: 0 1 auto; }\n.note { flex: 1; overflow: hidden; color: var(--soft); font-size: 11px; text-overflow: ellipsis; white-space: nowrap; }\n.field[data-mark="dirty"] .note, .field[data-mark="conflict"] .note { color: color-mix(in srgb, var(--accent) 78%, var(--ink)); }\n.back { height: 18px; font-size: 11px; }\ntextarea.field-box { height: auto; padding: 5px 8px; line-height: 1.4; resize: vertical; }\n.field-box[aria-disabled] { background: var(--raised); color: var(--soft); }\n.field-box:disabled { opacity: 1; }\nselect.field-box { padding: 0 4px; }\n\n.conflict { display: flex; flex-wrap: wrap; align-items: center; gap: 5px; padding: 5px 0 0; }\n.theirs { flex: 1 1 100%; overflow: hidden; color: color-mix(in srgb, var(--warn) 65%, var(--ink)); font-size: 12px; text-overflow: ellipsis; white-space: nowrap; }\n.theirs-text { font-weight: 600; unicode-bidi: isolate; }\n.foot { min-height: 40px; padding-right: 8px; }\n';

// widgets/form/index.js
var render = (context) => mount(context, "diorama-form", panel_default + style_default, (model, root) => new FormView(model, root));
var form_default = { render };
export {
  form_default as default
};
