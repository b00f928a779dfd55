// The Python side of the protocol, played by the page: traits, requests, and rows from the server.

/** @import { ColumnType, Failure, Sort, Status, Typed } from "../../../js/src/types.d.ts" */

/** @type {[string, ColumnType][]} */
const COLUMNS = [
  ["id", "integer"], ["name", "text"], ["price", "number"], ["in_stock", "boolean"],
  ["updated", "datetime"], ["site", "text"], ["note", "text"], ["size", "nested"], ["weight", "number"],
];

/** What filters of some columns may ask. @type {Record<string, any>} */
const CHOICES = {
  price: { operators: ["null", "<=", ">="], values: [], more: 0, low: 9.5, high: 259.25, rows: 1000, blanks: 143 },
  name: {
    operators: ["null", "==", "in", "contains"], more: 12, low: null, high: null, rows: 1000, blanks: 91,
    values: ["Walnut desk", "Oak chair", "Brass lamp", "Linen curtain, floor length", "Rug", "Shelf", "Stool", "Bench", "<b>Bold</b>"]
      .map((name, at) => [name, 155 - at * 9]),
  },
  updated: { operators: ["<=", ">="], values: [], more: 0, low: "2026-03-01 09:00:00", high: "2026-03-28 09:59:00", rows: 400, blanks: 0 },
  in_stock: { operators: ["null", "==", "in"], values: [[true, 334], [false, 666]], more: 0, low: null, high: null, rows: 1000, blanks: 0 },
  size: { operators: [], values: [], more: 0, low: null, high: null, rows: 1000, blanks: 0 },
  other: { operators: ["null", "contains"], values: [], more: 0, low: null, high: null, rows: 1000, blanks: 0 },
};

/** @param {string[]} columns @param {number} total */
function spreadOf(columns, total) {
  const rows = Math.min(total, 1000);
  const none = { rows, blanks: 0, low: "", high: "", bins: [], top: [], distinct: null };
  /** @type {Record<string, any>} */
  const known = {
    id: { ...none, low: "0", high: "999", bins: Array(20).fill(50) },
    name: { ...none, blanks: 91, top: [["Walnut desk", 155], ["Brass lamp", 152], ["Oak chair", 151]], distinct: 6 },
    price: { ...none, blanks: 143, low: "9.5", high: "259.25", bins: [3, 9, 14, 22, 39, 61, 80, 93, 99, 90, 81, 70, 58, 45, 30, 24, 18, 11, 7, 3] },
    in_stock: { ...none, top: [["false", 666], ["true", 334]], distinct: 2 },
    updated: { ...none, low: "2026-03-01 09:00:00", high: "2026-03-28 09:59:00", bins: Array.from({ length: 20 }, (_, i) => 20 + i * 3) },
    site: { ...none, top: [["https://shop.example/items/0", 1]], distinct: rows },
    weight: { ...none, low: "0", high: "9.9", bins: Array.from({ length: 20 }, (_, i) => 60 - (i % 5) * 9) },
  };
  const found = Object.fromEntries(columns.map((name) => [name, known[name] ?? none]));
  return { v: 1, kind: "distributions", id: null, seq: null, generation: 1, rows, total, columns: found };
}

export class FakeModel {
  /** Every message the grid has sent. @type {any[]} */
  sent = [];
  /** What filters of all columns may ask, instead of each its own. @type {any} */
  choices = null;
  /** How many messages are being answered. */
  underway = 0;
  /** Milliseconds before an answer. */
  latency = 5;
  /** A kernel that is busy: messages wait. */
  deaf = false;
  /** A kernel that is gone: sending throws. */
  dead = false;
  /** A host that delivers no buffers. */
  dropsBuffers = false;
  /** Rows that were put above the first one. */
  above = 0;
  /** Whether rows are pushed after a new generation, as Python does. */
  pushes = true;
  base = "r";
  /** The file that is downloaded. */
  file = new TextEncoder().encode("id,name\n1,\"a\"\n2,\"b\"\n");
  /** A host that loses the parts of it. */
  losesParts = false;
  /** Milliseconds before it is made. */
  savingTakes = 30;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  saving = undefined;
  /** Characters of a cell that are sent. */
  cut = 1000;
  /** Whether columns are summarised. */
  spreads = false;
  /** What is said of the next changes instead of accepting them. @type {any} */
  refusal = null;
  /** Why the source refuses the changes that are accepted; null: it takes them. @type {string | null} */
  rejection = null;
  /** When the place of a new row is known. */
  placing = Promise.resolve();
  /** Why new rows have no place; blank: they do. */
  unplaced = "";
  /** Changed cells: column number → value, by row id. @type {Map<string, Map<number, Typed>>} */
  edits = new Map();
  /** Changes that are on their way or failed, by row id. @type {Map<string, {status: string, fields: string[], message: string}>} */
  #marks = new Map();
  /** @type {Failure[]} */
  #failed = [];
  #number = 0;
  #encoding = "arrow";

