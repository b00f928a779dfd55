// What values look like in their cells: text, kind and colour.
import assert from "node:assert/strict";
import { test } from "node:test";
import { arrange, askColumns, listOrder, moveColumn, tidyShown } from "../src/arrangement.js";
import { rowNumber } from "../src/goto.js";
import { gapAt } from "../src/headdrag.js";
import { Clock } from "../src/clock.js";
import { lookOf } from "../src/looks.js";
import { pieces } from "../src/marks.js";
import { bytesText, compactText, dateText, durationText, fixedText } from "../src/styles.js";

/** @import { Column, ColumnType, Format, TextFormat } from "../src/types.d.ts" */

/** @param {string} name @param {ColumnType} [type] @returns {Column} */
const column = (name, type = "number") => ({ name, label: name, type, orderable: true });
/** @param {import("../src/types.d.ts").Cell} value @param {Format} [format] @param {ColumnType} [type] */
const text = (value, format, type) => lookOf(value, column("a", type), format).text;

test("a template writes decimals, thousands, sign and currency", () => {
  /** @type {TextFormat} */
  const euro = { style: "number", prefix: "€ ", suffix: "", thousands: true, decimals: 2 };
  assert.equal(text(1234567.891, { text: euro }), "€ 1,234,567.89");
  assert.equal(text(-5, { text: euro }), "−€ 5.00");
  assert.equal(text(-0.001, { text: euro }), "€ 0.00");
  assert.equal(text("12.5", { text: euro }), "€ 12.50", "a Decimal travels as text");
  assert.equal(text("about 3", { text: euro }), "about 3", "what is no number stays as it is");
  assert.equal(text(0.1234, { text: { style: "percent", decimals: 1, suffix: "%" } }), "12.3%");
  /** @type {TextFormat} */
  const change = { style: "percent", decimals: 1, suffix: "%", sign: true };
  assert.deepEqual([0.1234, -0.1234, 0].map((value) => text(value, { text: change })), ["+12.3%", "−12.3%", "+0.0%"]);
  assert.equal(text(5, { text: { ...euro, sign: true } }), "+€ 5.00");
  assert.equal(text(-5, { text: { ...euro, sign: true } }), "−€ 5.00");
  assert.equal(fixedText(1e21, 2, true), "1e+21");
});

test("sizes and counts are written short, in the unit they round to", () => {
  assert.deepEqual([0, 999, 1024, 1536, 1048575, -2048].map(bytesText), ["0 B", "999 B", "1 KiB", "1.5 KiB", "1 MiB", "−2 KiB"].map((s) => s.replace(" ", "\u202f")));
  assert.deepEqual([999, 1000, 1234567, 999999, -4200].map(compactText), ["999", "1K", "1.23M", "1M", "−4.2K"]);
});

test("moments are written as dates or as a distance from now", () => {
  const now = Date.parse("2026-03-10T12:00:00Z");
  assert.equal(dateText("2026-03-10 11:57:00+00:00", "relative", now), "3 minutes ago");
  assert.equal(dateText("2026-03-12T12:00:00Z", "relative", now), "in 2 days");
  assert.equal(dateText("2025-01-01 00:00:00+00:00", "relative", now), "1 year ago");
  assert.equal(dateText("2026-03-10 12:00:01Z", "relative", now), "now");
  assert.equal(dateText("2026-03-10 11:57:09.5", "datetime", now), "2026-03-10 11:57");
  assert.equal(dateText("2026-03-10", "time", now), null);
  assert.equal(dateText("yesterday", "date", now), null);
});

test("durations have their two greatest units", () => {
  assert.deepEqual(
    ["0:00:00", "0:00:00.250000", "0:01:30", "1 day, 0:00:03", "2 days, 5:00:00", "-1 day, 23:59:59.500000"].map(durationText),
    ["0 s", "250 ms", "1 min 30 s", "1 d", "2 d 5 h", "−500 ms"],
  );
  assert.equal(durationText(7265), "2 h 1 min");
  assert.equal(durationText("soon"), null);
});

test("a bar and heat say where in its range a value lies, and no more than that", () => {
  /** @type {(value: import("../src/types.d.ts").Cell, format: Format) => unknown} */
  const part = (value, format) => {
    const look = lookOf(value, column("a"), format);
    return look.paint && [look.paint, look.part];
  };
  assert.deepEqual([25, -5, 500, null].map((v) => part(v, { bar: [0, 100] })), [["bar", 0.25], ["bar", 0], ["bar", 1], ""]);
  assert.deepEqual(part(75, { heat: [0, 100] }), ["heat", 0.75]);
  assert.equal(part(5, { bar: null }), "", "before the range is known");
  assert.deepEqual(part(5, { bar: [5, 5] }), ["bar", 0]);
});

