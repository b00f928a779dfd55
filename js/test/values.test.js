// What is typed into a cell: checked in the page as Python checks it again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { snapshotWindow } from "../src/arrow.js";
import { jsonWindow } from "../src/jsonrows.js";
import { asBefore, editText, lockedText, readTyped } from "../src/values.js";

/** @import { Can, Column, RowsMessage } from "../src/types.d.ts" */

/** @param {string} editor @param {Partial<Column>} [more] @returns {Column} */
const column = (editor, more = {}) => /** @type {Column} */ ({
  name: "x", label: "x", type: "text", orderable: true, editor, locked: "", mandatory: false, ...more,
});
/** @type {Can} */
const can = { order: true, search: true, window: true, more: false, update: true };

for (const [editor, typed, value] of /** @type {[string, string | boolean, unknown][]} */ ([
  ["integer", " 1200 ", "1200"], ["integer", "-7", "-7"], ["number", "1e3", "1e3"], ["number", ".5", ".5"],
  ["decimal", "1.50", "1.50"], ["date", "2026-03-31", "2026-03-31"], ["datetime", "2026-03-31 18:30", "2026-03-31 18:30"],
  ["datetime", "2026-03-31T18:30:00.25+02:00", "2026-03-31T18:30:00.25+02:00"], ["datetime", "2026-03-31", "2026-03-31"],
  ["time", "18:30", "18:30"], ["text", " as it is ", " as it is "], ["text", "", ""], ["boolean", false, false],
  ["duration", "1 day 02:03:04", "1 day 02:03:04"], ["duration", "1 day, 2:03:04.5", "1 day, 2:03:04.5"], ["duration", "−90 min", "−90 min"],
  ["duration", "-26:00:00", "-26:00:00"], ["duration", "P1DT2H3M4.5S", "P1DT2H3M4.5S"], ["duration", "PT36H", "PT36H"], ["duration", "1 h 30 min", "1 h 30 min"],
  ["integer", "", null], ["date", "  ", null], ["boolean", "", null],
])) {
  test(`${JSON.stringify(typed)} in a column of type ${editor} is sent as ${JSON.stringify(value)}`, () => {
    assert.deepEqual(readTyped(column(editor), typed), { value, problem: "" });
  });
}

for (const [editor, typed] of /** @type {[string, string][]} */ ([
  ["integer", "1.5"], ["integer", "1_000"], ["integer", "twelve"], ["number", "NaN"], ["number", "1,5"], ["number", "Infinity"],
  ["decimal", "0x10"], ["date", "31.3.2026"], ["date", "2026-02-30"], ["date", "20260331"], ["datetime", "today"],
  ["datetime", "2026-02-30 10:00"], ["time", "noon"],
  ["duration", "90"], ["duration", "P1Y"], ["duration", "P1M"], ["duration", "PT"], ["duration", "1:75"], ["duration", "1 day,"], ["duration", "soon"], ["uuid", "not one"], ["nested", "{}"],
])) {
  test(`${typed} in a column of type ${editor} is refused with a reason`, () => {
    const read = readTyped(column(editor), typed);
    assert.ok(read.problem);
    assert.ok(!("value" in read));
  });
}

test("a negative duration is typed with its sign before all of it", () => {
  for (const [shown, typed] of [
    ["-1 day, 23:59:59", "-0:00:01"], ["-1 day, 23:59:59.500000", "-0:00:00.500000"], ["-2 days, 21:56:56", "-26:03:04"],
    ["-1 day, 0:00:00", "-24:00:00"], ["1 day, 2:03:04", "1 day, 2:03:04"], ["0:00:00", "0:00:00"],
  ]) assert.equal(editText(shown ?? "", column("duration")), typed);
  assert.equal(editText("-1 day, 23:59:59", column("text")), "-1 day, 23:59:59");
});

test("a blank value is refused where one is needed", () => {
  assert.ok(readTyped(column("integer", { mandatory: true }), "").problem);
  assert.deepEqual(readTyped(column("text", { mandatory: true }), ""), { value: "", problem: "" });
});

test("a cell is read-only for a reason that is said", () => {
  assert.equal(lockedText(column("number"), 1, can, 1000), "");
  assert.match(lockedText(column("number", { locked: "it is calculated" }), 1, can, 1000), /it is calculated/);
  assert.match(lockedText(column("number"), 1, { ...can, update: false }, 1000), /read-only/);
  assert.match(lockedText(/** @type {Column} */ ({ name: "x", label: "x" }), 1, can, 1000), /type is unknown/);
});

test("a text that Python has cut is never written back", () => {
  for (const cut of [1000, 250, 60]) {
    assert.equal(lockedText(column("text"), "x".repeat(cut - 1), can, cut), "");
    assert.match(lockedText(column("text"), "x".repeat(cut), can, cut), /too long/);
  }
});

test("lines end as those of the text did that was edited", () => {
  for (const [typed, before, sent] of /** @type {[string | boolean, string, string | boolean][]} */ ([
    ["a\nb\nc", "a\r\nb", "a\r\nb\r\nc"], ["a\nb", "a\nb\nc", "a\nb"], ["a\nb", "ab", "a\nb"],
    ["a\nb", "\r\n", "a\r\nb"], ["a\nb", "a\r\nb\nc", "a\nb"], ["a\nb", "\n\r\n", "a\nb"], [true, "a\r\nb", true],
  ])) assert.equal(asBefore(typed, before), sent);
});

test("a text is taken for cut unless the rows say where they were cut", () => {
  /** @type {RowsMessage} */
  const rows = { v: 1, kind: "rows", id: null, seq: null, first: 0, count: 1, generation: 1, ids: ["r0"], status: ["Fresh"], cells: [["ab"]] };
  assert.equal(jsonWindow({ ...rows, cut: 60 })?.row(0).cut, 60);
  assert.equal(jsonWindow(rows)?.row(0).cut, 0);
  for (const cut of [null, "60", -1, NaN]) assert.equal(jsonWindow({ ...rows, cut: /** @type {any} */ (cut) })?.row(0).cut, 0);
  assert.equal(snapshotWindow({ first: 0, cut: 120, ids: ["r0"], rows: [["ab"]] }).row(0).cut, 120);
});

test("an edit begins with the whole value, digit for digit", () => {
  for (const [cell, text] of /** @type {[any, string][]} */ ([
    [0.1 + 0.2, "0.30000000000000004"], [true, "true"], [null, ""], ["two\nlines", "two\nlines"], [12n, "12"],
  ])) {
    assert.equal(editText(cell), text);
  }
});
