// Cells as text and back: no formulas, numbers as they were, blocks that fit.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { literal, neutral, parseTsv, textOf } from "../src/copying.js";
import { fileName, progressText, savedText } from "../src/download.js";
import { figuresOf, figuresText } from "../src/figures.js";
import { blockOf, clearedBlock, pastedValue } from "../src/pasting.js";

/** @import { Cell, Column, ColumnType } from "../src/types.d.ts" */

/** @type {string[]} */
const STARTS = JSON.parse(readFileSync(new URL("../../tests/formula_starts.json", import.meta.url), "utf8"));

/** @param {string} name @param {ColumnType} type @param {Partial<Column>} [more] @returns {Column} */
const column = (name, type, more) => ({ name, label: name, type, orderable: true, editor: type, ...more });
const COLUMNS = [column("id", "integer", { locked: "it is the id of the row" }), column("name", "text", { mandatory: true }), column("price", "number"), column("on", "boolean")];

test("no text begins a formula, and what was made neutral can be had back", () => {
  for (const text of STARTS) {
    assert.equal(neutral(text), `'${text}`, JSON.stringify(text));
    assert.equal(literal(neutral(text)), text);
  }
  for (const text of ["", "plain", "a = b", "1+1", "'quoted'", " spaced", "3 - 4"]) {
    assert.equal(neutral(text), text);
    assert.equal(literal(text), text);
  }
});

test("numbers keep their sign, also those that come as text because no double holds them", () => {
  const columns = [column("n", "number"), column("t", "text")];
  assert.equal(textOf(columns, [[-5, "-5"], ["-12345678901234567890.5", "a"], ["-1 day", null]], "tsv", false), "-5\t'-5\n-12345678901234567890.5\ta\n'-1 day\t");
});

test("what is copied is pasted as it was", () => {
  /** @type {Cell[][]} */
  const lines = [["a\tb", 'say "hi"'], ["two\nlines", "=1+1"], ["", "end"]];
  const text = textOf([column("a", "text"), column("b", "text")], lines, "tsv", false);
  assert.deepEqual(parseTsv(text).map((line) => line.map(literal)), lines);
});

test("spreadsheets end lines with carriage returns, and the last one too", () => {
  assert.deepEqual(parseTsv("a\tb\r\nc\td\r\n"), [["a", "b"], ["c", "d"]]);
  assert.deepEqual(parseTsv("a\n\nb"), [["a"], [""], ["b"]]);
  assert.deepEqual(parseTsv('5" pipe\tx'), [['5" pipe', "x"]]);
  assert.deepEqual(parseTsv(""), [[""]]);
});

test("CSV has a header, Markdown is a table whatever the texts hold", () => {
  const columns = [column("=a", "text"), column("n", "number")];
  assert.equal(textOf(columns, [["x,y", 1.5]], "csv", true), `'=a,n\n"x,y",1.5`);
  assert.equal(textOf(columns, [["x|y\nz", null]], "markdown", true), "| =a | n |\n| --- | ---: |\n| x\\|y<br>z |  |");
});

test("a block goes where the selection begins, and one value into all selected cells", () => {
  const target = { first: 2, last: 5, left: 2, right: 4 };
  assert.deepEqual(blockOf(COLUMNS, target, "1.5\ttrue\n2\tno", 100), {
    rect: { first: 2, last: 4, left: 2, right: 4 }, cells: [["1.5", true], ["2", false]],
  });
  assert.deepEqual(blockOf(COLUMNS, { ...target, right: 3 }, "7", 100), { rect: { ...target, right: 3 }, cells: [["7"]] });
});

test("nothing is pasted when one value is wrong, and the wrong ones are named", () => {
  const at = { first: 4, last: 5, left: 1, right: 2 };
  /** @param {string} text @param {object} [target] */
  const problem = (text, target) => {
    const made = blockOf(COLUMNS, { ...at, ...target }, text, 8);
    return "problem" in made ? made.problem.message : "none";
  };
  assert.equal(problem("a\tmuch\tmaybe\n\t5\t"), "Nothing was pasted. price, row 5: Digits and a point, like 1200.5; on, row 5: True or false, like true.");
  assert.match(problem("1", { left: 0, right: 1 }), /id, row 5: is read-only: it is the id of the row/);
  assert.match(problem("a\t1\ttrue\tx"), /4 columns do not fit: there are 3 from here on/);
  assert.match(problem("a\nb\nc\nd\ne"), /5 rows do not fit: there are 4 from here on/);
  assert.match(problem("a\tb\nc"), /no rectangle/);
  assert.match(problem("x\nx\nx\nx", { left: 2, right: 3 }), /; and 1 more\.$/);
});

test("an empty cell empties a cell, where it may be empty", () => {
  assert.deepEqual(pastedValue(column("n", "number"), " "), { value: null, problem: "" });
  assert.deepEqual(pastedValue(column("t", "text"), ""), { value: null, problem: "" });
  assert.ok(pastedValue(column("n", "number", { mandatory: true }), "").problem);
  const rect = { first: 0, last: 2, left: 2, right: 4 };
  assert.deepEqual(clearedBlock(COLUMNS.slice(2), rect), { cells: [[null, null]], problem: null });
  assert.equal(clearedBlock(COLUMNS.slice(0, 2), { ...rect, left: 0, right: 2 }).problem?.message, "Nothing was cleared. id is read-only; name can not be empty.");
});

test("count, sum and mean are of the values and the numbers among them", () => {
  const columns = [column("n", "number"), column("t", "text"), column("b", "boolean")];
  const figures = figuresOf(columns, [[1.5, "7", true], [null, null, null], ["-2.5", "x", false]]);
  assert.deepEqual(figures, { count: 6, numbers: 2, sum: -1 });
  assert.equal(figuresText(figures), "Count 6 · Sum −1 · Mean −0.5");
  assert.equal(figuresText({ count: 12000, numbers: 0, sum: 0 }), "Count 12\u202f000");
  assert.equal(figuresText({ count: 2, numbers: 2, sum: 0.1 + 0.2, missing: 3 }), "Count 2 · Sum 0.3 · Mean 0.15 · 3 rows not loaded");
});

test("a download tells how far it is and what it holds, and has a name", () => {
  assert.equal(progressText({ what: "loading", rows: 1200, of: 5000 }), "Loading 1\u202f200 of 5\u202f000 rows…");
  assert.equal(savedText("a.csv", { rows: 5, of: 5, complete: true }), "a.csv: all 5 rows.");
  assert.equal(savedText("a.csv", { rows: 5, of: 9, complete: false, note: "503" }), "a.csv: only 5 of 9 rows (503).");
  assert.equal(fileName("../My shop: a/b", "csv"), "My-shop-a-b.csv");
  assert.equal(fileName("…", "parquet"), "rows.parquet");
});
