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

// js/src/spark.js
var SVG2 = "http://www.w3.org/2000/svg";
var WIDTH = 120;
var HEIGHT = 32;
var EDGE = 3;
function steps(points, now, { width, height, edge }) {
  const [first] = points;
  if (!first || points.length < 2) return [];
  const last = points[points.length - 1] ?? first;
  const from = first[0];
  const span = Math.max(1, Math.max(now, last[0]) - from);
  const values = points.map(([, value]) => value);
  const low = Math.min(...values);
  const room = Math.max(...values) - low || 1;
  const x = (at) => edge + (at - from) / span * (width - 2 * edge);
  const y = (value) => height - edge - (value - low) / room * (height - 2 * edge);
  const corners = [];
  let before = first[1];
  for (const [at, value] of points) {
    corners.push([x(at), y(before)], [x(at), y(value)]);
    before = value;
  }
  corners.push([width - edge, y(before)]);
  return corners.map(([a, b]) => [Math.round(a * 10) / 10, Math.round(b * 10) / 10]);
}
var Spark = class {
  element = document.createElementNS(SVG2, "svg");
  #line = document.createElementNS(SVG2, "polyline");
  #area = document.createElementNS(SVG2, "polygon");
  #end = document.createElementNS(SVG2, "circle");
  constructor() {
    const { element } = this;
    setAttribute(element, "class", "spark");
    setAttribute(element, "viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    setAttribute(element, "width", WIDTH);
    setAttribute(element, "height", HEIGHT);
    setAttribute(element, "aria-hidden", "true");
    setAttribute(this.#line, "class", "course");
    setAttribute(this.#area, "class", "area");
    setAttribute(this.#end, "class", "end");
    setAttribute(this.#end, "r", 2.5);
    element.append(this.#area, this.#line, this.#end);
  }
  /** @param {readonly [number, number][]} points @param {number} now */
  paint(points, now) {
    const corners = steps(points, now, { width: WIDTH, height: HEIGHT, edge: EDGE });
    setAttribute(this.element, "hidden", corners.length === 0);
    const end = corners[corners.length - 1];
    if (!end) return;
    const line = corners.map((corner) => corner.join(",")).join(" ");
    setAttribute(this.#line, "points", line);
    setAttribute(this.#area, "points", `${EDGE},${HEIGHT} ${line} ${WIDTH - EDGE},${HEIGHT}`);
    setAttribute(this.#end, "cx", end[0]);
    setAttribute(this.#end, "cy", end[1]);
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

// js/src/badge.js
var LONG = 12;
function basis({ counted, rows, total, complete, stale }) {
  if (counted) return "counted by the source";
  const old = stale ? ", stale" : "";
  if (complete === false) {
    const of = total === null ? "" : ` of ${grouped(total)}`;
    return `only ${grouped(rows)}${of} rows${old}`;
  }
  const maybe = complete === null ? ", maybe more" : "";
  return `${grouped(rows)} ${rows === 1 ? "row" : "rows"}${maybe}${old}`;
}
function sinceText(at, now) {
  const then = new Date(at);
  const day = new Date(now).toDateString() === then.toDateString();
  const style = day ? { hour: "2-digit", minute: "2-digit" } : { month: "short", day: "numeric" };
  return `since ${then.toLocaleString(void 0, style)}`;
}
var BadgeView = class {
  #live;
  #label = h("span", { class: "label", dir: "auto" });
  #refresh = h("button", { type: "button", class: "button refresh", "aria-label": "Refresh", title: "Refresh" }, icon(ICONS.refresh));
  #number = h("output", { class: "number", dir: "auto" });
  #spark = new Spark();
  #change = h("span", { class: "change" });
  #since = h("span", { class: "since" });
  #basis = h("span", { class: "basis" });
  #news = h("div", { class: "problem", dir: "auto", role: "status" });
  #frame = h(
    "section",
    { class: "frame" },
    h("div", { class: "head" }, this.#label, this.#refresh),
    h("div", { class: "middle" }, this.#number, this.#spark.element),
    h("div", { class: "line" }, this.#change, this.#since, this.#basis),
    this.#news
  );
  #clock;
  /** @param {AnyModel} model @param {ShadowRoot} root */
  constructor(model, root) {
    this.#live = new Live(model, ["state", "label"], () => this.#paint());
    this.#refresh.addEventListener("click", () => void this.#live.ask({ kind: "refresh" }));
    this.#clock = setInterval(() => this.#paint(), 1e3);
    root.append(this.#frame);
    this.#paint();
  }
  close() {
    clearInterval(this.#clock);
    this.#live.close();
  }
  #paint() {
    const live = this.#live;
    const state = live.get("state");
    const { text, status, change } = state;
    const now = Date.now();
    setText(this.#label, live.get("label"));
    setAttribute(this.#frame, "aria-label", live.get("label"));
    setAttribute(this.#number, "aria-busy", text === null && status === "Loading" ? "true" : null);
    setText(this.#number, text ?? (status === "Loading" ? "" : "–"));
    this.#number.dataset.long = String((text?.length ?? 0) > LONG);
    setAttribute(this.#number, "title", text);
    this.#spark.paint(state.points, now);
    setText(this.#change, change ? [change.text, change.percent && `(${change.percent})`].filter(Boolean).join(" ") : "");
    this.#change.dataset.direction = change ? change.direction > 0 ? "up" : "down" : "";
    setText(this.#since, change ? sinceText(change.since, now) : "");
    const age = state.fetched_at === null ? "" : `, ${ageText(now - state.fetched_at)}`;
    setText(this.#basis, text === null ? "" : basis(state) + age);
    setAttribute(this.#basis, "title", state.reason || null);
    this.#basis.dataset.partial = String(!state.counted && (state.complete === false || state.stale));
    const why = live.problem ?? state.error;
    setText(this.#news, live.connection || whyText(why));
    setAttribute(this.#frame, "data-mood", live.connection || why ? "bad" : status === "Loading" ? "busy" : "good");
    this.#refresh.disabled = live.lost;
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

// widgets/badge/style.css
var style_default = '/* The look of one big number. */\n\n.frame { min-width: 160px; padding: 6px 8px 9px 12px; }\n.head { display: flex; align-items: center; min-height: 24px; }\n.label { flex: 1; min-width: 0; overflow: hidden; color: var(--soft); font-size: 12px; font-weight: 600; text-overflow: ellipsis; unicode-bidi: isolate; white-space: nowrap; }\n.middle { display: flex; align-items: center; gap: 14px; min-height: 40px; }\n.number { min-width: 0; overflow: hidden; font-size: 28px; font-weight: 600; font-variant-numeric: tabular-nums; letter-spacing: -0.01em; line-height: 36px; text-overflow: ellipsis; unicode-bidi: isolate; white-space: nowrap; }\n.number[data-long="true"] { font-size: 18px; }\n.number[aria-busy]::before { display: block; width: 96px; height: 18px; border-radius: 5px; background: var(--bone); content: ""; animation: dn-breathe 1.6s ease-in-out infinite; }\n.frame[data-mood="bad"] .number { color: var(--soft); }\n\n.spark { flex: 0 1 120px; min-width: 48px; margin-left: auto; }\n.course { fill: none; stroke: var(--accent); stroke-linejoin: round; stroke-width: 1.5; }\n.area { fill: color-mix(in srgb, var(--accent) 14%, transparent); stroke: none; }\n.end { fill: var(--accent); }\n\n.line { display: flex; flex-wrap: wrap; gap: 0 8px; min-height: 17px; color: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }\n.change { font-weight: 600; }\n.change[data-direction="up"] { color: color-mix(in srgb, var(--good) 70%, var(--ink)); }\n.change[data-direction="down"] { color: var(--bad-ink); }\n.change:empty, .since:empty, .basis:empty, .problem:empty { display: none; }\n.change[data-direction="up"]::before { content: "▲ " / ""; font-size: 9px; vertical-align: 1px; }\n.change[data-direction="down"]::before { content: "▼ " / ""; font-size: 9px; vertical-align: 1px; }\n.basis[data-partial="true"] { color: color-mix(in srgb, var(--warn) 65%, var(--ink)); font-weight: 600; }\n.problem { margin-top: 3px; color: var(--bad-ink); font-size: 12px; overflow-wrap: anywhere; }\n\n@media (prefers-reduced-motion: reduce) {\n  .number[aria-busy]::before { animation: none; }\n}\n';

// widgets/badge/index.js
var render = (context) => mount(context, "diorama-badge", panel_default + style_default, (model, root) => new BadgeView(model, root));
var badge_default = { render };
export {
  badge_default as default
};
