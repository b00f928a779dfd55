// Filters of a column: what a form means, how it is read back, and what is said of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { barsOf, captionOf, share, spreadText } from "../src/distribution.js";
import { filtersOf, filterText, formOf, offsetsOf, valueText } from "../src/filter.js";
import { amountText } from "../src/looks.js";

/** @import { Column, ColumnType, Distribution, TextFormat } from "../src/types.d.ts" */

/** @param {ColumnType} type @returns {Column} */
const column = (type) => ({ name: "x", label: "x", type, orderable: true });

/** @param {ColumnType} type @param {Partial<import("../src/filter.js").FilterForm>} parts */
function read(type, parts) {
  return filtersOf({ presence: "any", from: "", to: "", contains: "", values: null, ...parts }, column(type));
}

for (const [type, from, value] of /** @type {[ColumnType, string, unknown][]} */ ([
  ["integer", "12", 12], ["number", " 2.5 ", 2.5], ["integer", "12345678901234567890", "12345678901234567890"],
  ["date", "2026-03-31", "2026-03-31"], ["datetime", "2026-03-31", "2026-03-31 00:00:00"],
  ["datetime", "2026-03-31T18:30Z", "2026-03-31 18:30:00+00:00"], ["time", "18:30", "18:30:00"],
  ["duration", "90", 90], ["duration", "1.5 h", 5400], ["duration", "0:01:30", 90],
  ["duration", "-90 s", -90], ["duration", "−1 h 30 min", -5400], ["duration", "1 d 2 h", 93_600], ["duration", "2 days, 1:00:00", 176_400], ["duration", "-1 day, 23:00:00", -3600], ["duration", "-1:30", -5400],
])) {
  test(`a lower bound of type ${type} is read from ${from}`, () => {
    assert.deepEqual(read(type, { from }), { filters: [["x", ">=", value]] });
  });
}

for (const [type, to] of /** @type {[ColumnType, string][]} */ ([
  ["number", "cheap"], ["date", "2026-02-30"], ["datetime", "tomorrow"], ["duration", "long"], ["duration", "1 h and a bit"], ["duration", "-"], ["time", "6 pm"],
])) {
  test(`a bound of type ${type} that is none is refused at its box: ${to}`, () => {
    const found = read(type, { to });
    assert.ok("wrong" in found && found.wrong === "to" && found.problem);
  });
}

test("a time without an offset is one of the column's, and is refused where these are of several", () => {
  const form = formOf([], column("datetime"));
  /** @param {string} from @param {string[]} times */
  const bound = (from, times) => filtersOf({ ...form, from }, column("datetime"), offsetsOf(times));
  const one = ["2024-05-01 12:30:00+02:00", "2024-06-01 12:30:00.5+02:00"];
  assert.deepEqual(bound("2024-05-01 12:30", one), { filters: [["x", ">=", "2024-05-01 12:30:00+02:00"]] });
  assert.deepEqual(bound("2024-05-01", one), { filters: [["x", ">=", "2024-05-01 00:00:00+02:00"]] });
  assert.deepEqual(bound("2024-05-01 12:30Z", one), { filters: [["x", ">=", "2024-05-01 12:30:00+00:00"]] });
  assert.deepEqual(bound("2024-05-01 12:30", ["2024-05-01 12:30:00"]), { filters: [["x", ">=", "2024-05-01 12:30:00"]] });
  const mixed = bound("2024-05-01 12:30", [...one, "2024-12-01 12:30:00+01:00"]);
  assert.ok("problem" in mixed && /18:30\+02:00/.test(mixed.problem));
});

test("the last day of a range is in it whole", () => {
  const found = read("datetime", { to: "2026-03-31" });
  assert.deepEqual(found, { filters: [["x", "<=", "2026-03-31 23:59:59.999999"]] });
  assert.equal("filters" in found && filterText(/** @type {[string, string, null]} */ (found.filters[0]), column("datetime")), "x ≤ 2026-03-31");
});

test("what a form means is read back into the same form", () => {
  for (const parts of [
    { from: "1", to: "5" }, { presence: /** @type {const} */ ("empty") }, { presence: /** @type {const} */ ("filled"), from: "3" },
  ]) {
    const found = read("number", parts);
    assert.ok("filters" in found);
    assert.deepEqual(formOf(found.filters, column("number")), { presence: "any", from: "", to: "", contains: "", values: null, ...parts });
  }
  const found = read("text", { contains: "oak", values: ["a", "b"] });
  assert.ok("filters" in found);
  const form = formOf(found.filters, column("text"));
  assert.deepEqual([form.contains, form.values], ["oak", ["a", "b"]]);
});

