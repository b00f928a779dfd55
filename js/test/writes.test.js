// What Python tells of writes: who is answered, which marks are believed, which failure a cell shows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { failureOf } from "../src/failures.js";
import { Line } from "../src/line.js";
import { nextSort, sortText } from "../src/order.js";
import { readMarks, readReply } from "../src/wire.js";

/** @import { Model } from "../src/types.d.ts" */

class Fake {
  /** @type {any[]} */
  sent = [];
  dead = false;
  /** @type {Map<string, (...args: any[]) => void>} */
  on_ = new Map();
  /** @param {any} message */
  send(message) {
    if (this.dead) throw new Error("closed");
    this.sent.push(message);
  }
  /** @param {string} event @param {(...args: any[]) => void} callback */
  on(event, callback) {
    this.on_.set(event, callback);
  }
  /** @param {string} event */
  off(event) {
    this.on_.delete(event);
  }
  /** @param {any} message */
  say(message) {
    this.on_.get("msg:custom")?.({ v: 1, ...message }, []);
  }
}

function talk() {
  const fake = new Fake();
  /** @type {any[]} */
  const told = [];
  const nothing = () => {};
  const line = new Line(/** @type {Model} */ (/** @type {unknown} */ (fake)), {
    message: (message) => told.push(message), heard: nothing, changed: nothing, lost: nothing, live: nothing,
  });
  return { fake, told, line };
}

const edit = /** @type {const} */ ({ kind: "edit", row: "7", column: "price", value: "1" });

test("each change hears its own answer, in whatever order they come", async () => {
  const { fake, told, line } = talk();
  const answers = [line.ask(edit), line.ask(edit)];
  const [first, second] = fake.sent;
  fake.say({ kind: "error", id: second.id, seq: second.seq, message: "no", hint: "why", fields: { price: "is low" } });
  fake.say({ kind: "done", id: "another view", seq: first.seq });
  fake.say({ kind: "done", id: first.id, seq: first.seq });
  assert.deepEqual(await Promise.all(answers), [null, { message: "no", hint: "why", fields: { price: "is low" } }]);
  assert.deepEqual(told, [], "nobody else is bothered");
  fake.say({ kind: "error", id: first.id, seq: first.seq, message: "again", hint: null });
  assert.equal(told.length, 1, "an answer nobody waits for is a complaint like any other");
});

test("a change that no kernel hears is answered at once", async () => {
  const { fake, line } = talk();
  const waiting = line.ask(edit);
  fake.dead = true;
  assert.match((await line.ask(edit))?.message ?? "", /kernel is gone/);
  assert.match((await waiting)?.message ?? "", /kernel is gone/);
  assert.equal(line.state, "lost");
});

test("an acceptance without a view or a number is none of ours", () => {
  assert.equal(readReply({ v: 1, kind: "done", id: null, seq: 3 }), null);
  assert.equal(readReply({ v: 1, kind: "done", id: "a", seq: -1 }), null);
  assert.notEqual(readReply({ v: 1, kind: "done", id: "a", seq: 3 }), null);
});

test("marks are read by row id, and malformed ones are left out", () => {
  const good = { row: "__proto__", fields: ["price"], message: "" };
  const marks = readMarks([good, null, 7, { row: 1, fields: [], message: "" }, { row: "2", fields: "price", message: "" }]);
  assert.deepEqual([...marks], [["__proto__", { fields: new Set(["price"]), message: "" }]]);
  assert.equal(readMarks(undefined).size + readMarks("rows").size, 0);
});

test("a cell tells of its last failure only", () => {
  const failure = { change: "", message: "", hint: "" };
  const failed = [
    { ...failure, number: 1, row: "7", fields: ["price"] }, { ...failure, number: 2, row: "7", fields: ["price", "name"] },
    { ...failure, number: 3, row: null, fields: ["price"] },
  ];
  assert.equal(failureOf(failed, "7", "price")?.number, 2);
  assert.equal(failureOf(failed, "7", "stock"), null);
});

test("a header sorts up, down and not at all", () => {
  const up = nextSort([], "price");
  assert.deepEqual(up, [{ column: "price", descending: false }]);
  const down = nextSort(up, "price");
  assert.deepEqual(down, [{ column: "price", descending: true }]);
  assert.deepEqual(nextSort(down, "price"), []);
  assert.deepEqual(nextSort(down, "name"), [{ column: "name", descending: false }]);
});

test("a column that is added to the order keeps its rank while it turns", () => {
  const one = nextSort([], "price", true);
  const two = nextSort(one, "name", true);
  assert.deepEqual(two.map((s) => s.column), ["price", "name"]);
  const turned = nextSort(two, "price", true);
  assert.deepEqual(turned, [{ column: "price", descending: true }, { column: "name", descending: false }]);
  assert.deepEqual(nextSort(turned, "price", true), [{ column: "name", descending: false }]);
  assert.equal(sortText(turned), "Sorted by price descending, then name ascending");
});
