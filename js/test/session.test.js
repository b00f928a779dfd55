// The talk with Python: latest wins, old orders stay apart, a lost kernel loses nothing on show.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { tableFromArrays, tableToIPC } from "@uwdata/flechette";
import { Session } from "../src/session.js";

/** @import { Model, Traits } from "../src/types.d.ts" */

class Fake {
  /** @type {any[]} */
  sent = [];
  dead = false;
  /** @type {Map<string, Set<(...args: any[]) => void>>} */
  #listeners = new Map();
  /** @type {any} */
  traits = {
    columns: [{ name: "a", label: "a", type: "integer", orderable: true }],
    status: {
      generation: 1, row_count: 1000, loaded: 1000, load_state: "complete", has_more: false,
      refreshing: false, fetched_at: null, error: null, note: null,
    },
    can: { order: true, search: true, window: true, more: false },
    sort: null, search: "", snapshot: null, height: 400, title: "",
  };

  /** @param {keyof Traits} name */
  get = (name) => this.traits[name];
  /** @param {any} message */
  send = (message) => {
    if (this.dead) throw new Error("closed");
    this.sent.push(message);
  };
  /** @param {string} event @param {(...args: any[]) => void} callback */
  on = (event, callback) => {
    this.#listeners.set(event, (this.#listeners.get(event) ?? new Set()).add(callback));
  };
  /** @param {string} event @param {(...args: any[]) => void} callback */
  off = (event, callback) => this.#listeners.get(event)?.delete(callback);