  /** Grids of related rows, by their key. @type {Map<string, FakeModel>} */
  opened = new Map();
  /** Jupyter's, as far as a grid asks it. */
  widget_manager = { get_model: async (/** @type {string} */ key) => this.opened.get(key) ?? Promise.reject(new Error("no such model")) };

  /** @type {Map<string, Set<Function>>} */
  #listeners = new Map();
  /** @type {Record<string, any>} */
  #traits;
  #total;
  /** @type {{first: number, last: number} | null} */
  #viewport = null;
  /** Columns the page asked for; null: all. @type {number[] | null} */
  #columns = null;
  /** What is said of a cell that is asked for whole. @type {{text: string, of: number | null} | null} */
  whole = null;

  /** @param {{total: number, height: number, start: string, editable: boolean, wide?: number, traits?: Record<string, unknown>}} options `wide`: columns beyond the usual ones */
  constructor({ total, height, start, editable, wide = 0, traits = {} }) {
    this.#total = total;
    const loading = start === "loading";
    /** @type {Status} */
    const status = {
      generation: 1, row_count: loading ? null : total, loaded: loading ? 0 : total,
      load_state: loading ? "loading" : "complete", has_more: false, refreshing: false,
      fetched_at: loading ? null : Date.now() - 3000,
      error: start === "error" ? { message: "The source did not answer (503).", hint: "Check the address, then retry." } : null,
      note: null,
    };
    if (start === "error") Object.assign(status, { row_count: null, loaded: 0, load_state: "partial" });
    if (start === "unknown") Object.assign(status, { row_count: null, loaded: 1200, load_state: "partial", has_more: true });
    this.#traits = {
      columns: [...COLUMNS, ...Array.from({ length: wide }, (_, i) => /** @type {[string, ColumnType]} */ ([`w${i}`, "text"]))].map(([name, type]) => ({
        name, label: name.replace("_", " "), type, orderable: name !== "size",
        ...(editable && {
          editor: type, id: name === "id", mandatory: name === "name",
          locked: name === "id" ? "it is the id of the row" : name === "size" ? "values of type nested can not be typed" : "",
        }),
      })),
      status, can: { order: true, order_many: true, filter: true, search: true, window: true, more: start === "unknown", insert: editable, update: editable, delete: editable },
      writes: { pending: 0, failures: 0, failed: [], undo: 0 },
      sort: null, search: "", height, title: "Products",
      snapshot: { first: 0, cut: 120, ids: [], rows: [] },
      ...traits,
    };
    if (start === "snapshot") {
      this.deaf = true;
      const rows = Array.from({ length: 20 }, (_, i) => COLUMNS.map(([name]) => `${name} ${i + 500}`));
      this.#traits.snapshot = { first: 500, cut: 120, ids: rows.map((_, i) => `r${i + 500}`), rows };
    }
  }

  /** @param {string} name */
  get(name) {
    return this.#traits[name];
  }

  /** @param {string} event @param {Function} callback */
  on(event, callback) {
    if (!this.#listeners.has(event)) this.#listeners.set(event, new Set());
    this.#listeners.get(event)?.add(callback);
  }

  /** @param {string} event @param {Function} callback */
  off(event, callback) {
    this.#listeners.get(event)?.delete(callback);
  }

  get listeners() {
    return [...this.#listeners.values()].reduce((sum, set) => sum + set.size, 0);
  }

  /** @param {any} message */
  send(message) {
    if (this.dead) throw new Error("the connection is closed");
    this.sent.push(message);
    if (this.deaf) return;
    this.#later(this.latency, () => this.#handle(message));
  }

  /** @param {number} milliseconds @param {() => void} act */
  #later(milliseconds, act) {
    this.underway += 1;
    setTimeout(() => {
      this.underway -= 1;
      act();
    }, milliseconds);
  }

  /** Change traits, as one update from Python. @param {Record<string, any>} traits */
  update(traits) {
    Object.assign(this.#traits, traits);
    for (const name of Object.keys(traits)) this.#emit(`change:${name}`);
  }

  /** @param {Partial<Status>} status */
  status(status) {
    this.update({ status: { ...this.#traits.status, ...status } });
  }

  /** A new cut of the data. @param {{total?: number, base?: string}} change */
  bump({ total = this.#total, base = this.base } = {}) {
    this.#total = total;
    this.base = base;
    this.status({ generation: this.#traits.status.generation + 1, row_count: total, loaded: total, fetched_at: Date.now() });
    if (this.pushes) this.#rows(this.#viewport, null, null);
  }

  /** A new cut of the data, whose rows are there when it is told of. @param {string} base */
  async bumpWithRows(base) {
    this.base = base;
    const deliver = await this.#fetched(this.#viewport, null, null);
    const generation = this.#traits.status.generation + 1;
    this.status({ generation, fetched_at: Date.now() });
    deliver?.(generation);
  }

  /** Rows come (or go) above all others. @param {number} rows */
  insertAbove(rows) {
    this.above += rows;
    this.#total += rows;
    this.status({ generation: this.#traits.status.generation + 1, row_count: this.#total, loaded: this.#total });
    if (!this.#viewport) return;
    const { first, last } = this.#viewport;
    this.#viewport = { first: Math.max(0, first + rows), last: Math.max(0, last + rows) };
    return this.#rows(this.#viewport, null, null, rows);
  }

  /** @param {any} message @param {DataView[]} [buffers] */
  reply(message, buffers) {
    this.#emit("msg:custom", message, buffers);
  }

  /** @param {any} message */
  #handle(message) {
    const { kind, id, seq } = message;
    if (kind === "set_viewport") {
      this.#viewport = { first: message.first, last: message.last };
      this.#columns = message.columns ?? null;
      this.#encoding = message.encoding ?? "arrow";
      this.#rows(this.#viewport, id, seq);
    } else if (kind === "set_sort") {
      /** @type {Sort | Sort[] | null} */
      const sort = message.by.length > 1 ? message.by : message.by[0] ?? null;
      this.#reorder({ sort }, this.#total);
    } else if (kind === "set_filters") {
      this.#reorder({ filters: message.filters }, message.filters.length ? 120 : 1000);
    } else if (kind === "summarise") {
      if (this.spreads && message.columns.length) this.reply(spreadOf(message.columns, this.#total));
    } else if (kind === "list_values") {
      this.reply({ v: 1, kind: "answer", id, seq, more: false, body: this.choices ?? CHOICES[message.column] ?? CHOICES.other });
    } else if (kind === "set_search") {
      this.#reorder({ search: message.text }, message.text === "nothing" ? 0 : message.text ? 37 : 1000);
    } else if (["copy", "figures", "export", "part", "stop"].includes(kind)) {
      this.#answer(message);
    } else if (["edit", "paste", "insert", "delete", "undo", "discard", "retry_all", "discard_all", "withdraw_all"].includes(kind) || "number" in message) {
      this.#change(message);
    } else if (kind === "arrange") {
      const { shown, pinned, widths, density } = message;
      this.update({ shown_columns: shown, pinned, column_widths: widths, density });
      this.reply({ v: 1, kind: "done", id, seq });
    } else if (kind === "open_ref") {
      this.#open(message);
    } else if (kind === "back") {
      this.update({ opened: null });
    } else if (kind === "find_row") {
      const index = message.row.startsWith(this.base) ? Number(message.row.slice(this.base.length)) : null;
      this.reply({ v: 1, kind: "answer", id, seq, body: { index }, more: false });
    } else if (kind === "get_cell") {
      const body = this.whole ?? { text: `{\n  "of": "${message.row}.${message.column}"\n}`, of: null };
      this.reply({ v: 1, kind: "answer", id, seq, body, more: false });
    } else if (kind === "retry") {
      this.status({ error: null, generation: 2, row_count: this.#total, loaded: this.#total, load_state: "complete" });
    }
  }

  /** Let columns lead to related rows, the id to those of the whole row. @param {Record<string, string[]>} refs relations by column */
  relate(refs) {
    this.update({ columns: this.#traits.columns.map((/** @type {any} */ column) => ({ ...column, [column.name === "id" ? "row_refs" : "refs"]: refs[column.name] })) });
  }

  /** @param {any} message */
  #open({ relation, row, id, seq }) {
    if (this.refusal) return this.reply({ v: 1, kind: "error", id, seq, ...this.refusal });
    const other = new FakeModel({ total: 30, height: this.#traits.height, start: "ready", editable: false, traits: { title: `${relation} of ${row}` } });
    other.relate({ id: ["author"] });
    const key = `model-${this.opened.size}`;
    this.opened.set(key, other);
    this.update({ opened: key });
    this.reply({ v: 1, kind: "done", id, seq });
  }

  /** What Python knows of rows that the page does not hold. @param {any} message */
  #answer(message) {
    const { kind, id, seq } = message;
    /** @param {any} body @param {boolean} [more] @param {DataView[]} [buffers] */
    const say = (body, more = false, buffers = undefined) => this.reply({ v: 1, kind: "answer", id, seq, body, more }, buffers);
    if (this.refusal) return this.reply({ v: 1, kind: "error", id, seq, ...this.refusal });
    if (kind === "copy") say({ text: `rows ${message.first} to ${message.last} as ${message.format}`, rows: 9, note: "" });
    else if (kind === "figures") say({ count: 123, numbers: 100, sum: 4000, missing: 0 });
    else if (kind === "export") {
      say({ what: "loading", rows: 300, of: 1000 }, true);
      const done = { file: 1, size: this.file.length, rows: 1000, of: 4000, complete: false, note: "the source went away" };
      this.saving = setTimeout(() => say(done), this.savingTakes);
    } else if (kind === "stop") clearTimeout(this.saving);
    else if (kind === "part" && !this.losesParts) {
      const piece = this.file.slice(message.at, message.at + 8);
      if (message.encoding === "json") say({ base64: btoa(String.fromCharCode(...piece)) });
      else say({}, false, this.dropsBuffers ? [] : [new DataView(piece.buffer)]);
    }
  }

  /** @param {any} message */
  #change(message) {
    const { kind, id, seq } = message;
    if (this.refusal) return this.reply({ v: 1, kind: "error", id, seq, ...this.refusal });
    if (kind === "insert") return this.#insert(message);
    this.reply({ v: 1, kind: "done", id, seq });
    if (kind === "edit") this.#edit(message);
    else if (kind === "paste") this.#paste(message);
    else if (kind === "delete") this.#tell({ undo: message.rows.length, undoes: "delete" });
    else if (kind === "undo") this.#tell({ undo: 0 });
    else if (kind === "withdraw_all") return;
    else if (kind.endsWith("_all")) {
      this.#failed = [];
      this.#marks.clear();
      this.#tell();
    }
    else if ("number" in message) {
      const failure = this.#failed.find(({ number }) => number === message.number);
      if (!failure) return;
      this.#failed = this.#failed.filter((other) => other !== failure);
      if (failure.row) this.#marks.delete(failure.row);
      this.#tell();
    }
    this.bump();
  }

  /** It stands behind all others, or nowhere. @param {any} message */
  async #insert({ id, seq }) {
    this.reply({ v: 1, kind: "answer", id, seq, body: {}, more: true });
    await this.placing;
    const body = this.unplaced ? { index: null, why: this.unplaced } : { index: this.#total, why: "" };
    this.bump({ total: this.#total + (this.unplaced ? 0 : 1) });
    this.reply({ v: 1, kind: "answer", id, seq, body, more: false });
  }

  /** @param {{row: string, column: string, value: Typed}} edit */
  #edit({ row, column, value }) {
    const number = COLUMNS.findIndex(([name]) => name === column);
    const edits = this.edits.get(row) ?? new Map();
    this.edits.set(row, edits.set(number, value));
    this.#marks.set(row, { status: "PendingWrite", fields: [column], message: "" });
    this.#tell({ pending: 1 });
    if (this.rejection === "never") return;
    this.#later(80, () => {
      this.#marks.delete(row);
      if (this.rejection) {
        edits.delete(number);
        this.#number += 1;
        this.#marks.set(row, { status: "WriteFailed", fields: [column], message: this.rejection });
        const change = `${column} → ${value}`;
        this.#failed = [...this.#failed, { number: this.#number, row, fields: [column], change, message: this.rejection, hint: "" }];
      }
      this.#tell();
      this.bump();
    });
  }

  /** @param {{first: number, last: number, columns: string[], cells: Typed[][]}} paste */
  #paste({ first, last, columns, cells }) {
    for (let i = first; i < last; i += 1) {
      const edits = this.edits.get(`${this.base}${i}`) ?? new Map();
      this.edits.set(`${this.base}${i}`, edits);
      const line = cells.length === 1 ? cells[0] : cells[i - first];
      columns.forEach((column, j) => edits.set(COLUMNS.findIndex(([name]) => name === column), line?.[line.length === 1 ? 0 : j] ?? null));
    }
    this.#tell({ undo: (last - first) * columns.length, undoes: "paste" });
  }

  /** @param {any} [writes] */
  #tell(writes) {
    const undo = this.#traits.writes.undo;
    this.update({ writes: { pending: 0, undo, failures: this.#failed.length, failed: this.#failed, ...writes } });
  }

  /** @param {Record<string, any>} change @param {number} total */
  #reorder(change, total) {
    this.#total = total;
    const { status } = this.#traits;
    this.update({ ...change, status: { ...status, generation: status.generation + 1, row_count: total, loaded: total } });
    if (this.pushes) this.#rows(this.#viewport, null, null);
  }

  /** @param {{first: number, last: number} | null} span @param {string | null} id @param {number | null} seq @param {number} [shift] */
  async #rows(span, id, seq, shift = 0) {
    (await this.#fetched(span, id, seq, shift))?.();
  }

  /** @param {{first: number, last: number} | null} span @param {string | null} id @param {number | null} seq @param {number} [shift] */
  async #fetched(span, id, seq, shift = 0) {
    if (!span) return;
    const { status, sort } = this.#traits;
    const first = span.first;
    const last = Math.min(span.last, status.row_count ?? status.loaded);
    if (last <= first) return;
    const query = new URLSearchParams({
      columns: JSON.stringify(this.#columns ?? this.#traits.columns.map((/** @type {unknown} */ _, /** @type {number} */ i) => i)),
      first: String(first), last: String(last), total: String(this.#total), base: this.base,
      descending: String(Boolean([sort].flat()[0]?.descending)), above: String(this.above), encoding: this.#encoding,
      statuses: JSON.stringify(Object.fromEntries([...this.#marks].map(([row, mark]) => [row, mark.status]))),
      edits: JSON.stringify(Object.fromEntries([...this.edits].map(([row, cells]) => [row, Object.fromEntries(cells)]))),
    });
    const marks = [...this.#marks].map(([row, { fields, message }]) => ({ row, fields, message }));
    const message = { v: 1, kind: "rows", id, seq, first, count: last - first, cut: this.cut, marks, shift };
    this.underway += 1;
    const answer = await fetch(`/rows?${query}`);
    const body = query.get("encoding") === "json" ? await answer.json() : await answer.arrayBuffer();
    this.underway -= 1;
    return (generation = status.generation) => {
      if (body instanceof ArrayBuffer) this.reply({ ...message, generation }, this.dropsBuffers ? [] : [new DataView(body)]);
      else this.reply({ ...message, ...body, generation });
    };
  }

  /** @param {string} event @param {unknown[]} args */
  #emit(event, ...args) {
    for (const callback of [...(this.#listeners.get(event) ?? [])]) callback(...args);
  }
}
