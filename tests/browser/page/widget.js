// Mounts any committed bundle on a model whose traits and answers the tests give.
const query = new URLSearchParams(location.search);
const theme = query.get("theme");
if (theme) {
  document.documentElement.style.colorScheme = theme;
  document.body.dataset.jpThemeLight = String(theme === "light");
}

class FakeModel {
  /** Every message the widget has sent. @type {any[]} */
  sent = [];
  /** A kernel that is gone: sending throws. */
  dead = false;
  /** A kernel that is busy: nothing is answered. */
  deaf = false;
  /** What a kind of message is answered with; of others it is said that they are done. @type {Record<string, any>} */
  answers = {};
  /** @type {Map<string, Set<Function>>} */
  #listeners = new Map();
  /** @type {Record<string, any>} */
  #traits;

  /** @param {Record<string, any>} traits */
  constructor(traits) {
    this.#traits = traits;
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
    const { id, seq, kind } = message;
    setTimeout(() => this.reply({ v: 1, id, seq, kind: "done", ...this.#answer(kind, message) }), 5);
  }

  /** Change traits, as one update from Python. @param {Record<string, any>} traits */
  update(traits) {
    Object.assign(this.#traits, traits);
    for (const name of Object.keys(traits)) this.#emit(`change:${name}`);
  }

  /** Change a part of the state. @param {Record<string, any>} part */
  state(part) {
    this.update({ state: { ...this.#traits.state, generation: this.#traits.state.generation + 1, ...part } });
  }

  /** @param {any} message */
  reply(message) {
    this.#emit("msg:custom", message, []);
  }

  /** The connection is another one, says Jupyter, and no more. */
  reconnected() {
    this.#emit("comm_live_update");
  }

  /** @param {string} kind @param {any} message */
  #answer(kind, message) {
    if (kind in this.answers) return this.answers[kind];
    if (kind === "set_viewport") return { kind: "answer", more: false, body: this.#options(message) };
    if (kind === "set_search") this.state({ search: message.text, row_count: message.text ? 37 : this.#traits.state.all });
    return {};
  }

  /** Options whose texts follow from their place and the search. @param {{first: number, last: number}} span */
  #options({ first, last }) {
    const { generation, search, row_count: rows } = this.#traits.state;
    const places = Array.from({ length: Math.max(0, Math.min(last, rows) - first) }, (_, n) => first + n);
    return { first, generation, ids: places.map((n) => `${search}${n}`), texts: places.map((n) => `${search || "row"} ${n}`) };
  }

  /** @param {string} event @param {unknown[]} args */
  #emit(event, ...args) {
    for (const callback of [...(this.#listeners.get(event) ?? [])]) callback(...args);
  }
}

void import(`/diorama_nb/static/${query.get("widget")}.js`).then((bundle) => {
  /** @param {Record<string, any>} traits @param {HTMLElement | null} [el] */
  const mount = (traits, el = document.getElementById("stage")) => {
    const model = new FakeModel(traits);
    return { model, unmount: bundle.default.render({ model, el }) };
  };
  const { model, unmount } = mount(JSON.parse(query.get("traits") ?? "{}"));
  Object.assign(window, { fake: model, unmount, mount });
});
