/* Built from js/ and widgets/: do not edit. */

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

// js/src/narrowing.js
function narrowOf({ sort, search, filters }) {
  return { sort: Array.isArray(sort) ? sort : sort ? [sort] : [], search, filters: filters ?? [] };
}
var same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
function requestsOf({ sort, search, filters }) {
  const requests = [];
  if (sort) requests.push({ kind: "set_sort", by: sort.map(({ column, descending }) => ({ column, descending })) });
  if (search !== void 0) requests.push({ kind: "set_search", text: search });
  if (filters) requests.push({ kind: "set_filters", filters });
  return requests;
}
var Wishes = class {
  /** @type {Partial<Narrow>} */
  #asked = {};
  /** As it shows now. @param {Traits} traits @returns {Narrow} */
  now(traits) {
    return { ...narrowOf(traits), ...this.#asked };
  }
  /** @param {Partial<Narrow>} wish */
  ask(wish) {
    this.#asked = { ...this.#asked, ...wish };
  }
  /** Python told of its state: whether nothing is left that it has not confirmed. @param {Traits} traits */
  settle(traits) {
    const told3 = narrowOf(traits);
    for (
      const name of
      /** @type {(keyof Narrow)[]} */
      Object.keys(this.#asked)
    ) {
      if (same(this.#asked[name], told3[name])) delete this.#asked[name];
    }
    return Object.keys(this.#asked).length === 0;
  }
  /** Nothing came of it. */
  drop() {
    this.#asked = {};
  }
};

// js/src/order.js
function nextSort(now, column, add = false) {
  const at = now.findIndex((one) => one.column === column);
  const old = now[at];
  const next = old?.descending ? [] : [{ column, descending: old !== void 0 }];
  if (!add) return next;
  return old ? [...now.slice(0, at), ...next, ...now.slice(at + 1)] : [...now, ...next];
}
function sortText(sort) {
  if (sort.length === 0) return "Not sorted";
  const ways = sort.map(({ column, descending }) => `${column} ${descending ? "descending" : "ascending"}`);
  return `Sorted by ${ways.join(", then ")}`;
}
var OrderGate = class {
  #floor = 0;
  /** The floor to return to when a request comes to nothing. */
  #before = 0;
  /** @type {number | null} generation at the time of an unconfirmed request */
  #asked = null;
  #waiting = false;
  /** No row of the present order has come yet. */
  get waiting() {
    return this.#waiting;
  }
  /** A request is out that Python has not confirmed. */
  get unconfirmed() {
    return this.#asked !== null;
  }
  get floor() {
    return this.#floor;
  }
  /** The user wants another order. @param {number} generation the present one */
  ask(generation) {
    if (this.#asked === null) this.#before = this.#floor;
    this.#asked = generation;
    this.#floor = Infinity;
    this.#waiting = true;
  }
  /**
   * Python changed the order, asked or not.
   *
   * @param {number} generation as told together with the change
   * @param {number} before the generation until then
   */
  confirm(generation, before) {
    const base = this.#asked ?? before;
    this.#asked = null;
    this.#floor = generation > base ? generation : base + 1;
    this.#waiting = true;
  }
  /** Nothing came of the request. */
  cancel() {
    if (this.#asked === null) return;
    this.#asked = null;
    this.#floor = this.#before;
    this.#waiting = false;
  }
  /**
   * Rows arrived: are they of the present order?
   *
   * @param {number} generation
   * @param {boolean} answer they answer a request sent after the order was confirmed: then they
   *   are right, even when Python counted its generation before it told us of the new order
   */
  fits(generation, answer) {
    if (this.#asked !== null) return false;
    if (answer && generation < this.#floor) this.#floor = generation;
    return generation >= this.#floor;
  }
  /** The rows of the present order are on show. */
  settle() {
    this.#waiting = false;
  }
};

// js/src/text.js
var LONGEST = 1e3;
var HIDDEN = /[\u0000-\u001f\u007f\u0080-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
var NARROW_SPACE = " ";
function grouped(n) {
  return String(n).replace(/\B(?=(\d{3})+$)/g, NARROW_SPACE);
}
function cellText(value) {
  if (typeof value === "string") return printable(value);
  if (typeof value === "number") return numberText(value);
  return String(value);
}
function numberText(value) {
  if (Number.isInteger(value) || !Number.isFinite(value)) return String(value);
  return String(Number(value.toPrecision(12)));
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
function rowsText(status) {
  if (status.row_count !== null) {
    return `${grouped(status.row_count)} ${status.row_count === 1 ? "row" : "rows"}`;
  }
  if (status.loaded === 0 && status.load_state === "loading") return "Loading…";
  if (status.loaded === 0 && status.load_state === "partial") return "No rows yet";
  const plus = status.load_state === "complete" && !status.has_more ? "" : "+";
  return `${grouped(status.loaded)}${plus} rows`;
}
function loadedText(status) {
  if (status.row_count === null || status.loaded >= status.row_count) return "";
  return `${grouped(status.loaded)} loaded`;
}
function missingText(status) {
  if (status.row_count === null) return "More rows may be loaded first.";
  const missing = status.row_count - status.loaded;
  return missing > 0 ? `${grouped(missing)} of them are loaded first.` : "";
}
function ageText(milliseconds) {
  const seconds2 = Math.max(0, Math.floor(milliseconds / 1e3));
  if (seconds2 < 2) return "just now";
  if (seconds2 < 60) return `${seconds2} s ago`;
  const minutes = Math.floor(seconds2 / 60);
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ago`;
  return `${Math.floor(hours / 24)} days ago`;
}

// js/src/announcer.js
var Announcer = class {
  /** @type {{error: string, rows: string, loading: boolean, narrow: Narrow | null}} */
  #told = { error: "", rows: "", loading: false, narrow: null };
  #say;
  /** @param {(text: string) => void} say */
  constructor(say) {
    this.#say = say;
  }
  /** @param {Traits} traits @param {string} error */
  tell(traits, error) {
    const narrow = narrowOf(traits);
    const rows = rowsText(traits.status);
    const loading = traits.status.load_state === "loading" && !error;
    const { error: lastError, rows: lastRows, loading: before, narrow: last } = this.#told;
    this.#told = { error, rows, loading, narrow };
    if (error && error !== lastError) this.#say(error);
    else if (last && !same(narrow.sort, last.sort)) this.#say(`${sortText(narrow.sort)}. ${rows}`);
    else if (last && !same(narrow.filters, last.filters)) this.#say(`${narrow.filters.length ? "Filtered" : "Not filtered"}: ${rows}`);
    else if (loading && !before) this.#say("Loading…");
    else if (before && !loading) this.#say(`Loaded. ${rows}`);
    else if (rows !== lastRows && narrow.search) this.#say(rows);
  }
};

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

// js/src/aria.js
function describeGrid(grid, { title, status, columns, can }, loading) {
  setAttribute(grid, "aria-label", title || "Data");
  setAttribute(grid, "aria-rowcount", status.row_count === null ? -1 : status.row_count + 1);
  setAttribute(grid, "aria-colcount", columns.length);
  setAttribute(grid, "aria-multiselectable", "true");
  setAttribute(grid, "aria-busy", loading ? "true" : null);
  setAttribute(grid, "aria-readonly", can.update ? null : "true");
}

// js/src/range.js
function rectOf(a, b) {
  return {
    first: Math.min(a.row, b.row),
    last: Math.max(a.row, b.row) + 1,
    left: Math.min(a.column, b.column),
    right: Math.max(a.column, b.column) + 1
  };
}
var cellsOf = ({ first, last, left, right }) => (last - first) * (right - left);
var counted = (n, word) => `${grouped(n)} ${word}${n === 1 ? "" : "s"}`;
function sizeText({ first, last, left, right }) {
  return `${counted(last - first, "row")} × ${counted(right - left, "column")}`;
}
function edgesOf(rect2, row, column) {
  if (!rect2 || row < rect2.first || row >= rect2.last || column < rect2.left || column >= rect2.right) return "";
  let edges2 = "in";
  if (row === rect2.first) edges2 += " top";
  if (row === rect2.last - 1) edges2 += " bottom";
  if (column === rect2.left) edges2 += " left";
  if (column === rect2.right - 1) edges2 += " right";
  return edges2;
}
function followed(a, b, find) {
  const shiftOf = ({ at, id }) => {
    const row = id === null ? null : find(id, at.row);
    return row === null ? null : row - at.row;
  };
  const shifts = [shiftOf(a), shiftOf(b)];
  const [ofA, ofB] = [shifts[0] ?? shifts[1] ?? 0, shifts[1] ?? shifts[0] ?? 0];
  return [
    { ...a.at, row: Math.max(0, a.at.row + ofA) },
    { ...b.at, row: Math.max(0, b.at.row + ofB) }
  ];
}
function edgePull(at, low, high) {
  const beyond = at < low ? at - low : at > high ? at - high : 0;
  return Math.sign(beyond) * Math.min(60, Math.ceil(Math.abs(beyond) / 3));
}

// js/src/bar.js
var TYPING = 300;
var MOST_DELETED = 100;
var Bar = class {
  #title = h("div", { class: "title", dir: "auto" });
  #input = h("input", {
    type: "search",
    class: "query",
    placeholder: "Search",
    "aria-label": "Search rows",
    spellcheck: "false",
    autocomplete: "off"
  });
  #box = h("label", { class: "search" }, icon(ICONS.search), this.#input);
  #deleted = h("span", { class: "deleted" });
  #undo = h("button", { type: "button", class: "button" }, icon(ICONS.undo), "Undo");
  #deleteText = h("span");
  #delete = h("button", { type: "button", class: "button delete" }, icon(ICONS.remove), this.#deleteText);
  #add = h("button", { type: "button", class: "button" }, icon(ICONS.add), "Add row");
  #changes = h("div", { class: "changes", role: "toolbar", "aria-label": "Changes" }, this.#deleted, this.#undo, this.#delete, this.#add);
  /** Room for what is about the view: columns, rows. */
  tools = h("div", { class: "tools", role: "toolbar", "aria-label": "View" });
  element = h("div", { class: "bar" }, this.#title, this.#changes, this.tools, this.#box);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #search;
  /** @param {(text: string) => void} search @param {(action: "add" | "delete" | "undo") => void} change */
  constructor(search, change) {
    this.#search = search;
    this.#add.addEventListener("click", () => change("add"));
    this.#delete.addEventListener("click", () => change("delete"));
    this.#undo.addEventListener("click", () => change("undo"));
    this.#input.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#send(), TYPING);
    });
    this.#input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.isComposing) return;
      if (event.key === "Enter") this.#send();
      if (event.key === "Escape") {
        this.#input.value = "";
        this.#send();
      }
    });
  }
  close() {
    clearTimeout(this.#timer);
  }
  /** @param {{title: string, can: Can, search: string, selected: number, undo: number, undoes?: string}} state */
  paint({ title, can, search, selected, undo, undoes = "delete" }) {
    setText(this.#title, title);
    setAttribute(this.#box, "hidden", !can.search);
    setAttribute(this.#add, "hidden", !can.insert);
    setAttribute(this.#delete, "hidden", !can.delete || selected === 0);
    setText(this.#deleteText, selected > 1 ? `Delete ${grouped(selected)} rows` : "Delete row");
    this.#delete.disabled = selected > MOST_DELETED;
    this.#delete.title = selected > MOST_DELETED ? `Up to ${MOST_DELETED} rows at once` : "";
    setAttribute(this.#undo, "hidden", undo === 0);
    setText(this.#deleted, undo === 0 ? "" : undoes === "paste" ? `${counted(undo, "cell")} changed` : `${counted(undo, "row")} deleted`);
    const changes = can.insert || can.delete || undo > 0;
    setAttribute(this.#changes, "hidden", !changes);
    setAttribute(this.element, "hidden", !title && !can.search && !changes);
    const typing = this.#input.matches(":focus") || this.#timer !== void 0;
    if (!typing && this.#input.value !== search) this.#input.value = search;
  }
  #send() {
    clearTimeout(this.#timer);
    this.#timer = void 0;
    this.#search(this.#input.value.trim());
  }
};

// js/src/marks.js
var MOST = 20;
function pieces(text, wanted) {
  const low = text.toLowerCase();
  if (wanted === "" || low.length !== text.length || !low.includes(wanted)) return null;
  const found = [];
  let from = 0;
  for (let at = low.indexOf(wanted); at >= 0 && found.length < 2 * MOST; at = low.indexOf(wanted, from)) {
    found.push(text.slice(from, at), text.slice(at, at + wanted.length));
    from = at + wanted.length;
  }
  return [...found, text.slice(from)];
}
function setMarked(element, text, wanted) {
  const parts = wanted ? pieces(text, wanted) : null;
  if (parts) element.replaceChildren(...parts.map((part, i) => i % 2 ? h("mark", {}, part) : part));
  else if (element.firstElementChild) element.textContent = text;
  else setText(element, text);
}

// js/src/cells.js
var BONE = { text: "", kind: "bone", link: null, paint: "", colour: "", part: 0 };
var CellSlot = class {
  element = h("div", { class: "cell", role: "gridcell", dir: "auto" });
  #text = "";
  #marked = "";
  #painted = "";
  #kind = "";
  /** @type {HTMLAnchorElement | null} */
  #link = null;
  #column = -1;
  #left = -1;
  #width = -1;
  #note = "";
  #pinned = "";
  /** @param {number} column @param {number} left @param {number} width @param {string} align @param {string} pinned */
  place(column, left, width, align2, pinned) {
    const { element } = this;
    if (this.#column !== column) {
      this.#column = column;
      setAttribute(element, "aria-colindex", column + 1);
      element.dataset.column = String(column);
    }
    if (this.#left !== left) element.style.left = `${this.#left = left}px`;
    if (this.#width !== width) element.style.width = `${this.#width = width}px`;
    if (element.dataset.align !== align2) element.dataset.align = align2;
    if (this.#pinned !== pinned) setAttribute(element, "data-pinned", (this.#pinned = pinned) || null);
  }
  /** @param {Look} look @param {string} [marked] a text to mark where it occurs, in lower case */
  fill(look, marked = "") {
    const { element } = this;
    this.#show(look.text, look.kind, look.link, look.kind === "null" ? "" : marked);
    const painted = look.paint ? `${look.paint} ${look.colour} ${look.part}` : "";
    if (this.#painted === painted) return;
    this.#painted = painted;
    setAttribute(element, "data-paint", look.paint || null);
    setAttribute(element, "data-colour", look.paint ? look.colour : null);
    if (look.paint) element.style.setProperty("--part", String(look.part));
    else element.style.removeProperty("--part");
  }
  /** The value is not here yet. */
  wait() {
    this.fill(BONE);
  }
  /** A change of this cell that waits or failed; blank for none. @param {"" | "pending" | "failed"} mark @param {string} note */
  mark(mark, note) {
    const { element } = this;
    if ((element.dataset.mark ?? "") === mark && this.#note === note) return;
    setAttribute(element, "data-mark", mark || null);
    setAttribute(element, "aria-invalid", mark === "failed" ? "true" : null);
    setAttribute(element, "aria-description", note || null);
    element.title = this.#note = note;
  }
  /** Whether it is one of the selected cells, and at which edges of them. @param {string} edges */
  select(edges2) {
    setAttribute(this.element, "data-range", edges2 || null);
    setAttribute(this.element, "aria-selected", edges2 ? "true" : null);
  }
  /** @param {boolean} active */
  activate(active) {
    setAttribute(this.element, "id", active ? "active" : null);
  }
  /** @param {string} text @param {string} kind @param {{href: string, host: string} | null} link @param {string} marked */
  #show(text, kind, link, marked) {
    if (text === this.#text && kind === this.#kind && marked === this.#marked) return;
    const { element } = this;
    this.#text = text;
    this.#marked = marked;
    if (this.#kind !== kind) {
      this.#kind = kind;
      element.dataset.kind = kind;
      setAttribute(element, "aria-busy", kind === "bone" ? "true" : null);
      this.#link = null;
      element.replaceChildren();
    }
    if (element.title !== this.#note) element.title = this.#note;
    if (!link) return setMarked(element, text, marked);
    if (!this.#link) {
      this.#link = h("a", { target: "_blank", rel: "noopener noreferrer", tabindex: -1 });
      element.replaceChildren(this.#link);
    }
    this.#link.href = link.href;
    this.#link.title = link.host;
    setMarked(this.#link, text, marked);
  }
};

// js/src/columns.js
var MIN_WIDTH = 48;
var FIRST_MIN = 72;
var FIRST_MAX = 320;
var CHARACTER = 7.2;
var BOLD = 8.2;
var PADDING = 24;
var HEADER_EXTRA = 34;
var RIGHT = /* @__PURE__ */ new Set(["integer", "number", "duration"]);
var ELASTIC = /* @__PURE__ */ new Set(["text", "nested", "unknown"]);
var HINTS = {
  integer: "int",
  number: "num",
  boolean: "bool",
  text: "text",
  datetime: "date & time",
  date: "date",
  time: "time",
  duration: "duration",
  bytes: "bytes",
  nested: "{ }",
  unknown: ""
};
var isRight = (type) => RIGHT.has(type);
var typeHint = (type) => HINTS[type] ?? "";
function guessWidth(column, texts2) {
  const lengths = texts2.map((text) => text.length).sort((a, b) => a - b);
  const typical = lengths[Math.floor(lengths.length * 0.9)] ?? 8;
  const header = column.label.length * BOLD + typeHint(column.type).length * 0.8 * CHARACTER;
  const wanted = Math.max(typical * CHARACTER, header + HEADER_EXTRA) + PADDING;
  return Math.round(Math.min(FIRST_MAX, Math.max(FIRST_MIN, wanted)));
}
function shareRoom(widths, types, room) {
  const spare = room - widths.reduce((sum, width) => sum + width, 0);
  if (spare <= 0 || widths.length === 0) return [...widths];
  const elastic = types.map((type) => ELASTIC.has(type));
  const all = !elastic.includes(true);
  const total = widths.reduce((sum, width, i) => sum + (all || elastic[i] ? width : 0), 0);
  let given = 0;
  const shared = widths.map((width, i) => {
    const extra = all || elastic[i] ? Math.floor(spare * width / total) : 0;
    given += extra;
    return width + extra;
  });
  const lucky = all ? widths.length - 1 : elastic.lastIndexOf(true);
  shared[lucky] = (shared[lucky] ?? 0) + spare - given;
  return shared;
}
function edges(widths) {
  const out = [0];
  for (const width of widths) out.push((out.at(-1) ?? 0) + width);
  return out;
}
var ALL_COLUMNS = 40;
function paintedColumns(lefts, from, to, pinned) {
  const count = lefts.length - 1;
  const { first, last } = count <= ALL_COLUMNS ? { first: 0, last: count } : visibleColumns(lefts, from, to);
  const painted = Array.from({ length: Math.min(pinned, count) }, (_, i) => i);
  for (let column = Math.max(first, pinned); column < last; column += 1) painted.push(column);
  return painted;
}
function pinnedAs(column, pinned) {
  if (column >= pinned) return "";
  return column === pinned - 1 ? "last" : "yes";
}
function visibleColumns(lefts, from, to) {
  const count = lefts.length - 1;
  const first = Math.max(0, Math.min(count, firstAbove(lefts, from) - 1));
  const last = Math.min(count, Math.max(first, lowerBound(lefts, to)));
  return { first, last };
}
function revealColumn(lefts, column, scrollLeft, room, pinned = 0) {
  if (column < pinned) return scrollLeft;
  const stays = lefts[pinned] ?? 0;
  const left = lefts[column] ?? 0;
  const right = lefts[column + 1] ?? left;
  if (left < scrollLeft + stays) return left - stays;
  if (right > scrollLeft + room) return Math.min(left - stays, right - room);
  return scrollLeft;
}
function firstAbove(sorted, value) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = low + high >> 1;
    if (
      /** @type {number} */
      sorted[middle] <= value
    ) low = middle + 1;
    else high = middle;
  }
  return low;
}
function lowerBound(sorted, value) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = low + high >> 1;
    if (
      /** @type {number} */
      sorted[middle] < value
    ) low = middle + 1;
    else high = middle;
  }
  return low;
}

// js/src/styles.js
var NARROW = " ";
var UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
var SHORT = ["", "K", "M", "B", "T"];
function fixedText(value, decimals, thousands) {
  const text = decimals === null ? String(Number(value.toPrecision(12))) : Math.abs(value) < 1e21 ? value.toFixed(decimals) : String(value);
  if (!thousands || /[eE]/.test(text)) return text.replace("-", "−");
  const [whole = "", rest] = text.split(".");
  const grouped2 = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return (rest === void 0 ? grouped2 : `${grouped2}.${rest}`).replace("-", "−");
}
function scaled(value, base, units) {
  let size = Math.abs(value);
  let unit = 0;
  while (unit < units.length - 1 && Number(size.toPrecision(size >= 1e3 ? 4 : 3)) >= base) {
    size /= base;
    unit += 1;
  }
  const digits = unit === 0 ? String(Number(size.toPrecision(6))) : String(Number(size.toPrecision(size >= 1e3 ? 4 : 3)));
  return { text: `${value < 0 ? "−" : ""}${digits}`, unit: units[unit] ?? "" };
}
function bytesText(value) {
  const { text, unit } = scaled(value, 1024, UNITS);
  return `${text}${NARROW}${unit}`;
}
function compactText(value) {
  const { text, unit } = scaled(value, 1e3, SHORT);
  return `${text}${unit}`;
}
var STAMP = /^(\d{4,6}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d)?(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?)?$/;
var DISTANCES = [["year", 365 * 86400], ["month", 30 * 86400], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
function dateText(text, style, now) {
  const found = STAMP.exec(text);
  if (!found) return null;
  const [, day = "", minutes, , zone = ""] = found;
  if (style === "date") return day;
  if (style === "time") return minutes ?? null;
  if (style === "datetime") return minutes ? `${day} ${minutes}` : day;
  const at = Date.parse(`${day}T${minutes ?? "00:00"}${found[3] ?? ":00"}${zone}`);
  return Number.isNaN(at) ? null : relativeText((at - now) / 1e3);
}
function relativeText(seconds2) {
  const size = Math.abs(seconds2);
  const [unit, length] = DISTANCES.find(([, long]) => size >= long) ?? ["", 1];
  if (size < 5) return "now";
  const count = Math.floor(size / length);
  const words = `${count} ${unit}${count === 1 ? "" : "s"}`;
  return seconds2 < 0 ? `${words} ago` : `in ${words}`;
}
var SPAN = /^(?:(-?\d+) days?(?:, )?)?(?:(-?)(\d{1,2}):(\d\d):(\d\d(?:\.\d+)?))?$/;
function durationText(value) {
  const seconds2 = typeof value === "number" ? value : secondsOf(String(value));
  if (seconds2 === null || !Number.isFinite(seconds2)) return null;
  const size = Math.abs(seconds2);
  const sign = seconds2 < 0 ? "−" : "";
  if (size < 1) return size === 0 ? "0 s" : `${sign}${Number((size * 1e3).toPrecision(3))} ms`;
  if (size < 60) return `${sign}${Number(size.toFixed(2))} s`;
  const whole = Math.round(size);
  const parts = [[Math.floor(whole / 86400), "d"], [Math.floor(whole / 3600) % 24, "h"], [Math.floor(whole / 60) % 60, "min"], [whole % 60, "s"]];
  const first = parts.findIndex(([count]) => count !== 0);
  return sign + parts.slice(first, first + 2).filter(([count]) => count !== 0).map(([count, unit]) => `${count} ${unit}`).join(" ");
}
function secondsOf(text) {
  const found = SPAN.exec(text);
  if (!found || text === "") return null;
  const [, days = "0", sign, hours = "0", minutes = "0", seconds2 = "0"] = found;
  const rest = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds2);
  return Number(days) * 86400 + (sign ? -rest : rest);
}

// js/src/links.js
var SCHEMES = /* @__PURE__ */ new Set(["http:", "https:", "mailto:"]);
var LONGEST2 = 2e3;
var FORBIDDEN = /[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\\]/u;
function safeLink(text) {
  if (!/^(https?:\/\/[^/?#]|mailto:[^/?#])/i.test(text)) return null;
  if (text.length > LONGEST2 || FORBIDDEN.test(text)) return null;
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

// js/src/looks.js
var PLAIN = { text: "", kind: "value", link: null, paint: "", colour: "", part: 0 };
var NULL = { ...PLAIN, text: "null", kind: "null" };
var EMPTY = { ...PLAIN, kind: "empty" };
function lookOf(value, column, format, now = Date.now()) {
  const painted = format ? paintOf(value, format) : null;
  if (value === null) return painted ? { ...NULL, ...painted } : NULL;
  if (typeof value === "boolean") return { ...PLAIN, text: String(value), kind: value ? "yes" : "no", ...painted };
  const text = (format?.text ? styled(value, format.text, now) : null) ?? defaultText(value, column);
  if (text === "") return painted ? { ...EMPTY, ...painted } : EMPTY;
  const link = column.type === "text" && typeof value === "string" ? safeLink(value) : null;
  const kind = link ? "link" : QUIET.has(column.type) ? column.type : "value";
  return { ...PLAIN, text, kind, link, ...painted };
}
var QUIET = /* @__PURE__ */ new Set(["bytes", "nested"]);
function defaultText(value, column) {
  if (column.type === "duration" && typeof value === "string") return durationText(value) ?? cellText(value);
  return cellText(value);
}
function styled(value, format, now) {
  const { style, prefix = "", suffix = "" } = format;
  if (style === "plain") return cellText(value);
  if (style === "date" || style === "time" || style === "datetime" || style === "relative") return dateText(String(value), style, now);
  if (style === "duration") return durationText(value);
  const number = numberOf(value);
  if (number === null) return null;
  if (style === "bytes") return bytesText(number);
  if (style === "compact") return compactText(number);
  if (style === "integer") return fixedText(number, 0, true);
  if (style === "percent") return `${prefix}${fixedText(number * 100, format.decimals ?? 1, format.thousands ?? true)}${suffix || "%"}`;
  const text = fixedText(Math.abs(number), format.decimals ?? null, format.thousands ?? true);
  return `${number < 0 && /[1-9]/.test(text) ? "−" : ""}${prefix}${text}${suffix}`;
}
function numberOf(value) {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}
function paintOf(value, { bar, heat, colour = "accent", rules }) {
  const rule = rules?.find((one) => holds(value, one.op, one.value));
  if (rule) return { paint: "rule", colour: rule.colour, part: 0 };
  const range = Array.isArray(bar) ? bar : heat;
  const number = numberOf(value);
  if (!Array.isArray(range) || number === null || typeof value === "boolean") return null;
  const [low, high] = (
    /** @type {[number, number]} */
    range
  );
  const part = high > low ? Math.max(0, Math.min(1, (number - low) / (high - low))) : 0;
  return { paint: Array.isArray(bar) ? "bar" : "heat", colour, part: Math.round(part * 1e3) / 1e3 };
}
function holds(value, op, wanted) {
  if (op === "is_null") return value === null === (wanted !== false);
  if (op === "=") return same2(value, wanted);
  if (op === "!=") return !same2(value, wanted);
  if (value === null || wanted === null) return false;
  if (op === "contains") return String(value).toLowerCase().includes(String(wanted).toLowerCase());
  const [a, b] = typeof wanted === "number" ? [numberOf(value), wanted] : [String(value), String(wanted)];
  if (a === null) return false;
  return op === "<" ? a < b : op === "<=" ? a <= b : op === ">" ? a > b : a >= b;
}
function same2(value, wanted) {
  return typeof wanted === "number" ? numberOf(value) === wanted : value === wanted;
}

// js/src/flash.js
var SHOWN = 700;
var Flash = class {
  /** Cells that changed; whoever paints sets it back. */
  count = 0;
  /** What was on show before the present repaint, by row id. @type {Map<string, Map<string, Cell>>} */
  #before = /* @__PURE__ */ new Map();
  /** Marked elements and until when, the oldest first. @type {Map<Element, number>} */
  #lit = /* @__PURE__ */ new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #still = matchMedia("(prefers-reduced-motion: reduce)");
  close() {
    clearTimeout(this.#timer);
  }
  /** Other values are about to be painted. @param {Iterable<Shown>} rows on show until now */
  begin(rows) {
    for (const { id, values } of rows) if (id !== null) this.#before.set(id, values);
  }
  /** They are painted: what comes from now on is scrolling, where nothing changes. */
  end() {
    this.#before.clear();
  }
  /** Compare a painted cell with what it was. @param {Element} element @param {string | null} id @param {string} column @param {Cell} value */
  compare(element, id, column, value) {
    const values = id === null ? void 0 : this.#before.get(id);
    if (!values?.has(column) || String(values.get(column)) === String(value)) return;
    this.count += 1;
    if (!this.#still.matches) this.#light(element);
  }
  /** The element is about another cell now. @param {Element} element */
  clear(element) {
    if (this.#lit.delete(element)) element.classList.remove("changed");
  }
  /** @param {Element} element */
  #light(element) {
    element.classList.add("changed");
    this.#lit.delete(element);
    this.#lit.set(element, performance.now() + SHOWN);
    this.#timer ??= setTimeout(() => this.#tick(), SHOWN);
  }
  #tick() {
    this.#timer = void 0;
    const now = performance.now();
    for (const [element, until] of this.#lit) {
      if (until > now) {
        this.#timer = setTimeout(() => this.#tick(), until - now);
        return;
      }
      this.clear(element);
    }
  }
};

// js/src/body.js
var MARKS = { PendingWrite: "pending", WriteFailed: "failed" };
var ROW_TITLES = {
  Stale: "These values may be out of date",
  Incomplete: "More of this row is on its way",
  PendingWrite: "Your change is on its way",
  WriteFailed: "Your change was not accepted",
  LoadFailed: "This row could not be loaded",
  NotFound: "This row no longer exists at the source"
};
var FAILED = { text: "", kind: "value", link: null, paint: "", colour: "", part: 0 };
var RowSlot = class {
  gutter = h("div", { class: "gutter", "aria-hidden": "true" });
  element = h("div", { class: "row", role: "row" }, this.gutter);
  /** @type {CellSlot[]} */
  cells = [];
  index = -1;
  /** @type {Shown} */
  shown = { id: null, values: /* @__PURE__ */ new Map() };
  /** @type {readonly number[]} */
  #shownColumns = [];
  #stamp = -1;
  #y = NaN;
  /** @param {Frame} frame @param {number} index @param {Flash} flash */
  paint(frame, index, flash) {
    const y = Math.round(index * frame.rowHeight - frame.pos);
    if (this.#y !== y) this.element.style.transform = `translateY(${this.#y = y}px)`;
    if (this.index === index && this.#stamp === frame.stamp) return;
    this.#stamp = frame.stamp;
    this.#fill(frame, index, flash);
  }
  /** @param {Frame} frame @param {number} index @param {Flash} flash */
  #fill(frame, index, flash) {
    const { element, gutter } = this;
    const row = frame.row(index);
    const known = row !== null && row.id !== null;
    if (this.index !== index) {
      this.index = index;
      setAttribute(element, "aria-rowindex", index + 2);
      setText(gutter, grouped(index + 1));
      element.dataset.row = String(index);
      element.dataset.odd = String(index % 2 === 1);
    }
    element.style.width = `${frame.width}px`;
    gutter.style.width = `${frame.gutter}px`;
    const status = row?.status ?? "Loading";
    const failed = status === "LoadFailed" || status === "NotFound";
    const note = [ROW_TITLES[status], row?.mark?.message].filter(Boolean).join(": ");
    if (element.dataset.status !== status) element.dataset.status = status;
    if (gutter.title !== note) gutter.title = note;
    setAttribute(element, "aria-selected", known && frame.selected(
      /** @type {string} */
      row.id
    ) ? "true" : "false");
    this.#fit(frame.shownColumns.length, flash);
    const id = row?.exact ? row.id : null;
    if (this.shown.id !== id || this.#shownColumns !== frame.shownColumns) for (const { element: element2 } of this.cells) flash.clear(element2);
    this.shown = { id, values: /* @__PURE__ */ new Map() };
    this.#shownColumns = frame.shownColumns;
    for (const [slot, cell] of this.cells.entries()) {
      const number = (
        /** @type {number} */
        frame.shownColumns[slot]
      );
      const column = (
        /** @type {Column} */
        frame.columns[number]
      );
      const left = frame.lefts[number] ?? 0;
      const width = (frame.lefts[number + 1] ?? left) - left;
      cell.place(number, frame.gutter + left, width, isRight(column.type) ? "right" : "left", pinnedAs(number, frame.pinned));
      if (row && known && row.has(number)) cell.fill(lookOf(row.cell(number), column, row.exact ? frame.looks?.[column.name] : void 0), frame.marked);
      else if (failed) cell.fill({ ...FAILED, text: slot === 0 ? ROW_TITLES[status] ?? "" : "" });
      else cell.wait();
      const mark = row?.mark?.fields.has(column.name) ? MARKS[status] ?? "" : "";
      cell.mark(mark, mark ? note : "");
      setAttribute(cell.element, "aria-readonly", frame.canEdit && column.locked ? "true" : null);
      cell.select(edgesOf(frame.range, index, number));
      if (id !== null && row?.has(number)) {
        const value = row.cell(number);
        if (!mark) flash.compare(cell.element, id, column.name, value);
        this.shown.values.set(column.name, value);
      }
      cell.activate(frame.active?.row === index && frame.active.column === number);
    }
  }
  /** @param {number} count of cells @param {Flash} flash */
  #fit(count, flash) {
    while (this.cells.length < count) {
      const cell = new CellSlot();
      this.cells.push(cell);
      this.element.append(cell.element);
    }
    for (const { element } of this.cells.splice(count)) {
      flash.clear(element);
      element.remove();
    }
  }
};
var Body = class {
  #layer;
  /** @type {RowSlot[]} */
  #pool = [];
  #flash = new Flash();
  #data = -1;
  #stamp = -1;
  #columns = "";
  /** @param {HTMLElement} layer */
  constructor(layer) {
    this.#layer = layer;
  }
  close() {
    this.#flash.close();
  }
  /** Cells whose values changed with the last paint. */
  get changed() {
    return this.#flash.count;
  }
  /** @param {Frame} frame */
  paint(frame) {
    const { first, last } = frame.rows;
    this.#flash.count = 0;
    if (this.#data !== frame.data && this.#stamp !== frame.stamp) this.#compare(frame);
    this.#stamp = frame.stamp;
    this.#grow(last - first);
    const size = this.#pool.length;
    for (let index = first; index < last; index += 1) this.#pool[index % size]?.paint(frame, index, this.#flash);
    for (const slot of this.#pool) {
      const hidden = slot.index < first || slot.index >= last;
      if (slot.element.hidden !== hidden) slot.element.hidden = hidden;
    }
    this.#flash.end();
  }
  /** Other values may come: those on show now are what they are compared with. @param {Frame} frame */
  #compare({ data, columns }) {
    this.#data = data;
    const names = columns.map(({ name }) => name).join("\n");
    const same3 = names === this.#columns;
    this.#columns = names;
    this.#flash.begin(same3 ? this.#pool.filter(({ element }) => !element.hidden).map(({ shown }) => shown) : []);
  }
  /** The widest content of a column among the painted cells. @param {number} column */
  contentWidth(column) {
    let widest = 0;
    for (const { element } of this.#cellsOf(column)) {
      const { width } = element.style;
      element.style.width = "0";
      widest = Math.max(widest, element.scrollWidth);
      element.style.width = width;
    }
    return widest;
  }
  /** @param {number} column */
  *#cellsOf(column) {
    for (const row of this.#pool) {
      if (row.element.hidden) continue;
      for (const cell of row.cells) if (cell.element.dataset.column === String(column)) yield cell;
    }
  }
  /** A pool that only grows keeps `i % size` stable while the user scrolls. @param {number} rows */
  #grow(rows) {
    if (rows <= this.#pool.length) return;
    for (const slot of this.#pool) slot.index = -1;
    while (this.#pool.length < rows + 1) {
      const slot = new RowSlot();
      this.#pool.push(slot);
      this.#layer.append(slot.element);
    }
  }
};

// js/src/popover.js
var GAP = 4;
var FOCUSABLE = "a[href], button, input, select, textarea, [tabindex]";
function placeAt(anchor, size, frame) {
  const below = frame.height - anchor.bottom - 2 * GAP;
  const above = anchor.top - 2 * GAP;
  const wanted = below >= size.height || below >= above ? anchor.bottom + GAP : anchor.top - GAP - size.height;
  const inside = (at, length, room) => Math.round(Math.max(GAP, Math.min(at, room - length - GAP)));
  return { left: inside(anchor.left, size.width, frame.width), top: inside(wanted, size.height, frame.height) };
}
var Popover = class {
  element = h("div", { class: "popover", role: "dialog", tabindex: -1, hidden: true });
  /** @type {Opening | null} */
  #opening = null;
  /** @param {PointerEvent} event */
  #outside = (event) => {
    if (!event.composedPath().includes(this.element)) this.close(false);
  };
  constructor() {
    this.element.addEventListener("keydown", (event) => this.#pressed(event));
  }
  get open() {
    return this.#opening !== null;
  }
  /** @param {Opening} opening @param {Node[]} content the first element with `autofocus`, else the first that can have the focus, gets it */
  show(opening, ...content) {
    this.close(false);
    this.#opening = opening;
    setAttribute(this.element, "aria-label", opening.label);
    this.element.replaceChildren(...content);
    setAttribute(this.element, "hidden", false);
    this.place();
    document.addEventListener("pointerdown", this.#outside, true);
    const first = this.element.querySelector("[autofocus]") ?? this.#stops()[0] ?? this.element;
    first.focus({ preventScroll: true });
  }
  /** Follow the anchor, after a scroll or when the content has another size. */
  place() {
    const frame = this.element.offsetParent;
    if (!this.#opening || !frame) return;
    const rect2 = this.#opening.anchor();
    if (!rect2) return this.close();
    const { left, top } = frame.getBoundingClientRect();
    const anchor = { left: rect2.left - left, right: rect2.right - left, top: rect2.top - top, bottom: rect2.bottom - top };
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const at = placeAt(anchor, { width, height }, { width: frame.clientWidth, height: frame.clientHeight });
    this.element.style.left = `${at.left}px`;
    this.element.style.top = `${at.top}px`;
  }
  /** @param {boolean} [back] whether the focus goes back to where it came from */
  close(back = true) {
    const opening = this.#opening;
    if (!opening) return;
    this.#opening = null;
    document.removeEventListener("pointerdown", this.#outside, true);
    setAttribute(this.element, "hidden", true);
    this.element.replaceChildren();
    opening.closed?.();
    if (back) opening.back?.();
  }
  /** @param {KeyboardEvent} event */
  #pressed(event) {
    event.stopPropagation();
    if (event.key === "Escape" && !event.isComposing) this.close();
    else if (event.key === "Tab") this.#turn(event);
    else return;
    if (event.key === "Escape") event.preventDefault();
  }
  /** The tab key goes round inside. @param {KeyboardEvent} event */
  #turn(event) {
    const stops = this.#stops();
    const root = (
      /** @type {ShadowRoot | Document} */
      this.element.getRootNode()
    );
    const at = stops.indexOf(
      /** @type {HTMLElement} */
      root.activeElement
    );
    const end = event.shiftKey ? 0 : stops.length - 1;
    if (at !== end && at !== -1) return;
    event.preventDefault();
    stops.at(event.shiftKey ? -1 : 0)?.focus();
  }
  #stops() {
    const all = (
      /** @type {NodeListOf<HTMLElement>} */
      this.element.querySelectorAll(FOCUSABLE)
    );
    return [...all].filter((stop) => stop.tabIndex >= 0 && !stop.matches(":disabled") && stop.getClientRects().length > 0);
  }
};

// js/src/pointing.js
var Pointing = class {
  #scroller;
  #selection;
  #gutter;
  #activate;
  /** @type {{rows: boolean, from: Place, moved: boolean, x: number, y: number} | null} */
  #drag = null;
  #frame = 0;
  /**
   * @param {Scroller} scroller
   * @param {Selection} selection
   * @param {() => number} gutter its width
   * @param {(place: Place) => void} activate
   */
  constructor(scroller, selection, gutter, activate) {
    this.#scroller = scroller;
    this.#selection = selection;
    this.#gutter = gutter;
    this.#activate = activate;
    const grid = scroller.element;
    grid.addEventListener("pointerdown", (event) => this.#pressed(event));
    grid.addEventListener("pointermove", (event) => this.#dragged(event));
    grid.addEventListener("pointerup", () => this.#released());
    grid.addEventListener("pointercancel", () => this.#released());
    grid.addEventListener("lostpointercapture", () => this.#released());
    grid.addEventListener("dragstart", (event) => event.preventDefault());
  }
  close() {
    cancelAnimationFrame(this.#frame);
  }
  /** @param {PointerEvent} event */
  #pressed(event) {
    const { row, column } = placeOf(
      /** @type {Element} */
      event.composedPath()[0]
    );
    if (Number.isNaN(row) || event.button !== 0) return;
    const rows = Number.isNaN(column);
    const place = { row, column: rows ? 0 : column };
    if (rows || event.ctrlKey || event.metaKey) {
      if (!rows) this.#activate(place);
      this.#selection.pick(row, event.shiftKey);
    } else if (event.shiftKey) this.#selection.extend(place);
    else this.#activate(place);
    if (event.pointerType !== "touch") this.#drag = { rows, from: place, moved: false, x: event.clientX, y: event.clientY };
  }
  /** @param {PointerEvent} event */
  #dragged(event) {
    const drag = this.#drag;
    if (!drag) return;
    if ((event.buttons & 1) === 0) return this.#released();
    drag.x = event.clientX;
    drag.y = event.clientY;
    const at = this.#under();
    if (!drag.moved) {
      if (!at || at.row === drag.from.row && (drag.rows || at.column === drag.from.column)) return;
      drag.moved = true;
      this.#scroller.element.setPointerCapture(event.pointerId);
      this.#pull();
    }
    if (at) this.#reach(at);
  }
  /** @param {Place} at */
  #reach(at) {
    if (this.#drag?.rows) this.#selection.sweep(at.row, false);
    else this.#selection.extend(at);
  }
  #released() {
    const drag = this.#drag;
    const at = drag?.moved ? this.#under() : null;
    this.#drag = null;
    cancelAnimationFrame(this.#frame);
    if (drag?.rows && at) this.#selection.sweep(at.row, true);
  }
  /** Scrolls while the pointer is beyond an edge. */
  #pull() {
    this.#frame = requestAnimationFrame(() => {
      const drag = this.#drag;
      if (!drag) return;
      const { left, top, right, bottom } = this.#box;
      const down = edgePull(drag.y, top, bottom);
      const across = drag.rows ? 0 : edgePull(drag.x, left, right);
      if (down) this.#scroller.go(this.#scroller.pos + down);
      if (across) this.#scroller.goLeft(this.#scroller.scrollLeft + across);
      const at = down || across ? this.#under() : null;
      if (at) this.#reach(at);
      this.#pull();
    });
  }
  /** Where rows show, without their numbers. */
  get #box() {
    const box = this.#scroller.layer.getBoundingClientRect();
    const left = this.#scroller.element.getBoundingClientRect().left;
    return { left: left + this.#gutter(), top: box.top, right: left + this.#scroller.view.width, bottom: box.bottom };
  }
  /** The cell next to the pointer. @returns {Place | null} */
  #under() {
    if (!this.#drag) return null;
    const { left, top, right, bottom } = this.#box;
    const x = Math.max(left + 2, Math.min(this.#drag.x, right - 2));
    const y = Math.max(top + 2, Math.min(this.#drag.y, bottom - 2));
    const root = (
      /** @type {ShadowRoot} */
      this.#scroller.element.getRootNode()
    );
    const place = placeOf(root.elementFromPoint(x, y));
    return Number.isNaN(place.row + place.column) ? null : place;
  }
};
function placeOf(target) {
  const row = target?.closest(".layer .row")?.getAttribute("data-row") ?? NaN;
  const column = target?.closest(".cell")?.getAttribute("data-column") ?? NaN;
  return { row: Number(row), column: Number(column) };
}

// js/src/cellbox.js
var MOST_SHOWN = 5e4;
var CellBox = class {
  #popover = new Popover();
  /** Stands in a cell that holds more than it shows, while the pointer is over it. */
  #more = h("button", { type: "button", class: "more-of", tabindex: -1, "aria-label": "Show the whole value", title: "Show the whole value (Enter)" }, icon(ICONS.expand));
  #layer;
  #session;
  #focus;
  /** @param {HTMLElement} layer the rows @param {Session} session @param {() => void} focus */
  constructor(layer, session, focus) {
    this.#layer = layer;
    this.#session = session;
    this.#focus = focus;
    layer.addEventListener("pointerover", (event) => this.#hovered(event));
    layer.addEventListener("pointerleave", () => this.#more.remove());
    this.#more.addEventListener("pointerdown", (event) => event.stopPropagation());
    this.#more.addEventListener("click", (event) => {
      event.stopPropagation();
      this.show(placeOf(this.#more));
    });
  }
  get element() {
    return this.#popover.element;
  }
  close() {
    this.#popover.close(false);
  }
  /** Follow the link of a cell, or show its value. @param {Place} place */
  open({ row, column }) {
    const link = this.#cell({ row, column })?.querySelector("a");
    if (link) link.click();
    else this.show({ row, column });
  }
  /** @param {Place} place @returns {boolean} whether there is something to show */
  show(place) {
    const row = this.#session.row(place.row);
    const column = this.#session.traits.columns[place.column];
    if (!row || row.id === null || !column || !row.has(place.column)) return false;
    const value = row.cell(place.column);
    if (value === null) return false;
    const { id } = row;
    const text = h("pre", { class: "whole", tabindex: 0, dir: "auto" });
    const note = h("span", { class: "whole-note", role: "status" });
    const copy = h("button", { type: "button", class: "button" }, icon(ICONS.copy), "Copy");
    let whole = cellText(value);
    const fill = () => setText(text, whole.slice(0, MOST_SHOWN));
    fill();
    copy.addEventListener("click", () => void this.#copy(whole, note));
    this.#popover.show({
      label: column.label,
      anchor: () => this.#cell(place)?.getBoundingClientRect() ?? null,
      back: this.#focus
    }, h("div", { class: "whole-box" }, h("div", { class: "whole-head" }, h("span", { class: "whole-name", dir: "auto" }, column.label), note, copy), text));
    void this.#session.fetch({ kind: "get_cell", row: id, column: column.name }).then(({ problem, body }) => {
      if (!text.isConnected) return;
      if (problem || typeof body.text !== "string") return setText(note, "Only what the cell shows: the kernel does not answer");
      whole = body.text;
      fill();
      setText(note, noteOf(Math.min(whole.length, MOST_SHOWN), body.of ?? whole.length));
      this.#popover.place();
    });
    return true;
  }
  /** @param {string} text @param {Element} note */
  async #copy(text, note) {
    try {
      await navigator.clipboard.writeText(text);
      setText(note, "Copied");
    } catch {
      setText(note, "The browser does not let this page copy: select the text");
    }
  }
  /** @param {Place} place */
  #cell({ row, column }) {
    return this.#layer.querySelector(`.row[data-row="${row}"]:not([hidden]) [data-column="${column}"]`);
  }
  /** @param {PointerEvent} event */
  #hovered(event) {
    const cell = (
      /** @type {HTMLElement} */
      event.composedPath()[0].closest(".cell")
    );
    if (!cell || cell.contains(this.#more)) return;
    const holds2 = cell.getAttribute("data-kind") === "nested" || cell.scrollWidth > cell.clientWidth;
    if (holds2 && !cell.hasAttribute("data-mark")) cell.append(this.#more);
    else this.#more.remove();
    setAttribute(this.#more, "data-align", cell.getAttribute("data-align"));
  }
};
function noteOf(shown, all) {
  return shown < all ? `The first ${grouped(shown)} of ${grouped(all)} characters` : "";
}

// js/src/values.js
var LONGEST_EDIT = 1e3;
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
function editText(cell) {
  return cell === null ? "" : String(cell);
}
function lockedText(column, cell, can) {
  if (!can.update) return "These rows are read-only.";
  if (column.locked || !column.editor) return `${column.label} is read-only: ${column.locked || "its type is unknown"}.`;
  const cut = typeof cell === "string" && cell.length >= LONGEST_EDIT;
  return cut ? "This text is too long to be edited here." : "";
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

// js/src/editor.js
var PROBLEM_ROOM = 34;
var NARROWEST = 96;
var Editor = class {
  #problem = h("div", { class: "edit-problem", id: "edit-problem", role: "alert" });
  element = h("div", { class: "editor", hidden: true });
  /** @type {HTMLInputElement | HTMLTextAreaElement} */
  #input = h("input");
  #act;
  /** @param {{commit: (step: -1 | 0 | 1) => void, cancel: () => void, left: () => void}} act */
  constructor(act) {
    this.#act = act;
    this.element.addEventListener("keydown", (event) => this.#pressed(event));
    this.element.addEventListener("focusout", () => {
      if (document.hasFocus() && this.element.isConnected && !this.element.hidden) act.left();
    });
  }
  /** @returns {string | boolean} */
  get typed() {
    const input = this.#input;
    if (!(input instanceof HTMLInputElement && input.type === "checkbox")) return input.value;
    return input.indeterminate ? "" : input.checked;
  }
  /** @param {Column} column @param {string} text @param {string} label */
  open(column, text, label) {
    const common = { class: "edit-box", "aria-label": label, autocomplete: "off", spellcheck: "false" };
    if (column.editor === "boolean") {
      const box = h("input", { ...common, type: "checkbox" });
      box.checked = text === "true";
      box.indeterminate = text === "";
      this.#input = box;
    } else if (column.editor === "text") {
      this.#input = h("textarea", { ...common, rows: 1, placeholder: "empty text", dir: "auto" });
    } else {
      const mode = isNumeric(column) ? "decimal" : "text";
      this.#input = h("input", { ...common, type: "text", inputmode: mode, placeholder: exampleOf(column) });
    }
    const input = this.#input;
    if (column.editor !== "boolean") input.value = text;
    this.element.dataset.editor = column.editor ?? "";
    this.element.dataset.align = isNumeric(column) ? "right" : "left";
    this.element.replaceChildren(input, this.#problem);
    this.say("");
    this.wait(false);
    input.addEventListener("input", () => {
      this.say("");
      this.#grow();
    });
    setAttribute(this.element, "hidden", false);
    input.focus({ preventScroll: true });
    if (column.editor !== "boolean") input.select();
    this.#grow();
  }
  close() {
    setAttribute(this.element, "hidden", true);
    this.element.replaceChildren();
  }
  /** @param {Box} box */
  place({ left, top, width, height, below }) {
    const { style, dataset } = this.element;
    style.transform = `translate(${left}px, ${top}px)`;
    style.width = `${Math.max(NARROWEST, width)}px`;
    style.setProperty("--edit-height", `${height}px`);
    dataset.up = String(below < PROBLEM_ROOM);
  }
  /** What is wrong with what was typed; blank for nothing. @param {string} problem */
  say(problem) {
    setText(this.#problem, problem);
    setAttribute(this.#input, "aria-invalid", problem ? "true" : null);
    setAttribute(this.#input, "aria-describedby", problem ? "edit-problem" : null);
    this.element.dataset.bad = String(problem !== "");
  }
  /** Python has not answered yet. @param {boolean} waiting */
  wait(waiting) {
    setAttribute(this.#input, "aria-busy", waiting ? "true" : null);
    setAttribute(this.#input, "readonly", waiting);
  }
  focus() {
    this.#input.focus({ preventScroll: true });
  }
  /** A text of several lines shows them, up to six. */
  #grow() {
    if (!(this.#input instanceof HTMLTextAreaElement)) return;
    const lines = Math.min(6, this.#input.value.split("\n").length);
    this.#input.rows = lines;
    this.element.dataset.lines = lines > 1 ? "many" : "one";
  }
  /** @param {KeyboardEvent} event */
  #pressed(event) {
    event.stopPropagation();
    if (event.isComposing) return;
    const newline = event.shiftKey || event.altKey;
    if (event.key === "Escape") this.#act.cancel();
    else if (event.key === "Enter" && !newline) this.#act.commit(0);
    else if (event.key === "Tab") this.#act.commit(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  }
};

// js/src/editing.js
var Editing = class {
  #host;
  /** @type {Edited | null} */
  #edited = null;
  #waiting = false;
  #editor = new Editor({
    commit: (step) => void this.#commit(step),
    cancel: () => this.#leave(),
    left: () => void this.#commit(null)
  });
  element = this.#editor.element;
  /** @param {EditHost} host */
  constructor(host) {
    this.#host = host;
  }
  get open() {
    return this.#edited !== null;
  }
  /** Whether the cell can be edited; then it is. @param {Place} place */
  start(place) {
    const cell = this.#cell(place);
    if (!cell || this.#waiting) return false;
    this.#edited = { id: cell.id, row: place.row, column: cell.column, text: cell.text };
    this.#editor.open(cell.column, cell.text, `${cell.column.label}, row ${place.row + 1}`);
    this.place();
    return true;
  }
  /** Put null into a cell. @param {Place} place */
  async clear(place) {
    const cell = this.#cell(place);
    if (!cell || cell.null) return;
    const { id, column } = cell;
    if (column.mandatory) return this.#host.say(`${column.label} can not be empty.`);
    const answer = await this.#host.change({ kind: "edit", row: id, column: column.name, value: null });
    this.#host.say(answer ? problemOf(answer, column.name) : `${column.label} cleared.`);
  }
  /** Follow the cell: rows scroll, and other rows come before it. */
  place() {
    const edited = this.#edited;
    if (!edited) return;
    edited.row = this.#host.find(edited.id, edited.row);
    const column = this.#host.traits().columns.findIndex((c) => c.name === edited.column.name);
    const box = this.#host.box({ row: edited.row, column });
    if (box) this.#editor.place(box);
  }
  /** @param {Place} place */
  #cell({ row, column: number }) {
    const { columns, can } = this.#host.traits();
    const column = columns[number];
    const held = this.#host.row(row);
    if (!column || !held?.exact || held.id === null) return null;
    const cell = held.cell(number);
    const locked = lockedText(column, cell, can);
    if (locked && can.update) this.#host.say(locked);
    return locked ? null : { id: held.id, column, text: editText(cell), null: cell === null };
  }
  /** @param {-1 | 0 | 1 | null} step columns to go on by; null: the focus has gone elsewhere */
  async #commit(step) {
    const edited = this.#edited;
    if (!edited || this.#waiting) return;
    const { id, column, text } = edited;
    const typed = this.#editor.typed;
    if (String(typed) === text) return this.#leave(step);
    const read = readTyped(column, typed);
    if (read.problem || !("value" in read)) return this.#editor.say(read.problem);
    this.#waiting = true;
    this.#editor.wait(true);
    const answer = await this.#host.change({ kind: "edit", row: id, column: column.name, value: read.value });
    this.#waiting = false;
    if (this.#edited !== edited) return answer ? this.#host.say(problemOf(answer, column.name)) : void 0;
    this.#editor.wait(false);
    if (!answer) return this.#leave(step);
    this.#editor.say(problemOf(answer, column.name));
    this.#editor.focus();
  }
  /** @param {-1 | 0 | 1 | null} step */
  #leave(step = 0) {
    const edited = this.#edited;
    if (!edited) return;
    this.#edited = null;
    this.#waiting = false;
    this.#editor.close();
    if (step === null) return;
    const columns = this.#host.traits().columns;
    const column = columns.findIndex((c) => c.name === edited.column.name) + step;
    this.#host.focus();
    this.#host.activate({ row: edited.row, column: Math.max(0, Math.min(column, columns.length - 1)) });
  }
};
function problemOf(answer, column) {
  const why = answer.fields && Object.hasOwn(answer.fields, column) ? answer.fields[column] : void 0;
  return why ?? [answer.message, answer.hint].filter(Boolean).join(". ");
}

// js/src/failures.js
function failureOf(failed, row, column) {
  return failed.findLast((failure) => failure.row === row && failure.fields.includes(column)) ?? null;
}
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
var CellFailure = class {
  element = h("div", { class: "cell-failure failure", role: "group", "aria-label": "Change that was not accepted", hidden: true });
  #shown = "";
  #decide;
  /** @param {Decide} decide */
  constructor(decide) {
    this.#decide = decide;
    this.element.addEventListener("keydown", (event) => event.stopPropagation());
  }
  /** @param {Failure | null} failure @param {Box | null} box of its cell */
  paint(failure, box) {
    const shown = failure && box ? JSON.stringify(failure) : "";
    setAttribute(this.element, "hidden", !shown);
    if (!failure || !box) return;
    if (this.#shown !== shown) this.element.replaceChildren(...card(failure, this.#decide));
    this.#shown = shown;
    const up = box.below < 90;
    this.element.style.left = `${Math.max(4, Math.min(box.left, box.room - 344))}px`;
    this.element.style.top = up ? "" : `${box.top + box.height + 3}px`;
    this.element.style.bottom = up ? `${box.below + box.height + 3}px` : "";
  }
};

// js/src/form.js
var RowForm = class {
  #fields = h("div", { class: "fields" });
  #problem = h("div", { class: "form-problem", role: "alert" });
  #save = h("button", { type: "button", class: "button primary" }, "Save row");
  #cancel = h("button", { type: "button", class: "button" }, "Cancel");
  // Not a <form>: that would send what is typed to the page's address, were a script to fail.
  element = h(
    "div",
    { class: "form", role: "form", "aria-label": "New row", hidden: true },
    this.#fields,
    h("div", { class: "form-end" }, this.#problem, this.#cancel, this.#save)
  );
  /** @type {Field[]} */
  #shown = [];
  #waiting = false;
  #host;
  /** @param {{change: (request: Request) => Promise<Answer>, closed: (added: boolean) => void}} host */
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
    this.#fields.replaceChildren(...this.#shown.map(({ column, input, why }) => h("label", { class: "field" }, h(
      "span",
      { class: "field-name", dir: "auto" },
      column.label,
      ...column.mandatory ? [h("span", { class: "needed", "aria-hidden": "true" }, " *")] : []
    ), input, why)));
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
    const wrong2 = /* @__PURE__ */ Object.create(null);
    const record = [];
    for (const { column, input } of this.#shown) {
      const text = input.value;
      if (text === "" && !column.mandatory) continue;
      if (text === "" && column.id) continue;
      if (text === "") wrong2[column.name] = "A value is needed";
      else {
        const read = readTyped(column, column.editor === "boolean" ? text === "true" : text);
        if ("value" in read) record.push([column.name, read.value]);
        else wrong2[column.name] = read.problem;
      }
    }
    if (this.#refuse(wrong2)) return;
    this.#waiting = this.#save.disabled = true;
    const answer = await this.#host.change({ kind: "insert", record: Object.fromEntries(record) });
    this.#waiting = this.#save.disabled = false;
    if (!this.open) return;
    if (!answer) return this.close(true);
    const fields = answer.fields ?? {};
    if (!this.#refuse(fields)) setText(this.#problem, [answer.message, answer.hint].filter(Boolean).join(". "));
  }
  /** Say what is wrong, field by field; whether anything is. @param {Record<string, string>} wrong */
  #refuse(wrong2) {
    let first = null;
    for (const { column, input, why } of this.#shown) {
      const reason = Object.hasOwn(wrong2, column.name) ? wrong2[column.name] ?? "" : "";
      setText(why, reason);
      setAttribute(input, "aria-invalid", reason ? "true" : null);
      if (reason) first ??= input;
    }
    setText(this.#problem, "");
    first?.focus();
    return first !== null;
  }
};
function makeField(column) {
  const why = h("span", { class: "field-why", "aria-live": "polite" });
  const needed = column.mandatory && !column.id ? { "aria-required": "true" } : {};
  if (column.editor === "boolean") {
    const options = ["", "true", "false"].map((value) => h("option", { value }, value || "–"));
    return { column, why, input: h("select", { class: "field-box", ...needed }, ...options) };
  }
  const input = h("input", {
    class: "field-box",
    type: "text",
    autocomplete: "off",
    spellcheck: "false",
    dir: "auto",
    ...needed,
    placeholder: column.id ? "made by the source" : exampleOf(column),
    inputmode: isNumeric(column) ? "decimal" : "text"
  });
  return { column, why, input };
}

// js/src/changes.js
var NONE = { pending: 0, failures: 0, failed: [], undo: 0 };
var Changes = class {
  #host;
  #editing;
  #form;
  #atCell = new CellFailure((kind, number) => void this.#do({ kind, number }));
  #failures;
  /** Failures that were told of, by number; null: those of before are no news. @type {Set<number> | null} */
  #told = null;
  /** @param {ChangeHost} host */
  constructor(host) {
    this.#host = host;
    this.#editing = new Editing(host);
    this.#failures = new Failures((kind, number) => void this.#do({ kind, number }), host.listClosed);
    this.#form = new RowForm({
      change: host.change,
      closed: (added) => {
        host.focus();
        host.say(added ? "Row added." : "No row added.");
      }
    });
    this.overlay = h("div", { class: "overlay" }, this.#editing.element, this.#atCell.element);
  }
  get form() {
    return this.#form.element;
  }
  get list() {
    return this.#failures.element;
  }
  /** Whether the failed changes are on show. */
  get listed() {
    return this.#failures.open;
  }
  get #writes() {
    return this.#host.traits().writes ?? NONE;
  }
  /** Whether a key is about the cell: it is edited, or emptied. @param {string} key @param {Place} place */
  press(key2, place) {
    if (key2 === "F2" || key2 === "Enter") return this.#editing.start(place);
    if (key2 !== "Delete" && key2 !== "Backspace") return false;
    const { can } = this.#host.traits();
    const { mode, range } = this.#host.selection;
    if (mode === "rows") return Boolean(can.delete) && this.#askDelete(place);
    if (!can.update) return false;
    if (range) this.#host.clear();
    else void this.#editing.clear(place);
    return true;
  }
  /** @param {Place} place */
  edit(place) {
    return this.#editing.start(place);
  }
  /** @param {"add" | "delete" | "undo"} action */
  act(action) {
    if (action === "add") return this.#form.open ? this.#form.close() : this.#form.start(this.#host.traits().allColumns ?? []);
    if (action === "undo") return void this.#do({ kind: "undo" }, "Brought back.");
    return this.#delete();
  }
  /** A key is pressed by mistake sooner than a button: ask first. @param {Place} place */
  #askDelete(place) {
    const count = this.#host.selected().length;
    if (count > MOST_DELETED) {
      this.#host.problem({ message: `Up to ${MOST_DELETED} rows are deleted at once.` });
      return true;
    }
    const text = `Delete ${counted(count, "row")}?`;
    const popover = this.#host.popover();
    const yes = h("button", { type: "button", class: "button danger", autofocus: true }, "Delete");
    const no = h("button", { type: "button", class: "button" }, "Cancel");
    yes.addEventListener("click", () => {
      popover.close();
      this.#delete();
    });
    no.addEventListener("click", () => popover.close());
    const anchor = () => this.overlay.parentElement?.querySelector("#active")?.getBoundingClientRect() ?? this.overlay.getBoundingClientRect();
    const ask = h("div", { class: "ask" }, h("div", { class: "ask-text" }, text), h("div", { class: "ask-acts" }, no, yes));
    popover.show({ label: text, anchor: this.#host.box(place) ? anchor : () => this.overlay.getBoundingClientRect(), back: () => this.#host.focus() }, ask);
    return true;
  }
  #delete() {
    const rows = this.#host.selected();
    this.#host.unselect();
    this.#host.focus();
    return void this.#do({ kind: "delete", rows }, rows.length === 1 ? "1 row deleted." : `${rows.length} rows deleted.`);
  }
  toggleList() {
    if (this.#failures.open) this.#failures.close();
    else this.#failures.start();
  }
  /** Python has news. */
  paint() {
    const { failed } = this.#writes;
    const told3 = this.#told ?? new Set(failed.map(({ number }) => number));
    for (const { number, change, message } of failed) {
      if (!told3.has(number)) this.#host.say(`Not accepted: ${change}. ${message}`);
    }
    this.#told = new Set(failed.map(({ number }) => number));
    this.#failures.paint(this.#writes);
  }
  /** The rows have moved. @param {Place | null} active */
  place(active) {
    this.#editing.place();
    const column = active ? this.#host.traits().columns[active.column] : void 0;
    const id = active ? this.#host.row(active.row)?.id : null;
    const failure = column && id && !this.#editing.open ? failureOf(this.#writes.failed, id, column.name) : null;
    this.#atCell.paint(failure, failure && active ? this.#host.box(active) : null);
  }
  /** @param {Request} request @param {string} [done] */
  async #do(request, done = "") {
    const answer = await this.#host.change(request);
    if (answer) this.#host.problem(answer);
    else if (done) this.#host.say(done);
  }
};

// js/src/foot.js
var CONNECTION = {
  open: "",
  silent: "No answer from the kernel: it may be busy, or gone.",
  lost: "disconnected – re-run the cell"
};
var Foot = class {
  #dot = h("span", { class: "dot", "aria-hidden": "true" });
  #rows = h("span", { class: "rows" });
  #facts = h("span", { class: "facts" });
  #failed = h("button", { type: "button", class: "button failed", "aria-haspopup": "dialog" });
  #news = h("span", { class: "news", dir: "auto" });
  #retry = h("button", { type: "button", class: "button retry" }, "Retry");
  #more = h("button", { type: "button", class: "button more" }, icon(ICONS.more), "Load more");
  #refresh = h(
    "button",
    { type: "button", class: "button refresh", "aria-label": "Refresh", title: "Refresh" },
    icon(ICONS.refresh)
  );
  #live = h("span", { class: "live", role: "status", "aria-live": "polite" });
  element = h(
    "div",
    { class: "foot" },
    this.#dot,
    this.#rows,
    this.#facts,
    this.#failed,
    this.#news,
    this.#retry,
    this.#more,
    this.#refresh,
    this.#live
  );
  #clock;
  /** @type {FootState | null} */
  #state = null;
  /** @param {(kind: "refresh" | "retry" | "load_more") => void} command @param {() => void} list show the failed changes */
  constructor(command, list2) {
    this.#failed.addEventListener("click", list2);
    this.#refresh.addEventListener("click", () => command("refresh"));
    this.#retry.addEventListener("click", () => command("retry"));
    this.#more.addEventListener("click", () => command("load_more"));
    this.#clock = setInterval(() => this.#state && this.#paintFacts(this.#state), 1e3);
  }
  /** Put something before the buttons. @param {HTMLElement} element */
  add(element) {
    this.#retry.before(element);
  }
  close() {
    clearInterval(this.#clock);
  }
  /** The button that the list of failed changes belongs to. */
  focusFailed() {
    this.#failed.focus();
    return this.#failed.matches(":focus");
  }
  /** Tell screen readers, once. @param {string} text */
  say(text) {
    setText(this.#live, text);
  }
  /** @param {FootState} state */
  paint(state) {
    this.#state = state;
    const { status, connection } = state;
    const problem = connection === "open" ? state.problem ?? status.error : null;
    const loading = connection === "open" && (state.busy || status.refreshing || status.load_state === "loading");
    const mood = connection !== "open" || problem ? "bad" : loading ? "busy" : "good";
    if (this.element.dataset.mood !== mood) this.element.dataset.mood = mood;
    setText(this.#rows, rowsText(status));
    this.#paintFacts(state);
    const news = CONNECTION[connection] || (state.told ? "" : problemText(problem)) || status.note || "";
    setText(this.#news, news);
    if (this.#news.title !== news) this.#news.title = news;
    const failures = state.writes?.failures ?? 0;
    setText(this.#failed, `${grouped(failures)} failed`);
    setAttribute(this.#failed, "hidden", failures === 0);
    setAttribute(this.#failed, "aria-expanded", state.listed ? "true" : "false");
    setAttribute(this.#retry, "hidden", !problem || problem.final || state.told);
    setAttribute(this.#more, "hidden", !(state.canMore && status.has_more));
    setAttribute(this.#refresh, "aria-busy", status.refreshing ? "true" : null);
    this.#more.disabled = this.#refresh.disabled = connection === "lost";
  }
  /** @param {FootState} state */
  #paintFacts({ status, selected, writes }) {
    const facts = [loadedText(status)];
    if (writes?.pending) facts.push(`${grouped(writes.pending)} pending`);
    if (selected > 0) facts.push(`${grouped(selected)} selected`);
    if (status.refreshing) facts.push("updating…");
    else if (status.fetched_at !== null) facts.push(`updated ${ageText(Date.now() - status.fetched_at)}`);
    setText(this.#facts, facts.filter(Boolean).join(" · "));
    const title = `Generation ${grouped(status.generation)}`;
    if (this.#facts.title !== title) this.#facts.title = title;
    this.element.dataset.generation = String(status.generation);
  }
};
function problemText(problem) {
  if (!problem) return "";
  return problem.hint ? `${problem.message} ${problem.hint}` : problem.message;
}

// js/src/arrangement.js
function arrange(all, { shown, pinned }) {
  const numbers = new Map(all.map((column, i) => [column.name, i]));
  const names = [...new Set(shown ?? numbers.keys())].filter((name) => numbers.has(name));
  const stays = new Set(pinned);
  const first = names.filter((name) => stays.has(name));
  const ordered = first.length ? [...first, ...names.filter((name) => !stays.has(name))] : names;
  const wire = ordered.map((name) => (
    /** @type {number} */
    numbers.get(name)
  ));
  return { columns: wire.map((i) => (
    /** @type {Column} */
    all[i]
  )), wire, pinned: first.length };
}
function arrangedRow(row, wire) {
  const number = (place) => wire[place] ?? -1;
  return { ...row, has: (place) => row.has(number(place)), cell: (place) => row.cell(number(place)) };
}
function moveColumn({ columns, pinned }, from, to) {
  const names = columns.map(({ name: name2 }) => name2);
  const [name] = names.splice(from, 1);
  if (name === void 0) return { shown: names, pinned: names.slice(0, pinned) };
  const at = Math.max(0, Math.min(to > from ? to - 1 : to, names.length));
  names.splice(at, 0, name);
  const others = pinned - (from < pinned ? 1 : 0);
  const stays = pinned > 0 && (from < pinned ? at <= others && to <= pinned : at < others);
  return { shown: names, pinned: names.slice(0, others + (stays ? 1 : 0)) };
}
function listOrder(all, now) {
  const order = now.columns.map(({ name }) => name);
  const listed = new Set(order);
  let before = "";
  for (const { name } of all) {
    if (!listed.has(name)) order.splice(before ? order.indexOf(before) + 1 : 0, 0, name);
    before = name;
  }
  return order;
}
function tidyShown(all, shown) {
  const plain3 = shown.length === all.length && all.every(({ name }, i) => name === shown[i]);
  return plain3 ? null : shown;
}
var AHEAD = 8;
function askColumns({ wire }, painted, total, few) {
  if (total <= few) return null;
  const asked = new Set(painted);
  const [low, high] = [Math.min(...painted), Math.max(...painted)];
  const gaps = painted.findIndex((place, i) => i > 0 && place !== (painted[i - 1] ?? 0) + 1);
  const first = gaps < 0 ? low : painted[gaps] ?? low;
  const from = (Math.floor(first / AHEAD) - 1) * AHEAD;
  const to = (Math.ceil((high + 1) / AHEAD) + 1) * AHEAD;
  for (let place = Math.max(0, from); place < Math.min(wire.length, to); place += 1) asked.add(place);
  return [...asked].map((place) => wire[place] ?? -1).filter((number) => number >= 0).sort((a, b) => a - b);
}

// js/src/headdrag.js
var SLOP = 6;
var EDGE = 40;
var PULL = 14;
function gapAt(lefts, x) {
  let best = 0;
  for (const [gap, left] of lefts.entries()) if (Math.abs(left - x) < Math.abs((lefts[best] ?? 0) - x)) best = gap;
  return best;
}
var HeadDrag = class {
  #line = h("div", { class: "drop-line", hidden: true });
  #ghost = h("div", { class: "drag-ghost", hidden: true });
  element = h("div", { class: "drag", "aria-hidden": "true" }, this.#line, this.#ghost);
  #scroller;
  #layout;
  #arranging;
  #moved;
  /** @param {Scroller} scroller @param {Layout} layout @param {Arranging} arranging @param {(place: number) => void} moved a column stands at another place */
  constructor(scroller, layout, arranging, moved) {
    this.#scroller = scroller;
    this.#layout = layout;
    this.#arranging = arranging;
    this.#moved = moved;
    scroller.head.addEventListener("pointerdown", (event) => this.#pressed(event));
  }
  /** Move a column by one place. @param {number} column @param {-1 | 1} step */
  nudge(column, step) {
    this.#move(column, step > 0 ? column + 2 : column - 1);
  }
  /** @param {number} from @param {number} gap */
  #move(from, gap) {
    const { now, traits } = this.#arranging;
    if (gap < 0 || gap > now.columns.length || gap === from || gap === from + 1) return;
    const name = now.columns[from]?.name;
    const { shown, pinned } = moveColumn(now, from, gap);
    this.#arranging.change({ shown: tidyShown(traits.allColumns ?? [], shown), pinned });
    this.#moved(this.#arranging.now.columns.findIndex((column) => column.name === name));
  }
  /** @param {PointerEvent} event */
  #pressed(event) {
    const target = (
      /** @type {Element} */
      event.composedPath()[0]
    );
    const cell = (
      /** @type {HTMLElement | null} */
      target.closest(".th")
    );
    if (!cell || event.button !== 0 || event.pointerType === "touch" || target.closest(".edge, button")) return;
    const column = Number(cell.getAttribute("aria-colindex")) - 1;
    const { head } = this.#scroller;
    const start = event.clientX;
    let x = start;
    let frame = 0;
    let gap = -1;
    const pull = () => {
      gap = this.#follow(x);
      frame = requestAnimationFrame(pull);
    };
    const move2 = (moved) => {
      x = moved.clientX;
      if (frame || Math.abs(x - start) < SLOP) return;
      head.setPointerCapture(event.pointerId);
      this.#ghost.textContent = cell.querySelector(".label")?.textContent ?? "";
      this.#line.hidden = this.#ghost.hidden = false;
      pull();
    };
    const end = () => {
      for (
        const [kind, listener] of
        /** @type {const} */
        [["pointermove", move2], ["pointerup", end], ["pointercancel", cancel]]
      ) {
        head.removeEventListener(
          kind,
          /** @type {EventListener} */
          listener
        );
      }
      document.removeEventListener("keydown", escape, true);
      cancelAnimationFrame(frame);
      this.#line.hidden = this.#ghost.hidden = true;
      if (!frame) return;
      head.addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => head.removeEventListener("click", swallow, true), 0);
      if (gap >= 0) this.#move(column, gap);
    };
    const cancel = () => {
      gap = -1;
      end();
    };
    const escape = (pressed) => {
      if (!frame || pressed.key !== "Escape") return;
      swallow(pressed);
      gap = -1;
      end();
    };
    head.addEventListener("pointermove", move2);
    head.addEventListener("pointerup", end);
    head.addEventListener("pointercancel", cancel);
    document.addEventListener("keydown", escape, true);
  }
  /** Show where a column would go. @param {number} clientX @returns {number} the gap */
  #follow(clientX) {
    const { element, scrollLeft } = this.#scroller;
    const { gutter, lefts, pinned, room } = this.#layout;
    const inside = clientX - element.getBoundingClientRect().left - gutter;
    const stays = lefts[pinned] ?? 0;
    if (inside > room - EDGE) this.#scroller.goLeft(scrollLeft + PULL);
    else if (inside < stays + EDGE && inside > stays - EDGE && scrollLeft > 0) this.#scroller.goLeft(scrollLeft - PULL);
    const gap = inside < stays ? gapAt(lefts.slice(0, pinned + 1), inside) : Math.max(pinned, gapAt(lefts, inside + this.#scroller.scrollLeft));
    const left = (lefts[gap] ?? 0) - (gap <= pinned ? 0 : this.#scroller.scrollLeft);
    this.#line.style.transform = `translateX(${Math.round(gutter + Math.min(left, room))}px)`;
    this.#ghost.style.transform = `translateX(${Math.round(gutter + inside + 10)}px)`;
    return gap;
  }
};
function swallow(event) {
  event.stopPropagation();
  event.preventDefault();
}

// js/src/filter.js
var SIGNS = { "==": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥", "not in": "is none of" };
var LAST_MOMENT = " 23:59:59.999999";
var UNITS2 = /^(\d+(?:\.\d+)?)\s*(ms|s|min|m|h|d)?$/;
var SECONDS = { ms: 1e-3, s: 1, min: 60, m: 60, h: 3600, d: 86400 };
var CLOCK = /^(\d+):([0-5]\d)(?::([0-5]\d))?$/;
var MEASURED = /* @__PURE__ */ new Set(["integer", "number", "datetime", "date", "time", "duration"]);
var isMeasured = (column) => MEASURED.has(column.type);
function formOf(filters, column) {
  const mine = filters.filter(([name]) => name === column.name);
  const operand = (op) => mine.find((filter) => filter[1] === op)?.[2];
  const equal = operand("==");
  const among = operand("in");
  const presence = equal === null ? "empty" : operand("!=") === null ? "filled" : "any";
  const one = equal === void 0 || equal === null ? null : [equal].flat();
  return {
    presence,
    from: valueText(operand(">=") ?? null, column),
    to: valueText(operand("<=") ?? null, column),
    contains: String(operand("contains") ?? ""),
    values: Array.isArray(among) ? among : one
  };
}
function filtersOf(form, column) {
  const { name } = column;
  if (form.presence === "empty") return { filters: [[name, "==", null]] };
  const filters = form.presence === "filled" ? [[name, "!=", null]] : [];
  for (
    const [end, op] of
    /** @type {const} */
    [["from", ">="], ["to", "<="]]
  ) {
    if (!form[end].trim()) continue;
    const read = readBound(form[end].trim(), column, end);
    if ("problem" in read) return { wrong: end, problem: read.problem };
    filters.push([name, op, read.value]);
  }
  if (form.contains) filters.push([name, "contains", form.contains]);
  const [first] = form.values ?? [];
  if (form.values?.length === 1 && first !== void 0) filters.push([name, "==", first]);
  else if (form.values) filters.push([name, "in", form.values]);
  return { filters };
}
function readBound(text, column, end) {
  if (column.type === "duration") {
    const value2 = seconds(text);
    return value2 === null ? { problem: "A duration, like 90 s, 5 min or 1:30:00" } : { value: value2 };
  }
  const editor = column.type === "integer" ? "number" : column.type;
  const read = readTyped({ ...column, editor, mandatory: true }, text);
  if (!("value" in read)) return read;
  const value = String(read.value);
  if (editor === "number") return Math.abs(Number(value)) <= Number.MAX_SAFE_INTEGER ? { value: Number(value) } : { value };
  if (column.type === "time") return { value: value.length === 5 ? `${value}:00` : value };
  if (column.type !== "datetime") return { value };
  if (value.length === 10) return { value: value + (end === "to" ? LAST_MOMENT : " 00:00:00") };
  const moment = value.replace("T", " ").replace(/Z$/, "+00:00");
  return { value: moment.replace(/^(\S+ \d\d:\d\d)(?=$|[+-])/, "$1:00") };
}
function seconds(text) {
  const clock = CLOCK.exec(text);
  if (clock) return Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0);
  const units = UNITS2.exec(text);
  return units ? Number(units[1]) * (SECONDS[units[2] ?? "s"] ?? 1) : null;
}
function valueText(value, column) {
  if (value === null) return "";
  const text = String(value);
  if (column.type === "duration") return `${text} s`;
  return column.type === "datetime" ? text.replace(LAST_MOMENT, "").replace(/ 00:00:00$/, "") : text;
}
function filterText([, op, value], column) {
  const { label } = column;
  if (value === null) return `${label} is ${op === "==" ? "empty" : "not empty"}`;
  if (op === "contains") return `${label} contains “${value}”`;
  const values = [value].flat().map((one) => valueText(one, column) || "empty");
  const some = values.length > 3 ? `${values.slice(0, 3).join(", ")} +${values.length - 3}` : values.join(", ");
  return `${label} ${op === "in" ? "is" : SIGNS[op] ?? op} ${some || "nothing"}`;
}

// js/src/chips.js
var Chips = class {
  element = h("div", { class: "chips", role: "group", "aria-label": "Active filters", hidden: true });
  /** @type {readonly Filter[]} */
  #shown = [];
  #change;
  #focus;
  /** @param {(filters: Filter[]) => void} change @param {() => void} focus there is no button left to press */
  constructor(change, focus) {
    this.#change = change;
    this.#focus = focus;
    this.element.addEventListener("keydown", (event) => event.stopPropagation());
  }
  /** @param {readonly Filter[]} filters @param {readonly Column[]} columns */
  paint(filters, columns) {
    if (same(filters, this.#shown)) return;
    this.#shown = filters;
    const inside = this.element.matches(":focus-within");
    setAttribute(this.element, "hidden", filters.length === 0);
    const chips = filters.map((filter, at) => {
      const column = columns.find(({ name }) => name === filter[0]) ?? { name: filter[0], label: filter[0], type: "unknown", orderable: false };
      const text = filterText(filter, column);
      const remove = h("button", { type: "button", class: "chip-remove", "aria-label": `Remove filter: ${text}` }, icon(ICONS.clear));
      remove.addEventListener("click", () => this.#change(filters.filter((_, other) => other !== at)));
      return h("span", { class: "chip" }, h("span", { class: "chip-text", dir: "auto", title: text }, text), remove);
    });
    const all = h("button", { type: "button", class: "button plain clear-filters" }, "Clear all");
    all.addEventListener("click", () => this.#change([]));
    this.element.replaceChildren(...chips, ...chips.length > 1 ? [all] : []);
    if (!inside) return;
    const next = this.element.querySelector("button");
    if (next) next.focus();
    else this.#focus();
  }
};

// js/src/filterform.js
var REST = 400;
var MANY = 8;
var FilterForm = class {
  element = h("form", { class: "filter-form" });
  #column;
  #form;
  #apply;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #problem = h("div", { class: "field-why", role: "alert" });
  /** @type {Map<string, HTMLInputElement>} */
  #boxes = /* @__PURE__ */ new Map();
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
    this.#apply = act.apply;
    const can = new Set(choices.operators);
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
    return h("div", { class: "filter-range" }, ...can.has(">=") ? [from] : [], ...can.has("<=") ? [to] : []);
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
    const chosen = new Set(this.#form.values ?? []);
    const listed = new Set(choices.values.map(([value]) => value));
    const pairs2 = [...[...chosen].filter((value) => value !== null && !listed.has(value)).map((value) => [value, 0]), ...choices.values];
    const items = pairs2.map(([value, count]) => {
      const text = valueText(
        /** @type {FilterValue} */
        value,
        this.#column
      ) || "empty text";
      const box = h("input", { type: "checkbox" });
      box.checked = chosen.has(
        /** @type {FilterValue} */
        value
      );
      box.addEventListener("change", () => {
        if (!several) {
          for (const other of list2.querySelectorAll("input")) if (other !== box) other.checked = false;
        }
        if (!several) chosen.clear();
        if (box.checked) chosen.add(
          /** @type {FilterValue} */
          value
        );
        else chosen.delete(
          /** @type {FilterValue} */
          value
        );
        this.#form.values = chosen.size ? [...chosen] : null;
        this.#soon();
      });
      const count_ = h("span", { class: "filter-count" }, count ? grouped(Number(count)) : "");
      return { text: text.toLowerCase(), element: h("label", { class: "filter-value" }, box, h("span", { class: "filter-name", dir: "auto" }, text), count_) };
    });
    const list2 = h("div", { class: "filter-values", role: "group", "aria-label": "Values" }, ...items.map(({ element }) => element));
    const more = h("div", { class: "filter-note" }, choices.more > 0 ? `and ${grouped(choices.more)} other values` : "");
    if (items.length <= MANY) return h("div", { class: "filter-set" }, list2, more);
    const search = h("input", { class: "field-box", type: "search", placeholder: "Find a value", "aria-label": "Find a value", autocomplete: "off" });
    search.addEventListener("input", () => {
      const wanted = search.value.trim().toLowerCase();
      for (const { text, element } of items) setAttribute(element, "hidden", !text.includes(wanted));
    });
    search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
    return h("div", { class: "filter-set" }, search, list2, more);
  }
  /** @param {Choices} choices */
  #presence(choices) {
    const options = (
      /** @type {const} */
      [["any", "All"], ["empty", `Empty (${grouped(choices.blanks)})`], ["filled", "Not empty"]]
    );
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
    const read = filtersOf(this.#form, this.#column);
    const wrong2 = "wrong" in read ? read.wrong : "";
    for (const [part, box] of this.#boxes) setAttribute(box, "aria-invalid", part === wrong2 ? "true" : null);
    setText(this.#problem, "problem" in read ? read.problem : "");
    if ("filters" in read) this.#apply(read.filters);
    return "filters" in read;
  }
};

// js/src/filtering.js
var Filtering = class {
  #host;
  #chips;
  #popover = new Popover();
  /** @param {FilterHost} host */
  constructor(host) {
    this.#host = host;
    this.#chips = new Chips(host.change, host.focus);
    this.chips = this.#chips.element;
    this.element = this.#popover.element;
  }
  paint() {
    const { allColumns, columns } = this.#host.traits();
    this.#chips.paint(this.#host.filters(), allColumns ?? columns);
    this.#popover.place();
  }
  close() {
    this.#popover.close(false);
  }
  /** @param {Column} column */
  async open(column) {
    const host = this.#host;
    const waiting = h("div", { class: "filter-note", role: "status" }, "Reading the values…");
    let form = null;
    let closed = false;
    const opening = {
      label: `Filter ${column.label}`,
      anchor: () => host.anchor(column.name),
      closed: () => {
        closed = true;
        form?.close();
      },
      back: host.focus
    };
    const box = h("div", { class: "filter-box" }, waiting);
    this.#popover.show(opening, box);
    const heard = await host.fetch({ kind: "list_values", column: column.name });
    if (closed) return;
    if (heard.problem) return setText(waiting, [heard.problem.message, heard.problem.hint].filter(Boolean).join(" "));
    const others = () => host.filters().filter(([name]) => name !== column.name);
    const total = host.traits().status.row_count;
    form = new FilterForm(
      column,
      host.filters(),
      /** @type {Choices} */
      heard.body,
      host.filters().length ? null : total,
      {
        apply: (filters) => host.change([...others(), ...filters]),
        close: () => this.#popover.close()
      }
    );
    box.replaceChildren(form.element);
    this.#popover.place();
    box.querySelector("input")?.focus({ preventScroll: true });
  }
};

// js/src/distribution.js
var MOMENT = /^\d{4}-\d\d-\d\d \d/;
var SVG2 = "http://www.w3.org/2000/svg";
function share(part, whole) {
  const percent = whole ? 100 * part / whole : 0;
  if (part > 0 && percent < 1) return "< 1 %";
  if (part < whole && percent > 99) return "> 99 %";
  return `${Math.round(percent)} %`;
}
function captionOf(one) {
  if (one.bins.length) {
    const days = MOMENT.test(one.low) && one.low.slice(0, 10) !== one.high.slice(0, 10);
    const [low, high] = days ? [one.low.slice(0, 10), one.high.slice(0, 10)] : [one.low, one.high];
    return low === high ? low : `${low} – ${high}`;
  }
  const [first] = one.top;
  if (!first) return "";
  const filled = one.rows - one.blanks;
  if (one.distinct === filled && filled > 1) return `${grouped(filled)} different`;
  return `${first[0] || "empty text"} ${share(first[1], one.rows)}`;
}
function spreadText(one, { rows, total }) {
  const parts = [];
  if (one.bins.length) parts.push(`from ${one.low} to ${one.high}`);
  else if (one.top.length) {
    parts.push(one.top.map(([value, count]) => `${value || "empty text"} ${share(count, one.rows)}`).join(", "));
    if (one.distinct !== null) parts.push(one.distinct === 1 ? "1 value" : `${grouped(one.distinct)} different values`);
  }
  parts.push(one.blanks ? `${share(one.blanks, one.rows)} empty` : "none empty");
  const over = total !== null && rows < total ? `${grouped(rows)} of ${grouped(total)} rows` : `${grouped(rows)} rows`;
  return `${parts.join("; ")}; over ${over}`;
}
function barsOf(one) {
  if (one.bins.length) {
    const most = Math.max(...one.bins);
    const width = 1 / one.bins.length;
    return one.bins.map((count, at) => ({ x: at * width, width, height: count / most }));
  }
  const filled = one.rows - one.blanks;
  if (!one.top.length || !filled || one.distinct === filled && filled > 1) return [];
  let x = 0;
  const bars = one.top.map(([, count]) => {
    const bar = { x, width: count / filled, height: 0.5 };
    x += bar.width;
    return bar;
  });
  return x < 0.999 ? [...bars, { x, width: 1 - x, height: 0.5, rest: true }] : bars;
}
var Spread = class {
  #picture = document.createElementNS(SVG2, "svg");
  #caption = h("span", { class: "spread-caption", dir: "auto" });
  #blanks = h("span", { class: "spread-blanks" });
  element = h("div", { class: "spread", "aria-hidden": "true" }, h("div", { class: "spread-words" }, this.#caption, this.#blanks));
  /** @type {Distribution | null} */
  #shown = null;
  constructor() {
    this.#picture.setAttribute("class", "spread-picture");
    this.#picture.setAttribute("viewBox", "0 0 100 20");
    this.#picture.setAttribute("preserveAspectRatio", "none");
    this.element.prepend(this.#picture);
  }
  /** @param {Distribution | null} one */
  paint(one) {
    if (one === this.#shown) return;
    this.#shown = one;
    this.#picture.replaceChildren(...one ? barsOf(one).map((bar, at) => rect(bar, at)) : []);
    this.#picture.dataset.kind = one?.bins.length ? "bins" : "parts";
    setText(this.#caption, one ? captionOf(one) : "");
    setText(this.#blanks, one?.blanks ? `${share(one.blanks, one.rows)} null` : "");
  }
};
function rect({ x, width, height, rest = false }, at) {
  const element = document.createElementNS(SVG2, "rect");
  const tall = height > 0 ? Math.max(1, 20 * height) : 0;
  const gap = Math.min(0.8, 20 * width);
  for (const [name, value] of Object.entries({ x: 100 * x, y: 20 - tall, width: Math.max(0.2, 100 * width - gap), height: tall })) {
    element.setAttribute(name, String(value));
  }
  element.setAttribute("class", rest ? "bar-rest" : at % 2 ? "bar-odd" : "bar-even");
  return element;
}

// js/src/header.js
var HeaderCell = class {
  label = h("span", { class: "label", dir: "auto" });
  hint = h("span", { class: "hint", "aria-hidden": "true" });
  arrow = h("span", { class: "arrow", "aria-hidden": "true" });
  edge = h("span", { class: "edge", "aria-hidden": "true" });
  filter = h("button", { type: "button", class: "th-filter", tabindex: -1 }, icon(ICONS.filter));
  spread = new Spread();
  #name = h("div", { class: "th-name" }, this.label, this.hint, this.arrow, this.filter);
  element = h("div", { class: "cell th", role: "columnheader" }, this.#name, this.spread.element, this.edge);
  column = -1;
};
var Header = class {
  #gutter = h("div", { class: "gutter", "aria-hidden": "true" });
  #row = h("div", { class: "row", role: "row", "aria-rowindex": 1 }, this.#gutter);
  /** @type {HeaderCell[]} */
  #cells = [];
  #actions;
  #stamp = -1;
  /**
   * @param {HTMLElement} head
   * @param {object} actions
   * @param {(column: number, add: boolean) => void} actions.sort
   * @param {(column: number) => void} actions.filter
   * @param {(column: number, width: number) => void} actions.resize
   * @param {(column: number) => void} actions.fit
   */
  constructor(head, actions) {
    this.#actions = actions;
    head.append(this.#row);
  }
  /** @param {HeaderFrame} frame */
  paint(frame) {
    if (this.#stamp === frame.stamp) return;
    this.#stamp = frame.stamp;
    this.#row.style.width = `${frame.width}px`;
    this.#gutter.style.width = `${frame.gutter}px`;
    const { shownColumns } = frame;
    while (this.#cells.length < shownColumns.length) this.#add();
    while (this.#cells.length > shownColumns.length) this.#cells.pop()?.element.remove();
    for (const [slot, cell] of this.#cells.entries()) this.#paintCell(cell, shownColumns[slot] ?? 0, frame);
  }
  /** The width a column's name needs. @param {number} column */
  contentWidth(column) {
    const cell = this.#cells.find((c) => c.column === column);
    return cell ? cell.label.scrollWidth + cell.hint.offsetWidth + 64 : MIN_WIDTH;
  }
  /** Where the header of a column stands, if it is painted. @param {number} column */
  rect(column) {
    return this.#cells.find((cell) => cell.column === column)?.element.getBoundingClientRect() ?? null;
  }
  /** @param {HeaderCell} cell @param {number} number @param {HeaderFrame} frame */
  #paintCell(cell, number, frame) {
    const column = (
      /** @type {Column} */
      frame.columns[number]
    );
    const { element } = cell;
    const left = frame.lefts[number] ?? 0;
    cell.column = number;
    element.style.left = `${frame.gutter + left}px`;
    element.style.width = `${(frame.lefts[number + 1] ?? left) - left}px`;
    element.dataset.align = isRight(column.type) ? "right" : "left";
    setAttribute(element, "data-pinned", pinnedAs(number, frame.pinned) || null);
    setText(cell.label, column.label);
    setText(cell.hint, typeHint(column.type));
    setAttribute(element, "aria-colindex", number + 1);
    const name = column.label === column.name ? column.label : `${column.label} (${column.name})`;
    const { told: told3 } = frame.spreads;
    const spread = frame.spreads.of(column.name);
    const words = spread && told3 ? spreadText(spread, told3) : "";
    cell.spread.paint(spread);
    setAttribute(element, "title", words ? `${name}
${words}` : name);
    const orderable = frame.canOrder && column.orderable;
    const rank = frame.sort.findIndex((one) => one.column === column.name);
    const sorted = frame.sort[rank];
    const direction = sorted ? sorted.descending ? "descending" : "ascending" : "none";
    setAttribute(element, "aria-sort", orderable || sorted ? direction : null);
    setAttribute(element, "data-orderable", orderable);
    const several = frame.sort.length > 1;
    setText(cell.arrow, sorted ? `${sorted.descending ? "↓" : "↑"}${several ? rank + 1 : ""}` : "");
    const filtered = frame.filters.some(([filter]) => filter === column.name);
    setAttribute(cell.filter, "hidden", !frame.canFilter && !filtered);
    setAttribute(cell.filter, "aria-label", `Filter ${column.label}`);
    setAttribute(element, "data-filtered", filtered);
    const place = sorted && several ? `sort column ${rank + 1} of ${frame.sort.length}` : "";
    setAttribute(element, "aria-description", [place, filtered ? "filtered" : "", words].filter(Boolean).join("; ") || null);
    setAttribute(element, "id", frame.active?.row === -1 && frame.active.column === number ? "active" : null);
  }
  #add() {
    const cell = new HeaderCell();
    cell.element.addEventListener("click", (event) => {
      if (event.target !== cell.edge && !event.composedPath().includes(cell.filter)) this.#actions.sort(cell.column, event.shiftKey);
    });
    cell.filter.addEventListener("click", () => this.#actions.filter(cell.column));
    cell.filter.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      event.stopPropagation();
    });
    cell.edge.addEventListener("dblclick", () => this.#actions.fit(cell.column));
    cell.edge.addEventListener("pointerdown", (event) => this.#drag(event, cell));
    this.#cells.push(cell);
    this.#row.append(cell.element);
  }
  /** @param {PointerEvent} event @param {HeaderCell} cell */
  #drag(event, cell) {
    if (event.button !== 0) return;
    event.preventDefault();
    const { column, edge, element } = cell;
    const start = event.clientX;
    const width = element.offsetWidth;
    edge.setPointerCapture(event.pointerId);
    edge.dataset.dragged = "";
    const move2 = (moved) => {
      this.#actions.resize(column, Math.max(MIN_WIDTH, width + moved.clientX - start));
    };
    const end = () => {
      edge.removeEventListener("pointermove", move2);
      edge.removeEventListener("lostpointercapture", end);
      delete edge.dataset.dragged;
    };
    edge.addEventListener("pointermove", move2);
    edge.addEventListener("lostpointercapture", end);
  }
};

// js/src/pace.js
function pace(run, wait) {
  let timer = null;
  let next = null;
  function tick() {
    timer = null;
    if (next === null) return;
    const args = next;
    next = null;
    timer = setTimeout(tick, wait);
    run(...args);
  }
  function paced(...args) {
    next = args;
    if (timer === null) tick();
  }
  paced.cancel = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    next = null;
  };
  return paced;
}

// js/src/spreads.js
var LOW = 32;
var HIGH = 66;
var MOST2 = 100;
var PACE = 300;
var Spreads = class {
  button = h("button", { type: "button", class: "button plain", "aria-label": "Distributions", title: "Show how values are spread" }, icon(ICONS.bars));
  /** @type {Distributions | null} */
  told = null;
  /** Grows with everything that changes the picture. */
  version = 0;
  #shown = true;
  #wanted = "";
  #send;
  /** @param {(request: Request) => void} send @param {() => void} changed */
  constructor(send, changed) {
    this.#send = pace(send, PACE);
    this.button.addEventListener("click", () => {
      this.#shown = !this.#shown;
      this.version += 1;
      changed();
    });
  }
  get height() {
    return this.open ? HIGH : LOW;
  }
  /** Of a column, if it is on show. @param {string} name @returns {Distribution | null} */
  of(name) {
    return this.open ? this.told?.columns[name] ?? null : null;
  }
  /** @param {Distributions} told */
  take(told3) {
    this.told = { ...told3, columns: { ...this.told?.columns, ...told3.columns } };
    this.version += 1;
  }
  /** Ask for the columns that are painted. @param {readonly Column[]} columns */
  want(columns) {
    const names = this.#shown ? columns.slice(0, MOST2).map(({ name }) => name) : [];
    const wanted = JSON.stringify(names);
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#send({ kind: "summarise", columns: names });
  }
  paint() {
    setAttribute(this.button, "aria-pressed", this.#shown ? "true" : "false");
    setAttribute(this.button, "hidden", !this.#tellable);
  }
  close() {
    this.#send.cancel();
  }
  /** Something came, and there is something to see in it. */
  get #tellable() {
    return Object.values(this.told?.columns ?? {}).some((one) => one.bins.length > 0 || one.top.length > 0);
  }
  get open() {
    return this.#shown && this.#tellable;
  }
};

// js/src/heading.js
var Heading = class {
  #session;
  #scroller;
  #host;
  #header;
  #filtering;
  #spreads;
  /** @type {Distributions | null} */
  #told = null;
  /**
   * @param {Session} session
   * @param {Scroller} scroller
   * @param {object} host
   * @param {(column: number, width: number) => void} host.resize
   * @param {(column: number) => void} host.fit
   * @param {(column: number) => void} host.activate
   * @param {(text: string) => void} host.say
   * @param {() => void} host.changed
   */
  constructor(session, scroller, host) {
    this.#session = session;
    this.#scroller = scroller;
    this.#host = host;
    this.#header = new Header(scroller.head, {
      sort: (column, add) => this.sort(column, add),
      filter: (column) => this.filter(column),
      resize: host.resize,
      fit: host.fit
    });
    this.#filtering = new Filtering({
      traits: () => session.traits,
      filters: () => session.narrow.filters,
      change: (filters) => session.setNarrow({ filters }),
      fetch: (request) => session.fetch(request),
      anchor: (name) => this.#header.rect(session.traits.columns.findIndex((column) => column.name === name)),
      focus: () => scroller.focus()
    });
    this.#spreads = new Spreads((request) => session.tell(request), host.changed);
    this.button = this.#spreads.button;
    this.chips = this.#filtering.chips;
    this.popover = this.#filtering.element;
  }
  close() {
    this.#filtering.close();
    this.#spreads.close();
  }
  /** The header may be of another height now. @param {HTMLElement} frame */
  prepare(frame) {
    const { spread } = this.#session;
    if (spread && spread !== this.#told) this.#spreads.take(this.#told = spread);
    this.#spreads.paint();
    frame.style.setProperty("--head", `${this.#spreads.height}px`);
    frame.dataset.spread = String(this.#spreads.open);
    this.#scroller.setHead(this.#spreads.height);
  }
  /** @param {Common} common */
  paint(common) {
    const { narrow, traits } = this.#session;
    const { sort, filters } = narrow;
    const { order: canOrder, filter = false } = traits.can;
    this.#header.paint({ ...common, sort, filters, canOrder, canFilter: filter, spreads: this.#spreads });
    this.#filtering.paint();
    this.#spreads.want(common.shownColumns.flatMap((at) => common.columns[at] ?? []));
  }
  /** The width a column's name needs. @param {number} column */
  contentWidth(column) {
    return this.#header.contentWidth(column);
  }
  /** Ascending, descending, none. @param {number} index @param {boolean} add to the columns that are sorted by already */
  sort(index, add) {
    const { columns, can } = this.#session.traits;
    const column = columns[index];
    if (!column || !can.order || !column.orderable) return;
    const many = Boolean(can.order_many);
    if (add && !many) this.#host.say("The source sorts by one column only.");
    this.#session.setNarrow({ sort: nextSort(this.#session.narrow.sort, column.name, add && many) });
  }
  /** @param {number} index */
  filter(index) {
    const { columns, can } = this.#session.traits;
    const column = columns[index];
    if (!column || !can.filter) return;
    this.#host.activate(index);
    void this.#filtering.open(column);
  }
};

// js/src/keys.js
function move(from, press, size) {
  const lastRow = size.rows - 1;
  const lastColumn = Math.max(0, size.columns - 1);
  const to = (row2, column2) => ({
    row: Math.max(-1, Math.min(row2, lastRow)),
    column: Math.max(0, Math.min(column2, lastColumn))
  });
  const { row, column } = from;
  switch (press.key) {
    case "ArrowUp":
      return press.ctrl ? to(Math.min(0, lastRow), column) : to(row - 1, column);
    case "ArrowDown":
      return press.ctrl ? to(lastRow, column) : to(row + 1, column);
    case "ArrowLeft":
      return press.ctrl ? to(row, 0) : to(row, column - 1);
    case "ArrowRight":
      return press.ctrl ? to(row, lastColumn) : to(row, column + 1);
    case "PageUp":
      return to(Math.max(Math.min(0, lastRow), row - size.page), column);
    case "PageDown":
      return to(row + size.page, column);
    case "Home":
      return press.ctrl ? to(Math.min(0, lastRow), 0) : to(row, 0);
    case "End":
      return press.ctrl ? to(lastRow, lastColumn) : to(row, lastColumn);
    default:
      return null;
  }
}

// js/src/keyboard.js
var Keyboard = class {
  #host;
  /** @param {KeyboardHost} host */
  constructor(host) {
    this.#host = host;
  }
  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (event.altKey && event.key !== "ArrowDown") return;
    const { selection, session, changes, grid, size, first, activate, reveal: reveal2, sort } = this.#host;
    const { key: key2, shiftKey: shift } = event;
    const ctrl = event.ctrlKey || event.metaKey;
    const from = selection.active ?? { row: first(), column: 0 };
    if (event.altKey) {
      this.#host.filter(from.column);
      return taken(event);
    }
    if (ctrl && this.#arranges(event, from)) return taken(event);
    const selects = selection.press({ key: key2, ctrl, shift });
    const to = selects ? null : move(from, { key: key2, ctrl }, size());
    if (to) activate(to);
    else if (selects) this.#host.selected();
    else if (ctrl && key2 === "z" && session.traits.writes?.undo) changes.act("undo");
    else if (key2 === "Escape") grid.blur();
    else if ((key2 === " " || key2 === "Enter") && from.row < 0) sort(from.column, shift);
    else if (!ctrl && changes.press(key2, from)) reveal2(from);
    else if (key2 === "Enter") this.#host.follow();
    else return ctrl || key2 === "Tab" ? void 0 : event.stopPropagation();
    taken(event);
  }
  /** Keys about columns and the way to a row. @param {KeyboardEvent} event @param {Place} from */
  #arranges({ key: key2, shiftKey }, from) {
    const step = key2 === "ArrowLeft" ? -1 : key2 === "ArrowRight" ? 1 : 0;
    if (step && shiftKey && from.row < 0) this.#host.nudge(from.column, step);
    else if (key2.toLowerCase() === "g" && !shiftKey) this.#host.goto();
    else return false;
    return true;
  }
};
function taken(event) {
  event.preventDefault();
  event.stopPropagation();
}

// js/src/widths.js
var SAMPLE = 40;
var Widths = class {
  /** Left edges of the columns, and the right end. */
  lefts = [0];
  /** By type and name, whether there were rows to guess from: a column may go and come back. @type {Map<string, {width: number, sure: boolean}>} */
  #guesses = /* @__PURE__ */ new Map();
  /** Widths that columns had when somebody sized one, by name. @type {Map<string, number>} */
  #frozen = /* @__PURE__ */ new Map();
  /** @type {readonly Column[]} */
  #columns = [];
  #sure = false;
  #room = -1;
  /** @type {Readonly<Record<string, number>>} */
  #chosen = {};
  /**
   * @param {readonly Column[]} columns those that show
   * @param {() => readonly HeldRow[]} sample some rows that show; asked only while there is no guess
   * @param {number} room
   * @param {Readonly<Record<string, number>>} [chosen] widths somebody chose, by name
   * @returns {boolean} whether anything moved
   */
  update(columns, sample, room, chosen = {}) {
    const same3 = columns === this.#columns && room === this.#room && chosen === this.#chosen;
    if (same3 && this.#sure) return false;
    const rows = this.#guess(columns, sample);
    if (same3 && !rows) return false;
    this.#columns = columns;
    this.#room = room;
    this.#chosen = chosen;
    const before = this.lefts;
    this.lefts = edges(this.#share());
    return this.lefts.length !== before.length || this.lefts.some((left, i) => left !== before[i]);
  }
  /** Let every column keep the width it has now. */
  freeze() {
    for (const [i, { name }] of this.#columns.entries()) this.#frozen.set(name, this.#width(i));
  }
  /** Guess what was not guessed from rows yet; whether there were rows to do so. @param {readonly Column[]} columns @param {() => readonly HeldRow[]} sample */
  #guess(columns, sample) {
    const open = columns.some((column) => !this.#guesses.get(key(column))?.sure);
    this.#sure = !open;
    if (!open) return false;
    const rows = sample().slice(0, SAMPLE);
    this.#sure = rows.length > 0;
    for (const [i, column] of columns.entries()) {
      if (this.#guesses.get(key(column))?.sure) continue;
      this.#guesses.set(key(column), { width: guessWidth(column, texts(rows, i)), sure: this.#sure });
    }
    return this.#sure;
  }
  #share() {
    const columns = this.#columns;
    const widths = columns.map((column) => {
      const { name } = column;
      const width = Object.hasOwn(this.#chosen, name) ? this.#chosen[name] : this.#frozen.get(name);
      return width === void 0 ? this.#guesses.get(key(column))?.width ?? 100 : Math.max(MIN_WIDTH, width);
    });
    const sized = Object.keys(this.#chosen).length > 0;
    return sized ? widths : shareRoom(widths, columns.map((c) => c.type), this.#room);
  }
  /** @param {number} index */
  #width(index) {
    return (this.lefts[index + 1] ?? 0) - (this.lefts[index] ?? 0);
  }
};
var key = (column) => `${column.type} ${column.name}`;
function texts(rows, column) {
  return rows.filter((row) => row.has(column)).map((row) => {
    const value = row.cell(column);
    return value === null ? "null" : cellText(value);
  });
}

// js/src/layout.js
var ROW_HEIGHTS = { comfortable: 28, compact: 22 };
var HEAD_HEIGHT = 32;
var Layout = class {
  #session;
  #scroller;
  #widths = new Widths();
  /** @param {Session} session @param {Scroller} scroller */
  constructor(session, scroller) {
    this.#session = session;
    this.#scroller = scroller;
  }
  /** Where each column begins, and where the last one ends. */
  get lefts() {
    return this.#widths.lefts;
  }
  get rowHeight() {
    return ROW_HEIGHTS[this.#session.arranging.wanted.density] ?? ROW_HEIGHTS.comfortable;
  }
  /** How many columns stay at the left: none where nothing else would be seen. */
  get pinned() {
    const { pinned } = this.#session.arranging.now;
    return (this.lefts[pinned] ?? 0) < 0.8 * this.room ? pinned : 0;
  }
  /** Places of the columns to paint. */
  get painted() {
    const { scrollLeft } = this.#scroller;
    const stays = this.lefts[this.pinned] ?? 0;
    return paintedColumns(this.lefts, scrollLeft + stays, scrollLeft + this.room, this.pinned);
  }
  /** Width of all columns. */
  get end() {
    return this.lefts.at(-1) ?? 0;
  }
  /** Width of the row numbers. */
  get gutter() {
    return 22 + 7.5 * Math.max(3, String(Math.max(this.#session.count, 1)).length * 1.25);
  }
  /** Width that is left for columns. */
  get room() {
    return Math.max(0, this.#scroller.view.width - this.gutter);
  }
  /** Rows to paint: those of the axis, or a screen of bones while nothing is known. */
  get rows() {
    if (this.#session.count > 0) return this.#scroller.rows;
    const { load_state, error } = this.#session.traits.status;
    const bones = load_state === "loading" && !error ? this.#scroller.page + 1 : 0;
    return { first: 0, last: bones };
  }
  /** Fit columns and scroll space to what there is; whether a column has another place now. */
  update() {
    const { columns } = this.#session.traits;
    const changed = this.#widths.update(columns, () => this.#sample(), this.room, this.#session.arranging.wanted.widths);
    this.#scroller.scale(this.rowHeight);
    this.#scroller.layout(this.#session.count, this.gutter + this.end);
    return changed;
  }
  /** @param {number} column @param {number} width */
  resize(column, width) {
    const name = this.#session.traits.columns[column]?.name;
    if (name === void 0) return;
    this.#widths.freeze();
    const { arranging } = this.#session;
    arranging.change({ widths: { ...arranging.wanted.widths, [name]: Math.round(width) } });
  }
  /** Show a cell whole. @param {Place} place */
  reveal({ row, column }) {
    if (row >= 0) this.#scroller.reveal(row);
    const { scrollLeft } = this.#scroller;
    const left = revealColumn(this.lefts, column, scrollLeft, this.room, this.pinned);
    if (left !== scrollLeft) this.#scroller.goLeft(left);
  }
  /** Where a row that is on show stands now. @param {string} id @param {number} near where it was */
  find(id, near) {
    return this.held(id, near) ?? near;
  }
  /** Where a row stands now, if it is on show or where it was. @param {string} id @param {number} near where it was */
  held(id, near) {
    const { first, last } = this.#scroller.rows;
    if (this.#session.row(near)?.id === id) return near;
    for (let i = first; i < last; i += 1) if (this.#session.row(i)?.id === id) return i;
    return null;
  }
  /** A cell as what lies over the rows sees it. @param {Place} place */
  box({ row, column }) {
    const { pos, scrollLeft, view } = this.#scroller;
    const left = this.lefts[column];
    const right = this.lefts[column + 1];
    if (left === void 0 || right === void 0) return null;
    const height = this.rowHeight;
    const top = Math.round(row * height - pos);
    const below = view.height - top - height;
    const moved = column < this.pinned ? 0 : scrollLeft;
    return { left: this.gutter + left - moved, top, width: right - left, height, below, room: view.width };
  }
  /** The known rows that show. */
  #sample() {
    const { first, last } = this.#scroller.rows;
    const sample = [];
    for (let i = first; i < last; i += 1) {
      const row = this.#session.row(i);
      if (row && row.id !== null) sample.push(row);
    }
    return sample;
  }
};

// js/src/notice.js
function noticeOf({ count, loading, search, filtered = false, problem }) {
  if (count > 0) return null;
  if (problem) return { title: problem.message, text: problem.hint ?? "", action: "retry" };
  if (loading) return null;
  if (search) return { title: "No rows match", text: `Nothing found for “${search}”.`, action: "clear" };
  if (filtered) return { title: "No rows match", text: "The filters leave no row.", action: "clear" };
  return { title: "No rows", text: "", action: "" };
}
var Notice = class {
  #title = h("div", { class: "notice-title", dir: "auto" });
  #text = h("div", { class: "notice-text", dir: "auto" });
  #button = h("button", { type: "button", class: "button" });
  element = h("div", { class: "notice", hidden: true }, this.#title, this.#text, this.#button);
  /** @type {"" | "retry" | "clear"} */
  #action = "";
  /** @param {(action: "retry" | "clear") => void} act */
  constructor(act) {
    this.#button.addEventListener("click", () => this.#action && act(this.#action));
  }
  /** @param {NoticeState} state */
  paint(state) {
    const notice = noticeOf(state);
    setAttribute(this.element, "hidden", notice === null);
    if (!notice) return;
    this.#action = notice.action;
    setText(this.#title, notice.title);
    setText(this.#text, notice.text);
    setText(this.#button, notice.action === "retry" ? "Retry" : "Clear search");
    setAttribute(this.#button, "hidden", !notice.action);
    this.element.classList.toggle("bad", notice.action === "retry");
  }
};

// js/src/pill.js
function pillText(rows) {
  return rows === 1 ? "1 new row" : `${grouped(rows)} new rows`;
}
var Pill = class {
  #text = h("span");
  element = h("button", { type: "button", class: "pill", hidden: true }, icon(ICONS.up), this.#text);
  /** Rows above that were not looked at yet. */
  #above = 0;
  /** @param {() => void} go to the top */
  constructor(go) {
    this.element.addEventListener("click", go);
  }
  /** Rows came (or went, when negative) above; whether that is news. @param {number} rows @param {boolean} atTop */
  shifted(rows, atTop) {
    const before = this.#above;
    if (rows < 0 || atTop || before > 0) this.#above = Math.max(0, before + rows);
    return before === 0 && this.#above > 0;
  }
  /** @param {number} first the uppermost row on show */
  paint(first) {
    this.#above = Math.min(this.#above, first);
    setAttribute(this.element, "hidden", this.#above === 0);
    if (this.#above > 0) setText(this.#text, pillText(this.#above));
  }
};

// js/src/reading.js
function hintCutText(event) {
  const target = (
    /** @type {HTMLElement} */
    event.target
  );
  if (!target.classList?.contains("cell") || target.classList.contains("th") || target.dataset.mark) return;
  const cut = target.scrollWidth > target.clientWidth;
  target.title = cut ? target.textContent ?? "" : "";
}

// js/src/roving.js
var CONTROLS = "button, input, select, a[href]";
var STEPS = {
  ArrowLeft: (at, count) => (at + count - 1) % count,
  ArrowRight: (at, count) => (at + 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1
};
function staysInText(control, key2) {
  if (!(control instanceof HTMLInputElement) || control.selectionStart === null) return false;
  if (key2 !== "ArrowLeft" && key2 !== "ArrowRight") return true;
  const { selectionStart, selectionEnd, value } = control;
  return selectionStart !== selectionEnd || selectionStart !== (key2 === "ArrowLeft" ? 0 : value.length);
}
var Roving = class {
  #groups;
  /** The control that Tab leads to. @type {HTMLElement | null} */
  #stop = null;
  /** @param {HTMLElement[]} groups in the order of the page */
  constructor(groups) {
    this.#groups = groups;
    for (const group of groups) {
      group.addEventListener("focusin", (event) => this.#rest(event));
      group.addEventListener("keydown", (event) => this.#pressed(event), true);
    }
  }
  /** Controls have come or gone. */
  update() {
    const controls = this.#controls();
    if (this.#stop === null || !controls.includes(this.#stop)) this.#stop = controls[0] ?? null;
    for (const control of controls) {
      const index = control === this.#stop ? 0 : -1;
      if (control.tabIndex !== index) control.tabIndex = index;
    }
  }
  #controls() {
    return this.#groups.flatMap((group) => {
      const all = [...group.querySelectorAll(CONTROLS)].map((e) => (
        /** @type {HTMLElement} */
        e
      ));
      if (group.matches(CONTROLS)) all.unshift(group);
      return all.filter((control) => !control.closest("[hidden], [role=dialog]") && !control.matches(":disabled"));
    });
  }
  /** @param {FocusEvent} event */
  #rest({ target }) {
    if (!(target instanceof HTMLElement) || !this.#controls().includes(target)) return;
    this.#stop = target;
    this.update();
  }
  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const { target, key: key2 } = event;
    const step = STEPS[key2];
    if (!step || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
    const controls = this.#controls();
    const at = controls.findIndex((control) => control === target);
    const from = controls[at];
    if (!from || from instanceof HTMLSelectElement || staysInText(from, key2)) return;
    controls[step(at, controls.length)]?.focus();
    event.preventDefault();
    event.stopPropagation();
  }
};

// js/src/axis.js
var SPACE = 8e6;
var EASE = 4e5;
function makeAxis(count, rowHeight, view) {
  const content = count * rowHeight;
  const space = Math.min(content, SPACE);
  return {
    count,
    rowHeight,
    view,
    space,
    end: Math.max(0, content - view),
    scrollEnd: Math.max(0, space - view),
    stretched: content > SPACE
  };
}
function clampPos(axis, pos) {
  return Math.min(Math.max(pos, 0), axis.end);
}
var easeOf = (axis) => Math.min(EASE, axis.scrollEnd / 4);
function toScroll(axis, pos) {
  if (!axis.stretched) return pos;
  const ease = easeOf(axis);
  if (pos <= ease) return pos;
  const rest = axis.end - pos;
  if (rest <= ease) return axis.scrollEnd - rest;
  return ease + (pos - ease) * ((axis.scrollEnd - 2 * ease) / (axis.end - 2 * ease));
}
function toPos(axis, top) {
  if (!axis.stretched) return clampPos(axis, top);
  const ease = easeOf(axis);
  if (top <= ease) return Math.max(0, top);
  const rest = axis.scrollEnd - top;
  if (rest < 1) return axis.end;
  if (rest <= ease) return axis.end - rest;
  return ease + (top - ease) * ((axis.end - 2 * ease) / (axis.scrollEnd - 2 * ease));
}
function visibleRows(axis, pos) {
  if (axis.view <= 0) return { first: 0, last: 0 };
  const first = Math.floor(pos / axis.rowHeight);
  const last = Math.ceil((pos + axis.view) / axis.rowHeight);
  return { first: Math.min(first, axis.count), last: Math.min(last, axis.count) };
}
function reveal(axis, pos, row) {
  const top = row * axis.rowHeight;
  if (top < pos) return clampPos(axis, top);
  const bottom = top + axis.rowHeight - axis.view;
  return clampPos(axis, Math.max(pos, bottom));
}

// js/src/track.js
var BUDGET_LIFE = 400;
var ROUNDING = 1;
var Track = class {
  /** @type {Axis} */
  axis = makeAxis(0, 1, 0);
  /** True pixels from the top of row 0. */
  pos = 0;
  /** +1 down, -1 up, 0 after a jump: where to look ahead. */
  direction = 0;
  #budget = 0;
  #paidAt = -Infinity;
  /** The last scrollTop handled: a different one means a scroll event is on its way. */
  #seen = 0;
  /** A wheel event of this many pixels. @param {number} delta @param {number} now */
  wheel(delta, now) {
    this.#expire(now);
    this.#budget += Math.abs(delta) + ROUNDING;
    this.#paidAt = now;
  }
  /** A finger moves: its fling goes on without events, so it pays for all until it rests. @param {number} now */
  touch(now) {
    this.#budget = Infinity;
    this.#paidAt = now;
  }
  /** A scroll event. @param {number} top the scrollTop now @param {number} now */
  scrolled(top, now) {
    const delta = top - this.#seen;
    if (delta === 0) return;
    this.#seen = top;
    this.#expire(now);
    const before = this.pos;
    if (!this.axis.stretched) {
      this.pos = toPos(this.axis, top);
    } else if (Math.abs(delta) <= this.#budget) {
      this.#budget -= Math.abs(delta);
      this.#paidAt = now;
      this.pos = clampPos(this.axis, this.pos + delta);
    } else {
      this.#budget = 0;
      this.pos = toPos(this.axis, top);
    }
    const far = Math.abs(this.pos - before) > 3 * this.axis.view;
    this.direction = far ? 0 : Math.sign(this.pos - before);
  }
  /**
   * The scrollTop that the pos stands for, or null when it must not be written: a scroll event
   * may be queued behind the timer that calls us, and writing would swallow the user's jump.
   *
   * @param {number} top the scrollTop now
   */
  resync(top) {
    if (top !== this.#seen) return null;
    const ideal = toScroll(this.axis, this.pos);
    return Math.abs(ideal - top) < 1 ? null : ideal;
  }
  /** We wrote scrollTop; the browser kept this. @param {number} top */
  wrote(top) {
    this.#seen = top;
  }
  /** The browser's track has ended but the rows have not. @param {number} top */
  cornered(top) {
    const { axis, pos } = this;
    if (!axis.stretched) return false;
    return top <= 0 && pos > 0 || top >= axis.scrollEnd - 1 && pos < axis.end;
  }
  /** Move without the browser. @param {number} pos */
  go(pos) {
    const next = clampPos(this.axis, pos);
    this.direction = Math.abs(next - this.pos) > 3 * this.axis.view ? 0 : Math.sign(next - this.pos);
    this.pos = next;
    this.#budget = 0;
  }
  /** Rows came or went above: the same rows are elsewhere now. @param {number} pixels */
  shift(pixels) {
    this.pos = clampPos(this.axis, this.pos + pixels);
  }
  /** Rows or height changed: what is at the top stays there as long as it exists. @param {Axis} axis */
  resize(axis) {
    this.axis = axis;
    this.pos = clampPos(axis, this.pos);
  }
  /** @param {number} now */
  #expire(now) {
    if (now - this.#paidAt > BUDGET_LIFE) this.#budget = 0;
  }
};
function wheelPixels(event, rowHeight, view) {
  if (event.deltaMode === 0) return event.deltaY;
  return event.deltaY * (event.deltaMode === 1 ? 2 * rowHeight : view);
}

// js/src/scroller.js
var REST2 = 150;
var Scroller = class {
  track = new Track();
  head = h("div", { class: "head", role: "rowgroup" });
  layer = h("div", { class: "layer", role: "rowgroup" });
  #space = h("div", { class: "space", role: "presentation" }, this.head, this.layer);
  element = h("div", { class: "grid", role: "grid", tabindex: 0 }, this.#space);
  scrollLeft = 0;
  /** Size of the part that shows rows; 0 while hidden. */
  view = { width: 0, height: 0 };
  #rowHeight;
  #headHeight;
  #moved;
  #shown;
  #width = 0;
  #count = 0;
  #spaceHeight = -1;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #rest;
  #observer = new ResizeObserver(() => this.#resized());
  /**
   * @param {{rowHeight: number, headHeight: number}} sizes
   * @param {() => void} moved other rows or columns show now
   * @param {() => void} shown the box has a size again after having had none
   */
  constructor(sizes, moved, shown) {
    this.#rowHeight = sizes.rowHeight;
    this.#headHeight = sizes.headHeight;
    this.#moved = moved;
    this.#shown = shown;
    const passive = { passive: true };
    this.element.addEventListener("scroll", () => this.#scrolled(), passive);
    this.element.addEventListener("wheel", (event) => this.#wheeled(event), passive);
    this.element.addEventListener("touchmove", () => this.track.touch(performance.now()), passive);
    this.element.addEventListener("animationstart", (event) => {
      if (event.animationName === "dn-attached") this.#restore();
    });
    this.#observer.observe(this.element);
  }
  close() {
    this.#observer.disconnect();
    clearTimeout(this.#rest);
  }
  get pos() {
    return this.track.pos;
  }
  /** The rows that show. */
  get rows() {
    return visibleRows(this.track.axis, this.track.pos);
  }
  /** Whole rows in one view. */
  get page() {
    return Math.max(1, Math.floor(this.view.height / this.#rowHeight));
  }
  /** Rows of another height; the row at the top stays there. @param {number} rowHeight */
  scale(rowHeight) {
    if (rowHeight === this.#rowHeight) return;
    const top = this.track.pos / this.#rowHeight;
    this.#rowHeight = rowHeight;
    this.track.axis = makeAxis(this.#count, rowHeight, this.view.height);
    this.track.go(top * rowHeight);
    this.#spaceHeight = -1;
  }
  /** The header is as high as this now. @param {number} headHeight */
  setHead(headHeight) {
    if (headHeight === this.#headHeight) return;
    this.#headHeight = headHeight;
    this.#spaceHeight = -1;
    this.#resized();
  }
  /** @param {number} count rows @param {number} width of all columns */
  layout(count, width) {
    this.#width = width;
    this.#count = count;
    if (this.view.height > 0) this.#apply();
  }
  /** @param {number} pos */
  go(pos) {
    this.track.go(pos);
    this.#write(toScroll(this.track.axis, this.track.pos));
    this.#moved();
  }
  /** Rows came or went above: what is on show keeps its place. @param {number} rows */
  shift(rows) {
    if (this.view.height > 0) this.track.scrolled(this.element.scrollTop, performance.now());
    this.track.shift(rows * this.#rowHeight);
    if (this.view.height > 0) this.#write(toScroll(this.track.axis, this.track.pos));
    this.#moved();
  }
  /** Show a row whole. @param {number} row */
  reveal(row) {
    const pos = reveal(this.track.axis, this.track.pos, row);
    if (pos !== this.track.pos) this.go(pos);
  }
  focus() {
    this.element.focus({ preventScroll: true });
  }
  /** @param {number} left */
  goLeft(left) {
    this.element.scrollLeft = left;
    this.scrollLeft = this.element.scrollLeft;
    this.#moved();
  }
  #apply() {
    const axis = makeAxis(this.#count, this.#rowHeight, this.view.height);
    this.track.resize(axis);
    this.#space.style.minWidth = `${this.#width}px`;
    if (this.#spaceHeight !== axis.space) {
      this.#spaceHeight = axis.space;
      this.#space.style.height = `${this.#headHeight + Math.max(axis.space, axis.view)}px`;
      this.#settleSoon();
    }
  }
  #resized() {
    const width = this.element.clientWidth;
    const height = Math.max(0, this.element.clientHeight - this.#headHeight);
    if (width === 0 || height === 0) {
      this.view = { width: 0, height: 0 };
      return;
    }
    const hidden = this.view.height === 0;
    this.view = { width, height };
    this.layer.style.height = `${height}px`;
    this.#apply();
    if (hidden) this.#restore();
    this.#moved();
    if (hidden) this.#shown();
  }
  #restore() {
    if (this.view.height === 0) return;
    this.#write(toScroll(this.track.axis, this.track.pos));
    this.element.scrollLeft = this.scrollLeft;
  }
  /** @param {WheelEvent} event */
  #wheeled(event) {
    if (event.ctrlKey) return;
    this.track.wheel(wheelPixels(event, this.#rowHeight, this.view.height), performance.now());
  }
  #scrolled() {
    if (this.view.height === 0) return;
    this.scrollLeft = this.element.scrollLeft;
    this.track.scrolled(this.element.scrollTop, performance.now());
    if (this.track.cornered(this.element.scrollTop)) this.#settle();
    else this.#settleSoon();
    this.#moved();
  }
  #settleSoon() {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#settle(), REST2);
  }
  #settle() {
    if (this.view.height === 0) return;
    const top = this.track.resync(this.element.scrollTop);
    if (top !== null) this.#write(top);
  }
  /** @param {number} top */
  #write(top) {
    this.element.scrollTop = top;
    this.track.wrote(this.element.scrollTop);
  }
};

// js/src/picked.js
var MOST_PICKED = 1e5;
var Picked = class {
  /** @type {Set<string>} */
  ids = /* @__PURE__ */ new Set();
  /** Where a range begins: the row toggled last. */
  anchor = -1;
  #sentAt = -Infinity;
  /** What was selected before the pointer went on from the row it was pressed on. @type {Set<string>} */
  #before = /* @__PURE__ */ new Set();
  /** @param {number} index @param {string} id */
  toggle(index, id) {
    if (!this.ids.delete(id)) this.ids.add(id);
    this.anchor = index;
    this.#before = new Set(this.ids);
  }
  /** Select from the anchor to a row; whether all their ids are known here. @param {number} index @param {(index: number) => string | null} idOf */
  extend(index, idOf) {
    this.#before = new Set(this.ids);
    return this.sweep(index, idOf);
  }
  /** Like `extend`, in the place of the sweep before. @param {number} index @param {(index: number) => string | null} idOf */
  sweep(index, idOf) {
    const { first, last } = this.span(index);
    if (last - first > MOST_PICKED) return false;
    this.ids = new Set(this.#before);
    let all = true;
    for (let i = first; i < last; i += 1) {
      const id = idOf(i);
      if (id === null) all = false;
      else this.ids.add(id);
    }
    return all;
  }
  /** Rows from the anchor to another one. @param {number} index */
  span(index) {
    const from = this.anchor < 0 ? index : this.anchor;
    return { first: Math.min(from, index), last: Math.max(from, index) + 1 };
  }
  clear() {
    this.ids.clear();
    this.#before.clear();
  }
  /** We told Python. @param {number} now */
  sent(now) {
    this.#sentAt = now;
  }
  /** Python knows better at once: it was asked to complete the selection. */
  asked() {
    this.#sentAt = -Infinity;
  }
  /** Python tells: an echo of an older click must not undo a newer one. @param {readonly string[]} ids @param {number} now */
  adopt(ids, now) {
    if (now - this.#sentAt < 1e3) return;
    if (ids.length === this.ids.size && ids.every((id) => this.ids.has(id))) return;
    this.ids = new Set(ids);
  }
};

// js/src/selection.js
var Selection = class {
  picked = new Picked();
  /** What was selected last, and so what is copied and deleted. @type {"cells" | "rows"} */
  mode = "cells";
  #host;
  /** The active cell. @type {Corner | null} */
  #anchor = null;
  /** The other corner. @type {Corner | null} */
  #focus = null;
  #order = "";
  #generation = -1;
  /** @param {SelectionHost} host */
  constructor(host) {
    this.#host = host;
  }
  get active() {
    return this.#anchor?.at ?? null;
  }
  /** The selected cells, one at least; null while the header or nothing is active. @returns {Rect | null} */
  get cells() {
    if (!this.#anchor || this.#anchor.at.row < 0) return null;
    return rectOf(this.#anchor.at, (this.#focus ?? this.#anchor).at);
  }
  /** The selected cells, if they are more than one. */
  get range() {
    return this.#focus ? this.cells : null;
  }
  /** Ids of the first and the last of the selected cells' rows, as far as they are known. */
  get ends() {
    const a = this.#anchor;
    const b = this.#focus ?? a;
    if (!a || !b) return { top: null, bottom: null };
    return a.at.row <= b.at.row ? { top: a.id, bottom: b.id } : { top: b.id, bottom: a.id };
  }
  /** One cell, and no others. @param {Place | null} place */
  activate(place) {
    this.#anchor = place && this.#corner(place);
    this.#focus = null;
    if (place) this.mode = "cells";
  }
  /** The cells from the active one to another. @param {Place} place */
  extend(place) {
    if (!this.#anchor || this.#anchor.at.row < 0) return this.activate(place);
    const { at } = this.#anchor;
    const one = at.row === place.row && at.column === place.column;
    this.#focus = one ? null : this.#corner(place);
    this.mode = "cells";
    const { range } = this;
    this.#host.say(range ? `${sizeText(range)} selected` : "1 cell selected");
    this.#host.changed();
  }
  /** Whether a key is about the selection. @param {{key: string, ctrl: boolean, shift: boolean}} press */
  press({ key: key2, ctrl, shift }) {
    const { rows, columns } = this.#host.size();
    const { active } = this;
    if (key2 === "Escape") return this.#collapse();
    if (!active || rows === 0 || columns === 0) return false;
    if (ctrl && (key2 === "a" || key2 === "A")) return this.#span({ row: 0, column: 0 }, { row: rows - 1, column: columns - 1 });
    if (active.row < 0) return false;
    if (ctrl && key2 === " ") return this.#span({ row: 0, column: active.column }, { row: rows - 1, column: active.column });
    if (key2 === " ") return this.pick(active.row, shift);
    if (!shift) return false;
    const to = move(this.#focus?.at ?? active, { key: key2, ctrl }, this.#host.size());
    if (!to) return false;
    const place = { ...to, row: Math.max(0, to.row) };
    this.extend(place);
    this.#host.reveal(place);
    return true;
  }
  /** Select a row or, from the one before, a range of them. @param {number} index @param {boolean} range */
  pick(index, range) {
    this.#focus = null;
    const id = this.#host.idOf(index);
    if (range) this.#tell(index, this.picked.extend(index, this.#host.idOf));
    else if (id !== null) {
      this.picked.toggle(index, id);
      this.#tell(index, true);
    }
    return true;
  }
  /** The pointer goes on over rows. @param {number} index @param {boolean} done */
  sweep(index, done) {
    const all = this.picked.sweep(index, this.#host.idOf);
    if (done) this.#tell(index, all);
    else this.#host.changed();
  }
  unpick() {
    this.picked.clear();
    this.#tell(-1, true);
  }
  /** Rows came or went above. @param {number} rows further down */
  shift(rows) {
    if (this.picked.anchor >= 0) this.picked.anchor = Math.max(0, this.picked.anchor + rows);
    for (const corner of /* @__PURE__ */ new Set([this.#anchor, this.#focus])) {
      if (corner && corner.at.row >= 0) corner.at = { ...corner.at, row: Math.max(0, corner.at.row + rows) };
    }
  }
  /** The rows may be others now: corners keep to theirs. @param {number} generation @param {string} order */
  follow(generation, order) {
    const fresh = generation !== this.#generation;
    const turned = order !== this.#order;
    this.#generation = generation;
    this.#order = order;
    const anchor = this.#anchor;
    if (!anchor || anchor.at.row < 0) return;
    if (turned) this.#focus = null;
    const focus = this.#focus ?? anchor;
    if (fresh || turned) {
      const [a, b] = followed(anchor, focus, this.#host.find);
      const { rows } = this.#host.size();
      anchor.at = { ...a, row: Math.min(a.row, Math.max(0, rows - 1)) };
      focus.at = { ...b, row: Math.min(b.row, Math.max(0, rows - 1)) };
    }
    anchor.id ??= this.#host.idOf(anchor.at.row);
    focus.id ??= this.#host.idOf(focus.at.row);
  }
  /** @param {Place} at @returns {Corner} */
  #corner(at) {
    return { at, id: at.row < 0 ? null : this.#host.idOf(at.row) };
  }
  /** @param {Place} from @param {Place} to */
  #span(from, to) {
    this.activate(from);
    this.extend(to);
    return true;
  }
  /** Whether there was more than the active cell. */
  #collapse() {
    const had = this.#focus !== null;
    this.#focus = null;
    if (had) {
      this.#host.say("1 cell selected");
      this.#host.changed();
    }
    return had;
  }
  /** @param {number} index @param {boolean} all whether the ids of all rows meant are known here */
  #tell(index, all) {
    this.mode = this.picked.ids.size > 0 ? "rows" : "cells";
    const ids = [...this.picked.ids];
    if (all) {
      this.picked.sent(performance.now());
      this.#host.send({ kind: "select", ids });
    } else {
      this.picked.asked();
      this.#host.send({ kind: "select", ids, ...this.picked.span(index) });
    }
    this.#host.say(all ? `${counted(ids.length, "row")} selected` : `Selecting ${counted(cellsOf({ ...this.picked.span(index), left: 0, right: 1 }), "row")}`);
    this.#host.changed();
  }
};

// js/src/arranging.js
var PACE2 = 100;
var NO_WIDTHS = {};
function told(traits) {
  return {
    shown: traits.shown_columns ?? null,
    pinned: traits.pinned ?? [],
    widths: traits.column_widths ?? NO_WIDTHS,
    density: traits.density ?? "comfortable"
  };
}
var Arranging = class {
  /** Of this view, until Python has taken it over. @type {Arrangement | null} */
  #asked = null;
  /** @type {Traits} */
  #raw;
  /** @type {Traits} */
  traits;
  /** @type {Arranged} */
  now;
  #plain = true;
  #number = 0;
  #ask;
  #changed;
  #send = pace(() => void this.#tell(), PACE2);
  /**
   * @param {Traits} raw as Python tells them
   * @param {(request: Request) => Promise<Answer>} ask
   * @param {() => void} changed
   */
  constructor(raw, ask, changed) {
    this.#ask = ask;
    this.#changed = changed;
    this.#raw = this.traits = raw;
    this.now = this.#arrange();
  }
  /** @returns {Arrangement} */
  get wanted() {
    return this.#asked ?? told(this.#raw);
  }
  /** @param {Traits} raw */
  adopt(raw) {
    this.#raw = raw;
    this.now = this.#arrange();
  }
  /** @param {Partial<Arrangement>} change */
  change(change) {
    this.#asked = { ...this.wanted, ...change };
    this.#number += 1;
    this.now = this.#arrange();
    this.#send();
    this.#changed();
  }
  /** The columns to ask Python for while some places are painted; null: all. @param {readonly number[]} painted */
  asks(painted) {
    return askColumns(this.now, painted, this.#raw.columns.length, ALL_COLUMNS);
  }
  /** @param {HeldRow | null} row */
  row(row) {
    return row === null || this.#plain ? row : arrangedRow(row, this.now.wire);
  }
  close() {
    this.#send.cancel();
  }
  async #tell() {
    const number = this.#number;
    const { shown, pinned, widths, density } = this.wanted;
    const answer = await this.#ask({ kind: "arrange", shown, pinned, widths, density });
    if (number !== this.#number || answer?.lost) return;
    this.#asked = null;
    this.now = this.#arrange();
    this.#changed();
  }
  #arrange() {
    const now = arrange(this.#raw.columns, this.wanted);
    this.#plain = now.wire.every((number, place) => number === place);
    this.traits = { ...this.#raw, columns: [...now.columns], allColumns: this.#raw.columns };
    return now;
  }
};

// js/node_modules/@uwdata/flechette/src/constants.js
var MAGIC = Uint8Array.of(65, 82, 82, 79, 87, 49);
var EOS = Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0);
var Version = (
  /** @type {const} */
  {
    /** 0.1.0 (October 2016). */
    V1: 0,
    /** 0.2.0 (February 2017). Non-backwards compatible with V1. */
    V2: 1,
    /** 0.3.0 -> 0.7.1 (May - December 2017). Non-backwards compatible with V2. */
    V3: 2,
    /** >= 0.8.0 (December 2017). Non-backwards compatible with V3. */
    V4: 3,
    /**
     * >= 1.0.0 (July 2020). Backwards compatible with V4 (V5 readers can read V4
     * metadata and IPC messages). Implementations are recommended to provide a
     * V4 compatibility mode with V5 format changes disabled.
     *
     * Incompatible changes between V4 and V5:
     * - Union buffer layout has changed.
     *   In V5, Unions don't have a validity bitmap buffer.
     */
    V5: 4
  }
);
var MessageHeader = (
  /** @type {const} */
  {
    NONE: 0,
    /**
     * A Schema describes the columns in a record batch.
     */
    Schema: 1,
    /**
     * For sending dictionary encoding information. Any Field can be
     * dictionary-encoded, but in this case none of its children may be
     * dictionary-encoded.
     * There is one vector / column per dictionary, but that vector / column
     * may be spread across multiple dictionary batches by using the isDelta
     * flag.
     */
    DictionaryBatch: 2,
    /**
     * A data header describing the shared memory layout of a "record" or "row"
     * batch. Some systems call this a "row batch" internally and others a "record
     * batch".
     */
    RecordBatch: 3,
    /**
     * EXPERIMENTAL: Metadata for n-dimensional arrays, aka "tensors" or
     * "ndarrays". Arrow implementations in general are not required to implement
     * this type.
     *
     * Not currently supported by Flechette.
     */
    Tensor: 4,
    /**
     * EXPERIMENTAL: Metadata for n-dimensional sparse arrays, aka "sparse
     * tensors". Arrow implementations in general are not required to implement
     * this type.
     *
     * Not currently supported by Flechette.
     */
    SparseTensor: 5
  }
);
var Type = (
  /** @type {const} */
  {
    /**
     * Dictionary types compress data by using a set of integer indices to
     * lookup potentially repeated vales in a separate dictionary of values.
     *
     * This type entry is provided for API convenience, it does not occur
     * in actual Arrow IPC binary data.
     */
    Dictionary: -1,
    /** No data type. Included for flatbuffer compatibility. */
    NONE: 0,
    /** Null values only. */
    Null: 1,
    /** Integers, either signed or unsigned, with 8, 16, 32, or 64 bit widths. */
    Int: 2,
    /** Floating point numbers with 16, 32, or 64 bit precision. */
    Float: 3,
    /** Opaque binary data. */
    Binary: 4,
    /** Unicode with UTF-8 encoding. */
    Utf8: 5,
    /** Booleans represented as 8 bit bytes. */
    Bool: 6,
    /**
     * Exact decimal value represented as an integer value in two's complement.
     * Currently only 128-bit (16-byte) and 256-bit (32-byte) integers are used.
     * The representation uses the endianness indicated in the schema.
     */
    Decimal: 7,
    /**
     * Date is either a 32-bit or 64-bit signed integer type representing an
     * elapsed time since UNIX epoch (1970-01-01), stored in either of two units:
     * - Milliseconds (64 bits) indicating UNIX time elapsed since the epoch (no
     * leap seconds), where the values are evenly divisible by 86400000
     * - Days (32 bits) since the UNIX epoch
     */
    Date: 8,
    /**
     * Time is either a 32-bit or 64-bit signed integer type representing an
     * elapsed time since midnight, stored in either of four units: seconds,
     * milliseconds, microseconds or nanoseconds.
     *
     * The integer `bitWidth` depends on the `unit` and must be one of the following:
     * - SECOND and MILLISECOND: 32 bits
     * - MICROSECOND and NANOSECOND: 64 bits
     *
     * The allowed values are between 0 (inclusive) and 86400 (=24*60*60) seconds
     * (exclusive), adjusted for the time unit (for example, up to 86400000
     * exclusive for the MILLISECOND unit).
     * This definition doesn't allow for leap seconds. Time values from
     * measurements with leap seconds will need to be corrected when ingesting
     * into Arrow (for example by replacing the value 86400 with 86399).
     */
    Time: 9,
    /**
     * Timestamp is a 64-bit signed integer representing an elapsed time since a
     * fixed epoch, stored in either of four units: seconds, milliseconds,
     * microseconds or nanoseconds, and is optionally annotated with a timezone.
     *
     * Timestamp values do not include any leap seconds (in other words, all
     * days are considered 86400 seconds long).
     *
     * The timezone is an optional string for the name of a timezone, one of:
     *
     *  - As used in the Olson timezone database (the "tz database" or
     *    "tzdata"), such as "America/New_York".
     *  - An absolute timezone offset of the form "+XX:XX" or "-XX:XX",
     *    such as "+07:30".
     *
     * Whether a timezone string is present indicates different semantics about
     * the data.
     */
    Timestamp: 10,
    /**
     * A "calendar" interval which models types that don't necessarily
     * have a precise duration without the context of a base timestamp (e.g.
     * days can differ in length during day light savings time transitions).
     * All integers in the units below are stored in the endianness indicated
     * by the schema.
     *
     *  - YEAR_MONTH - Indicates the number of elapsed whole months, stored as
     *    4-byte signed integers.
     *  - DAY_TIME - Indicates the number of elapsed days and milliseconds (no
     *    leap seconds), stored as 2 contiguous 32-bit signed integers (8-bytes
     *    in total). Support of this IntervalUnit is not required for full arrow
     *    compatibility.
     *  - MONTH_DAY_NANO - A triple of the number of elapsed months, days, and
     *    nanoseconds. The values are stored contiguously in 16-byte blocks.
     *    Months and days are encoded as 32-bit signed integers and nanoseconds
     *    is encoded as a 64-bit signed integer. Nanoseconds does not allow for
     *    leap seconds. Each field is independent (e.g. there is no constraint
     *    that nanoseconds have the same sign as days or that the quantity of
     *    nanoseconds represents less than a day's worth of time).
     */
    Interval: 11,
    /**
     * List (vector) data supporting variably-sized lists.
     * A list has a single child data type for list entries.
     */
    List: 12,
    /**
     * A struct consisting of multiple named child data types.
     */
    Struct: 13,
    /**
     * A union is a complex type with parallel child data types. By default ids
     * in the type vector refer to the offsets in the children. Optionally
     * typeIds provides an indirection between the child offset and the type id.
     * For each child `typeIds[offset]` is the id used in the type vector.
     */
    Union: 14,
    /**
     * Binary data where each entry has the same fixed size.
     */
    FixedSizeBinary: 15,
    /**
     * List (vector) data where every list has the same fixed size.
     * A list has a single child data type for list entries.
     */
    FixedSizeList: 16,
    /**
     * A Map is a logical nested type that is represented as
     * List<entries: Struct<key: K, value: V>>
     *
     * In this layout, the keys and values are each respectively contiguous. We do
     * not constrain the key and value types, so the application is responsible
     * for ensuring that the keys are hashable and unique. Whether the keys are sorted
     * may be set in the metadata for this field.
     *
     * In a field with Map type, the field has a child Struct field, which then
     * has two children: key type and the second the value type. The names of the
     * child fields may be respectively "entries", "key", and "value", but this is
     * not enforced.
     *
     * Map
     * ```text
     *   - child[0] entries: Struct
     *   - child[0] key: K
     *   - child[1] value: V
     *  ```
     * Neither the "entries" field nor the "key" field may be nullable.
     *
     * The metadata is structured so that Arrow systems without special handling
     * for Map can make Map an alias for List. The "layout" attribute for the Map
     * field must have the same contents as a List.
     */
    Map: 17,
    /**
     * An absolute length of time unrelated to any calendar artifacts. For the
     * purposes of Arrow implementations, adding this value to a Timestamp
     * ("t1") naively (i.e. simply summing the two numbers) is acceptable even
     * though in some cases the resulting Timestamp (t2) would not account for
     * leap-seconds during the elapsed time between "t1" and "t2". Similarly,
     * representing the difference between two Unix timestamp is acceptable, but
     * would yield a value that is possibly a few seconds off from the true
     * elapsed time.
     *
     * The resolution defaults to millisecond, but can be any of the other
     * supported TimeUnit values as with Timestamp and Time types. This type is
     * always represented as an 8-byte integer.
     */
    Duration: 18,
    /**
     * Same as Binary, but with 64-bit offsets, allowing representation of
     * extremely large data values.
     */
    LargeBinary: 19,
    /**
     * Same as Utf8, but with 64-bit offsets, allowing representation of
     * extremely large data values.
     */
    LargeUtf8: 20,
    /**
     * Same as List, but with 64-bit offsets, allowing representation of
     * extremely large data values.
     */
    LargeList: 21,
    /**
     * Contains two child arrays, run_ends and values. The run_ends child array
     * must be a 16/32/64-bit integer array which encodes the indices at which
     * the run with the value in each corresponding index in the values child
     * array ends. Like list/struct types, the value array can be of any type.
     */
    RunEndEncoded: 22,
    /**
     * Logically the same as Binary, but the internal representation uses a view
     * struct that contains the string length and either the string's entire data
     * inline (for small strings) or an inlined prefix, an index of another buffer,
     * and an offset pointing to a slice in that buffer (for non-small strings).
     *
     * Since it uses a variable number of data buffers, each Field with this type
     * must have a corresponding entry in `variadicBufferCounts`.
     */
    BinaryView: 23,
    /**
     * Logically the same as Utf8, but the internal representation uses a view
     * struct that contains the string length and either the string's entire data
     * inline (for small strings) or an inlined prefix, an index of another buffer,
     * and an offset pointing to a slice in that buffer (for non-small strings).
     *
     * Since it uses a variable number of data buffers, each Field with this type
     * must have a corresponding entry in `variadicBufferCounts`.
     */
    Utf8View: 24,
    /**
     * Represents the same logical types that List can, but contains offsets and
     * sizes allowing for writes in any order and sharing of child values among
     * list values.
     */
    ListView: 25,
    /**
     * Same as ListView, but with 64-bit offsets and sizes, allowing to represent
     * extremely large data values.
     */
    LargeListView: 26
  }
);
var Precision = (
  /** @type {const} */
  {
    /** 16-bit floating point number. */
    HALF: 0,
    /** 32-bit floating point number. */
    SINGLE: 1,
    /** 64-bit floating point number. */
    DOUBLE: 2
  }
);
var DateUnit = (
  /** @type {const} */
  {
    /* Days (as 32 bit int) since the UNIX epoch. */
    DAY: 0,
    /**
     * Milliseconds (as 64 bit int) indicating UNIX time elapsed since the epoch
     * (no leap seconds), with values evenly divisible by 86400000.
     */
    MILLISECOND: 1
  }
);
var TimeUnit = (
  /** @type {const} */
  {
    /** Seconds. */
    SECOND: 0,
    /** Milliseconds. */
    MILLISECOND: 1,
    /** Microseconds. */
    MICROSECOND: 2,
    /** Nanoseconds. */
    NANOSECOND: 3
  }
);
var IntervalUnit = (
  /** @type {const} */
  {
    /**
     * Indicates the number of elapsed whole months, stored as 4-byte signed
     * integers.
     */
    YEAR_MONTH: 0,
    /**
     * Indicates the number of elapsed days and milliseconds (no leap seconds),
     * stored as 2 contiguous 32-bit signed integers (8-bytes in total). Support
     * of this IntervalUnit is not required for full arrow compatibility.
     */
    DAY_TIME: 1,
    /**
     * A triple of the number of elapsed months, days, and nanoseconds.
     * The values are stored contiguously in 16-byte blocks. Months and days are
     * encoded as 32-bit signed integers and nanoseconds is encoded as a 64-bit
     * signed integer. Nanoseconds does not allow for leap seconds. Each field is
     * independent (e.g. there is no constraint that nanoseconds have the same
     * sign as days or that the quantity of nanoseconds represents less than a
     * day's worth of time).
     */
    MONTH_DAY_NANO: 2
  }
);
var UnionMode = (
  /** @type {const} */
  {
    /** Sparse union layout with full arrays for each sub-type. */
    Sparse: 0,
    /** Dense union layout with offsets into value arrays. */
    Dense: 1
  }
);
var CompressionType = (
  /** @type {const} */
  {
    /**
     * LZ4 frame compression.
     * Not to be confused with "raw" (also called "block") format.
     */
    LZ4_FRAME: 0,
    /** Zstandard compression. */
    ZSTD: 1
  }
);
var BodyCompressionMethod = (
  /** @type {const} */
  {
    /**
     * Each constituent buffer is first compressed with the indicated
     * compressor, and then written with the uncompressed length in the first 8
     * bytes as a 64-bit little-endian signed integer followed by the compressed
     * buffer bytes (and then padding as required by the protocol). The
     * uncompressed length may be set to -1 to indicate that the data that
     * follows is not compressed, which can be useful for cases where
     * compression does not yield appreciable savings.
     */
    BUFFER: 0
  }
);

// js/node_modules/@uwdata/flechette/src/util/arrays.js
var uint8Array = Uint8Array;
var uint16Array = Uint16Array;
var uint32Array = Uint32Array;
var uint64Array = BigUint64Array;
var int8Array = Int8Array;
var int16Array = Int16Array;
var int32Array = Int32Array;
var int64Array = BigInt64Array;
var float32Array = Float32Array;
var float64Array = Float64Array;
function objectToString(value) {
  return Object.prototype.toString.call(value);
}
function isArrayBufferLike(data) {
  return objectToString(data) === "[object ArrayBuffer]" || objectToString(data) === "[object SharedArrayBuffer]";
}
function isUint8Array(value) {
  return objectToString(value) === "[object Uint8Array]";
}
function intArrayType(bitWidth, signed) {
  const i = Math.log2(bitWidth) - 3;
  return (signed ? [int8Array, int16Array, int32Array, int64Array] : [uint8Array, uint16Array, uint32Array, uint64Array])[i];
}
function bisect(offsets, index) {
  let a = 0;
  let b = offsets.length;
  if (b <= 2147483648) {
    do {
      const mid = a + b >>> 1;
      if (offsets[mid] <= index) a = mid + 1;
      else b = mid;
    } while (a < b);
  } else {
    do {
      const mid = Math.trunc((a + b) / 2);
      if (offsets[mid] <= index) a = mid + 1;
      else b = mid;
    } while (a < b);
  }
  return a;
}

// js/node_modules/@uwdata/flechette/src/util/objects.js
function check(value, test, message) {
  if (test(value)) return value;
  throw new Error(message(value));
}
function checkOneOf(value, set, message) {
  set = Array.isArray(set) ? set : Object.values(set);
  return check(
    value,
    (value2) => set.includes(value2),
    message ?? (() => `${value} must be one of ${set}`)
  );
}
function keyFor(object, value) {
  for (const [key2, val] of Object.entries(object)) {
    if (val === value) return key2;
  }
  return "<Unknown>";
}

// js/node_modules/@uwdata/flechette/src/data-types.js
var invalidDataType = (typeId) => `Unsupported data type: "${keyFor(Type, typeId)}" (id ${typeId})`;
var field = (name, type, nullable = true, metadata = null) => ({
  name,
  type,
  nullable,
  metadata
});
function isField(value) {
  return Object.hasOwn(value, "name") && isDataType(value.type);
}
function isDataType(value) {
  return typeof value?.typeId === "number";
}
function asField(value, defaultName = "", defaultNullable = true) {
  return isField(value) ? value : field(
    defaultName,
    check(value, isDataType, () => `Data type expected.`),
    defaultNullable
  );
}
var dictionary = (type, indexType, ordered = false, id = -1) => ({
  typeId: Type.Dictionary,
  id,
  dictionary: type,
  indices: indexType || int32(),
  ordered
});
var int = (bitWidth = 32, signed = true) => ({
  typeId: Type.Int,
  bitWidth: checkOneOf(bitWidth, [8, 16, 32, 64]),
  signed,
  values: intArrayType(bitWidth, signed)
});
var int32 = () => int(32);
var float = (precision = 2) => ({
  typeId: Type.Float,
  precision: checkOneOf(precision, Precision),
  values: [uint16Array, float32Array, float64Array][precision]
});
var binary = () => ({
  typeId: Type.Binary,
  offsets: int32Array
});
var utf8 = () => ({
  typeId: Type.Utf8,
  offsets: int32Array
});
var decimal = (precision, scale, bitWidth = 128) => ({
  typeId: Type.Decimal,
  precision,
  scale,
  bitWidth: checkOneOf(bitWidth, [32, 64, 128, 256]),
  values: bitWidth === 32 ? int32Array : uint64Array
});
var date = (unit) => ({
  typeId: Type.Date,
  unit: checkOneOf(unit, DateUnit),
  values: unit === DateUnit.DAY ? int32Array : int64Array
});
var time = (unit = TimeUnit.MILLISECOND) => {
  unit = checkOneOf(unit, TimeUnit);
  const bitWidth = unit === TimeUnit.SECOND || unit === TimeUnit.MILLISECOND ? 32 : 64;
  return {
    typeId: Type.Time,
    unit,
    bitWidth,
    values: bitWidth === 32 ? int32Array : int64Array
  };
};
var timestamp = (unit = TimeUnit.MILLISECOND, timezone = null) => ({
  typeId: Type.Timestamp,
  unit: checkOneOf(unit, TimeUnit),
  timezone,
  values: int64Array
});
var interval = (unit = IntervalUnit.MONTH_DAY_NANO) => ({
  typeId: Type.Interval,
  unit: checkOneOf(unit, IntervalUnit),
  values: unit === IntervalUnit.MONTH_DAY_NANO ? void 0 : int32Array
});
var list = (child) => ({
  typeId: Type.List,
  children: [asField(child)],
  offsets: int32Array
});
var struct = (children) => ({
  typeId: Type.Struct,
  children: Array.isArray(children) && children.length > 0 && isField(children[0]) ? (
    /** @type {Field[]} */
    children
  ) : Object.entries(children).map(([name, type]) => field(name, type))
});
var union = (mode, children, typeIds, typeIdForValue) => {
  typeIds ??= children.map((v, i) => i);
  return {
    typeId: Type.Union,
    mode: checkOneOf(mode, UnionMode),
    typeIds,
    typeMap: typeIds.reduce((m, id, i) => (m[id] = i, m), {}),
    children: children.map((v, i) => asField(v, `_${i}`)),
    typeIdForValue,
    offsets: int32Array
  };
};
var fixedSizeBinary = (stride) => ({
  typeId: Type.FixedSizeBinary,
  stride
});
var fixedSizeList = (child, stride) => ({
  typeId: Type.FixedSizeList,
  stride,
  children: [asField(child)]
});
var mapType = (keysSorted, child) => ({
  typeId: Type.Map,
  keysSorted,
  children: [child],
  offsets: int32Array
});
var duration = (unit = TimeUnit.MILLISECOND) => ({
  typeId: Type.Duration,
  unit: checkOneOf(unit, TimeUnit),
  values: int64Array
});
var largeBinary = () => ({
  typeId: Type.LargeBinary,
  offsets: int64Array
});
var largeUtf8 = () => ({
  typeId: Type.LargeUtf8,
  offsets: int64Array
});
var largeList = (child) => ({
  typeId: Type.LargeList,
  children: [asField(child)],
  offsets: int64Array
});
var runEndEncoded = (runsField, valuesField) => ({
  typeId: Type.RunEndEncoded,
  children: [
    check(
      asField(runsField, "run_ends"),
      (field2) => field2.type.typeId === Type.Int,
      () => "Run-ends must have an integer type."
    ),
    asField(valuesField, "values")
  ]
});
var listView = (child) => ({
  typeId: Type.ListView,
  children: [asField(child, "value")],
  offsets: int32Array
});
var largeListView = (child) => ({
  typeId: Type.LargeListView,
  children: [asField(child, "value")],
  offsets: int64Array
});

// js/node_modules/@uwdata/flechette/src/util/numbers.js
var f64 = new float64Array(2);
var buf = f64.buffer;
var i64 = new int64Array(buf);
var u32 = new uint32Array(buf);
var i32 = new int32Array(buf);
var u8 = new uint8Array(buf);
function toNumber(value) {
  if (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER) {
    throw Error(`BigInt exceeds integer number representation: ${value}`);
  }
  return Number(value);
}
function divide(num, div) {
  return Number(num / div) + Number(num % div) / Number(div);
}
var asUint64 = (v) => BigInt.asUintN(64, v);
function fromDecimal64(buf2, offset) {
  return BigInt.asIntN(64, buf2[offset]);
}
function fromDecimal128(buf2, offset) {
  const i = offset << 1;
  let x;
  if (BigInt.asIntN(64, buf2[i + 1]) < 0) {
    x = asUint64(~buf2[i]) | asUint64(~buf2[i + 1]) << 64n;
    x = -(x + 1n);
  } else {
    x = buf2[i] | buf2[i + 1] << 64n;
  }
  return x;
}
function fromDecimal256(buf2, offset) {
  const i = offset << 2;
  let x;
  if (BigInt.asIntN(64, buf2[i + 3]) < 0) {
    x = asUint64(~buf2[i]) | asUint64(~buf2[i + 1]) << 64n | asUint64(~buf2[i + 2]) << 128n | asUint64(~buf2[i + 3]) << 192n;
    x = -(x + 1n);
  } else {
    x = buf2[i] | buf2[i + 1] << 64n | buf2[i + 2] << 128n | buf2[i + 3] << 192n;
  }
  return x;
}

// js/node_modules/@uwdata/flechette/src/util/strings.js
var textDecoder = new TextDecoder("utf-8");
var textEncoder = new TextEncoder();
function decodeUtf8(buf2) {
  return textDecoder.decode(buf2);
}

// js/node_modules/@uwdata/flechette/src/util/read.js
var SIZEOF_INT = 4;
function decodeBit(bitmap2, index) {
  return (bitmap2[index >> 3] & 1 << index % 8) !== 0;
}
function readObject(buf2, index) {
  const pos = index + readInt32(buf2, index);
  const vtable = pos - readInt32(buf2, pos);
  const size = readInt16(buf2, vtable);
  return (index2, read, fallback = null) => {
    if (index2 < size) {
      const off = readInt16(buf2, vtable + index2);
      if (off) return read(buf2, pos + off);
    }
    return fallback;
  };
}
function readOffset(buf2, offset) {
  return offset;
}
function readBoolean(buf2, offset) {
  return !!readInt8(buf2, offset);
}
function readInt8(buf2, offset) {
  return readUint8(buf2, offset) << 24 >> 24;
}
function readUint8(buf2, offset) {
  return buf2[offset];
}
function readInt16(buf2, offset) {
  return readUint16(buf2, offset) << 16 >> 16;
}
function readUint16(buf2, offset) {
  return buf2[offset] | buf2[offset + 1] << 8;
}
function readInt32(buf2, offset) {
  return buf2[offset] | buf2[offset + 1] << 8 | buf2[offset + 2] << 16 | buf2[offset + 3] << 24;
}
function readUint32(buf2, offset) {
  return readInt32(buf2, offset) >>> 0;
}
function readInt64(buf2, offset) {
  return toNumber(BigInt.asIntN(
    64,
    BigInt(readUint32(buf2, offset)) + (BigInt(readUint32(buf2, offset + SIZEOF_INT)) << 32n)
  ));
}
function readString(buf2, index) {
  let offset = index + readInt32(buf2, index);
  const length = readInt32(buf2, offset);
  offset += SIZEOF_INT;
  return decodeUtf8(buf2.subarray(offset, offset + length));
}
function readVector(buf2, offset, stride, extract) {
  if (!offset) return [];
  const base = offset + readInt32(buf2, offset);
  return Array.from(
    { length: readInt32(buf2, base) },
    (_, i) => extract(buf2, base + SIZEOF_INT + i * stride)
  );
}

// js/node_modules/@uwdata/flechette/src/util/struct.js
var RowIndex = /* @__PURE__ */ Symbol("rowIndex");
function proxyFactory(names, batches) {
  class RowObject {
    /**
     * Create a new proxy row object representing a struct or table row.
     * @param {number} index The record batch row index.
     */
    constructor(index) {
      this[RowIndex] = index;
    }
    /**
     * Return a JSON-compatible object representation.
     */
    toJSON() {
      return structObject(names, batches, this[RowIndex]);
    }
  }
  ;
  const proto = RowObject.prototype;
  for (let i = 0; i < names.length; ++i) {
    if (Object.hasOwn(proto, names[i])) continue;
    const batch = batches[i];
    Object.defineProperty(proto, names[i], {
      get() {
        return batch.at(this[RowIndex]);
      },
      enumerable: true
    });
  }
  return (index) => new RowObject(index);
}
function objectFactory(names, batches) {
  return (index) => structObject(names, batches, index);
}
function structObject(names, batches, index) {
  const obj = {};
  for (let i = 0; i < names.length; ++i) {
    obj[names[i]] = batches[i].at(index);
  }
  return obj;
}

// js/node_modules/@uwdata/flechette/src/batch.js
function isDirectBatch(batch) {
  return batch instanceof DirectBatch;
}
var Batch = class {
  /**
   * The array type to use when extracting data from the batch.
   * A null value indicates that the array type should match
   * the type of the batch's values array.
   * @type {ArrayConstructor | TypedArrayConstructor | null}
   */
  static ArrayType = null;
  /**
   * Create a new column batch.
   * @param {object} options
   * @param {number} options.length The length of the batch
   * @param {number} options.nullCount The null value count
   * @param {DataType} options.type The data type.
   * @param {Uint8Array} [options.validity] Validity bitmap buffer
   * @param {TypedArray} [options.values] Values buffer
   * @param {OffsetArray} [options.offsets] Offsets buffer
   * @param {OffsetArray} [options.sizes] Sizes buffer
   * @param {Batch[]} [options.children] Children batches
   */
  constructor({
    length,
    nullCount,
    type,
    validity,
    values,
    offsets,
    sizes,
    children
  }) {
    this.length = length;
    this.nullCount = nullCount;
    this.type = type;
    this.validity = validity;
    this.values = values;
    this.offsets = offsets;
    this.sizes = sizes;
    this.children = children;
    if (!nullCount || !this.validity) {
      this.at = (index) => this.value(index);
    }
  }
  /**
   * Provide an informative object string tag.
   */
  get [Symbol.toStringTag]() {
    return "Batch";
  }
  /**
   * Return the value at the given index.
   * @param {number} index The value index.
   * @returns {T | null} The value.
   */
  at(index) {
    return this.isValid(index) ? this.value(index) : null;
  }
  /**
   * Check if a value at the given index is valid (non-null).
   * @param {number} index The value index.
   * @returns {boolean} True if valid, false otherwise.
   */
  isValid(index) {
    return decodeBit(this.validity, index);
  }
  /**
   * Return the value at the given index. This method does not check the
   * validity bitmap and is intended primarily for internal use. In most
   * cases, callers should use the `at()` method instead.
   * @param {number} index The value index
   * @returns {T} The value, ignoring the validity bitmap.
   */
  value(index) {
    return (
      /** @type {T} */
      this.values[index]
    );
  }
  /**
   * Extract an array of values within the given index range. Unlike
   * Array.slice, all arguments are required and may not be negative indices.
   * @param {number} start The starting index, inclusive
   * @param {number} end The ending index, exclusive
   * @returns {ValueArray<T?>} The slice of values
   */
  slice(start, end) {
    const n = end - start;
    const values = Array(n);
    for (let i = 0; i < n; ++i) {
      values[i] = this.at(start + i);
    }
    return values;
  }
  /**
   * Return an iterator over the values in this batch.
   * @returns {Iterator<T?>}
   */
  *[Symbol.iterator]() {
    for (let i = 0; i < this.length; ++i) {
      yield this.at(i);
    }
  }
};
var DirectBatch = class extends Batch {
  /**
   * Create a new column batch with direct value array access.
   * @param {object} options
   * @param {number} options.length The length of the batch
   * @param {number} options.nullCount The null value count
   * @param {DataType} options.type The data type.
   * @param {Uint8Array} [options.validity] Validity bitmap buffer
   * @param {TypedArray} options.values Values buffer
   */
  constructor(options) {
    super(options);
    const { length, values } = this;
    this.values = values.subarray(0, length);
  }
  /**
   * Extract an array of values within the given index range. Unlike
   * Array.slice, all arguments are required and may not be negative indices.
   * When feasible, a zero-copy subarray of a typed array is returned.
   * @param {number} start The starting index, inclusive
   * @param {number} end The ending index, exclusive
   * @returns {ValueArray<T?>} The slice of values
   */
  slice(start, end) {
    return this.nullCount ? super.slice(start, end) : this.values.subarray(start, end);
  }
  /**
   * Return an iterator over the values in this batch.
   * @returns {Iterator<T?>}
   */
  [Symbol.iterator]() {
    return this.nullCount ? super[Symbol.iterator]() : (
      /** @type {Iterator<T?>} */
      this.values[Symbol.iterator]()
    );
  }
};
var NumberBatch = class extends Batch {
  static ArrayType = float64Array;
};
var ArrayBatch = class extends Batch {
  static ArrayType = Array;
};
var NullBatch = class extends ArrayBatch {
  /**
   * @param {number} index The value index
   * @returns {null}
   */
  value(index) {
    return null;
  }
};
var Int64Batch = class extends NumberBatch {
  /**
   * @param {number} index The value index
   */
  value(index) {
    return toNumber(
      /** @type {bigint} */
      this.values[index]
    );
  }
};
var Float16Batch = class extends NumberBatch {
  /**
   * @param {number} index The value index
   */
  value(index) {
    const v = (
      /** @type {number} */
      this.values[index]
    );
    const expo = (v & 31744) >> 10;
    const sigf = (v & 1023) / 1024;
    const sign = (-1) ** ((v & 32768) >> 15);
    switch (expo) {
      case 31:
        return sign * (sigf ? Number.NaN : 1 / 0);
      case 0:
        return sign * (sigf ? 6103515625e-14 * sigf : 0);
    }
    return sign * 2 ** (expo - 15) * (1 + sigf);
  }
};
var BoolBatch = class extends ArrayBatch {
  /**
   * @param {number} index The value index
   */
  value(index) {
    return decodeBit(
      /** @type {Uint8Array} */
      this.values,
      index
    );
  }
};
var Decimal32NumberBatch = class extends NumberBatch {
  constructor(options) {
    super(options);
    const { scale } = (
      /** @type {DecimalType} */
      this.type
    );
    this.scale = 10 ** scale;
  }
  /**
   * @param {number} index The value index
   */
  value(index) {
    return (
      /** @type {number} */
      this.values[index] / this.scale
    );
  }
};
var DecimalBatch = class extends Batch {
  constructor(options) {
    super(options);
    const { bitWidth, scale } = (
      /** @type {DecimalType} */
      this.type
    );
    this.decimal = bitWidth === 64 ? fromDecimal64 : bitWidth === 128 ? fromDecimal128 : fromDecimal256;
    this.scale = 10n ** BigInt(scale);
  }
};
var DecimalNumberBatch = class extends DecimalBatch {
  static ArrayType = float64Array;
  /**
   * @param {number} index The value index
   */
  value(index) {
    return divide(
      this.decimal(
        /** @type {BigUint64Array} */
        this.values,
        index
      ),
      this.scale
    );
  }
};
var DecimalBigIntBatch = class extends DecimalBatch {
  static ArrayType = Array;
  /**
   * @param {number} index The value index
   */
  value(index) {
    return this.decimal(
      /** @type {BigUint64Array} */
      this.values,
      index
    );
  }
};
var DateBatch = class extends ArrayBatch {
  /**
   * Create a new date batch.
   * @param {Batch<number>} batch A batch of timestamp values.
   */
  constructor(batch) {
    super(batch);
    this.source = batch;
  }
  /**
   * @param {number} index The value index
   */
  value(index) {
    return new Date(this.source.value(index));
  }
};
var DateDayBatch = class extends NumberBatch {
  /**
   * @param {number} index The value index
   * @returns {number}
   */
  value(index) {
    return 864e5 * /** @type {number} */
    this.values[index];
  }
};
var DateDayMillisecondBatch = Int64Batch;
var TimestampSecondBatch = class extends Int64Batch {
  /**
   * @param {number} index The value index
   */
  value(index) {
    return super.value(index) * 1e3;
  }
};
var TimestampMillisecondBatch = Int64Batch;
var TimestampMicrosecondBatch = class extends Int64Batch {
  /**
   * @param {number} index The value index
   */
  value(index) {
    return divide(
      /** @type {bigint} */
      this.values[index],
      1000n
    );
  }
};
var TimestampNanosecondBatch = class extends Int64Batch {
  /**
   * @param {number} index The value index
   */
  value(index) {
    return divide(
      /** @type {bigint} */
      this.values[index],
      1000000n
    );
  }
};
var IntervalDayTimeBatch = class extends ArrayBatch {
  /**
   * @param {number} index The value index
   * @returns {Int32Array}
   */
  value(index) {
    const values = (
      /** @type {Int32Array} */
      this.values
    );
    return values.subarray(index << 1, index + 1 << 1);
  }
};
var IntervalMonthDayNanoBatch = class extends ArrayBatch {
  /**
   * @param {number} index The value index
   */
  value(index) {
    const values = (
      /** @type {Uint8Array} */
      this.values
    );
    const base = index << 4;
    return Float64Array.of(
      readInt32(values, base),
      readInt32(values, base + 4),
      readInt64(values, base + 8)
    );
  }
};
var offset32 = ({ values, offsets }, index) => values.subarray(offsets[index], offsets[index + 1]);
var offset64 = ({ values, offsets }, index) => values.subarray(toNumber(offsets[index]), toNumber(offsets[index + 1]));
var BinaryBatch = class extends ArrayBatch {
  /**
   * @param {number} index
   * @returns {Uint8Array}
   */
  value(index) {
    return offset32(this, index);
  }
};
var LargeBinaryBatch = class extends ArrayBatch {
  /**
   * @param {number} index
   * @returns {Uint8Array}
   */
  value(index) {
    return offset64(this, index);
  }
};
var Utf8Batch = class extends ArrayBatch {
  /**
   * @param {number} index
   */
  value(index) {
    return decodeUtf8(offset32(this, index));
  }
};
var LargeUtf8Batch = class extends ArrayBatch {
  /**
   * @param {number} index
   */
  value(index) {
    return decodeUtf8(offset64(this, index));
  }
};
var ListBatch = class extends ArrayBatch {
  /**
   * @param {number} index
   * @returns {ValueArray<V>}
   */
  value(index) {
    const offsets = (
      /** @type {Int32Array} */
      this.offsets
    );
    return this.children[0].slice(offsets[index], offsets[index + 1]);
  }
};
var LargeListBatch = class extends ArrayBatch {
  /**
   * @param {number} index
   * @returns {ValueArray<V>}
   */
  value(index) {
    const offsets = (
      /** @type {BigInt64Array} */
      this.offsets
    );
    return this.children[0].slice(toNumber(offsets[index]), toNumber(offsets[index + 1]));
  }
};
var ListViewBatch = class extends ArrayBatch {
  /**
   * @param {number} index
   * @returns {ValueArray<V>}
   */
  value(index) {
    const a = (
      /** @type {number} */
      this.offsets[index]
    );
    const b = a + /** @type {number} */
    this.sizes[index];
    return this.children[0].slice(a, b);
  }
};
var LargeListViewBatch = class extends ArrayBatch {
  /**
   * @param {number} index
   * @returns {ValueArray<V>}
   */
  value(index) {
    const a = (
      /** @type {bigint} */
      this.offsets[index]
    );
    const b = a + /** @type {bigint} */
    this.sizes[index];
    return this.children[0].slice(toNumber(a), toNumber(b));
  }
};
var FixedBatch = class extends ArrayBatch {
  constructor(options) {
    super(options);
    this.stride = this.type.stride;
  }
};
var FixedBinaryBatch = class extends FixedBatch {
  /**
   * @param {number} index
   * @returns {Uint8Array}
   */
  value(index) {
    const { stride, values } = this;
    return (
      /** @type {Uint8Array} */
      values.subarray(index * stride, (index + 1) * stride)
    );
  }
};
var FixedListBatch = class extends FixedBatch {
  /**
   * @param {number} index
   * @returns {ValueArray<V>}
   */
  value(index) {
    const { children, stride } = this;
    return children[0].slice(index * stride, (index + 1) * stride);
  }
};
function pairs({ children, offsets }, index) {
  const [keys, vals] = children[0].children;
  const start = offsets[index];
  const end = offsets[index + 1];
  const entries = [];
  for (let i = start; i < end; ++i) {
    entries.push([keys.at(i), vals.at(i)]);
  }
  return entries;
}
var MapEntryBatch = class extends ArrayBatch {
  /**
   * Return the value at the given index.
   * @param {number} index The value index.
   * @returns {[K, V][]} The map entries as an array of [key, value] arrays.
   */
  value(index) {
    return (
      /** @type {[K, V][]} */
      pairs(this, index)
    );
  }
};
var MapBatch = class extends ArrayBatch {
  /**
   * Return the value at the given index.
   * @param {number} index The value index.
   * @returns {Map<K, V>} The map value.
   */
  value(index) {
    return new Map(
      /** @type {[K, V][]} */
      pairs(this, index)
    );
  }
};
var SparseUnionBatch = class extends ArrayBatch {
  /**
   * Create a new column batch.
   * @param {object} options
   * @param {number} options.length The length of the batch
   * @param {number} options.nullCount The null value count
   * @param {DataType} options.type The data type.
   * @param {Uint8Array} [options.validity] Validity bitmap buffer
   * @param {Int32Array} [options.offsets] Offsets buffer
   * @param {Batch[]} options.children Children batches
   * @param {Int8Array} options.typeIds Union type ids buffer
   * @param {Record<string, number>} options.map A typeId to children index map
   */
  constructor({ typeIds, ...options }) {
    super(options);
    this.typeIds = typeIds;
    this.typeMap = this.type.typeMap;
  }
  /**
   * @param {number} index The value index.
   */
  value(index, offset = index) {
    const { typeIds, children, typeMap } = this;
    return children[typeMap[typeIds[index]]].at(offset);
  }
};
var DenseUnionBatch = class extends SparseUnionBatch {
  /**
   * @param {number} index The value index.
   */
  value(index) {
    return super.value(
      index,
      /** @type {number} */
      this.offsets[index]
    );
  }
};
var StructBatch = class extends ArrayBatch {
  constructor(options, factory = objectFactory) {
    super(options);
    this.names = this.type.children.map((child) => child.name);
    this.factory = factory(this.names, this.children);
  }
  /**
   * @param {number} index The value index.
   * @returns {Record<string, any>}
   */
  value(index) {
    return this.factory(index);
  }
};
var StructProxyBatch = class extends StructBatch {
  constructor(options) {
    super(options, proxyFactory);
  }
};
var RunEndEncodedBatch = class extends ArrayBatch {
  /**
   * @param {number} index The value index.
   */
  value(index) {
    const [{ values: runs }, vals] = this.children;
    return vals.at(
      bisect(
        /** @type {IntegerArray} */
        runs,
        index
      )
    );
  }
};
var DictionaryBatch = class extends ArrayBatch {
  /**
   * Register the backing dictionary. Dictionaries are added
   * after batch creation as the complete dictionary may not
   * be finished across multiple record batches.
   * @param {Column<T>} dictionary
   * The dictionary of column values.
   */
  setDictionary(dictionary2) {
    this.dictionary = dictionary2;
    this.cache = dictionary2.cache();
    return this;
  }
  /**
   * @param {number} index The value index.
   */
  value(index) {
    return this.cache[this.key(index)];
  }
  /**
   * @param {number} index The value index.
   * @returns {number} The dictionary key
   */
  key(index) {
    return (
      /** @type {number} */
      this.values[index]
    );
  }
};
var ViewBatch = class extends ArrayBatch {
  /**
   * Create a new view batch.
   * @param {object} options Batch options.
   * @param {number} options.length The length of the batch
   * @param {number} options.nullCount The null value count
   * @param {DataType} options.type The data type.
   * @param {Uint8Array} [options.validity] Validity bitmap buffer
   * @param {Uint8Array} options.values Values buffer
   * @param {Uint8Array[]} options.data View data buffers
   */
  constructor({ data, ...options }) {
    super(options);
    this.data = data;
  }
  /**
   * Get the binary data at the provided index.
   * @param {number} index The value index.
   * @returns {Uint8Array}
   */
  view(index) {
    const { values, data } = this;
    const offset = index << 4;
    let start = offset + 4;
    let buf2 = (
      /** @type {Uint8Array} */
      values
    );
    const length = readInt32(buf2, offset);
    if (length > 12) {
      start = readInt32(buf2, offset + 12);
      buf2 = data[readInt32(buf2, offset + 8)];
    }
    return buf2.subarray(start, start + length);
  }
};
var BinaryViewBatch = class extends ViewBatch {
  /**
   * @param {number} index The value index.
   */
  value(index) {
    return this.view(index);
  }
};
var Utf8ViewBatch = class extends ViewBatch {
  /**
   * @param {number} index The value index.
   */
  value(index) {
    return decodeUtf8(this.view(index));
  }
};

// js/node_modules/@uwdata/flechette/src/column.js
function columnBuilder(type) {
  let data = [];
  return {
    add(batch) {
      data.push(batch);
      return this;
    },
    clear: () => data = [],
    done: () => new Column(data, type)
  };
}
var Column = class {
  /**
   * Create a new column instance.
   * @param {Batch<T>[]} data The value batches.
   * @param {DataType} [type] The column data type.
   *  If not specified, the type is extracted from the batches.
   */
  constructor(data, type = data[0]?.type) {
    this.type = type;
    this.length = data.reduce((m, c) => m + c.length, 0);
    this.nullCount = data.reduce((m, c) => m + c.nullCount, 0);
    this.data = data;
    const n = data.length;
    const offsets = new Int32Array(n + 1);
    if (n === 1) {
      const [batch] = data;
      offsets[1] = batch.length;
      this.at = (index) => batch.at(index);
    } else {
      for (let i = 0, s = 0; i < n; ++i) {
        offsets[i + 1] = s += data[i].length;
      }
    }
    this.offsets = offsets;
  }
  /**
   * Provide an informative object string tag.
   */
  get [Symbol.toStringTag]() {
    return "Column";
  }
  /**
   * Return an iterator over the values in this column.
   * @returns {Iterator<T?>}
   */
  [Symbol.iterator]() {
    const data = this.data;
    return data.length === 1 ? data[0][Symbol.iterator]() : batchedIterator(data);
  }
  /**
   * Return the column value at the given index. If a column has multiple
   * batches, this method performs binary search over the batch lengths to
   * determine the batch from which to retrieve the value. The search makes
   * lookup less efficient than a standard array access. If making a full
   * scan of a column, consider extracting arrays via `toArray()` or using an
   * iterator (`for (const value of column) {...}`).
   * @param {number} index The row index.
   * @returns {T | null} The value.
   */
  at(index) {
    const { data, offsets } = this;
    const i = bisect(offsets, index) - 1;
    return data[i]?.at(index - offsets[i]);
  }
  /**
   * Return the column value at the given index. This method is the same as
   * `at()` and is provided for better compatibility with Apache Arrow JS.
   * @param {number} index The row index.
   * @returns {T | null} The value.
   */
  get(index) {
    return this.at(index);
  }
  /**
   * Extract column values into a single array instance. When possible,
   * a zero-copy subarray of the input Arrow data is returned.
   * @returns {ValueArray<T?>}
   */
  toArray() {
    const { length, nullCount, data } = this;
    const copy = !nullCount && isDirectBatch(data[0]);
    const n = data.length;
    if (copy && n === 1) {
      return data[0].values;
    }
    const ArrayType = !n || nullCount > 0 ? Array : data[0].constructor.ArrayType ?? data[0].values.constructor;
    const array = new ArrayType(length);
    return copy ? copyArray(array, data) : extractArray(array, data);
  }
  /**
   * Return an array of cached column values.
   * Used internally to accelerate dictionary types.
   */
  cache() {
    return this._cache ?? (this._cache = this.toArray());
  }
};
function* batchedIterator(data) {
  for (let i = 0; i < data.length; ++i) {
    const iter = data[i][Symbol.iterator]();
    for (let next = iter.next(); !next.done; next = iter.next()) {
      yield next.value;
    }
  }
}
function copyArray(array, data) {
  for (let i = 0, offset = 0; i < data.length; ++i) {
    const { values } = data[i];
    array.set(values, offset);
    offset += values.length;
  }
  return array;
}
function extractArray(array, data) {
  let index = -1;
  for (let i = 0; i < data.length; ++i) {
    const batch = data[i];
    for (let j = 0; j < batch.length; ++j) {
      array[++index] = batch.at(j);
    }
  }
  return array;
}

// js/node_modules/@uwdata/flechette/src/table.js
var Table = class _Table {
  /**
   * Create a new table with the given schema and columns (children).
   * @param {Schema} schema The table schema.
   * @param {Column[]} children The table columns.
   * @param {boolean} [useProxy=false] Flag indicating if row proxy
   *  objects should be used to represent table rows (default `false`).
   */
  constructor(schema, children, useProxy = false) {
    const names = schema.fields.map((f) => f.name);
    this.schema = schema;
    this.names = names;
    this.children = children;
    this.factory = useProxy ? proxyFactory : objectFactory;
    const gen = [];
    this.getFactory = (b) => gen[b] ?? (gen[b] = this.factory(names, children.map((c) => c.data[b])));
  }
  /**
   * Provide an informative object string tag.
   */
  get [Symbol.toStringTag]() {
    return "Table";
  }
  /**
   * The number of columns in this table.
   * @return {number} The number of columns.
   */
  get numCols() {
    return this.names.length;
  }
  /**
   * The number of rows in this table.
   * @return {number} The number of rows.
   */
  get numRows() {
    return this.children[0]?.length ?? 0;
  }
  /**
   * Return the child column at the given index position.
   * @template {T[keyof T]} R
   * @param {number} index The column index.
   * @returns {Column<R>}
   */
  getChildAt(index) {
    return this.children[index];
  }
  /**
   * Return the first child column with the given name.
   * @template {keyof T} P
   * @param {P} name The column name.
   * @returns {Column<T[P]>}
   */
  getChild(name) {
    const i = this.names.findIndex((x) => x === name);
    return i > -1 ? this.children[i] : void 0;
  }
  /**
   * Construct a new table containing only columns at the specified indices.
   * The order of columns in the new table matches the order of input indices.
   * @template {T[keyof T]} V
   * @param {number[]} indices The indices of columns to keep.
   * @param {string[]} [as] Optional new names for selected columns.
   * @returns {Table<{ [key: string]: V }>} A new table with selected columns.
   */
  selectAt(indices, as = []) {
    const { children, factory, schema } = this;
    const { fields } = schema;
    return new _Table(
      {
        ...schema,
        fields: indices.map((i, j) => renameField(fields[i], as[j]))
      },
      indices.map((i) => children[i]),
      factory === proxyFactory
    );
  }
  /**
   * Construct a new table containing only columns with the specified names.
   * If columns have duplicate names, the first (with lowest index) is used.
   * The order of columns in the new table matches the order of input names.
   * @template {keyof T} K
   * @param {K[]} names Names of columns to keep.
   * @param {string[]} [as] Optional new names for selected columns.
   * @returns A new table with columns matching the specified names.
   */
  select(names, as) {
    const all = (
      /** @type {K[]} */
      this.names
    );
    const indices = names.map((name) => all.indexOf(name));
    return this.selectAt(indices, as);
  }
  /**
   * Return an object mapping column names to extracted value arrays.
   * @returns {{ [P in keyof T]: ValueArray<T[P]> }}
   */
  toColumns() {
    const { children, names } = this;
    const cols = {};
    names.forEach((name, i) => cols[name] = children[i]?.toArray() ?? []);
    return cols;
  }
  /**
   * Return an array of objects representing the rows of this table.
   * @returns {{ [P in keyof T]: T[P] }[]}
   */
  toArray() {
    const { children, getFactory, numRows } = this;
    const data = children[0]?.data ?? [];
    const output = Array(numRows);
    for (let b = 0, row = -1; b < data.length; ++b) {
      const f = getFactory(b);
      for (let i = 0; i < data[b].length; ++i) {
        output[++row] = f(i);
      }
    }
    return output;
  }
  /**
   * Return an iterator over objects representing the rows of this table.
   * @returns {Generator<{ [P in keyof T]: T[P] }, any, any>}
   */
  *[Symbol.iterator]() {
    const { children, getFactory } = this;
    const data = children[0]?.data ?? [];
    for (let b = 0; b < data.length; ++b) {
      const f = getFactory(b);
      for (let i = 0; i < data[b].length; ++i) {
        yield f(i);
      }
    }
  }
  /**
   * Return a row object for the given index.
   * @param {number} index The row index.
   * @returns {{ [P in keyof T]: T[P] }} The row object.
   */
  at(index) {
    const { children, getFactory, numRows } = this;
    if (index < 0 || index >= numRows) return null;
    const [{ offsets }] = children;
    const b = bisect(offsets, index) - 1;
    return getFactory(b)(index - offsets[b]);
  }
  /**
   * Return a row object for the given index. This method is the same as
   * `at()` and is provided for better compatibility with Apache Arrow JS.
   * @param {number} index The row index.
   * @returns {{ [P in keyof T]: T[P] }} The row object.
   */
  get(index) {
    return this.at(index);
  }
};
function renameField(field2, name) {
  return name != null && name !== field2.name ? { ...field2, name } : field2;
}

// js/node_modules/@uwdata/flechette/src/batch-type.js
function batchType(type, options = {}) {
  const { typeId, bitWidth, mode, precision, unit } = (
    /** @type {any} */
    type
  );
  const { useBigInt, useBigIntTimestamp, useDate, useDecimalInt, useMap, useProxy } = options;
  switch (typeId) {
    case Type.Null:
      return NullBatch;
    case Type.Bool:
      return BoolBatch;
    case Type.Int:
    case Type.Time:
    case Type.Duration:
      return useBigInt || bitWidth < 64 ? DirectBatch : Int64Batch;
    case Type.Float:
      return precision ? DirectBatch : Float16Batch;
    case Type.Date:
      return wrap(
        unit === DateUnit.DAY ? DateDayBatch : DateDayMillisecondBatch,
        useDate && DateBatch
      );
    case Type.Timestamp:
      return useBigIntTimestamp ? DirectBatch : wrap(
        unit === TimeUnit.SECOND ? TimestampSecondBatch : unit === TimeUnit.MILLISECOND ? TimestampMillisecondBatch : unit === TimeUnit.MICROSECOND ? TimestampMicrosecondBatch : TimestampNanosecondBatch,
        useDate && DateBatch
      );
    case Type.Decimal:
      return bitWidth === 32 ? useDecimalInt ? DirectBatch : Decimal32NumberBatch : useDecimalInt ? DecimalBigIntBatch : DecimalNumberBatch;
    case Type.Interval:
      return unit === IntervalUnit.DAY_TIME ? IntervalDayTimeBatch : unit === IntervalUnit.YEAR_MONTH ? DirectBatch : IntervalMonthDayNanoBatch;
    case Type.FixedSizeBinary:
      return FixedBinaryBatch;
    case Type.Utf8:
      return Utf8Batch;
    case Type.LargeUtf8:
      return LargeUtf8Batch;
    case Type.Binary:
      return BinaryBatch;
    case Type.LargeBinary:
      return LargeBinaryBatch;
    case Type.BinaryView:
      return BinaryViewBatch;
    case Type.Utf8View:
      return Utf8ViewBatch;
    case Type.List:
      return ListBatch;
    case Type.LargeList:
      return LargeListBatch;
    case Type.Map:
      return useMap ? MapBatch : MapEntryBatch;
    case Type.ListView:
      return ListViewBatch;
    case Type.LargeListView:
      return LargeListViewBatch;
    case Type.FixedSizeList:
      return FixedListBatch;
    case Type.Struct:
      return useProxy ? StructProxyBatch : StructBatch;
    case Type.RunEndEncoded:
      return RunEndEncodedBatch;
    case Type.Dictionary:
      return DictionaryBatch;
    case Type.Union:
      return mode ? DenseUnionBatch : SparseUnionBatch;
  }
  throw new Error(invalidDataType(typeId));
}
function wrap(BaseClass, WrapperClass) {
  return WrapperClass ? class WrapBatch extends WrapperClass {
    constructor(options) {
      super(new BaseClass(options));
    }
  } : BaseClass;
}

// js/node_modules/@uwdata/flechette/src/compression.js
var LENGTH_NO_COMPRESSED_DATA = -1;
var COMPRESS_LENGTH_PREFIX = 8;
function missingCodec(type) {
  return `Missing compression codec "${keyFor(CompressionType, type)}" (id ${type})`;
}
var codecs = /* @__PURE__ */ new Map();
function getCompressionCodec(type) {
  return type != null && codecs.get(type) || null;
}
function decompressBuffer(body, { offset, length }, codec) {
  if (length === 0) {
    return { bytes: new Uint8Array(0), offset: 0, length: 0 };
  }
  const ulen = readInt64(body, offset);
  const buf2 = body.subarray(offset + COMPRESS_LENGTH_PREFIX, offset + length);
  const bytes = ulen === LENGTH_NO_COMPRESSED_DATA ? buf2 : codec.decode(buf2, ulen);
  return { bytes, offset: 0, length: bytes.length };
}

// js/node_modules/@uwdata/flechette/src/decode/block.js
function decodeBlock(buf2, index) {
  return {
    offset: readInt64(buf2, index),
    metadataLength: readInt32(buf2, index + 8),
    bodyLength: readInt64(buf2, index + 16)
  };
}
function decodeBlocks(buf2, index) {
  return readVector(buf2, index, 24, decodeBlock);
}

// js/node_modules/@uwdata/flechette/src/decode/body-compression.js
function decodeBodyCompression(buf2, index) {
  const get = readObject(buf2, index);
  return {
    codec: (
      /** @type {CompressionType_} */
      get(4, readInt8, CompressionType.LZ4_FRAME)
    ),
    method: (
      /** @type {BodyCompressionMethod_} */
      get(6, readInt8, BodyCompressionMethod.BUFFER)
    )
  };
}

// js/node_modules/@uwdata/flechette/src/decode/record-batch.js
function decodeRecordBatch(buf2, index, version) {
  const get = readObject(buf2, index);
  const offset = version < Version.V4 ? 8 : 0;
  return {
    length: get(4, readInt64, 0),
    nodes: readVector(buf2, get(6, readOffset), 16, (buf3, pos) => ({
      length: readInt64(buf3, pos),
      nullCount: readInt64(buf3, pos + 8)
    })),
    regions: readVector(buf2, get(8, readOffset), 16 + offset, (buf3, pos) => ({
      offset: readInt64(buf3, pos + offset),
      length: readInt64(buf3, pos + offset + 8)
    })),
    compression: get(10, decodeBodyCompression),
    variadic: readVector(buf2, get(12, readOffset), 8, readInt64)
  };
}

// js/node_modules/@uwdata/flechette/src/decode/dictionary-batch.js
function decodeDictionaryBatch(buf2, index, version) {
  const get = readObject(buf2, index);
  return {
    id: get(4, readInt64, 0),
    data: get(6, (buf3, off) => decodeRecordBatch(buf3, off, version)),
    /**
     * If isDelta is true the values in the dictionary are to be appended to a
     * dictionary with the indicated id. If isDelta is false this dictionary
     * should replace the existing dictionary.
     */
    isDelta: get(8, readBoolean, false)
  };
}

// js/node_modules/@uwdata/flechette/src/decode/data-type.js
function decodeDataType(buf2, index, typeId, children) {
  checkOneOf(typeId, Type, invalidDataType);
  const get = readObject(buf2, index);
  switch (typeId) {
    // types without flatbuffer objects
    case Type.Binary:
      return binary();
    case Type.Utf8:
      return utf8();
    case Type.LargeBinary:
      return largeBinary();
    case Type.LargeUtf8:
      return largeUtf8();
    case Type.List:
      return list(children[0]);
    case Type.ListView:
      return listView(children[0]);
    case Type.LargeList:
      return largeList(children[0]);
    case Type.LargeListView:
      return largeListView(children[0]);
    case Type.Struct:
      return struct(children);
    case Type.RunEndEncoded:
      return runEndEncoded(children[0], children[1]);
    // types with flatbuffer objects
    case Type.Int:
      return int(
        // @ts-ignore
        get(4, readInt32, 0),
        // bitwidth
        get(6, readBoolean, false)
        // signed
      );
    case Type.Float:
      return float(
        // @ts-ignore
        get(4, readInt16, Precision.HALF)
        // precision
      );
    case Type.Decimal:
      return decimal(
        get(4, readInt32, 0),
        // precision
        get(6, readInt32, 0),
        // scale
        // @ts-ignore
        get(8, readInt32, 128)
        // bitwidth
      );
    case Type.Date:
      return date(
        // @ts-ignore
        get(4, readInt16, DateUnit.MILLISECOND)
        // unit
      );
    case Type.Time:
      return time(
        // @ts-ignore
        get(4, readInt16, TimeUnit.MILLISECOND)
        // unit
      );
    case Type.Timestamp:
      return timestamp(
        // @ts-ignore
        get(4, readInt16, TimeUnit.SECOND),
        // unit
        get(6, readString)
        // timezone
      );
    case Type.Interval:
      return interval(
        // @ts-ignore
        get(4, readInt16, IntervalUnit.YEAR_MONTH)
        // unit
      );
    case Type.Duration:
      return duration(
        // @ts-ignore
        get(4, readInt16, TimeUnit.MILLISECOND)
        // unit
      );
    case Type.FixedSizeBinary:
      return fixedSizeBinary(
        get(4, readInt32, 0)
        // stride
      );
    case Type.FixedSizeList:
      return fixedSizeList(
        children[0],
        get(4, readInt32, 0)
        // stride
      );
    case Type.Map:
      return mapType(
        get(4, readBoolean, false),
        // keysSorted
        children[0]
      );
    case Type.Union:
      return union(
        // @ts-ignore
        get(4, readInt16, UnionMode.Sparse),
        // mode
        children,
        readVector(buf2, get(6, readOffset), 4, readInt32)
        // type ids
      );
  }
  return { typeId };
}

// js/node_modules/@uwdata/flechette/src/decode/metadata.js
function decodeMetadata(buf2, index) {
  const entries = readVector(buf2, index, 4, (buf3, pos) => {
    const get = readObject(buf3, pos);
    return (
      /** @type {[string, string]} */
      [
        get(4, readString),
        // 4: key (string)
        get(6, readString)
        // 6: key (string)
      ]
    );
  });
  return entries.length ? new Map(entries) : null;
}

// js/node_modules/@uwdata/flechette/src/decode/schema.js
function decodeSchema(buf2, index, version) {
  const get = readObject(buf2, index);
  return {
    version,
    endianness: (
      /** @type {Endianness_} */
      get(4, readInt16, 0)
    ),
    fields: get(6, decodeSchemaFields, []),
    metadata: get(8, decodeMetadata)
  };
}
function decodeSchemaFields(buf2, fieldsOffset) {
  return readVector(buf2, fieldsOffset, 4, decodeField);
}
function decodeField(buf2, index) {
  const get = readObject(buf2, index);
  const typeId = get(8, readUint8, Type.NONE);
  const typeOffset = get(10, readOffset, 0);
  const dict = get(12, decodeDictionary);
  const children = get(14, decodeFieldChildren, []);
  let type = decodeDataType(buf2, typeOffset, typeId, children);
  if (dict) {
    dict.dictionary = type;
    type = dict;
  }
  return {
    name: get(4, readString),
    type,
    nullable: get(6, readBoolean, false),
    metadata: get(16, decodeMetadata)
  };
}
function decodeFieldChildren(buf2, fieldOffset) {
  return readVector(buf2, fieldOffset, 4, decodeField);
}
function decodeDictionary(buf2, index) {
  if (!index) return null;
  const get = readObject(buf2, index);
  return dictionary(
    null,
    // data type will be populated by caller
    get(6, decodeInt, int32()),
    // index type
    get(8, readBoolean, false),
    // ordered
    get(4, readInt64, 0)
    // id
  );
}
function decodeInt(buf2, index) {
  return (
    /** @type {IntType} */
    decodeDataType(buf2, index, Type.Int)
  );
}

// js/node_modules/@uwdata/flechette/src/decode/message.js
var invalidMessageMetadata = (expected, actual) => `Expected to read ${expected} metadata bytes, but only read ${actual}.`;
var invalidMessageBodyLength = (expected, actual) => `Expected to read ${expected} bytes for message body, but only read ${actual}.`;
var invalidMessageType = (type) => `Unsupported message type: ${type} (${keyFor(MessageHeader, type)})`;
function decodeMessage(buf2, index) {
  let metadataLength = readInt32(buf2, index) || 0;
  index += SIZEOF_INT;
  if (metadataLength === -1) {
    metadataLength = readInt32(buf2, index) || 0;
    index += SIZEOF_INT;
  }
  if (metadataLength === 0) return null;
  const head = buf2.subarray(index, index += metadataLength);
  if (head.byteLength < metadataLength) {
    throw new Error(invalidMessageMetadata(metadataLength, head.byteLength));
  }
  const get = readObject(head, 0);
  const version = (
    /** @type {Version_} */
    get(4, readInt16, Version.V1)
  );
  const type = (
    /** @type {MessageHeader_} */
    get(6, readUint8, MessageHeader.NONE)
  );
  const offset = get(8, readOffset, 0);
  const bodyLength = get(10, readInt64, 0);
  let content;
  if (offset) {
    const decoder = type === MessageHeader.Schema ? decodeSchema : type === MessageHeader.DictionaryBatch ? decodeDictionaryBatch : type === MessageHeader.RecordBatch ? decodeRecordBatch : null;
    if (!decoder) throw new Error(invalidMessageType(type));
    content = decoder(head, offset, version);
    if (bodyLength > 0) {
      const body = buf2.subarray(index, index += bodyLength);
      if (body.byteLength < bodyLength) {
        throw new Error(invalidMessageBodyLength(bodyLength, body.byteLength));
      }
      content.body = body;
    } else if (type !== MessageHeader.Schema) {
      content.body = new Uint8Array(0);
    }
  }
  return { version, type, index, content };
}

// js/node_modules/@uwdata/flechette/src/decode/decode-ipc.js
function decodeIPC(data) {
  const source = isArrayBufferLike(data) ? new Uint8Array(data) : data;
  return isUint8Array(source) && isArrowFileFormat(source) ? decodeIPCFile(source) : decodeIPCStream(source);
}
function isArrowFileFormat(buf2) {
  if (!buf2 || buf2.length < 4) return false;
  for (let i = 0; i < 6; ++i) {
    if (MAGIC[i] !== buf2[i]) return false;
  }
  return true;
}
function decodeIPCStream(data) {
  const stream = [data].flat();
  let schema;
  const records = [];
  const dictionaries = [];
  const dictsBeforeRecord = [];
  for (const buf2 of stream) {
    if (!isUint8Array(buf2)) {
      throw new Error(`IPC data batch was not a Uint8Array.`);
    }
    let offset = 0;
    while (true) {
      const m = decodeMessage(buf2, offset);
      if (m === null) break;
      offset = m.index;
      if (!m.content) continue;
      switch (m.type) {
        case MessageHeader.Schema:
          if (!schema) schema = m.content;
          break;
        case MessageHeader.RecordBatch:
          records.push(m.content);
          dictsBeforeRecord.push(dictionaries.length);
          break;
        case MessageHeader.DictionaryBatch:
          dictionaries.push(m.content);
          break;
      }
    }
  }
  return (
    /** @type {ArrowData} */
    { schema, dictionaries, records, dictsBeforeRecord, metadata: null }
  );
}
function decodeIPCFile(data) {
  const offset = data.byteLength - (MAGIC.length + 4);
  const length = readInt32(data, offset);
  const get = readObject(data, offset - length);
  const version = (
    /** @type {Version_} */
    get(4, readInt16, Version.V1)
  );
  const dicts = get(8, decodeBlocks, []);
  const recs = get(10, decodeBlocks, []);
  const dictsBeforeRecord = recs.map(
    (rec) => dicts.filter((d) => d.offset < rec.offset).length
  );
  return (
    /** @type {ArrowData} */
    {
      schema: get(6, (buf2, index) => decodeSchema(buf2, index, version)),
      dictionaries: dicts.map(({ offset: offset2 }) => decodeMessage(data, offset2).content),
      records: recs.map(({ offset: offset2 }) => decodeMessage(data, offset2).content),
      dictsBeforeRecord,
      metadata: get(12, decodeMetadata)
    }
  );
}

// js/node_modules/@uwdata/flechette/src/decode/table-from-ipc.js
function tableFromIPC(data, options) {
  return createTable(decodeIPC(data), options);
}
function createTable(data, options = {}) {
  const { schema = { fields: [] }, dictionaries, records, dictsBeforeRecord } = data;
  const { version, fields } = schema;
  const dictionaryMap = /* @__PURE__ */ new Map();
  const context = contextGenerator(options, version, dictionaryMap);
  const dictionaryTypes = /* @__PURE__ */ new Map();
  visitSchemaFields(schema, (field2) => {
    const type = field2.type;
    if (type.typeId === Type.Dictionary) {
      dictionaryTypes.set(type.id, type.dictionary);
    }
  });
  const processDict = (dict) => {
    const { id, data: dictData, isDelta, body } = dict;
    const type = dictionaryTypes.get(id);
    const batch = visit(type, context({ ...dictData, body }));
    const existing = dictionaryMap.get(id);
    if (!existing) {
      if (isDelta) {
        throw new Error("Delta update can not be first dictionary batch.");
      }
      dictionaryMap.set(id, new Column([batch], type));
    } else if (isDelta) {
      dictionaryMap.set(id, new Column([...existing.data, batch], type));
    } else {
      dictionaryMap.set(id, new Column([batch], type));
    }
  };
  const cols = fields.map((f) => columnBuilder(f.type));
  let dictIdx = 0;
  for (let i = 0; i < records.length; i++) {
    const target = dictsBeforeRecord ? dictsBeforeRecord[i] : dictionaries.length;
    while (dictIdx < target) {
      processDict(dictionaries[dictIdx++]);
    }
    const ctx = context(records[i]);
    fields.forEach((f, idx) => cols[idx].add(visit(f.type, ctx)));
  }
  while (dictIdx < dictionaries.length) {
    processDict(dictionaries[dictIdx++]);
  }
  return new Table(schema, cols.map((c) => c.done()), options.useProxy);
}
function visitSchemaFields(schema, visitor) {
  schema.fields.forEach(function visitField(field2) {
    visitor(field2);
    field2.type.dictionary?.children?.forEach(visitField);
    field2.type.children?.forEach(visitField);
  });
}
function contextGenerator(options, version, dictionaryMap) {
  const base = {
    version,
    options,
    dictionary: (id) => dictionaryMap.get(id)
  };
  return (batch) => {
    const { length, nodes, regions, compression, variadic, body } = batch;
    let nodeIndex = -1;
    let bufferIndex = -1;
    let variadicIndex = -1;
    return {
      ...base,
      length,
      node: () => nodes[++nodeIndex],
      buffer: (ArrayType) => {
        const { bytes, length: length2, offset } = maybeDecompress(body, regions[++bufferIndex], compression);
        return ArrayType ? new ArrayType(bytes.buffer, bytes.byteOffset + offset, length2 / ArrayType.BYTES_PER_ELEMENT) : bytes.subarray(offset, offset + length2);
      },
      variadic: () => variadic[++variadicIndex],
      visit(children) {
        return children.map((f) => visit(f.type, this));
      }
    };
  };
}
function maybeDecompress(body, region, compression) {
  if (!compression) {
    return { bytes: body, ...region };
  } else if (compression.method !== BodyCompressionMethod.BUFFER) {
    throw new Error(`Unknown compression method (${compression.method})`);
  } else {
    const id = compression.codec;
    const codec = getCompressionCodec(id);
    if (!codec) throw new Error(missingCodec(id));
    return decompressBuffer(body, region, codec);
  }
}
function visit(type, ctx) {
  const { typeId } = type;
  const { options, node, buffer: buffer2, variadic, version } = ctx;
  const BatchType = batchType(type, options);
  const base = { ...node(), type };
  if (typeId === Type.Null) {
    return new BatchType({ ...base, nullCount: base.length });
  }
  switch (typeId) {
    // validity and data value buffers
    case Type.Bool:
    case Type.Int:
    case Type.Time:
    case Type.Duration:
    case Type.Float:
    case Type.Decimal:
    case Type.Date:
    case Type.Timestamp:
    case Type.Interval:
    case Type.FixedSizeBinary:
      return new BatchType({
        ...base,
        validity: buffer2(),
        values: buffer2(type.values)
      });
    // validity, offset, and value buffers
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Binary:
    case Type.LargeBinary:
      return new BatchType({
        ...base,
        validity: buffer2(),
        offsets: buffer2(type.offsets),
        values: buffer2()
      });
    // views with variadic buffers
    case Type.BinaryView:
    case Type.Utf8View:
      return new BatchType({
        ...base,
        validity: buffer2(),
        values: buffer2(),
        // views buffer
        data: Array.from({ length: variadic() }, () => buffer2())
        // data buffers
      });
    // validity, offset, and list child
    case Type.List:
    case Type.LargeList:
    case Type.Map:
      return new BatchType({
        ...base,
        validity: buffer2(),
        offsets: buffer2(type.offsets),
        children: ctx.visit(type.children)
      });
    // validity, offset, size, and list child
    case Type.ListView:
    case Type.LargeListView:
      return new BatchType({
        ...base,
        validity: buffer2(),
        offsets: buffer2(type.offsets),
        sizes: buffer2(type.offsets),
        children: ctx.visit(type.children)
      });
    // validity and children
    case Type.FixedSizeList:
    case Type.Struct:
      return new BatchType({
        ...base,
        validity: buffer2(),
        children: ctx.visit(type.children)
      });
    // children only
    case Type.RunEndEncoded:
      return new BatchType({
        ...base,
        children: ctx.visit(type.children)
      });
    // dictionary
    case Type.Dictionary: {
      const { id, indices } = type;
      return new BatchType({
        ...base,
        validity: buffer2(),
        values: buffer2(indices.values)
      }).setDictionary(ctx.dictionary(id));
    }
    // union
    case Type.Union: {
      if (version < Version.V5) {
        buffer2();
      }
      return new BatchType({
        ...base,
        typeIds: buffer2(int8Array),
        offsets: type.mode === UnionMode.Sparse ? null : buffer2(type.offsets),
        children: ctx.visit(type.children)
      });
    }
    // unsupported type
    default:
      throw new Error(invalidDataType(typeId));
  }
}

// js/node_modules/@uwdata/flechette/src/encode/schema.js
var isLittleEndian = new Uint16Array(new Uint8Array([1, 0]).buffer)[0] === 1;

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
function readMarks(told3) {
  const marks = /* @__PURE__ */ new Map();
  for (const mark of Array.isArray(told3) ? told3 : []) {
    if (typeof mark?.row !== "string" || typeof mark.message !== "string" || !Array.isArray(mark.fields)) continue;
    marks.set(mark.row, { fields: new Set(mark.fields), message: mark.message });
  }
  return marks;
}
function viewId() {
  const words = crypto.getRandomValues(new Uint32Array(4));
  return Array.from(words, (word) => word.toString(16).padStart(8, "0")).join("");
}

// js/src/arrow.js
var SNAPSHOT_GENERATION = -1;
function arrowWindow(message, buffer2) {
  const table = tableFromIPC(bytesOf(buffer2), { useBigInt: false, useDate: false });
  const ids = table.getChild("id");
  const marks = readMarks(message.marks);
  const statuses = table.getChild("status");
  const cells = [];
  const named = new Set(table.names);
  const rows = Math.min(table.numRows, message.count);
  return {
    first: message.first,
    last: message.first + rows,
    generation: message.generation,
    row(index) {
      const at = index - message.first;
      const id = ids?.at(at) ?? null;
      return {
        id,
        mark: marks.get(id) ?? null,
        exact: true,
        status: (
          /** @type {RowStatus} */
          statuses?.at(at) ?? "Fresh"
        ),
        has: (column) => named.has(`c${column}`),
        cell(column) {
          let cell = cells[column];
          if (cell === void 0) {
            const name = `c${column}`;
            cell = named.has(name) ? table.getChild(name) : null;
            cells[column] = cell;
          }
          return (
            /** @type {Cell} */
            cell?.at(at) ?? null
          );
        }
      };
    }
  };
}
function snapshotWindow(snapshot) {
  return {
    first: snapshot.first,
    last: snapshot.first + snapshot.rows.length,
    generation: SNAPSHOT_GENERATION,
    row(index) {
      const at = index - snapshot.first;
      const row = {
        id: snapshot.ids[at] ?? null,
        status: "Fresh",
        mark: null,
        exact: false,
        has: (column) => column < (snapshot.rows[at]?.length ?? 0),
        cell: (column) => snapshot.rows[at]?.[column] ?? null
      };
      return row;
    }
  };
}
function bytesOf(buffer2) {
  if (buffer2 instanceof ArrayBuffer) return new Uint8Array(buffer2);
  const bytes = new Uint8Array(buffer2.buffer, buffer2.byteOffset, buffer2.byteLength);
  return bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
}

// js/src/ask.js
var STEP = 10;
function askSpan(visible, direction, count) {
  const page = Math.max(STEP, Math.ceil((visible.last - visible.first) / STEP) * STEP);
  const before = direction <= 0 ? 1 : 0;
  const after = direction >= 0 ? 1 : 0;
  const first = (Math.floor(visible.first / page) - before) * page;
  const last = (Math.ceil(visible.last / page) + after) * page;
  return { first: Math.max(0, first), last: count === null ? last : Math.min(last, count) };
}
function keepSpan(visible) {
  const screen = Math.max(visible.last - visible.first, STEP);
  return { first: visible.first - 2 * screen, last: visible.last + 2 * screen };
}
function touches(a, b) {
  return a.first < b.last && b.first < a.last;
}

// js/src/held.js
var LIMIT = 12;
var Held = class {
  /** Grows with every change, so that a painter knows when to look again. */
  version = 0;
  /** @type {HeldWindow[]} newest generation first, then newest arrival */
  #windows = [];
  /** @param {HeldWindow} window */
  put(window) {
    const rest = this.#windows.filter((old) => !hides(window, old));
    const at = rest.findIndex((old) => old.generation <= window.generation);
    rest.splice(at < 0 ? rest.length : at, 0, window);
    this.#windows = rest.slice(0, LIMIT);
    this.version += 1;
  }
  /** @param {number} index @returns {HeldRow | null} */
  row(index) {
    for (const window of this.#windows) {
      if (index >= window.first && index < window.last) return window.row(index);
    }
    return null;
  }
  /** Whether every row of a span is held, of this generation or newer. @param {number} first @param {number} last @param {number} generation */
  covers(first, last, generation) {
    let index = first;
    while (index < last) {
      const window = this.#windows.find(
        (w) => w.generation >= generation && index >= w.first && index < w.last
      );
      if (!window) return false;
      index = window.last;
    }
    return true;
  }
  /** Forget windows that do not touch a span. @param {number} first @param {number} last */
  keep(first, last) {
    this.#filter((w) => w.first < last && w.last > first);
  }
  /** Forget what is older than a generation. @param {number} generation */
  dropBelow(generation) {
    this.#filter((w) => w.generation >= generation);
  }
  clear() {
    this.#filter(() => false);
  }
  /** The index after the last row held. */
  get end() {
    return this.#windows.reduce((end, w) => Math.max(end, w.last), 0);
  }
  /** The newest generation held, -1 when there is none. */
  get generation() {
    return this.#windows[0]?.generation ?? -1;
  }
  /** @param {(window: HeldWindow) => boolean} test */
  #filter(test) {
    const rest = this.#windows.filter(test);
    if (rest.length === this.#windows.length) return;
    this.#windows = rest;
    this.version += 1;
  }
};
function hides(above, below) {
  return below.generation <= above.generation && below.first >= above.first && below.last <= above.last;
}

// js/src/jsonrows.js
function jsonWindow(message) {
  const { first, count, generation, ids, status, cells } = message;
  if (!Array.isArray(ids) || !Array.isArray(status) || !Array.isArray(cells)) return null;
  if (!cells.every((column) => Array.isArray(column))) return null;
  const marks = readMarks(message.marks);
  const places = new Map((message.columns ?? cells.map((_, number) => number)).map((number, place) => [number, place]));
  return {
    first,
    last: first + Math.min(count, ids.length),
    generation,
    row(index) {
      const at = index - first;
      const id = typeof ids[at] === "string" ? ids[at] : null;
      return {
        id,
        mark: id !== null && marks.get(id) || null,
        exact: true,
        status: (
          /** @type {RowStatus} */
          typeof status[at] === "string" ? status[at] : "Fresh"
        ),
        has: (column) => places.has(column),
        cell: (column) => plain(cells[places.get(column) ?? -1]?.[at])
      };
    }
  };
}
function plain(value) {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
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

// js/src/patience.js
var LIMIT2 = 8e3;
var Patience = class {
  /** Python has said something since the last request that waits. */
  answered = true;
  /** Python has said something at all: a saved notebook without a kernel never does. */
  #met = false;
  #begun = false;
  #over;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @param {(answered: boolean) => void} over */
  constructor(over) {
    this.#over = over;
  }
  begin() {
    this.end();
    this.#begun = true;
    this.answered = false;
    this.#timer = setTimeout(() => this.#over(this.answered), LIMIT2);
  }
  /** Python said something. @param {boolean} enough nothing else is waited for */
  heard(enough) {
    this.answered = this.#met = true;
    if (enough) this.end();
  }
  /** Nobody ever waited for this Python, nor heard of it. */
  get fresh() {
    return !this.#met && !this.#begun;
  }
  end() {
    clearTimeout(this.#timer);
  }
};

// js/src/traits.js
var NAMES = (
  /** @type {const} */
  [
    "columns",
    "status",
    "can",
    "sort",
    "search",
    "filters",
    "snapshot",
    "height",
    "title",
    "selection",
    "writes",
    "shown_columns",
    "pinned",
    "column_widths",
    "density",
    "looks"
  ]
);
function readTraits(model) {
  const traits = {};
  for (const name of NAMES) traits[name] = model.get(name);
  return (
    /** @type {Traits} */
    traits
  );
}
function followTraits(model, adopt) {
  let pending = false;
  let stopped = false;
  function onChange() {
    if (pending) return;
    pending = true;
    queueMicrotask(() => {
      pending = false;
      if (!stopped) adopt(readTraits(model));
    });
  }
  for (const name of NAMES) model.on(`change:${name}`, onChange);
  return () => {
    stopped = true;
    for (const name of NAMES) model.off(`change:${name}`, onChange);
  };
}

// js/src/viewport.js
var PACE3 = 40;
var PUSH_GRACE = 50;
var LOST2 = 3e3;
var AGAIN = 4;
var Viewport = class {
  /** @type {Span} */
  visible = { first: 0, last: 0 };
  #direction = 0;
  /** Numbers of the columns to ask for; null: all. @type {readonly number[] | null} */
  #columns = null;
  /** What was asked for last; blank where that is void. */
  #sent = "";
  /** The cut whose places `visible` means; 0: none has come. */
  #placed = 0;
  /** The host delivers no buffers. */
  #plain = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #grace;
  /** Number of the last question. */
  #seq = 0;
  /** How often it was asked again. */
  #tries = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #unanswered;
  #talk;
  #send = pace(() => this.#ask(), PACE3);
  /** @param {Talk} talk */
  constructor(talk) {
    this.#talk = talk;
  }
  close() {
    this.#send.cancel();
    clearTimeout(this.#grace);
    clearTimeout(this.#unanswered);
  }
  /** Python answered a message. @param {number | null} seq */
  answered(seq) {
    if (seq === null || seq < this.#seq) return;
    clearTimeout(this.#unanswered);
    this.#tries = 0;
  }
  /** Other rows or columns show. @param {Span} visible @param {number} direction @param {readonly number[] | null} [columns] */
  show(visible, direction, columns = null) {
    this.visible = visible;
    this.#direction = direction;
    this.#columns = columns;
    if (this.#key() === this.#sent) return;
    this.#tries = 0;
    this.#send();
  }
  /** Ask, even for the same rows. */
  again() {
    this.#sent = "";
    this.#send();
  }
  /** What was sent is void; the next look asks anew. */
  forget() {
    this.#sent = "";
  }
  /** There are newer rows: ask for them, unless they come by themselves. */
  soon() {
    this.#grace ??= setTimeout(() => {
      this.#grace = void 0;
      const due = this.#talk.lacking() || this.#key() !== this.#sent;
      if (due && this.visible.last > this.visible.first) this.again();
    }, PUSH_GRACE);
  }
  /** Without buffers the rows must come as lists. */
  askPlain() {
    if (this.#plain) return;
    this.#plain = true;
    this.again();
  }
  /** Rows of a cut have come: what showed stands `shift` rows further down in it. @param {number} generation @param {number} shift */
  placed(generation, shift) {
    this.#placed = Math.max(this.#placed, generation);
    if (shift === 0) return;
    const { first, last } = this.visible;
    this.visible = { first: Math.max(0, first + shift), last: Math.max(0, last + shift) };
    this.#sent = "";
  }
  /** Whether rows are worth keeping. @param {Span} span */
  near(span) {
    return touches(span, keepSpan(this.visible)) || touches(span, this.#wanted());
  }
  /** @returns {Span} */
  #wanted() {
    const { count, goTop } = this.#talk.state();
    const rows = Math.max(1, this.visible.last - this.visible.first);
    return askSpan(goTop ? { first: 0, last: rows } : this.visible, goTop ? 1 : this.#direction, count);
  }
  #key() {
    const { first, last } = this.#wanted();
    return `${first} ${last} ${this.#columns ?? ""}`;
  }
  #ask() {
    const span = this.#wanted();
    if (span.last <= span.first) return;
    this.#sent = this.#key();
    const columns = this.#columns && { columns: [...this.#columns] };
    const top = Math.max(span.first, Math.min(this.visible.first, span.last));
    const generation = this.#placed || this.#talk.state().generation;
    this.#seq = this.#talk.send({ kind: "set_viewport", ...span, top, generation, ...columns, ...this.#plain && { encoding: "json" } });
    clearTimeout(this.#unanswered);
    if (this.#tries < AGAIN) this.#unanswered = setTimeout(() => this.#repeat(), LOST2 * 2 ** this.#tries);
  }
  #repeat() {
    this.#tries += 1;
    this.again();
  }
};

// js/src/session.js
var Session = class {
  /** What shows of the columns, and in which order. @type {Arranging} */
  arranging;
  held = new Held();
  gate = new OrderGate();
  /** What the last message from Python complained about. @type {Problem | null} */
  problem = null;
  /** How the values of columns are spread, as last told. @type {Distributions | null} */
  spread = null;
  #wishes = new Wishes();
  /** The rows on show change place: scroll to the top when the new ones are there. */
  goTop = false;
  /** The first request sent after Python confirmed the order. */
  #orderSeq = 0;
  #frozenCount = 0;
  #closed = false;
  #patience = new Patience((answered) => this.#overdue(answered));
  #line;
  #changed;
  #shifted;
  #stopTraits;
  #viewport = new Viewport({
    state: () => ({
      count: this.traits.status.row_count,
      generation: this.traits.status.generation,
      goTop: this.goTop
    }),
    lacking: () => this.#lacking(),
    send: (request) => {
      this.#line.send(request);
      if (this.#patience.fresh) this.#await();
      return this.#line.seq;
    }
  });
  /**
   * @param {Model} model
   * @param {() => void} changed called when there is something to repaint
   * @param {(rows: number) => void} [shifted] called when the rows on show stand elsewhere now
   */
  constructor(model, changed, shifted = () => {
  }) {
    this.#changed = changed;
    this.#shifted = shifted;
    this.#line = new Line(model, {
      message: (message, buffers) => this.#told(message, buffers),
      spread: (told3) => {
        this.spread = told3;
        this.#repaint();
      },
      heard: () => this.#heard(),
      changed: () => this.#repaint(),
      lost: () => this.#giveUp(),
      live: () => this.again()
    });
    this.arranging = new Arranging(readTraits(model), (request) => this.#line.ask(request), () => this.#repaint());
    if (this.traits.snapshot?.rows.length) this.held.put(snapshotWindow(this.traits.snapshot));
    this.#stopTraits = followTraits(model, (next) => this.#adopt(next));
  }
  close() {
    this.#closed = true;
    this.#stopTraits();
    this.arranging.close();
    this.#line.close();
    this.#viewport.close();
    this.#patience.end();
  }
  /** As Python tells them, but `columns` are those that show, in the order they do. */
  get traits() {
    return this.arranging.traits;
  }
  /** @returns {"open" | "silent" | "lost"} */
  get connection() {
    return this.#line.state;
  }
  /** Rows to make room for. While an order is pending, those of the old one. */
  get count() {
    if (this.gate.waiting) return this.#frozenCount;
    const { status } = this.traits;
    return status.row_count ?? Math.max(status.loaded, this.held.end);
  }
  /** Order, search and filters as the user wants them. */
  get narrow() {
    return this.#wishes.now(this.traits);
  }
  /** @param {number} index @returns {HeldRow | null} */
  row(index) {
    return this.arranging.row(this.held.row(index));
  }
  /** The rows and columns that show now. @param {Span} visible @param {number} direction @param {readonly number[]} [columns] */
  show(visible, direction, columns = []) {
    if (this.gate.waiting && visible.first !== this.#viewport.visible.first) this.goTop = false;
    if (!this.gate.waiting) {
      const keep = keepSpan(visible);
      this.held.keep(keep.first, keep.last);
    }
    this.#viewport.show(visible, direction, this.arranging.asks(columns));
  }
  /** Ask for the same rows again: the view was hidden, or the connection is back. */
  again() {
    this.#viewport.again();
  }
  /** Show other rows, or the same in another order. @param {Partial<Narrow>} wish */
  setNarrow(wish) {
    if (same({ ...this.narrow, ...wish }, this.narrow)) return;
    this.#reorder();
    this.#wishes.ask(wish);
    for (const request of requestsOf(wish)) this.#line.send(request);
    this.again();
  }
  /** @param {"refresh" | "retry" | "load_more"} kind */
  command(kind) {
    this.problem = null;
    this.#line.send({ kind });
    this.#await();
  }
  /** Ask for what the page does not hold. @param {Request} request @param {(body: Record<string, any>) => void} [underway] */
  fetch(request, underway) {
    return this.#line.fetch(request, underway);
  }
  /** The number of the message sent last. */
  get seq() {
    return this.#line.seq;
  }
  /** Say what needs no answer. @param {Request} request */
  tell(request) {
    this.#line.send(request);
  }
  /** Change data; the answer is null once Python has accepted it. @param {Request} request @returns {Promise<Answer>} */
  change(request) {
    this.problem = null;
    const answer = this.#line.ask(request);
    if (this.connection !== "lost") this.#await();
    return answer;
  }
  /** Show why a change was not made. @param {Problem} problem */
  complain(problem) {
    this.problem = { ...problem, final: true };
    this.#repaint();
  }
  #reorder() {
    this.#frozenCount = this.count;
    this.gate.ask(this.traits.status.generation);
    this.goTop = true;
    this.problem = null;
    this.#await();
  }
  #await() {
    this.#patience.begin();
    this.#repaint();
  }
  /** @param {boolean} answered */
  #overdue(answered) {
    const { status } = this.traits;
    if (answered && (status.refreshing || status.load_state === "loading")) return this.#await();
    this.#giveUp();
    if (!answered && this.connection === "open") this.#line.become("silent");
  }
  #heard() {
    this.#patience.heard(!this.gate.unconfirmed);
    if (this.connection !== "open") this.#line.become("open");
  }
  #giveUp() {
    this.#patience.end();
    this.gate.cancel();
    this.#wishes.drop();
    this.goTop = false;
    this.#repaint();
  }
  /** @param {Traits} next */
  #adopt(next) {
    const old = this.traits;
    const before = this.count;
    this.#heard();
    const ordered = !same(narrowOf(old), narrowOf(next));
    this.arranging.adopt(next);
    const settled = this.#wishes.settle(next);
    if (settled && (ordered || this.gate.unconfirmed)) {
      if (!this.gate.waiting) this.#frozenCount = before;
      this.gate.confirm(next.status.generation, old.status.generation);
      this.#orderSeq = this.#line.seq + 1;
      this.#viewport.forget();
      this.#arrived();
    }
    if (this.gate.waiting && settled && next.status.row_count === 0) this.#flip();
    if (next.status.generation !== old.status.generation || ordered) this.#viewport.soon();
    this.#repaint();
  }
  #lacking() {
    const { first, last } = this.#viewport.visible;
    const { generation } = this.traits.status;
    return this.gate.waiting || !this.held.covers(first, Math.min(last, this.count), generation);
  }
  /** @param {RowsMessage | ErrorMessage} reply @param {DataView[]} [buffers] */
  #told(reply, buffers) {
    this.#viewport.answered(reply.seq);
    if (reply.kind === "error") {
      this.problem = { message: reply.message, hint: reply.hint ?? null };
      if (this.gate.unconfirmed) this.#giveUp();
      return this.#repaint();
    }
    const shift = this.#follow(reply);
    this.#take(reply, buffers?.[0]);
    if (shift) this.#shifted(shift);
  }
  /** @param {RowsMessage} reply @param {DataView} [buffer] */
  #take(reply, buffer2) {
    const span = { first: reply.first, last: reply.first + reply.count };
    if (reply.count > 0 && !this.#viewport.near(span)) return;
    const answer = reply.seq !== null && reply.seq >= this.#orderSeq;
    const fits = this.gate.fits(reply.generation, answer);
    if (!fits && !this.gate.waiting) return;
    try {
      const window = buffer2 ? arrowWindow(reply, buffer2) : jsonWindow(reply);
      if (!window) return this.#viewport.askPlain();
      this.held.put(window);
    } catch (error) {
      this.problem = { message: "The rows could not be read.", hint: String(error) };
    }
    if (fits && this.gate.waiting) this.#arrived();
    this.#repaint();
  }
  /** Rows came or went above: places of older cuts mean other rows now. @param {RowsMessage} reply */
  #follow({ shift = 0, generation }) {
    const moved = this.gate.waiting ? 0 : shift;
    if (moved !== 0) this.held.dropBelow(generation);
    this.#viewport.placed(generation, moved);
    return moved;
  }
  /** Rows of the present order take over, if they are here. */
  #arrived() {
    if (!this.gate.unconfirmed && this.held.generation >= this.gate.floor) this.#flip();
  }
  #flip() {
    this.held.dropBelow(this.gate.floor);
    this.gate.settle();
  }
  #repaint() {
    if (!this.#closed) this.#changed();
  }
};

// js/src/tempo.js
var MANY2 = 200;
var PAUSE = 50;
var Tempo = class {
  /** When how many cells changed, within the last second. @type {{at: number, cells: number}[]} */
  #changes = [];
  #painted = -Infinity;
  /** A repaint was made. @param {number} cells that changed @param {number} now */
  painted(cells, now) {
    this.#painted = now;
    this.#changes = this.#changes.filter(({ at }) => now - at < 1e3);
    if (cells > 0) this.#changes.push({ at: now, cells });
  }
  /** Milliseconds until the next repaint may be made. @param {number} now */
  wait(now) {
    let cells = 0;
    for (const change of this.#changes) if (now - change.at < 1e3) cells += change.cells;
    return cells > MANY2 ? Math.max(0, this.#painted + PAUSE - now) : 0;
  }
};

// js/src/copying.js
var BLANKS = "\\u0000-\\u0020\\u00a0\\u2000-\\u200b\\u3000\\ufeff";
var FORMULA = new RegExp(`^'*([\\t\\r\\n\\0]|[${BLANKS}]*[=+\\-@＝＋－＠])`);
var NUMBER2 = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
var neutral = (text) => FORMULA.test(text) ? `'${text}` : text;
var literal = (text) => text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text;
function plain2(cell, column) {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  const number = (column.type === "number" || column.type === "integer") && NUMBER2.test(cell);
  return number ? cell : neutral(cell);
}
function textOf(columns, lines, format, header) {
  if (format === "markdown") return markdown(columns, lines);
  const delimiter = format === "tsv" ? "	" : ",";
  const rows = lines.map((line) => line.map((cell, i) => plain2(
    cell,
    /** @type {Column} */
    columns[i]
  )));
  if (header) rows.unshift(columns.map(({ name }) => neutral(name)));
  return rows.map((row) => row.map((cell) => quoted(cell, delimiter)).join(delimiter)).join("\n");
}
function quoted(cell, delimiter) {
  return /["\r\n]/.test(cell) || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
function markdown(columns, lines) {
  const escape = (text) => text.replace(/[\\|<`*_[\]]/g, "\\$&").replace(/\r\n|\r|\n/g, "<br>");
  const rows = lines.map((line) => line.map((cell) => cell === null ? "" : escape(String(cell))));
  const rule = columns.map(({ type }) => type === "number" || type === "integer" ? "---:" : "---");
  return [columns.map(({ name }) => escape(name)), rule, ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
function parseTsv(text) {
  const lines = [[]];
  const cell = /"((?:[^"]|"")*)"(?=\t|\r|\n|$)|([^\t\r\n]*)/y;
  let at = 0;
  while (at <= text.length) {
    cell.lastIndex = at;
    const [whole, inside, bare] = (
      /** @type {RegExpExecArray} */
      cell.exec(text)
    );
    lines.at(-1)?.push(inside === void 0 ? bare ?? "" : inside.replaceAll('""', '"'));
    at += whole.length;
    if (at >= text.length) break;
    if (text[at] !== "	") lines.push([]);
    at += text.startsWith("\r\n", at) ? 2 : 1;
  }
  if (lines.length > 1 && lines.at(-1)?.join("") === "") lines.pop();
  return lines;
}

// js/src/pasting.js
var MOST_PASTED = 1e4;
var TOLD = 3;
var YES = /* @__PURE__ */ new Set(["true", "yes", "1"]);
var NO = /* @__PURE__ */ new Set(["false", "no", "0"]);
function pastedValue(column, text) {
  if (column.locked || !column.editor) return { problem: `is read-only: ${column.locked || "its type is unknown"}` };
  if (text.trim() === "" && column.editor !== "text") return readTyped(column, "");
  if (text === "") return { value: column.mandatory ? "" : null, problem: "" };
  if (column.editor !== "boolean") return readTyped(column, literal(text));
  const word = text.trim().toLowerCase();
  if (YES.has(word) || NO.has(word)) return { value: YES.has(word), problem: "" };
  return { problem: "True or false, like true" };
}
function blockOf(columns, target, text, count) {
  const lines = parseTsv(text);
  const width = lines[0]?.length ?? 0;
  if (lines.some((line) => line.length !== width)) return wrong("What is on the clipboard is no rectangle of cells.");
  const one = lines.length === 1 && width === 1;
  const size = one ? target : { first: target.first, last: target.first + lines.length, left: target.left, right: target.left + width };
  if (size.right > columns.length) return wrong(`${counted(width, "column")} do not fit: there are ${columns.length - size.left} from here on.`);
  if (size.last > count) return wrong(`${counted(lines.length, "row")} do not fit: there are ${count - size.first} from here on.`, "Add rows first.");
  if (cellsOf(size) > MOST_PASTED) return wrong(`${sizeText(size)} are too many: up to ${counted(MOST_PASTED, "cell")} at once.`);
  const chosen = columns.slice(size.left, size.right);
  const source = one ? [chosen.map(() => lines[0]?.[0] ?? "")] : lines;
  const problems = [];
  const cells = source.map((line, i) => line.map((cell, j) => {
    const column = (
      /** @type {Column} */
      chosen[j]
    );
    const read = pastedValue(column, cell);
    if ("value" in read) return read.value;
    problems.push(`${column.label}, row ${size.first + i + 1}: ${read.problem}`);
    return null;
  }));
  return problems.length ? { problem: told2(problems, "pasted") } : { rect: size, cells };
}
function clearedBlock(columns, rect2) {
  const problems = columns.flatMap((column) => {
    if (column.locked || !column.editor) return [`${column.label} is read-only`];
    return column.mandatory ? [`${column.label} can not be empty`] : [];
  });
  if (cellsOf(rect2) > MOST_PASTED) problems.push(`up to ${counted(MOST_PASTED, "cell")} at once`);
  return { cells: [columns.map(() => null)], problem: problems.length ? told2(problems, "cleared") : null };
}
var wrong = (message, hint = "") => ({ problem: { message, hint } });
function told2(problems, done) {
  const more = problems.length - TOLD;
  const all = [...problems.slice(0, TOLD), ...more > 0 ? [`and ${more} more`] : []];
  return { message: `Nothing was ${done}. ${all.join("; ")}.` };
}

// js/src/clipboard.js
var MOST_HELD = 2e3;
function selectedBlock({ selection, traits }) {
  const { columns } = traits();
  const { picked, cells, ends, mode } = selection;
  if (mode === "rows" && picked.ids.size > 0) {
    const names = columns.map(({ name }) => name);
    return { block: { ids: [...picked.ids], columns: names }, what: counted(picked.ids.size, "row"), columns };
  }
  if (!cells) return null;
  const chosen = columns.slice(cells.left, cells.right);
  const { first, last } = cells;
  const what = cellsOf(cells) === 1 ? "1 cell" : sizeText(cells);
  return { block: { first, last, ...ends, columns: chosen.map(({ name }) => name) }, what, columns: chosen };
}
function heldCells({ traits, row, shown }, { ids, first = 0, last = 0, columns }) {
  const places = new Map(traits().columns.map(({ name }, i) => [name, i]));
  const wanted = columns.map((name) => places.get(name) ?? -1);
  const named = ids && new Set(ids);
  const span = named ? shown() : { first, last };
  if (span.last - span.first > MOST_HELD) return null;
  const lines = [];
  for (let i = span.first; i < span.last; i += 1) {
    const held = row(i);
    if (named && !(held?.id && named.has(held.id))) continue;
    if (!held || held.id === null || !wanted.every((place) => held.has(place))) return null;
    const cells = wanted.map((place) => held.cell(place));
    if (cells.some((cell) => typeof cell === "string" && cell.length >= LONGEST_EDIT)) return null;
    lines.push(cells);
  }
  return named && lines.length < named.size ? null : lines;
}
var keyOf = (block) => JSON.stringify({ ...block, top: null, bottom: null });
var Clipboard = class {
  #host;
  /** A text that came too late for the key that asked for it. @type {{of: string, text: string} | null} */
  #ready = null;
  /** @param {HTMLElement} grid @param {ClipboardHost} host */
  constructor(grid, host) {
    this.#host = host;
    grid.addEventListener("copy", (event) => this.#copied(event));
    grid.addEventListener("paste", (event) => this.#pasted(event));
  }
  /** @param {Format} format @param {boolean} header */
  async copy(format, header) {
    const selected = selectedBlock(this.#host);
    if (!selected) return;
    const { block, what, columns } = selected;
    const held = heldCells(this.#host, block);
    const text = held ? Promise.resolve(textOf(columns, held, format, header)) : this.#fetched(block, format, header);
    await this.#write(text, keyOf(block), what);
  }
  /** Empty the selected cells. */
  async clear() {
    const { selection } = this.#host;
    const { cells } = selection;
    const selected = selectedBlock(this.#host);
    if (!cells || !selected) return;
    const made = clearedBlock(selected.columns, cells);
    if (made.problem) return this.#host.problem(made.problem);
    await this.#send(selected.block, made.cells, `${counted(cellsOf(cells), "cell")} cleared.`);
  }
  /** @param {ClipboardEvent} event */
  #copied(event) {
    const selected = selectedBlock(this.#host);
    if (!selected || !event.clipboardData) return;
    event.preventDefault();
    const { block, what, columns } = selected;
    const of = keyOf(block);
    const held = this.#ready?.of === of ? null : heldCells(this.#host, block);
    const text = this.#ready?.of === of ? this.#ready.text : held && textOf(columns, held, "tsv", false);
    this.#ready = null;
    if (text === null) return void this.#write(this.#fetched(block, "tsv", false), of, what);
    event.clipboardData.setData("text/plain", text);
    this.#host.say(`${what} copied.`);
  }
  /** @param {Block} block @param {Format} format @param {boolean} header @returns {Promise<string>} */
  async #fetched(block, format, header) {
    const { problem, body } = await this.#host.fetch({ kind: "copy", format, header, ...block });
    if (problem) {
      this.#host.problem(problem);
      throw new Error(problem.message);
    }
    if (body.note) this.#host.problem({ message: `Not everything was copied: ${body.note}.` });
    return String(body.text);
  }
  /** @param {Promise<string>} text @param {string} of @param {string} what */
  async #write(text, of, what) {
    try {
      const blob = text.then((found) => new Blob([found], { type: "text/plain" }));
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
      this.#host.say(`${what} copied.`);
    } catch {
      const found = await text.catch(() => null);
      if (found === null) return;
      this.#ready = { of, text: found };
      this.#host.focus();
      if (document.execCommand?.("copy") && this.#ready === null) return;
      this.#host.problem({ message: `${what} are ready: press Ctrl+C to copy them.` });
    }
  }
  /** @param {ClipboardEvent} event */
  #pasted(event) {
    const { selection, traits, count, problem } = this.#host;
    const { cells } = selection;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!cells || text === "") return;
    event.preventDefault();
    if (!traits().can.update) return problem({ message: "These rows are read-only." });
    const made = blockOf(traits().columns, cells, text, count());
    if ("problem" in made) return problem(made.problem);
    const { rect: rect2 } = made;
    selection.activate({ row: rect2.first, column: rect2.left });
    if (cellsOf(rect2) > 1) selection.extend({ row: rect2.last - 1, column: rect2.right - 1 });
    const { block } = (
      /** @type {{block: Block}} */
      selectedBlock(this.#host)
    );
    void this.#send(block, made.cells, `${counted(cellsOf(rect2), "cell")} pasted.`);
  }
  /** @param {Block} block @param {Typed[][]} cells @param {string} done */
  async #send(block, cells, done) {
    const answer = await this.#host.change({ kind: "paste", ...block, cells });
    if (answer) this.#host.problem(answer);
    else this.#host.say(done);
  }
};

// js/src/download.js
var VERBS = { loading: "Loading", writing: "Writing" };
function progressText({ what, rows, of }) {
  const verb = what === "writing" ? VERBS.writing : VERBS.loading;
  return `${verb} ${grouped(rows)}${of === null ? "" : ` of ${grouped(of)}`} rows…`;
}
function savedText(name, { rows, of, complete, note }) {
  if (complete) return `${name}: all ${grouped(rows)} rows.`;
  const share2 = of === null ? `${grouped(rows)} rows` : `${grouped(rows)} of ${grouped(of)} rows`;
  return `${name}: only ${share2}${note ? ` (${note})` : ""}.`;
}
function fileName(title, format) {
  const safe = title.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[-.]+|[-.]+$/g, "").slice(0, 80);
  return `${safe || "rows"}.${format}`;
}
var Download = class {
  #text = h("span", { class: "progress-text" });
  #cancel = h("button", { type: "button", class: "button" }, "Cancel");
  element = h("span", { class: "progress", hidden: true }, this.#text, this.#cancel);
  busy = false;
  #stopped = false;
  #number = 0;
  #wake = () => {
  };
  #host;
  /** @param {DownloadHost} host */
  constructor(host) {
    this.#host = host;
    this.#cancel.addEventListener("click", () => this.#stop());
  }
  close() {
    if (this.busy) this.#stop();
  }
  /** @param {"csv" | "parquet"} format */
  async start(format) {
    if (this.busy) return;
    this.busy = true;
    this.#stopped = false;
    this.#show("Preparing…");
    try {
      await this.#run(format);
    } finally {
      this.busy = false;
      setAttribute(this.element, "hidden", true);
      this.#host.changed();
    }
  }
  /** @param {"csv" | "parquet"} format */
  async #run(format) {
    const name = fileName(this.#host.name(), format);
    const asked = this.#host.fetch({ kind: "export", format, columns: this.#host.columns() }, (body2) => this.#show(progressText(body2)));
    this.#number = this.#host.seq();
    const stopped = new Promise((resolve) => this.#wake = () => resolve(null));
    const made = await Promise.race([asked, stopped]);
    if (!made) return this.#host.say("Download cancelled.");
    const { problem, body } = made;
    if (problem) return this.#host.problem(problem);
    const parts = [];
    let encoding = "arrow";
    for (let at = 0; at < body.size && !this.#stopped; ) {
      const piece = await this.#host.fetch({ kind: "part", file: body.file, at, encoding });
      const bytes = piece.problem ? null : bytesOf2(piece);
      if (bytes && !bytes.byteLength && encoding === "arrow") {
        encoding = "json";
        continue;
      }
      if (!bytes?.byteLength) return this.#host.problem(piece.problem ?? { message: "The file broke off." });
      parts.push(bytes);
      at += bytes.byteLength;
      this.#show(`Downloading ${Math.round(100 * at / body.size)} %…`);
    }
    if (this.#stopped) return this.#host.say("Download cancelled.");
    hand(new Blob(parts, { type: format === "csv" ? "text/csv" : "application/vnd.apache.parquet" }), name);
    this.#host.say(savedText(name, body));
    if (!body.complete) this.#host.problem({ message: savedText(name, body), final: true });
  }
  #stop() {
    this.#stopped = true;
    this.#wake();
    this.#host.tell({ kind: "stop", number: this.#number });
  }
  /** @param {string} text */
  #show(text) {
    setText(this.#text, text);
    setAttribute(this.element, "hidden", false);
    this.#host.changed();
  }
};
function bytesOf2({ body, buffer: buffer2 }) {
  if (typeof body.base64 === "string") return Uint8Array.from(atob(body.base64), (c) => c.charCodeAt(0));
  return buffer2 ? new Uint8Array(new Uint8Array(buffer2.buffer, buffer2.byteOffset, buffer2.byteLength)) : new Uint8Array();
}
function hand(blob, name) {
  const link = h("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 6e4);
}

// js/src/offers.js
var COPY = "M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z";
var SAVE = "M8 2.5v7M4.8 6.5L8 9.7l3.2-3.2M2.5 10.5v3h11v-3";
var COPIES = [
  ["Copy", "for a spreadsheet", "tsv", false],
  ["Copy with header", "for a spreadsheet", "tsv", true],
  ["Copy as CSV", "", "csv", true],
  ["Copy as Markdown", "", "markdown", true]
];
var Offers = class {
  #figures = h("span", { class: "figures" });
  #copy = h("button", { type: "button", class: "button plain", "aria-label": "Copy", title: "Copy the selection", "aria-haspopup": "dialog" }, icon(COPY));
  #save = h("button", { type: "button", class: "button plain", "aria-label": "Download", title: "Download all rows", "aria-haspopup": "dialog" }, icon(SAVE));
  #download;
  #popover;
  #act;
  element;
  /**
   * @param {Popover} popover
   * @param {DownloadHost & {copy: (format: Format, header: boolean) => void, focus: () => void}} act
   */
  constructor(popover, act) {
    this.#popover = popover;
    this.#act = act;
    this.#download = new Download(act);
    this.element = h("span", { class: "tools" }, this.#figures, this.#download.element, this.#copy, this.#save);
    this.#copy.addEventListener("click", () => this.#menu(this.#copy, "Copy", this.#copies()));
    this.#save.addEventListener("click", () => this.#menu(this.#save, "Download", this.#files()));
  }
  close() {
    this.#download.close();
  }
  /** @param {{figures: string, selected: boolean, connected: boolean}} state */
  paint({ figures, selected, connected }) {
    setText(this.#figures, figures);
    setAttribute(this.#copy, "hidden", !selected);
    this.#save.disabled = this.#download.busy || !connected;
  }
  #copies() {
    return COPIES.map(([label, hint, format, header]) => this.#item(label, hint, () => this.#act.copy(format, header)));
  }
  #files() {
    const { rows, missing } = this.#act.extent();
    const note = h("div", { class: "menu-note" }, missing ? `${rows}. ${missing}` : rows);
    return [
      note,
      this.#item("CSV", "safe for spreadsheets", () => void this.#download.start("csv")),
      this.#item("Parquet", "with types", () => void this.#download.start("parquet"))
    ];
  }
  /** @param {string} label @param {string} hint @param {() => void} act */
  #item(label, hint, act) {
    const item = h("button", { type: "button", class: "menu-item" }, label, h("span", { class: "menu-hint" }, hint));
    item.addEventListener("click", () => {
      this.#popover.close();
      act();
    });
    return item;
  }
  /** @param {HTMLElement} button @param {string} label @param {HTMLElement[]} items */
  #menu(button2, label, items) {
    if (this.#popover.open) return this.#popover.close();
    const list2 = h("div", { class: "menu" }, ...items);
    list2.addEventListener("keydown", (event) => {
      const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      if (!step) return;
      event.preventDefault();
      const buttons = [...list2.querySelectorAll("button")];
      const root = (
        /** @type {ShadowRoot} */
        list2.getRootNode()
      );
      const at = buttons.findIndex((one) => one === root.activeElement);
      buttons.at((at + step + buttons.length) % buttons.length)?.focus();
    });
    this.#popover.show({ label, anchor: () => button2.getBoundingClientRect(), back: () => this.#act.focus() }, list2);
  }
};

// js/src/figures.js
var NUMERIC = /* @__PURE__ */ new Set(["integer", "number"]);
function figuresOf(columns, lines) {
  let [count, numbers, sum] = [0, 0, 0];
  for (const line of lines) {
    for (const [i, cell] of line.entries()) {
      if (cell === null) continue;
      count += 1;
      const number = NUMERIC.has(columns[i]?.type ?? "") || typeof cell === "number" ? Number(cell) : NaN;
      if (Number.isNaN(number) || typeof cell === "boolean") continue;
      numbers += 1;
      sum += number;
    }
  }
  return { count, numbers, sum: Number.isFinite(sum) ? sum : null };
}
function shortNumber(value) {
  const [whole, rest] = numberText(value).split(".");
  if (whole === void 0 || !/^-?\d+$/.test(whole)) return numberText(value);
  const sign = whole.startsWith("-") ? "−" : "";
  return sign + grouped(Number(whole.replace("-", ""))) + (rest ? `.${rest}` : "");
}
function figuresText({ count, numbers, sum, missing }) {
  const parts = [`Count ${grouped(count)}`];
  if (numbers > 0 && sum !== null) parts.push(`Sum ${shortNumber(sum)}`, `Mean ${shortNumber(Number((sum / numbers).toPrecision(6)))}`);
  if (missing) parts.push(`${grouped(missing)} rows not loaded`);
  return parts.join(" · ");
}

// js/src/sums.js
var REST3 = 120;
var FEW = 200;
var MOST3 = 2e7;
var Sums = class {
  text = "";
  #of = "";
  #host;
  #changed;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @param {ClipboardHost} host @param {() => void} changed */
  constructor(host, changed) {
    this.#host = host;
    this.#changed = changed;
  }
  close() {
    clearTimeout(this.#timer);
  }
  /** The selection or the rows may be others. @param {number} generation @param {number} version of the rows that are held */
  update(generation, version) {
    const { range, mode } = this.#host.selection;
    const wanted = range && mode === "cells" && cellsOf(range) <= MOST3 ? selectedBlock(this.#host) : null;
    const few = range !== null && range.last - range.first <= FEW;
    const of = wanted ? `${generation} ${few ? version : ""} ${keyOf(wanted.block)}` : "";
    if (of === this.#of) return;
    this.#of = of;
    clearTimeout(this.#timer);
    if (!wanted) this.text = "";
    else this.#timer = setTimeout(() => void this.#sum(wanted, of), REST3);
  }
  /** @param {NonNullable<ReturnType<typeof selectedBlock>>} wanted @param {string} of */
  async #sum({ block, columns }, of) {
    const held = heldCells(this.#host, block);
    const { problem, body } = held ? { problem: null, body: figuresOf(columns, held) } : await this.#host.fetch({ kind: "figures", ...block });
    if (this.#of !== of) return;
    this.text = problem ? "" : figuresText(
      /** @type {Figures} */
      body
    );
    this.#changed();
  }
};

// js/src/taking.js
var Taking = class {
  popover = new Popover();
  #session;
  #selection;
  #clipboard;
  #sums;
  #offers;
  /** @param {Session} session @param {Selection} selection @param {Scroller} scroller @param {Foot} foot @param {() => void} changed */
  constructor(session, selection, scroller, foot, changed) {
    this.#session = session;
    this.#selection = selection;
    const talk = {
      fetch: session.fetch.bind(session),
      problem: session.complain.bind(session),
      say: foot.say.bind(foot),
      focus: () => scroller.element.focus({ preventScroll: true })
    };
    const cells = {
      ...talk,
      selection,
      traits: () => session.traits,
      row: session.row.bind(session),
      shown: () => scroller.rows,
      count: () => session.count,
      change: session.change.bind(session)
    };
    this.#clipboard = new Clipboard(scroller.element, cells);
    this.#sums = new Sums(cells, changed);
    this.#offers = new Offers(this.popover, {
      ...talk,
      changed,
      copy: (format, header) => void this.#clipboard.copy(format, header),
      tell: session.tell.bind(session),
      seq: () => session.seq,
      name: () => session.traits.title ?? "",
      columns: () => session.traits.columns.map(({ name }) => name),
      extent: () => ({ rows: rowsText(session.traits.status), missing: missingText(session.traits.status) })
    });
    foot.add(this.#offers.element);
  }
  close() {
    this.#offers.close();
    this.#sums.close();
  }
  /** Empty the selected cells. */
  clear() {
    void this.#clipboard.clear();
  }
  paint() {
    this.#sums.update(this.#session.traits.status.generation, this.#session.held.version);
    const selected = this.#selection.picked.ids.size > 0 || this.#selection.cells !== null;
    this.#offers.paint({ figures: this.#sums.text, selected, connected: this.#session.connection !== "lost" });
  }
};

// js/src/columnmenu.js
var ColumnMenu = class {
  #find = h("input", { type: "search", class: "field-box", placeholder: "Find a column", "aria-label": "Find a column", spellcheck: "false", autocomplete: "off" });
  #count = h("span", { class: "menu-count", role: "status" });
  #all = h("button", { type: "button", class: "button" }, "Show all");
  #none = h("button", { type: "button", class: "button" }, "Hide all");
  #list = h("ul", { class: "menu-list", "aria-label": "Columns" });
  element = h(
    "div",
    { class: "column-menu" },
    this.#find,
    h("div", { class: "menu-acts" }, this.#count, this.#all, this.#none),
    this.#list,
    h("div", { class: "menu-help" }, "Drag, or Alt+↑ ↓, to move")
  );
  #arranging;
  /** Every name, as the list has them. @type {string[]} */
  #order = [];
  /** @type {Set<string>} */
  #shown = /* @__PURE__ */ new Set();
  /** @param {Arranging} arranging */
  constructor(arranging) {
    this.#arranging = arranging;
    this.#order = listOrder(this.#columns, arranging.now);
    this.#shown = new Set(arranging.now.columns.map(({ name }) => name));
    this.#fill();
    this.#find.addEventListener("input", () => this.#filter());
    this.#all.addEventListener("click", () => this.#showAll(true));
    this.#none.addEventListener("click", () => this.#showAll(false));
    this.#list.addEventListener("change", (event) => this.#toggled(event));
    this.#list.addEventListener("click", (event) => this.#clicked(event));
    this.#list.addEventListener("keydown", (event) => this.#pressed(event));
    this.#list.addEventListener("focusin", (event) => this.#rove(itemOf(event)));
    this.#list.addEventListener("pointerdown", (event) => this.#drag(event));
    this.#find.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown") return;
      event.preventDefault();
      this.#focus(this.#visible[0]);
    });
  }
  /** @returns {readonly Column[]} */
  get #columns() {
    return this.#arranging.traits.allColumns ?? [];
  }
  get #items() {
    return (
      /** @type {HTMLElement[]} */
      [...this.#list.children]
    );
  }
  get #visible() {
    return this.#items.filter((item) => !item.hidden);
  }
  #fill() {
    const labels = new Map(this.#columns.map(({ name, label }) => [name, label]));
    const items = this.#order.map((name) => {
      const label = printable(labels.get(name) ?? name);
      return h(
        "li",
        { class: "menu-item", "data-name": name },
        h("span", { class: "menu-grip", "aria-hidden": "true" }, "⋮⋮"),
        h("label", { class: "menu-label" }, h("input", { type: "checkbox", tabindex: -1 }), h("span", { class: "menu-name", dir: "auto" }, label)),
        h("button", { type: "button", class: "button plain menu-pin", tabindex: -1, "aria-label": `Keep ${label} at the left`, title: "Keep at the left" }, icon(ICONS.pin))
      );
    });
    this.#list.replaceChildren(...items);
    this.#rove(items[0] ?? null);
    this.#filter();
  }
  #paint() {
    const pinned = new Set(this.#arranging.wanted.pinned);
    for (const item of this.#items) {
      const name = item.dataset.name ?? "";
      const box = item.querySelector("input");
      if (box) box.checked = this.#shown.has(name);
      const pin = item.querySelector("button");
      if (pin) setAttribute(pin, "aria-pressed", pinned.has(name) ? "true" : "false");
    }
    setText(this.#count, `${grouped(this.#shown.size)} of ${grouped(this.#order.length)} shown`);
  }
  #filter() {
    const wanted = this.#find.value.trim().toLowerCase();
    for (const item of this.#items) item.hidden = !(item.textContent ?? "").toLowerCase().includes(wanted);
    if (!this.#list.querySelector('[tabindex="0"]:not([hidden] *)')) this.#rove(this.#visible[0] ?? null);
    this.#paint();
  }
  /** What the list says becomes so. */
  #apply() {
    const shown = this.#order.filter((name) => this.#shown.has(name));
    this.#arranging.change({ shown: tidyShown(this.#columns, shown) });
    this.#paint();
  }
  /** Those that were found, when somebody looks for some. @param {boolean} show */
  #showAll(show) {
    for (const { dataset } of this.#visible) {
      if (show) this.#shown.add(dataset.name ?? "");
      else this.#shown.delete(dataset.name ?? "");
    }
    this.#apply();
  }
  /** @param {Event} event */
  #toggled(event) {
    const name = itemOf(event)?.dataset.name;
    if (name === void 0) return;
    if (!this.#shown.delete(name)) this.#shown.add(name);
    this.#apply();
  }
  /** @param {Event} event */
  #clicked(event) {
    const target = (
      /** @type {Element} */
      event.composedPath()[0]
    );
    const name = itemOf(event)?.dataset.name;
    if (name === void 0 || !target.closest("button")) return;
    const { pinned } = this.#arranging.wanted;
    const stays = pinned.includes(name);
    this.#arranging.change({ pinned: stays ? pinned.filter((other) => other !== name) : [...pinned, name] });
    this.#paint();
  }
  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const item = itemOf(event);
    if (!step || !item) return;
    event.preventDefault();
    const next = this.#visible[this.#visible.indexOf(item) + step];
    if (event.altKey && next) this.#move(item, next, step > 0);
    else if (next) this.#focus(next);
    else if (step < 0) this.#find.focus();
  }
  /** @param {HTMLElement} item @param {HTMLElement} beside @param {boolean} after */
  #move(item, beside, after) {
    if (item === beside) return;
    if (after) beside.after(item);
    else beside.before(item);
    this.#order = this.#items.map(({ dataset }) => dataset.name ?? "");
    this.#focus(item);
    this.#apply();
  }
  /** @param {PointerEvent} event */
  #drag(event) {
    const item = itemOf(event);
    const target = (
      /** @type {Element} */
      event.composedPath()[0]
    );
    if (!item || event.button !== 0 || !target.closest(".menu-grip")) return;
    event.preventDefault();
    item.dataset.dragged = "";
    this.#list.setPointerCapture(event.pointerId);
    const move2 = ({ clientY }) => {
      const over = this.#visible.find((other) => {
        const { top, bottom } = other.getBoundingClientRect();
        return clientY >= top && clientY < bottom;
      });
      if (!over || over === item) return;
      const down = this.#items.indexOf(over) > this.#items.indexOf(item);
      if (down) over.after(item);
      else over.before(item);
      over.scrollIntoView({ block: "nearest" });
    };
    const end = () => {
      this.#list.removeEventListener("pointermove", move2);
      this.#list.removeEventListener("lostpointercapture", end);
      delete item.dataset.dragged;
      this.#order = this.#items.map(({ dataset }) => dataset.name ?? "");
      this.#apply();
    };
    this.#list.addEventListener("pointermove", move2);
    this.#list.addEventListener("lostpointercapture", end);
  }
  /** @param {HTMLElement | undefined} item */
  #focus(item) {
    if (!item) return;
    this.#rove(item);
    item.querySelector("input")?.focus();
  }
  /** One item at a time is in reach of the tab key: its box and its pin. @param {HTMLElement | null} item */
  #rove(item) {
    for (const old of this.#list.querySelectorAll('[tabindex="0"]')) setAttribute(old, "tabindex", -1);
    for (const stop of item?.querySelectorAll("input, button") ?? []) setAttribute(stop, "tabindex", 0);
  }
};
function itemOf(event) {
  return (
    /** @type {Element} */
    event.composedPath()[0].closest(".menu-item")
  );
}

// js/src/goto.js
function rowNumber(text, count) {
  const digits = text.replace(/[\s,._’'#]/g, "");
  if (!/^\d{1,15}$/.test(digits)) return null;
  const number = Number(digits);
  return number >= 1 && number <= count ? number - 1 : null;
}
var GoTo = class {
  #input = h("input", { class: "field-box", type: "text", placeholder: "Row number or id", "aria-label": "Row number or id", spellcheck: "false", autocomplete: "off" });
  #find = h("button", { type: "button", class: "button" }, "Find id");
  #why = h("div", { class: "field-why", role: "status" });
  #submit = h("button", { type: "submit", class: "button primary" }, "Go");
  element = h(
    "form",
    { class: "goto", novalidate: true },
    h("div", { class: "goto-line" }, this.#input, this.#submit, this.#find),
    this.#why
  );
  #host;
  /**
   * @param {object} host
   * @param {() => number} host.count of rows
   * @param {(row: number) => void} host.go
   * @param {(id: string) => Promise<{index: number | null, problem: string}>} host.find
   */
  constructor(host) {
    this.#host = host;
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      const row = rowNumber(this.#input.value, host.count());
      if (row === null) void this.#search();
      else host.go(row);
    });
    this.#find.addEventListener("click", () => void this.#search());
  }
  async #search() {
    const id = this.#input.value.trim();
    if (id === "") return this.#input.focus();
    setText(this.#why, "");
    const { index, problem } = await this.#host.find(id);
    if (index !== null) this.#host.go(index);
    else setText(this.#why, problem || `No loaded row has this id, and there are ${grouped(this.#host.count())} rows.`);
  }
};

// js/src/tools.js
function button(label, path, text = "") {
  const shown = text ? [icon(path), text] : [icon(path)];
  return h("button", { type: "button", class: text ? "button" : "button plain", "aria-label": label, title: label }, ...shown);
}
var Tools = class {
  #popover = new Popover();
  #columns = button("Columns", ICONS.columns, "Columns");
  #density = button("Compact rows", ICONS.rows);
  #goto = button("Go to row (Ctrl+G)", ICONS.goto);
  #session;
  #host;
  /**
   * @param {Session} session
   * @param {HTMLElement} bar where its buttons go
   * @param {object} host
   * @param {(row: number) => void} host.go
   * @param {() => void} host.focus
   */
  constructor(session, bar, host) {
    this.#session = session;
    this.#host = host;
    for (const opener of [this.#columns, this.#goto]) {
      setAttribute(opener, "aria-haspopup", "dialog");
      setAttribute(opener, "aria-expanded", "false");
    }
    bar.append(this.#columns, this.#density, this.#goto);
    this.#columns.addEventListener("click", () => {
      this.#open(this.#columns, "Columns", new ColumnMenu(this.#session.arranging).element);
    });
    this.#goto.addEventListener("click", () => this.goto());
    this.#density.addEventListener("click", () => {
      const compact = session.arranging.wanted.density === "compact";
      session.arranging.change({ density: compact ? "comfortable" : "compact" });
    });
  }
  get popover() {
    return this.#popover.element;
  }
  close() {
    this.#popover.close(false);
  }
  paint() {
    setAttribute(this.#density, "aria-pressed", this.#session.arranging.wanted.density === "compact" ? "true" : "false");
  }
  /** Ask where to go. */
  goto() {
    const box = new GoTo({
      count: () => this.#session.count,
      go: (row) => {
        this.#popover.close(false);
        this.#host.go(row);
        this.#host.focus();
      },
      find: async (id) => {
        const { problem, body } = await this.#session.fetch({ kind: "find_row", row: id });
        return { index: typeof body.index === "number" ? body.index : null, problem: problem?.message ?? "" };
      }
    });
    this.#open(this.#goto, "Go to row", box.element);
  }
  /** @param {HTMLElement} opener @param {string} label @param {HTMLElement} content */
  #open(opener, label, content) {
    setAttribute(opener, "aria-expanded", "true");
    this.#popover.show({
      label,
      anchor: () => opener.getBoundingClientRect(),
      closed: () => setAttribute(opener, "aria-expanded", "false"),
      back: () => this.#host.focus()
    }, content);
  }
};

// js/src/view.js
var DEFAULT_HEIGHT = 420;
var GridView = class {
  #session;
  #selection = new Selection({
    size: () => this.#size,
    idOf: (index) => this.#session.row(index)?.id ?? null,
    find: (id, near) => this.#layout.held(id, near),
    reveal: (place) => this.#layout.reveal(place),
    send: (request) => this.#session.tell(request),
    say: (text) => this.#foot.say(text),
    changed: () => this.#selected()
  });
  #stamp = 0;
  #framed = false;
  /** @type {readonly number[]} */
  #columns = [];
  #tempo = new Tempo();
  #pill = new Pill(() => this.#scroller.go(0));
  #bar = new Bar((search) => this.#session.setNarrow({ search }), (action) => this.#changes.act(action));
  #foot = new Foot((kind) => this.#session.command(kind), () => this.#toggleList());
  #announcer = new Announcer((text) => this.#foot.say(text));
  #notice = new Notice((act) => act === "clear" ? this.#session.setNarrow({ search: "", filters: [] }) : this.#session.command("retry"));
  #scroller = new Scroller(
    { rowHeight: ROW_HEIGHTS.comfortable, headHeight: HEAD_HEIGHT },
    () => this.#moved(),
    () => this.#session.again()
  );
  #layout;
  #body = new Body(this.#scroller.layer);
  /** @type {Taking} */
  #taking;
  #changes = new Changes({
    traits: () => this.#session.traits,
    row: (index) => this.#session.row(index),
    find: (id, near) => this.#layout.find(id, near),
    box: (place) => this.#layout.box(place),
    change: (request) => this.#session.change(request),
    problem: (problem) => this.#session.complain(problem),
    activate: (place) => this.#activate(place),
    focus: () => this.#scroller.focus(),
    say: (text) => this.#foot.say(text),
    selected: () => [...this.#selection.picked.ids],
    unselect: () => this.#selection.unpick(),
    selection: this.#selection,
    clear: () => this.#taking.clear(),
    popover: () => this.#taking.popover,
    listClosed: () => this.#listClosed()
  });
  #frame = h("div", { class: "frame" });
  #roving = new Roving([this.#bar.element, this.#pill.element, this.#foot.element]);
  #pointing = new Pointing(this.#scroller, this.#selection, () => this.#layout.gutter, (place) => this.#activate(place, false));
  #drag;
  #heading;
  #tools;
  #box;
  /** @param {Model} model @param {ShadowRoot} root */
  constructor(model, root) {
    this.#session = new Session(model, () => this.#soon(), (rows) => this.#shifted(rows));
    this.#layout = new Layout(this.#session, this.#scroller);
    this.#taking = new Taking(this.#session, this.#selection, this.#scroller, this.#foot, () => this.#soon());
    this.#heading = new Heading(this.#session, this.#scroller, {
      resize: (column, width) => this.#resize(column, width),
      fit: (column) => this.#fit(column),
      activate: (column) => this.#activate({ row: -1, column }),
      say: (text) => this.#foot.say(text),
      changed: () => this.#soon()
    });
    const focus = () => this.#scroller.focus();
    this.#drag = new HeadDrag(this.#scroller, this.#layout, this.#session.arranging, (column) => this.#activate({ row: -1, column }));
    this.#tools = new Tools(this.#session, this.#bar.tools, {
      go: (row) => this.#activate({ row, column: this.#selection.active?.column ?? 0 }),
      focus
    });
    const stage = h("div", { class: "stage" }, this.#scroller.element, this.#changes.overlay, this.#notice.element, this.#changes.list, this.#pill.element);
    this.#box = new CellBox(this.#scroller.layer, this.#session, focus);
    stage.append(this.#drag.element);
    this.#bar.tools.prepend(this.#heading.button);
    this.#frame.append(this.#bar.element, this.#heading.chips, this.#changes.form, stage, this.#foot.element, this.#tools.popover, this.#taking.popover.element, this.#box.element, this.#heading.popover);
    root.append(this.#frame);
    this.#repaint();
    const { snapshot } = this.#session.traits;
    if (snapshot && snapshot.first > 0) this.#scroller.track.pos = snapshot.first * this.#layout.rowHeight;
    const grid = this.#scroller.element;
    const keyboard = new Keyboard({
      session: this.#session,
      selection: this.#selection,
      changes: this.#changes,
      grid,
      size: () => this.#size,
      first: () => this.#scroller.rows.first,
      activate: (place) => this.#activate(place),
      reveal: (place) => this.#layout.reveal(place),
      sort: (column, add) => this.#heading.sort(column, add),
      filter: (column) => this.#heading.filter(column),
      nudge: (column, step) => this.#drag.nudge(column, step),
      goto: () => this.#tools.goto(),
      follow: () => this.#selection.active && this.#box.open(this.#selection.active),
      selected: () => this.#soon()
    });
    grid.addEventListener("keydown", (event) => keyboard.pressed(event));
    grid.addEventListener("dblclick", (event) => this.#doubleClicked(event));
    grid.addEventListener("pointerover", hintCutText);
    grid.addEventListener("focus", () => this.#focused());
  }
  close() {
    this.#pointing.close();
    this.#taking.close();
    this.#session.close();
    this.#tools.close();
    this.#box.close();
    this.#heading.close();
    this.#scroller.close();
    this.#body.close();
    this.#bar.close();
    this.#foot.close();
    this.#frame.remove();
  }
  /** News come in bursts: one repaint per frame is enough. */
  #soon() {
    if (this.#framed) return;
    this.#framed = true;
    setTimeout(() => {
      this.#framed = false;
      this.#repaint();
      this.#tempo.painted(this.#body.changed, performance.now());
    }, this.#tempo.wait(performance.now()));
  }
  /** What is on show stands elsewhere now; it stays on show. @param {number} rows further down */
  #shifted(rows) {
    const atTop = this.#scroller.pos <= 0;
    this.#selection.shift(rows);
    this.#stamp += 1;
    this.#layout.update();
    this.#scroller.shift(rows);
    this.#tempo.painted(this.#body.changed, performance.now());
    if (this.#pill.shifted(rows, atTop)) this.#foot.say("New rows above.");
    this.#pill.paint(this.#scroller.rows.first);
  }
  #repaint() {
    const session = this.#session;
    const { traits } = session;
    const { status, can } = traits;
    this.#stamp += 1;
    this.#frame.dataset.density = session.arranging.wanted.density;
    this.#frame.style.height = `${traits.height || DEFAULT_HEIGHT}px`;
    this.#heading.prepare(this.#frame);
    const { picked } = this.#selection;
    if (traits.selection) picked.adopt(traits.selection, performance.now());
    if (!session.gate.waiting) this.#selection.follow(session.held.version, JSON.stringify(session.narrow));
    if (this.#layout.update()) this.#stamp += 1;
    if (session.goTop && !session.gate.waiting) {
      session.goTop = false;
      this.#scroller.go(0);
    } else {
      this.#moved();
    }
    const busy = session.gate.waiting;
    this.#frame.dataset.waiting = String(busy);
    const problem = session.problem ?? status.error;
    const loading = status.load_state === "loading" || status.refreshing || busy;
    const selected = picked.ids.size;
    this.#bar.paint({ title: traits.title ?? "", can, search: session.narrow.search, selected, undo: traits.writes?.undo ?? 0, undoes: traits.writes?.undoes });
    this.#notice.paint({ count: session.count, loading, search: traits.search, filtered: session.narrow.filters.length > 0, problem });
    this.#foot.paint({
      status,
      busy,
      problem: session.problem,
      canMore: can.more,
      selected,
      writes: traits.writes,
      listed: this.#changes.listed,
      connection: session.connection,
      told: session.count === 0 && problem !== null
    });
    this.#tools.paint();
    this.#taking.paint();
    this.#changes.paint();
    const grid = this.#scroller.element;
    describeGrid(grid, traits, loading);
    this.#roving.update();
    if (!busy) this.#announcer.tell(traits, problemText(problem));
  }
  /** Paints header and rows where the scroller is now; runs at every frame of a scroll. */
  #moved() {
    const { view, pos, track } = this.#scroller;
    if (view.height === 0) return;
    const session = this.#session;
    const layout = this.#layout;
    if (layout.update()) this.#stamp += 1;
    const { columns, can } = session.traits;
    const { gutter, lefts, rows, pinned, rowHeight } = layout;
    if (String(layout.painted) !== String(this.#columns)) {
      this.#stamp += 1;
      this.#columns = layout.painted;
    }
    const width = Math.max(view.width, gutter + layout.end);
    const common = { columns, shownColumns: this.#columns, pinned, lefts, gutter, width, active: this.#selection.active, stamp: this.#stamp };
    this.#heading.paint(common);
    this.#body.paint({
      ...common,
      rows,
      pos,
      rowHeight,
      data: session.held.version,
      row: (index) => session.row(index),
      selected: (id) => this.#selection.picked.ids.has(id),
      range: this.#selection.range,
      canEdit: Boolean(can.update),
      looks: session.traits.looks,
      marked: session.traits.search.trim().toLowerCase()
    });
    const shown = rows.last > rows.first ? rows : { first: 0, last: this.#scroller.page };
    this.#pill.paint(rows.first);
    session.show(shown, track.direction, this.#columns);
    const { active } = this.#selection;
    const painted = active && (active.row === -1 || active.row >= rows.first && active.row < rows.last);
    setAttribute(this.#scroller.element, "aria-activedescendant", painted ? "active" : null);
    this.#changes.place(active);
  }
  /** @param {number} column @param {number} width */
  #resize(column, width) {
    this.#layout.resize(column, width);
    this.#stamp += 1;
    this.#moved();
  }
  /** @param {number} column */
  #fit(column) {
    this.#resize(column, Math.max(this.#body.contentWidth(column) + 2, this.#heading.contentWidth(column)));
  }
  /** @param {Place} place @param {boolean} [reveal] not under a pointer: the next click would hit another cell */
  #activate(place, reveal2 = true) {
    this.#selection.activate(place);
    this.#stamp += 1;
    if (reveal2) this.#layout.reveal(place);
    this.#moved();
    this.#soon();
  }
  #focused() {
    if (this.#selection.active || this.#session.count === 0) return;
    this.#activate({ row: this.#scroller.rows.first, column: this.#columns[0] ?? 0 }, false);
  }
  #selected() {
    this.#stamp += 1;
    this.#moved();
    this.#soon();
  }
  get #size() {
    return { rows: this.#session.count, columns: this.#session.traits.columns.length, page: this.#scroller.page };
  }
  /** @param {MouseEvent} event */
  #doubleClicked(event) {
    const place = placeOf(
      /** @type {Element} */
      event.composedPath()[0]
    );
    if (Number.isNaN(place.row + place.column)) return;
    if (this.#changes.edit(place)) this.#layout.reveal(place);
    else this.#box.show(place);
  }
  #toggleList() {
    this.#changes.toggleList();
    this.#soon();
  }
  #listClosed() {
    this.#soon();
    if (!this.#foot.focusFailed()) this.#scroller.focus();
  }
};

// widgets/grid/style.css
var style_default = `/* The grid's look, on top of js/src/base.css. */

.frame {
  position: relative;
  display: flex;
  flex-direction: column;
  --row: 28px;
  min-height: 140px;
  overflow: hidden;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: var(--paper);
  color: var(--ink);
  font: 13px/1.4 var(--font);
}

.frame[data-density="compact"] { --row: 22px; font-size: 12px; }

/* --- above the grid --- */

.bar {
  display: flex;
  flex: none;
  flex-wrap: wrap;
  align-items: center;
  gap: 5px 12px;
  min-height: 40px;
  padding: 5px 8px 5px 12px;
  border-bottom: 1px solid var(--line);
}
.title { flex: 1; min-width: min(8em, 40%); overflow: hidden; font-weight: 600; text-overflow: ellipsis; white-space: nowrap; }
.search {
  display: flex;
  /* It takes spare room before the title does. */
  flex: 1000 1 140px;
  align-items: center;
  gap: 6px;
  max-width: 240px;
  height: 28px;
  padding: 0 8px;
  border: 1px solid var(--line);
  border-radius: 5px;
  background: var(--paper);
  color: var(--soft);
}
.search:focus-within { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.search svg { flex: none; }
.query { flex: 1; min-width: 0; padding: 0; border: 0; outline: 0; background: none; color: var(--ink); font: inherit; }
.query::placeholder { color: var(--soft); opacity: 1; }

.changes { display: flex; flex: 0 1 auto; flex-wrap: wrap; align-items: center; justify-content: flex-end; gap: 5px 6px; }
.deleted { color: var(--soft); font-size: 12px; white-space: nowrap; }
.deleted:empty { display: none; }

/* --- a new row --- */

.form { flex: none; max-height: 55%; padding: 10px 12px; overflow: auto; border-bottom: 1px solid var(--line); background: var(--raised); }
.fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(156px, 1fr)); gap: 8px 12px; align-items: start; }
.form-end { display: flex; align-items: center; justify-content: flex-end; gap: 8px; margin-top: 10px; }
.form-problem { flex: 1; min-width: 0; color: var(--bad-ink); font-size: 12px; overflow-wrap: anywhere; }

/* --- the grid --- */

.stage { position: relative; flex: 1; min-height: 0; }
.grid {
  position: absolute;
  inset: 0;
  overflow: auto;
  outline: 0;
  overflow-anchor: none;
  overscroll-behavior-x: contain;
  scrollbar-width: thin;
  scrollbar-color: color-mix(in srgb, var(--soft) 55%, transparent) transparent;
  /* Runs once per box: the scroller listens for it to learn that the host moved the grid. */
  animation: dn-attached 1ms;
}
@keyframes dn-attached { from { outline-color: transparent; } }
.space { position: relative; min-width: 100%; }
.head { position: sticky; z-index: 2; top: 0; height: var(--head, 32px); }
.layer { position: sticky; z-index: 1; top: var(--head, 32px); overflow: clip; contain: style; transition: opacity 120ms; }

.row { position: absolute; top: 0; left: 0; display: flex; height: var(--row); border-bottom: 1px solid var(--hairline); background: var(--paper); }
.head .row { height: var(--head, 32px); border-bottom-color: var(--line); background: var(--raised); }
.layer .row:hover { background: var(--hover); }
.layer .row[aria-selected="true"] { background: var(--picked); }

.gutter {
  position: sticky;
  z-index: 1;
  left: 0;
  flex: none;
  height: 100%;
  padding: 0 8px;
  border-right: 1px solid var(--line);
  background: inherit;
  color: var(--soft);
  cursor: default;
  font-size: 11px;
  font-variant-numeric: tabular-nums;
  line-height: calc(var(--row) - 1px);
  text-align: right;
  white-space: nowrap;
  user-select: none;
}
.layer .gutter { opacity: 1; }
.layer .gutter::before { position: absolute; inset: 0 auto 0 0; width: 3px; content: ""; }
.row[aria-selected="true"] .gutter { color: var(--accent); font-weight: 600; }

.cell {
  position: absolute;
  top: 0;
  height: 100%;
  padding: 0 12px;
  overflow: hidden;
  line-height: calc(var(--row) - 1px);
  text-overflow: ellipsis;
  unicode-bidi: isolate;
  white-space: nowrap;
}
.cell.changed { background: var(--fresh); }
/* In the row's flow behind the gutter, so that the browser itself holds them while it scrolls. */
.cell[data-pinned] { position: sticky; z-index: 1; flex: none; background-color: inherit; }
.cell[data-pinned="last"] { box-shadow: 1px 0 0 var(--line), 5px 0 6px -4px rgb(0 0 0 / 22%); clip-path: inset(0 -8px 0 0); }
.cell[data-align="right"] { font-variant-numeric: tabular-nums; text-align: right; }
.cell[data-kind="null"] { color: var(--soft); font-size: 11px; font-style: italic; }
.cell a { color: var(--jp-content-link-color, var(--accent)); text-decoration: none; }
.cell a:hover { text-decoration: underline; }

/* The ring is there while the grid has the keyboard; a fainter one keeps the place. */
#active::after { position: absolute; inset: 0; border: 1px solid color-mix(in srgb, var(--accent) 45%, transparent); content: ""; pointer-events: none; }
.grid:focus #active::after { border: 2px solid var(--accent); }

/* Selected cells: one outline around them all. */
.layer { user-select: none; }
.cell[data-range] {
  --top: 0; --bottom: 0; --left: 0; --right: 0;
  background: var(--picked);
  box-shadow: inset 0 var(--top) var(--accent), inset 0 var(--bottom) var(--accent), inset var(--left) 0 var(--accent), inset var(--right) 0 var(--accent);
}
.cell[data-range~="top"] { --top: 1px; }
.cell[data-range~="bottom"] { --bottom: -1px; }
.cell[data-range~="left"] { --left: 1px; }
.cell[data-range~="right"] { --right: -1px; }

/* --- header --- */

.th { line-height: 31px; user-select: none; }
.th::before { position: absolute; top: 9px; right: 0; bottom: 9px; width: 1px; background: var(--line); content: ""; }
.th-name { display: flex; align-items: center; gap: 6px; height: 32px; }
.th[data-align="right"] .th-name { justify-content: flex-end; }
.th[data-orderable] { cursor: pointer; }
.th[data-orderable]:hover { background: color-mix(in srgb, var(--ink) 5%, transparent); }
/* Over the end of the name while it is wanted: at rest it takes no room. */
.th-filter { position: absolute; top: 5px; right: 6px; display: inline-flex; align-items: center; justify-content: center; width: 22px; height: 22px; padding: 0; border: 0; border-radius: 4px; background: var(--raised); color: var(--soft); cursor: pointer; opacity: 0; }
.th:hover .th-filter, .th#active .th-filter, .th[data-filtered] .th-filter { opacity: 1; }
.th[data-filtered] .th-filter { color: var(--accent); }
.th-filter:hover { background: color-mix(in srgb, var(--accent) 16%, var(--raised)); color: var(--accent); }
.th[data-filtered] .th-name { padding-right: 18px; }
.th[data-filtered] .hint { display: none; }
.spread { display: none; margin-top: -1px; line-height: 1; }
.frame[data-spread="true"] .spread { display: block; }
.spread-picture { display: block; width: 100%; height: 15px; fill: color-mix(in srgb, var(--accent) 60%, var(--raised)); }
.spread-picture[data-kind="parts"] .bar-odd { opacity: 0.7; }
.spread-picture .bar-rest { fill: var(--bone); }
.spread-words { display: flex; justify-content: space-between; gap: 6px; height: 14px; margin-top: 3px; color: var(--soft); font-size: 10.5px; font-variant-numeric: tabular-nums; }
.spread-caption { min-width: 0; overflow: hidden; text-overflow: ellipsis; }
.spread-blanks { flex: none; font-style: italic; }
.label { overflow: hidden; font-weight: 600; text-overflow: ellipsis; }
/* When room is short the type goes first, then the end of the name. */
.hint { flex: 0 1000 auto; min-width: 0; overflow: hidden; color: var(--soft); font-size: 10.5px; }
.arrow { flex: none; color: var(--accent); font-weight: 700; }
.arrow:empty { display: none; }
.edge { position: absolute; z-index: 1; top: 0; right: 0; width: 9px; height: 100%; cursor: col-resize; touch-action: none; }
.edge:hover::after, .edge[data-dragged]::after { position: absolute; inset: 4px 0 4px auto; width: 2px; background: var(--accent); content: ""; }

/* --- what values look like --- */

.cell[data-kind="yes"]::before, .cell[data-kind="no"]::before { display: inline-block; width: 1.3em; font-weight: 700; content: "✓" / ""; color: var(--good); }
.cell[data-kind="no"]::before { content: "×" / ""; color: var(--soft); font-weight: 400; }
.cell[data-kind="no"] { color: var(--soft); }
.cell[data-kind="nested"] { font-family: var(--jp-code-font-family, ui-monospace, monospace); font-size: 0.92em; }
.cell[data-kind="bytes"] { color: var(--soft); font-style: italic; }
.cell mark { padding: 0; border-radius: 2px; background: light-dark(#ffe38a, #7a5c00); color: inherit; }
.cell[data-colour="accent"] { --tone: var(--accent); }
.cell[data-colour="good"] { --tone: var(--good); }
.cell[data-colour="warn"] { --tone: var(--warn); }
.cell[data-colour="bad"] { --tone: var(--bad); }
.cell[data-colour="soft"] { --tone: var(--soft); }
/* Images, not colours: a pinned cell keeps the paper below, a selected one its tint. */
.cell[data-paint="bar"] { background-image: linear-gradient(color-mix(in srgb, var(--tone) 26%, transparent) 0 0); background-position: 4px center; background-repeat: no-repeat; background-size: calc((100% - 8px) * var(--part)) calc(100% - 8px); }
.cell[data-paint="heat"] { background-image: linear-gradient(color-mix(in srgb, var(--tone) calc(4% + 46% * var(--part)), transparent) 0 0); }
.cell[data-paint="rule"] { background-image: linear-gradient(color-mix(in srgb, var(--tone) 15%, transparent) 0 0); color: color-mix(in srgb, var(--tone) 55%, var(--ink)); }
.more-of { position: absolute; top: 50%; right: 3px; display: grid; width: 20px; height: 20px; padding: 0; border: 1px solid var(--line); border-radius: 4px; background: var(--paper); color: var(--soft); cursor: pointer; place-items: center; transform: translateY(-50%); }
.more-of[data-align="right"] { right: auto; left: 3px; }
.more-of:hover { border-color: var(--accent); color: var(--accent); }
.whole-box { padding: 8px; display: flex; flex-direction: column; gap: 6px; width: min(460px, 100%); min-width: 240px; max-height: 300px; }
.whole-head { display: flex; flex: none; align-items: center; gap: 10px; }
.whole-name { overflow: hidden; font-weight: 600; text-overflow: ellipsis; white-space: nowrap; }
.whole-note { flex: 1; color: var(--soft); font-size: 12px; text-align: right; }
.whole { flex: 1; min-height: 22px; margin: 0; padding: 8px; overflow: auto; border: 1px solid var(--hairline); border-radius: 4px; outline-offset: -1px; background: var(--raised); font: 12px/1.5 var(--jp-code-font-family, ui-monospace, monospace); overflow-wrap: anywhere; scrollbar-width: thin; user-select: text; white-space: pre-wrap; }
.whole:focus-visible { outline: 2px solid var(--accent); }

/* --- columns and rows: the tools of the view --- */

.tools { display: flex; flex: none; align-items: center; gap: 2px; }
.tools .button { height: 26px; }
.tools .button[aria-pressed="true"] { background: var(--picked); color: var(--accent); }
.tools .button[aria-expanded="true"] { border-color: var(--accent); color: var(--accent); }
.column-menu { padding: 8px; display: flex; flex-direction: column; gap: 6px; width: 260px; max-height: min(380px, 60vh); }
.column-menu .field-box { flex: none; }
.menu-acts { display: flex; flex: none; align-items: center; gap: 4px; }
.menu-count { flex: 1; color: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
.menu-list { min-height: 56px; margin: 0; padding: 0; overflow: auto; list-style: none; scrollbar-width: thin; }
.menu-item { display: flex; align-items: center; gap: 4px; height: 28px; padding: 0 2px; border-radius: 4px; }
.menu-item:hover, .menu-item:focus-within { background: var(--hover); }
.menu-item[data-dragged] { background: var(--picked); }
.menu-grip { flex: none; width: 16px; color: var(--soft); cursor: grab; font-size: 12px; letter-spacing: -2px; line-height: 26px; opacity: 0.7; text-align: center; touch-action: none; }
.menu-label { display: flex; flex: 1; align-items: center; gap: 7px; min-width: 0; height: 100%; cursor: pointer; }
.menu-label input { flex: none; width: 14px; height: 14px; margin: 0; accent-color: var(--accent); }
.menu-label input:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.menu-name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.menu-pin { opacity: 0; }
.menu-item:hover .menu-pin, .menu-item:focus-within .menu-pin { opacity: 1; }
.menu-pin[aria-pressed="true"] { opacity: 1; color: var(--accent); }
.menu-help { flex: none; color: var(--soft); font-size: 11px; }
.goto { padding: 8px; width: 300px; max-width: 100%; }
.goto-line { display: flex; gap: 6px; }
.goto .field-box { flex: 1; min-width: 0; }
.goto .button { flex: none; height: 28px; }
.goto .field-why:not(:empty) { margin-top: 5px; }
.drag { position: absolute; z-index: 4; inset: 0; overflow: clip; pointer-events: none; }
.drop-line { position: absolute; top: 0; bottom: 0; left: -1px; width: 2px; background: var(--accent); }
.drag-ghost { position: absolute; top: 4px; left: 0; max-width: 220px; padding: 3px 8px; overflow: hidden; border: 1px solid var(--accent); border-radius: 4px; background: var(--paper); box-shadow: 0 2px 8px rgb(0 0 0 / 20%); font-weight: 600; text-overflow: ellipsis; white-space: nowrap; }

/* --- rows that are not plain --- */

.cell[data-kind="bone"]::before {
  display: block;
  width: 62%;
  height: 9px;
  margin-top: calc(var(--row) / 2 - 5px);
  border-radius: 4px;
  background: var(--bone);
  content: "";
  animation: dn-breathe 1.6s ease-in-out infinite;
}
.cell[data-kind="bone"][data-align="right"]::before { width: 45%; margin-left: auto; }
.row[data-odd="true"] .cell[data-kind="bone"]::before { width: 48%; animation-delay: 0.2s; }

.row[data-status="Stale"] .cell { color: var(--soft); }
.row[data-status="PendingWrite"] .gutter::before { background: color-mix(in srgb, var(--accent) 60%, transparent); }
.row[data-status="WriteFailed"] .gutter::before,
.row[data-status="LoadFailed"] .gutter::before { background: var(--bad); }
.row[data-status="LoadFailed"] .cell,
.row[data-status="NotFound"] .cell { color: var(--bad); font-size: 12px; font-style: italic; }
.row[data-status="NotFound"] .cell { color: var(--soft); }

/* Cells with a change: a corner for one on its way, a filled cell for one that was refused. */
.cell[data-mark]::before { position: absolute; top: 0; right: 0; width: 0; height: 0; border: 3.5px solid; border-color: var(--mark) var(--mark) transparent transparent; content: ""; }
.cell[data-mark="pending"] { --mark: var(--accent); }
.cell[data-mark="failed"] { --mark: var(--bad); background: color-mix(in srgb, var(--bad) 11%, transparent); box-shadow: inset 0 -2px 0 var(--bad); }
.cell[data-mark="failed"]::before { border-width: 4.5px; }

/* Rows of the order before: still there to read, plainly not the last word. */
.frame[data-waiting="true"] .layer { opacity: 0.45; }

/* --- over the rows: a cell being edited, and why a change failed --- */

.overlay { position: absolute; z-index: 3; inset: var(--head, 32px) 0 0; overflow: clip; pointer-events: none; }
.overlay > * { pointer-events: auto; }
.editor { position: absolute; top: 0; left: 0; }
.edit-box {
  display: block;
  width: 100%;
  height: var(--edit-height);
  margin: 0;
  padding: 0 11px;
  border: 2px solid var(--accent);
  border-radius: 2px;
  outline: 0;
  background: var(--paper);
  box-shadow: 0 2px 8px rgb(0 0 0 / 18%);
  color: var(--ink);
  font: inherit;
  line-height: calc(var(--row) - 4px);
  resize: none;
  white-space: pre;
}
.editor[data-lines="many"] .edit-box { height: auto; line-height: 20px; overflow: auto; }
.editor[data-lines="one"] textarea { overflow: hidden; }
.editor[data-align="right"] .edit-box { font-variant-numeric: tabular-nums; text-align: right; }
.editor[data-editor="boolean"] { display: flex; align-items: center; height: var(--edit-height); padding: 0 11px; border: 2px solid var(--accent); border-radius: 2px; background: var(--paper); box-shadow: 0 2px 8px rgb(0 0 0 / 18%); }
.editor[data-editor="boolean"] .edit-box { width: 15px; height: 15px; padding: 0; border: 0; box-shadow: none; accent-color: var(--accent); }
.edit-box:focus-visible { outline: 0; }
.editor[data-editor="boolean"] .edit-box:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.editor[data-bad="true"] .edit-box { border-color: var(--bad); }
.edit-box[aria-busy] { color: var(--soft); }
.edit-problem {
  position: absolute;
  top: calc(100% + 3px);
  left: 0;
  width: max-content;
  max-width: min(320px, 80vw);
  padding: 4px 8px;
  border: 1px solid var(--bad);
  border-radius: 4px;
  background: color-mix(in srgb, var(--bad) 10%, var(--paper));
  box-shadow: 0 2px 8px rgb(0 0 0 / 18%);
  color: var(--bad-ink);
  font-size: 12px;
  line-height: 1.35;
  overflow-wrap: anywhere;
  white-space: normal;
}
.editor[data-align="right"] .edit-problem { right: 0; left: auto; }
.editor[data-up="true"] .edit-problem { top: auto; bottom: calc(100% + 3px); }
.edit-problem:empty { display: none; }

.cell-failure, .failures {
  border: 1px solid var(--line);
  border-radius: 6px;
  background: var(--paper);
  box-shadow: 0 4px 16px rgb(0 0 0 / 20%);
}
.cell-failure { position: absolute; width: min(340px, calc(100% - 8px)); padding: 8px 8px 8px 12px; border-left: 3px solid var(--bad); border-radius: 3px 6px 6px 3px; font-size: 12px; }
.failures {
  position: absolute;
  z-index: 4;
  bottom: 6px;
  left: 8px;
  display: flex;
  flex-direction: column;
  width: min(460px, calc(100% - 16px));
  max-height: calc(100% - 12px);
  outline: 0;
}

/* Rows that came above what is read. */
.pill {
  position: absolute;
  z-index: 3;
  top: 40px;
  left: 50%;
  display: flex;
  align-items: center;
  gap: 5px;
  height: 26px;
  padding: 0 12px 0 9px;
  border: 1px solid var(--accent);
  border-radius: 13px;
  background: var(--paper);
  box-shadow: 0 2px 8px rgb(0 0 0 / 22%);
  color: var(--accent);
  cursor: pointer;
  font: 600 12px/1 var(--font);
  transform: translateX(-50%);
  white-space: nowrap;
}
.pill:hover { background: var(--hover); }
.pill:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

.notice {
  position: absolute;
  z-index: 3;
  inset: var(--head, 32px) 0 0;
  display: flex;
  flex-direction: column;
  align-items: center;
  justify-content: center;
  gap: 6px;
  padding: 16px;
  color: var(--soft);
  text-align: center;
}
.notice-title { color: var(--ink); font-size: 14px; font-weight: 600; }
.notice.bad .notice-title { color: var(--bad); }
.notice-text { max-width: 60ch; overflow-wrap: anywhere; }
.notice-text:empty { display: none; }
.notice .button { margin-top: 6px; }

/* --- a small dialog beside what it is about --- */

.popover {
  position: absolute;
  z-index: 6;
  max-width: calc(100% - 8px);
  max-height: calc(100% - 8px);
  overflow: auto;
  border: 1px solid var(--line);
  border-radius: 6px;
  outline: 0;
  background: var(--paper);
  box-shadow: 0 4px 16px rgb(0 0 0 / 20%);
}

.filter-box { width: 248px; padding: 10px 12px; }
.filter-form { display: flex; flex-direction: column; gap: 10px; }
.filter-title { overflow: hidden; font-weight: 600; text-overflow: ellipsis; white-space: nowrap; }
.filter-range { display: grid; grid-template-columns: 1fr 1fr; gap: 8px; }
.filter-set { display: flex; flex-direction: column; gap: 6px; }
.filter-values { display: flex; flex-direction: column; max-height: 132px; overflow: auto; }
.filter-value { display: flex; flex: none; align-items: center; gap: 7px; height: 22px; padding: 0 4px; border-radius: 3px; cursor: pointer; }
.filter-value:hover { background: var(--hover); }
.filter-name { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.filter-count { color: var(--soft); font-size: 11.5px; font-variant-numeric: tabular-nums; }
.filter-presence { display: flex; flex-wrap: wrap; gap: 4px 12px; }
.filter-option { display: inline-flex; align-items: center; gap: 5px; cursor: pointer; font-size: 12px; }
.filter-value input, .filter-option input { flex: none; width: 13px; height: 13px; margin: 0; accent-color: var(--accent); }
.filter-note { color: var(--soft); font-size: 11.5px; line-height: 1.35; }
.filter-note:empty { display: none; }
.filter-form .form-end { margin-top: 0; }

.chips { display: flex; flex: none; flex-wrap: wrap; align-items: center; gap: 5px; padding: 5px 8px 5px 12px; border-bottom: 1px solid var(--line); }
.chip { display: inline-flex; align-items: center; max-width: 100%; height: 22px; border: 1px solid color-mix(in srgb, var(--accent) 40%, var(--line)); border-radius: 11px; background: var(--picked); font-size: 12px; }
.chip-text { min-width: 0; padding: 0 2px 0 9px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.chip-remove { display: inline-flex; flex: none; align-items: center; justify-content: center; width: 20px; height: 20px; padding: 0; border: 0; border-radius: 50%; background: none; color: var(--soft); cursor: pointer; }
.chip-remove svg { width: 11px; height: 11px; }
.chip-remove:hover { color: var(--ink); background: color-mix(in srgb, var(--ink) 12%, transparent); }
.chip-remove:focus-visible, .th-filter:focus-visible { outline: 2px solid var(--accent); outline-offset: -1px; }

/* --- below the grid --- */

.foot {
  display: flex;
  flex: none;
  align-items: center;
  gap: 8px;
  height: 32px;
  padding: 0 6px 0 12px;
  border-top: 1px solid var(--line);
  background: var(--raised);
  color: var(--soft);
  font-size: 12px;
  font-variant-numeric: tabular-nums;
  white-space: nowrap;
}
.rows { color: var(--ink); }
.facts:empty, .news:empty { display: none; }
.facts::before { margin-right: 8px; content: "·"; }
.news { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; }
.foot[data-mood="bad"] .news { color: var(--bad); }
.tools { display: flex; flex: none; align-items: center; gap: 4px; margin-left: auto; }
.figures { margin-right: 6px; color: var(--ink); }
.figures:empty { display: none; }
.progress { display: flex; align-items: center; gap: 8px; margin-right: 6px; color: var(--ink); }
.news:not(:empty) + .tools { margin-left: 0; }
.foot[data-mood="busy"] .dot { background: var(--accent); animation: dn-breathe 1s ease-in-out infinite; }
.foot[data-mood="bad"] .dot { background: var(--bad); }


@media (prefers-reduced-motion: reduce) {
  .cell[data-kind="bone"]::before { animation: none !important; }
  .layer { transition: none; }
}
@media (forced-colors: active) {
  .cell[data-mark]::before { border-color: Highlight Highlight transparent transparent; forced-color-adjust: none; }
  .grid:focus #active::after { border-color: Highlight; }
  .layer .row[aria-selected="true"] { forced-color-adjust: none; background: Highlight; }
  .layer .row[aria-selected="true"] :is(.cell, .gutter, a) { background: Highlight; color: HighlightText; }
  .cell.changed { outline: 2px dashed Highlight; outline-offset: -2px; }
  .dot { forced-color-adjust: none; background: CanvasText; }
}

/* --- menus and questions in a popover --- */

.menu { display: flex; flex-direction: column; min-width: 190px; padding: 4px; }
.menu-note { max-width: 260px; padding: 6px 8px; border-bottom: 1px solid var(--hairline); margin-bottom: 4px; color: var(--soft); font-size: 12px; white-space: normal; }
.menu-item { display: flex; align-items: baseline; gap: 16px; justify-content: space-between; padding: 6px 8px; border: 0; border-radius: 4px; background: none; color: var(--ink); cursor: pointer; font: inherit; text-align: left; white-space: nowrap; }
.menu-item:hover, .menu-item:focus-visible { outline: 0; background: var(--hover); color: var(--accent); }
.menu-hint { color: var(--soft); font-size: 11.5px; }
.ask { padding: 12px; }
.ask-text { margin-bottom: 10px; font-weight: 600; }
.ask-acts { display: flex; gap: 6px; justify-content: flex-end; }
.button.danger { border-color: var(--bad); color: var(--bad-ink); }
.button.danger:hover:not(:disabled) { border-color: var(--bad); background: color-mix(in srgb, var(--bad) 12%, var(--paper)); color: var(--bad-ink); }
`;

// widgets/grid/index.js
var render = (context) => mount(context, "diorama-grid", style_default, (model, root) => new GridView(model, root));
var grid_default = { render };
export {
  grid_default as default
};
/*! Bundled license information:

@uwdata/flechette/src/index.js:
  (*! @uwdata/flechette 2.6.0
  
  BSD 3-Clause License
  
  Copyright (c) 2024, UW Interactive Data Lab
  
  Redistribution and use in source and binary forms, with or without
  modification, are permitted provided that the following conditions are met:
  
  1. Redistributions of source code must retain the above copyright notice, this
     list of conditions and the following disclaimer.
  
  2. Redistributions in binary form must reproduce the above copyright notice,
     this list of conditions and the following disclaimer in the documentation
     and/or other materials provided with the distribution.
  
  3. Neither the name of the copyright holder nor the names of its
     contributors may be used to endorse or promote products derived from
     this software without specific prior written permission.
  
  THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"
  AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
  IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
  DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
  FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
  DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
  SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
  CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
  OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
  OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
  
  ---
  
  Portions of this software are derived from Apache Arrow JS
  (https://github.com/apache/arrow/blob/main/js/).
  
  Licensed under the Apache License, Version 2.0 (the "License");
  you may not use this file except in compliance with the License.
  You may obtain a copy of the License at
  
      http://www.apache.org/licenses/LICENSE-2.0
  
  Unless required by applicable law or agreed to in writing, software
  distributed under the License is distributed on an "AS IS" BASIS,
  WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
  See the License for the specific language governing permissions and
  limitations under the License.
  
  ---
  
  Portions of this software are derived from FlatBuffers
  (https://github.com/google/flatbuffers).
  
  Licensed under the Apache License, Version 2.0 (the "License");
  you may not use this file except in compliance with the License.
  You may obtain a copy of the License at
  
      http://www.apache.org/licenses/LICENSE-2.0
  
  Unless required by applicable law or agreed to in writing, software
  distributed under the License is distributed on an "AS IS" BASIS,
  WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
  See the License for the specific language governing permissions and
  limitations under the License.
  *)
*/
