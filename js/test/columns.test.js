// Column widths and places, and the keyboard's way through them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { keepRefs } from "../src/arrangement.js";
import { edges, guessWidth, isRight, paintedColumns, revealColumn, shareRoom, visibleColumns } from "../src/columns.js";
import { move } from "../src/keys.js";
import { Picked } from "../src/picked.js";
import { Widths } from "../src/widths.js";

/** @param {string} name @param {import("../src/types.d.ts").ColumnType} type */
const column = (name, type) => ({ name, label: name, type, orderable: true });

test("one long text does not stretch its column", () => {
  const texts = Array.from({ length: 20 }, () => "short");
  const plain = guessWidth(column("name", "text"), texts);
  assert.equal(guessWidth(column("name", "text"), [...texts, "x".repeat(500)]), plain);
});

test("digits, capitals and letters as wide as they are high take more room", () => {
  const width = (/** @type {string} */ text) => guessWidth(column("c", "text"), [text]);
  assert.ok(width("2024-02-02T10:01:00Z") > width("a".repeat(20)));
  assert.ok(width("日本の急須について書いた長い題名") > width("a".repeat(24)));
});

test("a width is never absurd", () => {
  assert.ok(guessWidth(column("i", "integer"), ["1"]) >= 72);
  assert.ok(guessWidth(column("t".repeat(200), "text"), []) <= 320);
});

test("spare room goes to text, to the last pixel", () => {
  const shared = shareRoom([100, 100, 100], ["integer", "text", "text"], 501);
  assert.equal(shared[0], 100);
  assert.equal(shared.reduce((a, b) => a + b, 0), 501);
  assert.deepEqual(shareRoom([100, 100], ["integer", "integer"], 150), [100, 100]);
  assert.equal(shareRoom([100, 100], ["integer", "number"], 300).reduce((a, b) => a + b, 0), 300);
});

test("only the columns that show are painted, of ten thousand", () => {
  const lefts = edges(Array.from({ length: 10_000 }, () => 100));
  assert.deepEqual(visibleColumns(lefts, 0, 950), { first: 0, last: 10 });
  assert.deepEqual(visibleColumns(lefts, 500_050, 500_950), { first: 5000, last: 5010 });
  assert.deepEqual(visibleColumns(lefts, 999_500, 1_000_400), { first: 9995, last: 10_000 });
  assert.deepEqual(visibleColumns([0], 0, 900), { first: 0, last: 0 });
  assert.deepEqual(paintedColumns(lefts, 0, 350, 0), [0, 1, 2, 3]);
  assert.deepEqual(paintedColumns(lefts.slice(0, 4), 0, 95, 0), [0, 1, 2]);
  assert.deepEqual(paintedColumns(lefts, 500_050, 500_250, 2), [0, 1, 5000, 5001, 5002]);
});

test("a column is scrolled to only when it does not show whole", () => {
  const lefts = edges([100, 100, 100, 100]);
  assert.equal(revealColumn(lefts, 1, 0, 250), 0);
  assert.equal(revealColumn(lefts, 3, 0, 250), 150);
  assert.equal(revealColumn(lefts, 0, 150, 250), 0);
});

test("a column is not left behind the pinned ones", () => {
  const lefts = edges([100, 100, 100, 100, 100]);
  assert.equal(revealColumn(lefts, 1, 200, 250, 1), 0);
  assert.equal(revealColumn(lefts, 4, 0, 250, 1), 250);
  assert.equal(revealColumn(lefts, 0, 200, 250, 1), 200);
});

test("numbers stand to the right", () => {
  assert.deepEqual(["integer", "number", "duration", "text"].map((t) => isRight(/** @type {any} */ (t))), [true, true, true, false]);
});

test("a chosen width freezes the others", () => {
  const widths = new Widths();
  const columns = [column("a", "text"), column("b", "text")];
  widths.update(columns, () => [], 800);
  const second = (widths.lefts[2] ?? 0) - (widths.lefts[1] ?? 0);
  widths.freeze();
  widths.update(columns, () => [], 800, { a: 50 });
  assert.deepEqual(widths.lefts, [0, 50, 50 + second]);
});

const size = { rows: 10_000_000, columns: 12, page: 11 };
/** @param {string} key @param {boolean} [ctrl] */
const press = (key, ctrl = false) => ({ key, ctrl });

test("keys lead where they should", () => {
  const at = { row: 100, column: 5 };
  assert.deepEqual(move(at, press("ArrowUp"), size), { row: 99, column: 5 });
  assert.deepEqual(move(at, press("PageDown"), size), { row: 111, column: 5 });
  assert.deepEqual(move(at, press("PageUp"), size), { row: 89, column: 5 });
  assert.deepEqual(move(at, press("Home"), size), { row: 100, column: 0 });
  assert.deepEqual(move(at, press("End"), size), { row: 100, column: 11 });
  assert.deepEqual(move(at, press("Home", true), size), { row: 0, column: 0 });
  assert.deepEqual(move(at, press("End", true), size), { row: 9_999_999, column: 11 });
  assert.equal(move(at, press("x"), size), null);
});

test("the header is above row 0, and PageUp stops before it", () => {
  assert.deepEqual(move({ row: 0, column: 2 }, press("ArrowUp"), size), { row: -1, column: 2 });
  assert.deepEqual(move({ row: -1, column: 2 }, press("ArrowUp"), size), { row: -1, column: 2 });
  assert.deepEqual(move({ row: 4, column: 2 }, press("PageUp"), size), { row: 0, column: 2 });
});

test("nothing moves out of the grid, even an empty one", () => {
  assert.deepEqual(move({ row: 9_999_999, column: 11 }, press("ArrowDown"), size), { row: 9_999_999, column: 11 });
  const empty = { rows: 0, columns: 0, page: 1 };
  for (const key of ["ArrowDown", "PageDown", "End"]) {
    assert.deepEqual(move({ row: -1, column: 0 }, press(key, true), empty), { row: -1, column: 0 });
  }
});

test("a selection is of ids, and an old echo does not undo a newer click", () => {
  const picked = new Picked();
  picked.toggle(3, "c");
  picked.extend(5, (i) => "abcdef"[i] ?? null);
  assert.deepEqual([...picked.ids], ["c", "d", "e", "f"]);
  const before = picked.ids;
  picked.toggle(9, "x");
  assert.equal(before.has("x"), false, "a painter compares the sets, not what is in them");
  picked.toggle(9, "x");
  picked.sent(1000);
  picked.adopt([], 1100);
  assert.equal(picked.ids.size, 4);
  picked.adopt(["z"], 5000);
  assert.deepEqual([...picked.ids], ["z"]);
});

test("what hidden columns lead to is reached from the first one that shows", () => {
  const id = { ...column("id", "integer"), row_refs: ["posts"] };
  const name = column("name", "text");
  const author = { ...column("author", "integer"), refs: ["author"] };
  assert.deepEqual(keepRefs([name, author], [id, name, author]).map(({ refs, row_refs }) => [refs, row_refs]), [[undefined, ["posts"]], [["author"], undefined]]);
  assert.deepEqual(keepRefs([author], [id, name, author]).map(({ row_refs }) => row_refs), [["posts"]]);
  assert.deepEqual(keepRefs([id, name, author], [id, name, author]), [id, name, author]);
  assert.deepEqual(keepRefs([], [id]), []);
});
