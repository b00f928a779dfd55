// Row and pixel: exact ends, exact rows, at ten million rows and at a billion.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EASE, SPACE, makeAxis, reveal, toPos, toScroll, visibleRows } from "../src/axis.js";

const ROW = 28;
const VIEW = 330;

for (const count of [20, 1000, 285_714, 285_715, 1_000_000, 10_000_000, 1_000_000_000]) {
  test(`the first and the last of ${count} rows are exact`, () => {
    const axis = makeAxis(count, ROW, VIEW);
    assert.ok(axis.space <= SPACE);
    assert.equal(visibleRows(axis, toPos(axis, 0)).first, 0);
    assert.equal(toPos(axis, axis.scrollEnd), axis.end);
    const { last } = visibleRows(axis, axis.end);
    assert.equal(last, count);
    assert.equal((count - 1) * ROW - axis.end, VIEW - ROW, "the last row ends at the view's end");
  });

  test(`pos and scrollTop are each other's inverse over ${count} rows`, () => {
    const axis = makeAxis(count, ROW, VIEW);
    let before = -1;
    for (let i = 0; i <= 1000; i += 1) {
      const pos = (axis.end * i) / 1000;
      const top = toScroll(axis, pos);
      assert.ok(top >= before && top <= axis.scrollEnd);
      assert.ok(Math.abs(toPos(axis, top) - pos) < 1, `${pos} came back as ${toPos(axis, top)}`);
      before = top;
    }
  });
}

test("both ends of a stretched axis are 1:1", () => {
  const axis = makeAxis(10_000_000, ROW, VIEW);
  assert.equal(toScroll(axis, EASE - 1), EASE - 1);
  assert.equal(axis.scrollEnd - toScroll(axis, axis.end - 1000), 1000);
});

test("a short table has one ruler", () => {
  const axis = makeAxis(1000, ROW, VIEW);
  assert.equal(axis.stretched, false);
  assert.equal(toScroll(axis, 12_345), 12_345);
});

test("the browser's rounding of the last scrollTop still reaches the end", () => {
  const axis = makeAxis(10_000_000, ROW, VIEW);
  assert.equal(toPos(axis, axis.scrollEnd - 0.75), axis.end);
});

test("a hidden view shows no rows", () => {
  assert.deepEqual(visibleRows(makeAxis(1000, ROW, 0), 500), { first: 0, last: 0 });
});

test("rows cut by either edge count as visible", () => {
  const axis = makeAxis(1000, ROW, 280);
  assert.deepEqual(visibleRows(axis, 14), { first: 0, last: 11 });
  assert.deepEqual(visibleRows(axis, 28), { first: 1, last: 11 });
});

test("revealing a row moves no further than needed", () => {
  const axis = makeAxis(1000, ROW, 280);
  assert.equal(reveal(axis, 0, 5), 0);
  assert.equal(reveal(axis, 0, 10), ROW);
  assert.equal(reveal(axis, 1000, 3), 3 * ROW);
  assert.equal(reveal(axis, 0, 999), axis.end);
});
