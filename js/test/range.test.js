// Selected cells: their size and edges, how keys change them, and that they keep to their rows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { edgePull, edgesOf, followed, rectOf, sizeText } from "../src/range.js";
import { MOST_PICKED, Picked } from "../src/picked.js";
import { Selection } from "../src/selection.js";

/** @param {Partial<import("../src/selection.js").SelectionHost>} [more] */
function table(more = {}) {
  const rows = Array.from({ length: 20 }, (_, i) => `r${i}`);
  /** @type {any[]} */
  const told = [];
  const selection = new Selection({
    size: () => ({ rows: rows.length, columns: 5, page: 8 }),
    idOf: (index) => rows[index] ?? null,
    find: (id) => (rows.includes(id) ? rows.indexOf(id) : null),
    reveal: () => {},
    send: (request) => told.push(request),
    say: (text) => told.push(text),
    problem: ({ message }) => told.push(message),
    changed: () => {},
    ...more,
  });
  return { rows, told, selection };
}

const shift = { ctrl: false, shift: true };

test("two corners make one rectangle, whichever comes first", () => {
  const rect = rectOf({ row: 7, column: 1 }, { row: 5, column: 2 });
  assert.deepEqual(rect, { first: 5, last: 8, left: 1, right: 3 });
  assert.equal(sizeText(rect), "3 rows × 2 columns");
  assert.equal(sizeText(rectOf({ row: 1, column: 1 }, { row: 1, column: 1 })), "1 row × 1 column");
  assert.equal(edgesOf(rect, 5, 1), "in top left");
  assert.equal(edgesOf(rect, 6, 2), "in right");
  assert.equal(edgesOf(rect, 8, 1), "");
  assert.equal(edgesOf(null, 0, 0), "");
});

test("shift and arrows grow the selection from the active cell, and shrink it again", () => {
  const { selection, told } = table();
  selection.activate({ row: 3, column: 1 });
  assert.equal(selection.press({ key: "ArrowDown", ...shift }), true);
  selection.press({ key: "ArrowDown", ...shift });
  selection.press({ key: "ArrowRight", ...shift });
  assert.deepEqual(selection.range, { first: 3, last: 6, left: 1, right: 3 });
  assert.deepEqual(selection.active, { row: 3, column: 1 });
  assert.equal(told.at(-1), "3 rows × 2 columns selected");
  selection.press({ key: "ArrowUp", ...shift });
  selection.press({ key: "ArrowUp", ...shift });
  selection.press({ key: "ArrowLeft", ...shift });
  assert.equal(selection.range, null);
  assert.equal(told.at(-1), "1 cell selected");
});

test("shift, ctrl and arrows reach the ends; ctrl+A everything; ctrl+space a column; Escape one cell", () => {
  const { selection } = table();
  selection.activate({ row: 3, column: 1 });
  selection.press({ key: "ArrowDown", ctrl: true, shift: true });
  assert.deepEqual(selection.range, { first: 3, last: 20, left: 1, right: 2 });
  selection.press({ key: "a", ctrl: true, shift: false });
  assert.deepEqual(selection.range, { first: 0, last: 20, left: 0, right: 5 });
  assert.equal(selection.press({ key: "Escape", ctrl: false, shift: false }), true);
  assert.equal(selection.range, null);
  assert.equal(selection.press({ key: "Escape", ctrl: false, shift: false }), false);
  selection.activate({ row: 3, column: 2 });
  selection.press({ key: " ", ctrl: true, shift: false });
  assert.deepEqual(selection.range, { first: 0, last: 20, left: 2, right: 3 });
});

test("nothing is selected from the header, nor in a table without rows", () => {
  const { selection, rows } = table();
  selection.activate({ row: -1, column: 1 });
  assert.equal(selection.press({ key: "ArrowDown", ...shift }), false);
  rows.length = 0;
  assert.equal(selection.press({ key: "a", ctrl: true, shift: false }), false);
});