  /** @param {string} event @param {unknown[]} args */
  emit(event, ...args) {
    for (const callback of this.#listeners.get(event) ?? []) callback(...args);
  }

  /** @param {any} traits @param {any} [status] */
  async update(traits, status = {}) {
    Object.assign(this.traits, traits, { status: { ...this.traits.status, ...status } });
    for (const name of [...Object.keys(traits), "status"]) this.emit(`change:${name}`);
    await Promise.resolve();
  }

  /** @param {number} first @param {number} count @param {number} generation @param {{id?: string | null, seq?: number | null, tag?: string, outdated?: boolean}} [more] */
  rows(first, count, generation, { id = null, seq = null, tag = "r", outdated } = {}) {
    const numbers = Array.from({ length: count }, (_, i) => first + i);
    const table = tableFromArrays({ id: numbers.map((n) => `${tag}${n}`), status: numbers.map(() => "Fresh"), c0: numbers });
    const bytes = /** @type {Uint8Array} */ (tableToIPC(table, { format: "stream" }));
    const buffer = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.emit("msg:custom", { v: 1, kind: "rows", id, seq, first, count, generation, outdated }, [buffer]);
  }

  get last() {
    return this.sent.at(-1);
  }

  get listening() {
    return [...this.#listeners.values()].reduce((sum, set) => sum + set.size, 0);
  }
}

/** @param {(fake: Fake, session: Session) => Promise<void>} body @param {any} [traits] */
function talk(body, traits = {}) {
  return async () => {
    const fake = new Fake();
    Object.assign(fake.traits, traits);
    const session = new Session(/** @type {Model} */ (/** @type {unknown} */ (fake)), () => {});
    try {
      await body(fake, session);
    } finally {
      session.close();
    }
    assert.equal(fake.listening, 0, "a closed session listens to nothing");
  };
}

test("the first viewport is asked for at once, the next ones at a measured pace", talk(async (fake, session) => {
  for (let i = 0; i < 20; i += 1) session.show({ first: i * 50, last: i * 50 + 12 }, 1);
  assert.equal(fake.sent.length, 1);
  assert.deepEqual({ ...fake.last, id: "", seq: 0 }, { v: 1, id: "", seq: 0, kind: "set_viewport", first: 0, last: 40, top: 0, generation: 1 });
  await sleep(70);
  assert.equal(fake.sent.length, 2);
  assert.deepEqual([fake.last.first, fake.last.last], [940, 990], "the latest wins, clamped to the total");
}, { status: { ...new Fake().traits.status, row_count: 990 } }));

test("rows of another view and of places left behind are not kept", talk(async (fake, session) => {
  session.show({ first: 0, last: 12 }, 0);
  fake.rows(0, 20, 1, { id: "another view", seq: 1 });
  assert.equal(session.row(3), null);
  fake.rows(900, 20, 1);
  assert.equal(session.row(905), null);
  fake.rows(0, 20, 1, { id: fake.last.id, seq: fake.last.seq });
  assert.equal(session.row(3)?.id, "r3");
  assert.equal(session.row(3)?.cell(0), 3);
}));

test("messages that are not ours, or damaged, change nothing but the status", talk(async (fake, session) => {
  session.show({ first: 0, last: 12 }, 0);
  for (const junk of [null, 7, {}, { v: 2, kind: "rows" }, { v: 1, kind: "rows", first: -1, count: 1, generation: 1, id: null }]) {
    fake.emit("msg:custom", junk, []);
  }
  assert.equal(session.problem, null);
  fake.emit("msg:custom", { v: 1, kind: "rows", id: null, seq: null, first: 0, count: 5, generation: 1 }, [new DataView(new ArrayBuffer(40))]);
  assert.equal(session.row(0), null);
}));

test("after a sort the old rows stay until the new ones are there", talk(async (fake, session) => {
  session.show({ first: 500, last: 512 }, 0);
  fake.rows(480, 60, 1);
  session.setNarrow({ sort: [{ column: "a", descending: true }] });
  assert.equal(session.gate.waiting, true);
  assert.deepEqual(session.narrow.sort, [{ column: "a", descending: true }], "the arrow shows at once");
  fake.rows(500, 20, 1, { tag: "old" });
  assert.equal(session.row(500)?.id, "old500");
  await fake.update({ sort: { column: "a", descending: true } }, { generation: 2, row_count: 90 });
  assert.equal(session.count, 1000, "the rows on show do not collapse");
  assert.equal(session.row(500)?.id, "old500");
  fake.rows(0, 40, 2, { tag: "new" });
  assert.equal(session.gate.waiting, false);
  assert.equal(session.count, 90);
  assert.equal(session.row(500), null);
  assert.equal(session.row(3)?.id, "new3");
  assert.equal(session.goTop, true);
  fake.rows(0, 40, 1, { tag: "late" });
  assert.equal(session.row(3)?.id, "new3");
}));

test("a page that is opened during a slow sort shows what it has as rows of the old order", talk(async (fake, session) => {
  assert.equal(session.gate.waiting, true);
  session.show({ first: 0, last: 12 }, 0);
  fake.rows(0, 40, 1, { tag: "old", id: fake.last.id, seq: fake.last.seq, outdated: true });
  assert.equal(session.row(3)?.id, "old3");
  assert.equal(session.gate.waiting, true);
  await fake.update({}, { generation: 2, outdated: false });
  assert.equal(session.gate.waiting, true, "its rows are not here yet");
  fake.rows(0, 40, 2, { tag: "new" });
  assert.equal(session.gate.waiting, false);
  assert.equal(session.row(3)?.id, "new3");
}, { status: { ...new Fake().traits.status, outdated: true } }));

test("an answer with rows of the old order never passes for the new one, however often they change", talk(async (fake, session) => {
  session.show({ first: 0, last: 12 }, 0);
  fake.rows(0, 40, 1, { tag: "old" });
  session.setNarrow({ sort: [{ column: "a", descending: true }] });
  await fake.update({ sort: { column: "a", descending: true } }, { outdated: true });
  await sleep(120);
  fake.rows(0, 40, 1, { tag: "old", id: fake.last.id, seq: fake.last.seq, outdated: true });
  assert.equal(session.gate.waiting, true);
  await fake.update({}, { generation: 2, row_count: 0 });
  assert.equal(session.gate.waiting, true, "the old rows have gone, the new ones are not known");
  fake.rows(0, 40, 2, { tag: "old", outdated: true });
  assert.equal(session.gate.waiting, true);
  await fake.update({}, { generation: 3, row_count: 90, outdated: false });
  assert.equal(session.gate.waiting, true);
  fake.rows(0, 20, 3, { tag: "new" });
  assert.equal(session.gate.waiting, false);
  assert.equal(session.row(3)?.id, "new3");
  assert.equal(session.row(30), null, "no row of the old order is left among the new ones");
}));

test("without a push the rows of a new order are asked for", talk(async (fake, session) => {
  session.show({ first: 500, last: 512 }, 0);
  session.setNarrow({ search: "x" });
  await sleep(60);
  await fake.update({ search: "x" }, { generation: 2 });
  const before = fake.sent.length;
  await sleep(120);
  assert.ok(fake.sent.length > before);
  assert.deepEqual([fake.last.kind, fake.last.first, fake.last.generation], ["set_viewport", 0, 2]);
}));

test("an order told in one message and its generation in the next never waits for good", talk(async (fake, session) => {
  session.show({ first: 0, last: 12 }, 0);
  fake.rows(0, 20, 1);
  await fake.update({}, { generation: 2 });
  fake.rows(0, 20, 2, { tag: "sorted" });
  await fake.update({ sort: { column: "a", descending: false } });
  await sleep(120);
  fake.rows(0, 20, 2, { tag: "sorted", id: fake.last.id, seq: fake.last.seq });
  assert.equal(session.gate.waiting, false);
  assert.equal(session.row(0)?.id, "sorted0");
}));

test("a search without a match shows that there is none", talk(async (fake, session) => {
  session.show({ first: 0, last: 12 }, 0);
  fake.rows(0, 20, 1);
  session.setNarrow({ search: "nothing" });
  await fake.update({ search: "nothing" }, { generation: 2, row_count: 0, loaded: 0 });
  assert.equal(session.gate.waiting, false);
  assert.equal(session.count, 0);
}));

test("an error answers a sort: the old order is back in force", talk(async (fake, session) => {
  session.show({ first: 0, last: 12 }, 0);
  session.setNarrow({ sort: [{ column: "a", descending: false }] });
  fake.emit("msg:custom", { v: 1, kind: "error", id: fake.last.id, seq: fake.last.seq, message: "no", hint: null });
  assert.equal(session.gate.waiting, false);
  assert.deepEqual(session.narrow.sort, []);
  assert.equal(session.problem?.message, "no");
}));

test("a change of data without pushed rows is asked for once, with them not at all", talk(async (fake, session) => {
  session.show({ first: 0, last: 12 }, 0);
  fake.rows(0, 40, 1);
  await sleep(50);
  const before = fake.sent.length;
  await fake.update({}, { generation: 2 });
  fake.rows(0, 40, 2, { tag: "pushed" });
  await sleep(120);
  assert.equal(fake.sent.length, before);
  assert.equal(session.row(0)?.id, "pushed0");
  await fake.update({}, { generation: 3 });
  await sleep(150);
  assert.equal(fake.sent.length, before + 1);
}));

test("a viewport whose answer is lost is asked for again, ever more rarely, until one comes", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  await talk(async (fake, session) => {
    session.show({ first: 0, last: 12 }, 0);
    const times = [1];
    for (let second = 1; second <= 120; second += 1) {
      t.mock.timers.tick(1000);
      times.push(fake.sent.length);
    }
    assert.deepEqual([times[2], times[3], times[9], times[21], times[45], times[120]], [1, 2, 3, 4, 5, 5]);
    session.show({ first: 100, last: 112 }, 0);
    const asked = fake.last.seq;
    fake.rows(80, 40, 1, { seq: asked - 1 });
    t.mock.timers.tick(48_000);
    assert.ok(fake.last.seq > asked, "an older answer is not the one");
    fake.rows(80, 40, 1, { seq: fake.last.seq });
    const before = fake.sent.length;
    t.mock.timers.tick(120_000);
    assert.equal(fake.sent.length, before);
  })();
});

test("a kernel that answers no more is said so, and asked anew on demand", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  await talk(async (fake, session) => {
    session.show({ first: 0, last: 12 }, 0);
    fake.rows(0, 20, 1, { seq: fake.last.seq });
    session.show({ first: 500, last: 512 }, 0);
    t.mock.timers.tick(8900);
    assert.equal(session.connection, "open", "an answer may take its time");
    for (let second = 0; second < 120; second += 1) t.mock.timers.tick(1000);
    assert.equal(session.connection, "silent");
    const asked = fake.sent.length;
    session.command("retry");
    t.mock.timers.tick(50);
    assert.deepEqual(fake.sent.slice(asked).map((m) => [m.kind, m.first]), [["retry", undefined], ["set_viewport", 480]]);
    t.mock.timers.tick(3100);
    assert.equal(fake.sent.length, asked + 3, "and once more");
    fake.rows(480, 60, 1, { seq: fake.last.seq });
    assert.equal(session.connection, "open");
    assert.equal(session.row(500)?.id, "r500");
  })();
});

