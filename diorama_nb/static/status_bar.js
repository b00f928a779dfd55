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

// js/src/failures.js
function card(failure, decide) {
  const about = `${failure.change}${failure.row === null ? "" : `, row ${failure.row}`}`;
  const retry = h("button", { type: "button", class: "button", "aria-label": `Retry ${about}` }, "Retry");
  const discard = h("button", { type: "button", class: "button", "aria-label": `Discard ${about}` }, "Discard");
  retry.addEventListener("click", () => decide("retry", failure.number));
  discard.addEventListener("click", () => decide("discard", failure.number));
  return [
    h(
      "div",
      { class: "failure-text" },
      h(
        "div",
        { class: "failure-what", dir: "auto" },
        failure.change,
        h("span", { class: "failure-row" }, failure.row === null ? "" : `row ${failure.row}`)
      ),
      h("div", { class: "failure-why", dir: "auto", title: failure.hint ?? "" }, failure.message)
    ),
    h("div", { class: "failure-acts" }, retry, discard)
  ];
}
var Failures = class {
  #title = h("span", { class: "failures-title", id: "failures-title" });
  #close = h("button", { type: "button", class: "button plain", "aria-label": "Close" }, icon(ICONS.clear));
  #list = h("ul", { class: "failures-list" });
  #more = h("div", { class: "failures-more" });
  element = h(
    "div",
    { class: "failures", role: "dialog", "aria-labelledby": "failures-title", tabindex: -1, hidden: true },
    h("div", { class: "failures-head" }, this.#title, this.#close),
    this.#list,
    this.#more
  );
  #numbers = "";
  #decide;
  #closed;
  /** @param {Decide} decide @param {() => void} closed the focus may go back to where it was */
  constructor(decide, closed) {
    this.#decide = decide;
    this.#closed = closed;
    this.#close.addEventListener("click", () => this.close());
    this.element.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") this.close();
    });
  }
  get open() {
    return !this.element.hidden;
  }
  start() {
    setAttribute(this.element, "hidden", false);
    (this.#list.querySelector("button") ?? this.element).focus();
  }
  close() {
    if (!this.open) return;
    setAttribute(this.element, "hidden", true);
    this.#closed();
  }
  /** @param {Writes} writes */
  paint({ failed, failures }) {
    if (failures === 0) return this.close();
    setText(this.#title, failures === 1 ? "1 change was not accepted" : `${failures} changes were not accepted`);
    setText(this.#more, failures > failed.length ? `and ${failures - failed.length} earlier ones: dio.writes.parked` : "");
    const numbers = JSON.stringify(failed);
    if (numbers === this.#numbers) return;
    this.#numbers = numbers;
    const inside = this.#list.matches(":focus-within");
    const newest = [...failed].reverse();
    this.#list.replaceChildren(...newest.map((failure) => h("li", { class: "failure" }, ...card(failure, this.#decide))));
    if (inside) (this.#list.querySelector("button") ?? this.element).focus();
  }
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
var NARROW_SPACE = " ";
function grouped(n) {
  return String(n).replace(/\B(?=(\d{3})+$)/g, NARROW_SPACE);
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

// js/src/status.js
function heldText({ rows, total, complete }) {
  const of = total === null || total === rows ? "" : ` of ${grouped(total)}`;
  const more = total === null && complete === false ? "+" : "";
  return `${grouped(rows)}${more}${of} ${rows === 1 && !of ? "row" : "rows"}`;
}
var StatusView = class {
  #live;
  #dot = h("span", { class: "dot", "aria-hidden": "true" });
  #title = h("span", { class: "title", dir: "auto" });
  #facts = h("span", { class: "facts" });
  #pending = h("button", { type: "button", class: "button pending", "aria-expanded": "false", "aria-controls": "underway" });
  #failed = h("button", { type: "button", class: "button failed", "aria-expanded": "false" });
  #news = h("span", { class: "news", dir: "auto", role: "status" });
  #retry = h("button", { type: "button", class: "button retry" }, "Retry");
  #refresh = h("button", { type: "button", class: "button refresh", "aria-label": "Refresh", title: "Refresh" }, icon(ICONS.refresh));
  #foot = h("div", { class: "foot" }, this.#dot, this.#title, this.#facts, this.#pending, this.#failed, this.#news, this.#retry, this.#refresh);
  #underway = h("ul", { class: "underway", id: "underway", "aria-label": "Changes on their way", hidden: true });
  #list = new Failures((kind, number) => void this.#live.ask({ kind, number }), () => this.#listClosed());
  #frame = h("section", { class: "frame" }, this.#foot, this.#underway, this.#list.element);
  #shown = "";
  #clock;
  /** @param {AnyModel} model @param {ShadowRoot} root */
  constructor(model, root) {
    this.#live = new Live(model, ["state", "title"], () => this.#paint());
    this.#refresh.addEventListener("click", () => void this.#live.ask({ kind: "refresh" }));
    this.#retry.addEventListener("click", () => void this.#live.ask({ kind: "retry" }));
    this.#failed.addEventListener("click", () => {
      if (this.#list.open) this.#list.close();
      else this.#list.start();
      this.#paint();
    });
    this.#pending.addEventListener("click", () => {
      setAttribute(this.#underway, "hidden", !this.#underway.hidden);
      this.#paint();
    });
    this.#clock = setInterval(() => this.#paint(), 1e3);
    root.append(this.#frame);
    this.#paint();
  }
  close() {
    clearInterval(this.#clock);
    this.#live.close();
  }
  #listClosed() {
    this.#paint();
    this.#failed.focus();
  }
  #paint() {
    const live = this.#live;
    const state = live.get("state");
    const { connection } = live;
    const { refreshing, pending, failures, failed, underway } = state;
    const why = live.problem ?? state.error ?? state.blocked;
    const mood = connection || why || state.closed ? "bad" : refreshing || pending ? "busy" : state.stale ? "warn" : "good";
    this.#foot.dataset.mood = mood;
    setAttribute(this.#frame, "aria-label", `Status of ${live.get("title")}`);
    setText(this.#title, live.get("title"));
    const age = state.fetched_at === null ? "" : `updated ${ageText(Date.now() - state.fetched_at)}`;
    const facts = [heldText(state), refreshing ? "updating…" : age, state.stale && !refreshing ? "stale" : ""];
    setText(this.#facts, facts.filter(Boolean).join(" · "));
    setText(this.#pending, `${grouped(pending)} pending`);
    setAttribute(this.#pending, "hidden", pending === 0);
    if (pending === 0) setAttribute(this.#underway, "hidden", true);
    setAttribute(this.#pending, "aria-expanded", String(!this.#underway.hidden));
    setText(this.#failed, `${grouped(failures)} failed`);
    setAttribute(this.#failed, "hidden", failures === 0);
    setAttribute(this.#failed, "aria-expanded", String(this.#list.open));
    const closed = state.closed ? "Closed: lens.open(vista) opens it again." : "";
    const news = connection || closed || whyText(why);
    setText(this.#news, news);
    if (this.#news.title !== news) this.#news.title = news;
    setAttribute(this.#retry, "hidden", !(state.error || state.blocked) || Boolean(connection));
    setAttribute(this.#refresh, "aria-busy", refreshing ? "true" : null);
    this.#refresh.disabled = this.#retry.disabled = live.lost || state.closed;
    this.#list.paint({ failed, failures, pending, undo: 0 });
    this.#paintUnderway(underway, pending);
  }
  /** @param {Underway[]} underway @param {number} pending */
  #paintUnderway(underway, pending) {
    const shown = JSON.stringify([underway, pending]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#underway.replaceChildren(...underway.map((write) => this.#write(write)));
    const more = pending - underway.length;
    if (more > 0) this.#underway.append(h("li", { class: "failures-more" }, `and ${grouped(more)} more`));
  }
  /** @param {Underway} write */
  #write({ number, row, change, state }) {
    const about = row === null ? change : `${change}, row ${row}`;
    const discard = h("button", { type: "button", class: "button", "aria-label": `Discard ${about}` }, "Discard");
    discard.addEventListener("click", () => void this.#live.ask({ kind: "discard", number }));
    const sending = state === "sending";
    return h(
      "li",
      { class: "failure" },
      h("div", { class: "failure-text failure-what", dir: "auto" }, change, h("span", { class: "failure-row" }, row === null ? "" : `row ${row}`)),
      sending ? h("span", { class: "chip", "data-mood": "busy" }, "sending") : discard
    );
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

// widgets/status_bar/style.css
var style_default = '/* The look of the status line: the foot of a grid, on its own. */\n\n.foot { border-top: 0; background: var(--paper); }\n.title { overflow: hidden; color: var(--ink); font-weight: 600; text-overflow: ellipsis; unicode-bidi: isolate; white-space: nowrap; }\n.facts { white-space: nowrap; }\n.facts::before { margin-right: 8px; content: "·"; }\n.pending { height: 22px; border-color: color-mix(in srgb, var(--accent) 50%, transparent); border-radius: 11px; color: color-mix(in srgb, var(--accent) 78%, var(--ink)); }\n\n.underway { margin: 0; padding: 0; border-top: 1px solid var(--line); list-style: none; }\n.underway .failure { min-height: 36px; padding: 5px 8px 5px 12px; border-bottom: 1px solid var(--hairline); }\n.underway .failure:last-child { border-bottom: 0; }\n.failures { border-top: 1px solid var(--line); outline: 0; }\n.failures:focus-visible { box-shadow: inset 0 0 0 2px var(--accent); }\n.failures-list { max-height: 220px; }\n.failure { font-size: 12px; }\n\n@container (max-width: 420px) { .facts { display: none; } }\n.frame { container-type: inline-size; }\n';

// widgets/status_bar/index.js
var render = (context) => mount(context, "diorama-status-bar", panel_default + style_default, (model, root) => new StatusView(model, root));
var status_bar_default = { render };
export {
  status_bar_default as default
};