test("after a refresh the same rows are selected, wherever they are", () => {
  const { selection, rows } = table();
  selection.follow(1, "");
  selection.activate({ row: 3, column: 1 });
  selection.extend({ row: 5, column: 2 });
  rows.unshift("new", "newer");
  selection.follow(2, "");
  assert.deepEqual(selection.range, { first: 5, last: 8, left: 1, right: 3 });
  assert.deepEqual(selection.ends, { top: "r3", bottom: "r5" });
  rows.splice(6, 0, "between");
  selection.follow(3, "");
  assert.deepEqual(selection.range, { first: 5, last: 9, left: 1, right: 3 });
});

test("another order leaves only the active cell, with its row", () => {
  const { selection, rows } = table();
  selection.follow(1, "");
  selection.activate({ row: 3, column: 1 });
  selection.extend({ row: 5, column: 2 });
  rows.reverse();
  selection.follow(2, "price");
  assert.equal(selection.range, null);
  assert.deepEqual(selection.active, { row: 16, column: 1 });
});

test("a corner that is out of sight moves as far as the other one", () => {
  const find = (/** @type {string} */ id) => (id === "a" ? 4 : null);
  const [a, b] = followed({ at: { row: 2, column: 0 }, id: "a" }, { at: { row: 90, column: 3 }, id: "z" }, find);
  assert.deepEqual([a.row, b.row], [4, 92]);
});

test("rows that the page does not hold are selected by Python", () => {
  const { selection, told, rows } = table();
  selection.activate({ row: 0, column: 0 });
  selection.pick(2, false);
  assert.deepEqual(told.find((m) => m.kind), { kind: "select", ids: ["r2"] });
  rows[3] = /** @type {any} */ (null);
  told.length = 0;
  selection.pick(4, true);
  assert.deepEqual(told[0], { kind: "select", ids: ["r2", "r4"], first: 2, last: 5 });
  assert.equal(selection.mode, "rows");
  selection.activate({ row: 1, column: 1 });
  assert.equal(selection.mode, "cells");
});

test("more rows than are kept are neither asked for nor promised, and what was selected stays", () => {
  const { selection, told } = table({ idOf: (index) => (index % 2 ? null : `r${index}`) });
  selection.pick(2, false);
  told.length = 0;
  const most = "Up to 100\u202f000 rows can be selected.";
  selection.pick(2 + MOST_PICKED, true);
  assert.deepEqual([...told], [most]);
  assert.deepEqual([...selection.picked.ids], ["r2"]);
  selection.pick(1 + MOST_PICKED, true);
  assert.deepEqual(told[1].last - told[1].first, MOST_PICKED, "so many can be");
  const { picked } = selection;
  picked.ids = new Set(Array.from({ length: MOST_PICKED }, (_, i) => `r${i}`));
  told.length = 0;
  selection.pick(200_000, false);
  assert.deepEqual([...told], [most], "not one more");
  assert.equal(picked.ids.size, MOST_PICKED);
  selection.pick(8, false);
  assert.equal(told[1].ids.length, MOST_PICKED - 1, "one fewer");
  picked.ids = new Set(Array.from({ length: MOST_PICKED }, (_, i) => `x${i}`));
  picked.anchor = 2;
  selection.pick(4, true);
  assert.equal(told.at(-1), most);
  assert.equal(picked.ids.size, MOST_PICKED);
});

test("a sweep over rows takes back what it leaves", () => {
  const picked = new Picked();
  const idOf = (/** @type {number} */ i) => `r${i}`;
  picked.toggle(9, "r9");
  picked.toggle(2, "r2");
  picked.sweep(5, idOf);
  assert.deepEqual([...picked.ids].sort(), ["r2", "r3", "r4", "r5", "r9"]);
  picked.sweep(3, idOf);
  assert.deepEqual([...picked.ids].sort(), ["r2", "r3", "r9"]);
});

test("the further beyond an edge the pointer is, the faster it scrolls, up to a bound", () => {
  assert.equal(edgePull(50, 0, 100), 0);
  assert.ok(edgePull(-6, 0, 100) < 0);
  assert.ok(edgePull(160, 0, 100) > edgePull(110, 0, 100));
  assert.equal(edgePull(9999, 0, 100), 60);
});
