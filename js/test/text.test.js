// Values as text, and which texts may become links.
import assert from "node:assert/strict";
import { test } from "node:test";
import { newsOf } from "../src/foot.js";
import { safeLink } from "../src/links.js";
import { noticeOf } from "../src/notice.js";
import { Arrivals } from "../src/pill.js";
import { ageText, cellText, freshText, grouped, loadedText, numberText, printable, rowsText, visible } from "../src/text.js";

/** @type {import("../src/types.d.ts").Status} */
const status = {
  generation: 1, row_count: 1200, loaded: 400, load_state: "partial", has_more: false,
  refreshing: false, fetched_at: null, error: null, note: null,
};

test("digits stand in groups", () => {
  assert.equal(grouped(999), "999");
  assert.equal(grouped(10_000_000).replaceAll("\u202f", " "), "10 000 000");
});

test("counts say what is known and no more", () => {
  const plain = (/** @type {string} */ text) => text.replaceAll("\u202f", " ");
  assert.equal(plain(rowsText(status)), "1 200 rows");
  assert.equal(rowsText({ ...status, row_count: 1 }), "1 row");
  assert.equal(plain(rowsText({ ...status, estimated: true })), "about 1 200 rows");
  assert.equal(plain(rowsText({ ...status, row_count: null, loaded: 1200, has_more: true })), "1 200+ rows");
  assert.equal(plain(rowsText({ ...status, row_count: null, loaded: 1200, load_state: "complete" })), "1 200 rows");
  assert.equal(rowsText({ ...status, row_count: null, loaded: 0, load_state: "loading" }), "Loading…");
  const failed = { message: "It did not answer.", hint: null };
  assert.equal(rowsText({ ...status, row_count: null, loaded: 0, load_state: "loading", error: failed }), "No rows yet");
  assert.equal(loadedText(status), "400 loaded");
  assert.equal(loadedText({ ...status, loaded: 1200 }), "");
});

test("rows that follow their source are live, and others as old as they are", () => {
  assert.equal(freshText({ fetched_at: 1000 }, 31_000), "updated 30 s ago");
  assert.equal(freshText({ fetched_at: 1000, live: true }, 31_000), "live");
  assert.equal(freshText({ fetched_at: null, live: false }, 31_000), "");
});

test("an age is rounded to what matters", () => {
  assert.deepEqual([500, 3000, 61_000, 7_200_000, 200_000_000].map(ageText), ["just now", "3 s ago", "1 min ago", "2 h ago", "2 days ago"]);
});

test("a number keeps its digits and loses binary noise", () => {
  assert.equal(numberText(0.1 + 0.2), "0.3");
  assert.equal(numberText(9_007_199_254_740_991), "9007199254740991");
  assert.equal(numberText(NaN), "NaN");
  assert.equal(numberText(-1.5e-9), "-1.5e-9");
  assert.equal(numberText(123_456.789), "123456.789");
});

test("where lines may end control characters are shown all the same", () => {
  assert.equal(visible("a\nb\tc\u0000"), "a\nb\tc␀");
  assert.equal(visible("a\r\nb\rc"), "a\nb␍c");
  assert.equal(visible("gpj\u202e.exe\u200b"), "gpj‹U+202E›.exe‹U+200B›");
  assert.equal(visible("1\u202f000 می\u200cخواهم"), "1\u202f000 می\u200cخواهم");
});

test("control characters are shown, not obeyed, and ten megabytes are cut", () => {
  assert.equal(printable("a\nb\tc\u0000"), "a↵b⇥c␀");
  assert.equal(printable("gpj\u202e.exe\u200b"), "gpj‹U+202E›.exe‹U+200B›");
  assert.equal(printable("می\u200cخواهم 👩\u200d💻 naïve"), "می\u200cخواهم 👩\u200d💻 naïve");
  assert.equal(cellText("x".repeat(10_000_000)).length, 1001);
  assert.equal(cellText(true), "true");
});

