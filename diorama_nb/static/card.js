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

// js/src/links.js
var SCHEMES = /* @__PURE__ */ new Set(["http:", "https:", "mailto:"]);
var LONGEST = 2e3;
var FORBIDDEN = /[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\\]/u;
function safeLink(text) {
  if (!/^(https?:\/\/[^/?#]|mailto:[^/?#])/i.test(text)) return null;
  if (text.length > LONGEST || FORBIDDEN.test(text)) return null;
  let url;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  if (!SCHEMES.has(url.protocol)) return null;
  if (url.protocol === "mailto:") return { href: url.href, host: url.pathname };
  const authority = text.slice(text.indexOf("//") + 2).split(/[/?#]/, 1)[0] ?? "";
  if (url.username || url.password || authority.includes("@") || !url.host) return null;
  return { href: url.href, host: url.host };
}

// js/src/text.js
var LONGEST2 = 1e3;
var HIDDEN = /[\u0000-\u001f\u007f\u0080-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
var NARROW_SPACE = " ";
function grouped(n) {
  return String(n).replace(/\B(?=(\d{3})+$)/g, NARROW_SPACE);
}
function printable(text) {
  const short = text.length > LONGEST2 ? `${text.slice(0, LONGEST2)}…` : text;
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
function ageText(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1e3));
  if (seconds < 2) return "just now";
  if (seconds < 60) return `${seconds} s ago`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ago`;
  return `${Math.floor(hours / 24)} days ago`;
}

// js/src/card.js
var SAID = {
  Fresh: ["", "good"],
  Stale: ["Stale", "warn"],
  Loading: ["Loading…", "busy"],
  Incomplete: ["Details are missing", "warn"],
  PendingWrite: ["Saving…", "busy"],
  WriteFailed: ["A change was not accepted", "bad"],
  LoadFailed: ["Could not be read", "bad"],
  NotFound: ["Not found", "bad"]
};
var BONES = 4;
function statusOf(state, now) {
  const { status, fetched_at: at, stale_after: limit } = state;
  const old = limit !== null && at !== null && now - at > limit * 1e3;
  return status === "Fresh" && old ? "Stale" : status;
}
var CardView = class {
  #live;
  #title = h("span", { class: "title", dir: "auto" });
  #id = h("span", { class: "id", dir: "auto" });
  #chip = h("span", { class: "chip" });
  #refresh = h("button", { type: "button", class: "button refresh", "aria-label": "Refresh", title: "Refresh" }, icon(ICONS.refresh));
  #fields = h("dl", { class: "record" });
  #age = h("span", { class: "age" });
  #dot = h("span", { class: "dot", "aria-hidden": "true" });
  #news = h("span", { class: "news", dir: "auto", role: "status" });
  #foot = h("div", { class: "foot" }, this.#dot, this.#age, this.#news, this.#refresh);
  #frame = h("section", { class: "frame" }, h("div", { class: "head" }, this.#title, this.#id, this.#chip), this.#fields, this.#foot);
  /** What is painted, so that unfolded values stay so while others change. */
  #painted = "";
  /** Paths of nested values that are unfolded. @type {Set<string>} */
  #open = /* @__PURE__ */ new Set();
  #clock;
  /** @param {AnyModel} model @param {ShadowRoot} root */
  constructor(model, root) {
    this.#live = new Live(model, ["state", "title"], () => this.#paint());
    this.#refresh.addEventListener("click", () => void this.#live.ask({ kind: "refresh" }));
    this.#clock = setInterval(() => this.#paintState(), 1e3);
    root.append(this.#frame);
    this.#paint();
  }
  close() {
    clearInterval(this.#clock);
    this.#live.close();
  }
  #paint() {
    const state = this.#live.get("state");
    setText(this.#title, this.#live.get("title") || state.title || state.name);
    setText(this.#id, state.title || this.#live.get("title") ? `${state.name} ${state.id}` : state.id);
    setAttribute(this.#frame, "aria-label", `${state.name} ${state.id}`);
    const painted = JSON.stringify([state.fields, state.dirty, state.status === "Loading"]);
    if (painted !== this.#painted) {
      this.#painted = painted;
      this.#paintFields(state);
    }
    this.#paintState();
  }
  #paintState() {
    const state = this.#live.get("state");
    const { connection, problem } = this.#live;
    const status = statusOf(state, Date.now());
    const [said, mood] = SAID[status] ?? [status, "warn"];
    setText(this.#chip, said);
    this.#chip.dataset.mood = mood;
    const why = problem ?? state.error;
    this.#foot.dataset.mood = connection || why ? "bad" : mood;
    setText(this.#age, state.fetched_at === null ? "" : `updated ${ageText(Date.now() - state.fetched_at)}`);
    const news = connection || whyText(why);
    setText(this.#news, news);
    if (this.#news.title !== news) this.#news.title = news;
    setAttribute(this.#refresh, "aria-busy", status === "Loading" ? "true" : null);
    this.#refresh.disabled = this.#live.lost;
  }
  /** @param {CardState} state */
  #paintFields({ fields, dirty, status }) {
    const bones = fields.length === 0 && status === "Loading" ? BONES : 0;
    const rows = Array.from({ length: bones }, (_, n) => [
      h("dt", {}, bone(60 + n * 8)),
      h("dd", {}, bone(120 + n * 53 % 90))
    ]);
    this.#fields.replaceChildren(
      ...rows.flat(),
      ...fields.flatMap((field) => [
        h("dt", { dir: "auto", title: field.name }, field.name),
        this.#value(field, dirty.includes(field.name))
      ])
    );
    setAttribute(this.#fields, "hidden", fields.length === 0 && bones === 0);
  }
  /** @param {Field} field @param {boolean} dirty */
  #value(field, dirty) {
    const cell = h("dd", { class: "value", dir: "auto" }, this.#node(field, field.name));
    if (dirty) {
      cell.dataset.mark = "pending";
      cell.title = "Changed here, not yet at the source";
    }
    return cell;
  }
  /** @param {Node_} node @param {string} path @returns {Node} */
  #node(node, path) {
    if (node.entries) return this.#tree(node, path);
    const text = node.text ?? "";
    if (node.type === "null") return h("span", { class: "null" }, "null");
    if (text === "") return h("span", { class: "null" }, "empty");
    const link = node.type === "text" ? safeLink(text) : null;
    if (link) return h("a", { href: link.href, title: link.host, target: "_blank", rel: "noopener noreferrer" }, text);
    const multi = node.type === "text" && text.includes("\n");
    return h("span", { class: "leaf", "data-type": node.type }, multi ? text : printable(text));
  }
  /** @param {Node_} node @param {string} path */
  #tree({ shape, size = 0, entries = [] }, path) {
    const count = `${grouped(size)} ${shape === "list" ? size === 1 ? "item" : "items" : size === 1 ? "field" : "fields"}`;
    if (size === 0) return h("span", { class: "null" }, shape === "list" ? "empty list" : "empty map");
    const hint = entries.slice(0, 3).map(([label, part]) => (shape === "list" ? "" : `${label}: `) + (part.entries ? "…" : part.type === "null" ? "null" : printable(part.text ?? "").slice(0, 30)));
    const body = h("dl", { class: "tree" });
    const details = h("details", {}, h("summary", {}, h("span", { class: "count" }, count), h("span", { class: "hint" }, hint.join(", "))), body);
    const fill = () => {
      if (body.childElementCount) return;
      body.append(...entries.flatMap(([label, part], n) => [
        h("dt", { dir: "auto" }, label),
        h("dd", { dir: "auto" }, this.#node(part, `${path}/${n}`))
      ]));
      const more = size - entries.length;
      if (more > 0) body.append(h("dd", { class: "rest" }, `and ${grouped(more)} more, in Python`));
    };
    details.open = this.#open.has(path);
    if (details.open) fill();
    details.addEventListener("toggle", () => {
      if (details.open) this.#open.add(path);
      else this.#open.delete(path);
      fill();
    });
    return details;
  }
};
function bone(width) {
  const element = h("span", { class: "bone" });
  element.style.width = `${width}px`;
  return element;
}

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

// widgets/card/style.css
var style_default = '/* The look of one record: names to the left, values to the right. */\n\n.head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 8px; padding: 9px 12px 8px; border-bottom: 1px solid var(--line); }\n.title { min-width: 0; overflow: hidden; font-weight: 600; text-overflow: ellipsis; unicode-bidi: isolate; white-space: nowrap; }\n.id { flex: 1; color: var(--soft); font-size: 12px; unicode-bidi: isolate; white-space: nowrap; }\n\n.record { display: grid; grid-template-columns: minmax(72px, max-content) minmax(0, 1fr); max-height: 420px; margin: 0; overflow: auto; scrollbar-width: thin; }\n.record > dt, .record > dd { margin: 0; padding: 5px 12px; border-bottom: 1px solid var(--hairline); }\n.record > dt { max-width: 16em; padding-right: 4px; overflow: hidden; color: var(--soft); font-size: 12px; line-height: 18px; text-overflow: ellipsis; unicode-bidi: isolate; white-space: nowrap; }\n.record > dd { position: relative; min-width: 0; line-height: 18px; overflow-wrap: anywhere; unicode-bidi: isolate; }\n.record > dt:nth-last-child(2), .record > dd:last-child { border-bottom: 0; }\n\n.leaf { white-space: pre-wrap; }\n.leaf[data-type="integer"], .leaf[data-type="number"], .leaf[data-type="datetime"], .leaf[data-type="date"], .leaf[data-type="time"], .leaf[data-type="duration"] { font-variant-numeric: tabular-nums; }\n.leaf[data-type="bytes"] { color: var(--soft); font-style: italic; }\n.null, .rest { color: var(--soft); font-size: 11px; font-style: italic; }\na { color: var(--jp-content-link-color, var(--accent)); text-decoration: none; }\na:hover { text-decoration: underline; }\na:focus-visible, summary:focus-visible { border-radius: 2px; outline: 2px solid var(--accent); outline-offset: 1px; }\n.value[data-mark]::before { position: absolute; top: 0; right: 0; border: 3.5px solid; border-color: var(--accent) var(--accent) transparent transparent; content: ""; }\n\ndetails { min-width: 0; }\nsummary { cursor: pointer; list-style-position: outside; margin-left: 14px; }\nsummary::marker { color: var(--soft); font-size: 10px; }\n.count { color: var(--soft); font-size: 12px; }\n.hint { margin-left: 8px; color: var(--soft); opacity: 0.85; }\ndetails[open] > summary > .hint { display: none; }\n.tree { display: grid; grid-template-columns: minmax(24px, max-content) minmax(0, 1fr); gap: 2px 10px; margin: 4px 0 2px 14px; padding-left: 10px; border-left: 1px solid var(--line); }\n.tree > dt { max-width: 14em; overflow: hidden; color: var(--soft); font-size: 12px; text-overflow: ellipsis; white-space: nowrap; }\n.tree > dd { margin: 0; min-width: 0; }\n.rest { grid-column: 1 / -1; }\n';

// widgets/card/index.js
var render = (context) => mount(context, "diorama-card", panel_default + style_default, (model, root) => new CardView(model, root));
var card_default = { render };
export {
  card_default as default
};