test("filters are told in words", () => {
  const x = column("text");
  assert.equal(filterText(["x", "in", ["a", "b", "c", "d"]], x), "x is a, b, c +1");
  assert.equal(filterText(["x", "contains", "oak"], x), "x contains “oak”");
  assert.equal(filterText(["x", "!=", null], x), "x is not empty");
  assert.equal(filterText(["x", ">=", 90], column("duration")), "x ≥ 1 min 30 s");
});

test("a duration is said in a box as cells say it, and is the same when it is read back", () => {
  for (const [value, said] of /** @type {[number, string][]} */ ([
    [0, "0 s"], [11_940, "3 h 19 min"], [180_305, "2 d 2 h 5 min 5 s"], [-5400, "−1 h 30 min"], [59, "59 s"], [90.5, "90.5 s"],
  ])) {
    assert.equal(valueText(value, column("duration")), said);
    assert.deepEqual(read("duration", { from: said }), { filters: [["x", ">=", value]] });
  }
});

/** @type {Distribution} */
const none = { rows: 200, blanks: 20, low: "", high: "", bins: [], top: [], distinct: null };

test("a distribution is told with what it is over", () => {
  const over = { rows: 200, total: 1_000_000 };
  assert.equal(spreadText({ ...none, low: "1", high: "9", bins: [90, 90] }, over), "from 1 to 9; 10 % empty; over 200 of 1\u202f000\u202f000 rows");
  const text = { ...none, blanks: 0, top: /** @type {[string, number][]} */ ([["oak", 150], ["", 50]]), distinct: 2 };
  assert.equal(spreadText(text, { rows: 200, total: 200 }), "oak 75 %, empty text 25 %; 2 different values; none empty; over 200 rows");
  assert.equal(captionOf(text), "oak 75 %");
  assert.equal(captionOf({ ...none, low: "2026-03-01 09:00:00", high: "2026-04-02 10:00:00", bins: [1] }), "2026-03-01 – 04-02");
  for (const [low, high, caption] of [
    ["9.5", "259.256", "9.5 – 259.3"], ["0", "99999", "0 – 99999"], ["-1204332.5", "2e9", "−1.2M – 2B"], ["7", "7", "7"],
    ["2026-03-01 09:00:00", "2026-03-01 18:30:00", "2026-03-01 09:00 – 18:30"], ["2019-03-01", "2026-04-02", "2019-03 – 2026-04"],
    ["2026-03-01", "2026-03-28", "2026-03-01 – 03-28"], ["08:00:00", "09:30:00", "08:00:00 – 09:30:00"],
  ]) assert.equal(captionOf({ ...none, low: low ?? "", high: high ?? "", bins: [1] }), caption);
});

test("the ends of a distribution are written as the amounts of its column are", () => {
  for (const [low, high, type, style, caption] of /** @type {[string, string, ColumnType, TextFormat | null, string][]} */ ([
    ["-0.1994", "0.1997", "number", { style: "percent", decimals: 1, suffix: "%" }, "−19.9% – 20.0%"],
    ["3", "1234.5", "number", { style: "number", prefix: "€ ", thousands: true, decimals: 2 }, "€ 3.00 – € 1,234.50"],
    ["0.123456", "7", "number", { style: "number", prefix: "€ ", thousands: true, decimals: null }, "€ 0.1235 – € 7"],
    ["1024", "2097152", "integer", { style: "bytes" }, "1 KiB – 2 MiB"],
    ["0:01:30", "1:00:00", "duration", null, "1 min 30 s – 1 h"],
    ["2026-03-01", "2026-03-28", "date", { style: "relative" }, "2026-03-01 – 03-28"],
  ])) {
    const format = style ? { text: style } : undefined;
    assert.equal(captionOf({ ...none, low, high, bins: [1] }, (text) => amountText(text, column(type), format)), caption);
  }
});

test("a share is never rounded to nothing or to all", () => {
  assert.deepEqual([share(0, 5), share(1, 1000), share(999, 1000), share(5, 5)], ["0 %", "< 1 %", "> 99 %", "100 %"]);
});

test("bars fill the width: one for each bin, or shares and what is left", () => {
  const bars = barsOf({ ...none, blanks: 0, bins: [1, 4, 2] });
  assert.deepEqual(bars.map((bar) => bar.height), [0.25, 1, 0.5]);
  const blank = barsOf({ ...none, blanks: 50, bins: [1, 4] });
  assert.deepEqual(blank.map(({ x, width, kind }) => [x, width, kind ?? ""]), [[0, 0.375, ""], [0.375, 0.375, ""], [0.75, 0.25, "blank"]]);
  const parts = barsOf({ ...none, rows: 180, blanks: 0, top: [["a", 90], ["b", 45]], distinct: 9 });
  assert.deepEqual(parts.map(({ width, kind }) => [width, kind ?? ""]), [[0.5, ""], [0.25, ""], [0.25, "rest"]]);
});