test("a kernel that is gone is said so, and what is held stays", talk(async (fake, session) => {
  session.show({ first: 0, last: 12 }, 0);
  fake.rows(0, 20, 1);
  fake.dead = true;
  session.setNarrow({ sort: [{ column: "a", descending: false }] });
  assert.equal(session.connection, "lost");
  assert.equal(session.gate.waiting, false);
  assert.deepEqual(session.narrow.sort, []);
  assert.equal(session.row(3)?.id, "r3");
  fake.dead = false;
  fake.emit("comm_live_update");
  await sleep(60);
  assert.equal(session.connection, "open");
}));

test("a snapshot shows before Python answers, and gives way", talk(async (fake, session) => {
  assert.equal(session.row(500)?.cell(0), "five hundred");
  assert.equal(session.row(500)?.exact, false, "it is a text to read, not the value");
  session.show({ first: 500, last: 512 }, 0);
  assert.equal(session.row(500)?.cell(0), "five hundred");
  fake.rows(480, 60, 1);
  assert.equal(session.row(500)?.cell(0), 500);
  assert.equal(session.row(500)?.exact, true);
}, { snapshot: { first: 500, ids: ["r500"], rows: [["five hundred"]] } }));

test("columns, order and rows stay the objects they are while Python tells of other things", talk(async (fake, session) => {
  session.show({ first: 0, last: 12 }, 0);
  fake.rows(0, 20, 1);
  const columns = ["a", "b"].map((name) => ({ ...fake.traits.columns[0], name }));
  for (const shown_columns of [null, ["b", "a"]]) {
    await fake.update({ columns, shown_columns });
    const { narrow, traits } = session;
    const row = session.row(3);
    await fake.update({}, { loaded: 999 });
    assert.equal(session.traits.status.loaded, 999);
    assert.equal(session.traits.columns, traits.columns);
    assert.equal(session.narrow, narrow);
    assert.equal(session.row(3), row);
  }
  assert.deepEqual([0, 1].map((place) => session.row(3)?.has(place)), [false, true]);
}));
