// Which rows are held, which are asked for, and which belong to an order gone by.
import assert from "node:assert/strict";
import { test } from "node:test";
import { askSpan, keepSpan, sameSpan, touches } from "../src/ask.js";
import { Held } from "../src/held.js";
import { OrderGate } from "../src/order.js";

/** @param {number} first @param {number} last @param {number} generation @returns {import("../src/types.d.ts").HeldWindow} */
function window(first, last, generation) {
  return {
    first, last, generation,
    row: (index) => ({ id: `${generation}:${index}`, status: "Fresh", mark: null, exact: true, cut: 0, has: () => true, cell: () => null }),
  };
}

test("the newest generation wins where windows overlap, in either order of arrival", () => {
  const held = new Held();
  held.put(window(0, 20, 2));
  held.put(window(10, 30, 1));
  assert.equal(held.row(15)?.id, "2:15");
  assert.equal(held.row(25)?.id, "1:25");
  assert.equal(held.row(30), null);
});

test("a row is the same object until a newer one comes: painters go by that", () => {
  const held = new Held();
  held.put(window(0, 20, 1));
  const [kept, replaced] = [held.row(3), held.row(12)];
  held.put(window(10, 30, 2));
  assert.ok(kept && replaced);
  assert.equal(held.row(3), kept);
  assert.notEqual(held.row(12), replaced);
  assert.equal(held.row(12), held.row(12));
});

test("coverage may be pieced together, but not across generations", () => {
  const held = new Held();
  held.put(window(0, 20, 2));
  held.put(window(20, 40, 2));
  held.put(window(40, 60, 1));
  assert.equal(held.covers(5, 40, 2), true);
  assert.equal(held.covers(5, 41, 2), false);
  assert.equal(held.covers(5, 60, 1), true);
});

test("far windows and old generations are forgotten", () => {
  const held = new Held();
  held.put(window(0, 20, 1));
  held.put(window(500, 520, 2));
  held.keep(490, 600);
  assert.equal(held.row(5), null);
  held.dropBelow(3);
  assert.equal(held.row(505), null);
  assert.equal(held.generation, -1);
});

test("the page holds a few windows, however far the user scrolls", () => {
  const held = new Held();
  for (let i = 0; i < 100; i += 1) held.put(window(i * 10, i * 10 + 10, 1));
  assert.equal(held.row(5), null);
  assert.equal(held.row(995)?.id, "1:995");
});

test("a window is asked for in whole pages, one further ahead", () => {
  assert.deepEqual(askSpan({ first: 103, last: 115 }, 1, 10_000_000), { first: 100, last: 140 });
  assert.deepEqual(askSpan({ first: 103, last: 115 }, -1, 10_000_000), { first: 80, last: 120 });
  assert.deepEqual(askSpan({ first: 103, last: 115 }, 0, 10_000_000), { first: 80, last: 140 });
});

test("no row before the first or after a known last is asked for", () => {
  assert.deepEqual(askSpan({ first: 0, last: 12 }, 0, 15), { first: 0, last: 15 });
  assert.deepEqual(askSpan({ first: 0, last: 12 }, 0, null), { first: 0, last: 40 });
});

test("a small move asks for nothing new", () => {
  assert.ok(sameSpan(askSpan({ first: 103, last: 115 }, 1, 1000), askSpan({ first: 105, last: 117 }, 1, 1000)));
});

test("every visible row is asked for and kept", () => {
  for (const first of [0, 7, 999_999_970]) {
    const visible = { first, last: first + 13 };
    const asked = askSpan(visible, 1, 1_000_000_000);
    assert.ok(asked.first <= visible.first && asked.last >= visible.last);
    assert.ok(touches(keepSpan(visible), asked));
  }
});

test("after a request nothing fits until Python confirms", () => {
  const gate = new OrderGate();
  gate.ask(7);
  assert.equal(gate.waiting, true);
  assert.equal(gate.fits(8, false), false, "a change of data meanwhile is still the old order");
  gate.confirm(9, 8);
  assert.equal(gate.fits(8, false), false);
  assert.equal(gate.fits(9, false), true);
});

test("an order told before its generation waits for the next one", () => {
  const gate = new OrderGate();
  gate.ask(7);
  gate.confirm(7, 7);
  assert.equal(gate.fits(7, false), false);
  assert.equal(gate.fits(8, false), true);
});

test("an answer to a request sent after the confirmation fits in any case", () => {
  const gate = new OrderGate();
  gate.confirm(5, 5);
  assert.equal(gate.fits(5, true), true);
  gate.settle();
  assert.equal(gate.fits(5, false), true);
});

test("a request that comes to nothing leaves the old order in force", () => {
  const gate = new OrderGate();
  gate.ask(3);
  gate.ask(3);
  gate.cancel();
  assert.equal(gate.waiting, false);
  assert.equal(gate.fits(3, false), true);
});