test("plain web and mail addresses become links", () => {
  for (const text of ["https://example.org/a?b=c#d", "http://example.org", "HTTPS://EXAMPLE.ORG/", "mailto:a@example.org"]) {
    assert.ok(safeLink(text), text);
  }
  assert.equal(safeLink("https://example.org/a@b")?.host, "example.org");
});

test("anything else stays text", () => {
  for (const text of [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x",
    "vbscript:x", "file:///etc/passwd", "blob:https://x/y", "about:blank", "ftp://example.org", "//example.org", "/path",
    "https:example.org", "https:\\\\example.org", "https://example.org\\@evil.example", "https://bank.example@evil.example",
    "https://user:pass@example.org", "https://@evil.example", "https://exa\u200bmple.org", "https://example.org/\u202egpj.exe",
    "https://example.org/a b", "https://example.org/\n", "\u0000https://example.org", "https://", "http:///x", "mailto:",
    "see https://example.org", `https://example.org/${"a".repeat(3000)}`,
  ]) {
    assert.equal(safeLink(text), null, text);
  }
});

test("an empty grid says why", () => {
  const state = { count: 0, loading: false, search: "", problem: null };
  assert.equal(noticeOf({ ...state, count: 1 }), null);
  assert.equal(noticeOf({ ...state, loading: true }), null);
  assert.equal(noticeOf(state)?.title, "No rows");
  assert.equal(noticeOf({ ...state, search: "x" })?.title, "No rows match");
  assert.equal(noticeOf({ ...state, search: "x" })?.label, "Clear search");
  assert.equal(noticeOf({ ...state, filtered: true })?.label, "Clear filters");
  assert.equal(noticeOf({ ...state, search: "x", filtered: true })?.label, "Clear search and filters");
  assert.equal(noticeOf({ ...state, problem: { message: "down" } })?.action, "retry");
});

test("what was refused is told until something worse is", () => {
  const status = /** @type {any} */ ({ error: null, note: "rows beyond 5 are not told" });
  /** @type {Parameters<typeof newsOf>[0]} */
  const state = { connection: "open", problem: null, status, told: false };
  assert.equal(newsOf(state, ""), status.note);
  const problem = { message: "a ValueError was raised", hint: "grid.scenery.error holds it" };
  assert.equal(newsOf({ ...state, problem }, ""), "a ValueError was raised. grid.scenery.error holds it", "as sentences");
  assert.equal(newsOf(state, "id is read-only"), "id is read-only");
  assert.equal(newsOf({ ...state, problem: { message: "No.", hint: "Wait." } }, "id is read-only"), "No. Wait.");
  assert.equal(newsOf({ ...state, problem: { message: "No." }, told: true }, "id is read-only"), "id is read-only");
  assert.match(newsOf({ ...state, connection: "lost" }, "id is read-only"), /disconnected/);
});

test("rows that came above or behind the end are counted until they were on show", () => {
  const came = new Arrivals();
  const told = () => [came.above, came.below];
  came.seen({ first: 500, last: 510 }, 1000);
  came.shifted(3);
  came.seen({ first: 503, last: 513 }, 1003);
  assert.deepEqual(told(), [3, 0]);
  came.seen({ first: 2, last: 12 }, 1003);
  assert.deepEqual(told(), [2, 0]);
  came.seen({ first: 993, last: 1003 }, 1003);
  came.seen({ first: 993, last: 1003 }, 1010);
  assert.deepEqual(told(), [2, 7]);
  came.seen({ first: 993, last: 1003 }, null);
  came.shifted(5);
  came.seen({ first: 998, last: 1008 }, 1015);
  assert.deepEqual(told(), [7, 7], "those above are not told of twice");
  came.seen({ first: 1002, last: 1012 }, 1015);
  assert.deepEqual(told(), [7, 3]);
  came.forget();
  came.seen({ first: 0, last: 10 }, 2000);
  assert.deepEqual(told(), [0, 0]);
});