test("the first rule that holds gives the colour", () => {
  /** @type {Format} */
  const format = { rules: [{ op: "is_null", value: null, colour: "soft" }, { op: "<", value: 5, colour: "bad" }, { op: "<", value: 9, colour: "warn" }] };
  assert.deepEqual([1, 7, 20, null].map((v) => lookOf(v, column("a"), format).colour), ["bad", "warn", "", "soft"]);
  const words = { rules: [{ op: "contains", value: "FAIL", colour: "bad" }, { op: "=", value: "ok", colour: "good" }] };
  assert.deepEqual(["it failed", "ok", "okay"].map((v) => lookOf(v, column("a", "text"), words).colour), ["bad", "good", ""]);
});

test("null, blank, true and false do not look like texts", () => {
  assert.deepEqual([null, "", true, false, "x"].map((v) => lookOf(v, column("a", "text")).kind), ["null", "empty", "yes", "no", "value"]);
});

test("matches are cut out of a text whatever their case", () => {
  assert.deepEqual(pieces("Oak and oak", "oak"), ["", "Oak", " and ", "oak", ""]);
  assert.equal(pieces("beech", "oak"), null);
  assert.equal(pieces("İstanbul i", "i"), null, "lengths differ in lower case: better no mark than a wrong one");
});

const all = ["a", "b", "c", "d"].map((name) => column(name));

test("columns show in the order asked for, pinned ones first, unknown names passed over", () => {
  const now = arrange(all, { shown: ["d", "gone", "b", "a"], pinned: ["a", "c"] });
  assert.deepEqual(now.columns.map(({ name }) => name), ["a", "d", "b"]);
  assert.deepEqual([now.wire, now.pinned], [[0, 3, 1], 1]);
  assert.deepEqual(listOrder(all, now), ["a", "d", "b", "c"]);
  assert.equal(tidyShown(all, ["a", "b", "c", "d"]), null);
});

test("a column let go among the pinned ones is pinned, one taken away scrolls", () => {
  const now = arrange(all, { shown: null, pinned: ["a", "b"] });
  assert.deepEqual(moveColumn(now, 3, 1), { shown: ["a", "d", "b", "c"], pinned: ["a", "d", "b"] });
  assert.deepEqual(moveColumn(now, 0, 3), { shown: ["b", "c", "a", "d"], pinned: ["b"] });
  assert.deepEqual(moveColumn(now, 0, 2), { shown: ["b", "a", "c", "d"], pinned: ["b", "a"] });
  assert.deepEqual(moveColumn(now, 3, 2), { shown: ["a", "b", "d", "c"], pinned: ["a", "b"] });
});

test("of a wide table what shows is asked for, the pinned ones and a little more", () => {
  const wide = Array.from({ length: 1000 }, (_, i) => column(`c${i}`));
  const now = arrange(wide, { shown: null, pinned: ["c500"] });
  const asked = askColumns(now, [0, 100, 101, 102], 1000, 40) ?? [];
  assert.ok(asked.includes(500) && asked.includes(101) && asked.length < 40);
  assert.deepEqual(askColumns(now, [0, 101, 102], 1000, 40), asked, "a small move asks for the same");
  assert.equal(askColumns(now, [0, 1], 30, 40), null);
  assert.deepEqual(askColumns(arrange(wide, { shown: [], pinned: [] }), [], 1000, 40), []);
});

test("a row is named by its number, digits in groups or not", () => {
  assert.deepEqual(["1", "1 000", "#12", "9,999", "1001", "0", "x1", ""].map((t) => rowNumber(t, 1000)), [0, 999, 11, null, null, null, null, null]);
  assert.equal(gapAt([0, 100, 250], 190), 2);
});

test("a cell that leads to related rows says where, and one without a value leads nowhere", () => {
  const author = { ...column("author", "integer"), refs: ["author"] };
  assert.deepEqual([7, null].map((v) => lookOf(v, author).lead), ["Open author of this row", ""]);
  assert.equal(lookOf("https://example.org/authors/7", { ...author, type: "text" }).link, null);
  const lines = { ...column("lines", "nested"), refs: ["lines"] };
  assert.deepEqual(['[{"sku": 1}]', '["a"]', "[]", '{"sku": 1}'].map((v) => lookOf(v, lines).lead !== ""), [true, false, false, false]);
  const first = { ...author, row_refs: ["posts"] };
  assert.equal(lookOf(null, first).lead, "Open posts of this row");
  assert.equal(lookOf(1, first).lead, "Open what is related to this row");
});

test("the time that texts count from goes on only where one does", (t) => {
  t.mock.timers.enable({ apis: ["setInterval", "Date"], now: 5_400 });
  let ticks = 0;
  const clock = new Clock(() => (ticks += 1));
  assert.equal(clock.now({ price: { text: { style: "bytes" } } }), 0);
  t.mock.timers.tick(1000);
  assert.equal(ticks, 0);
  assert.equal(clock.now({ seen: { text: { style: "relative" } } }), 6000);
  t.mock.timers.tick(1000);
  assert.equal(ticks, 1);
  clock.close();
});
