// Wheel or thumb: a wheel moves its own length, a thumb by proportion, a late timer nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { makeAxis, toPos, toScroll } from "../src/axis.js";
import { BUDGET_LIFE, Track, wheelPixels } from "../src/track.js";

const ROW = 28;
const axis = makeAxis(10_000_000, ROW, 330);

/** A track in the middle of ten million rows, where one pixel stands for 39. */
function middle() {
  const track = new Track();
  track.resize(axis);
  track.go(5_000_000 * ROW);
  const top = toScroll(axis, track.pos);
  track.wrote(top);
  return { track, top };
}

test("a thousand rows of wheel move exactly a thousand rows", () => {
  const { track, top } = middle();
  const before = track.pos;
  let now = 0;
  let at = top;
  for (let i = 0; i < 280; i += 1) {
    track.wheel(100, (now += 16));
    track.scrolled((at += 100), now);
  }
  assert.equal(track.pos - before, 1000 * ROW);
});

test("a wheel stays 1:1 when the main thread stalls and its scrolls arrive as one", () => {
  const { track, top } = middle();
  const before = track.pos;
  for (let i = 0; i < 20; i += 1) track.wheel(100, 1000);
  track.scrolled(top + 2000, 1000);
  assert.equal(track.pos - before, 2000);
});

test("a scroll beyond the budget is the thumb", () => {
  const { track, top } = middle();
  track.wheel(100, 0);
  track.scrolled(top + 100, 10);
  track.scrolled(top + 50_000, 20);
  assert.equal(track.pos, toPos(axis, top + 50_000));
});

test("a thumb moved soon after a wheel that was spent jumps", () => {
  const { track, top } = middle();
  track.wheel(100, 0);
  track.scrolled(top + 100, 5);
  track.scrolled(top + 150, 10);
  assert.equal(track.pos, toPos(axis, top + 150));
});

test("a wheel turned against the end of the track leaves no budget behind", () => {
  const { track, top } = middle();
  track.wheel(5000, 0);
  track.scrolled(top + 40, BUDGET_LIFE + 1);
  assert.equal(track.pos, toPos(axis, top + 40));
});

test("a smooth scroll keeps its budget for as long as it runs", () => {
  const { track, top } = middle();
  const before = track.pos;
  track.wheel(1200, 0);
  for (let i = 1; i <= 12; i += 1) track.scrolled(top + i * 100, i * (BUDGET_LIFE - 50));
  assert.equal(track.pos - before, 1200);
});

test("a finger's fling is 1:1 to its end", () => {
  const { track, top } = middle();
  const before = track.pos;
  track.touch(0);
  for (let i = 1; i <= 30; i += 1) track.scrolled(top + i * 90, i * 16);
  assert.equal(track.pos - before, 2700);
});

test("a late timer does not overwrite a jump whose scroll event is still queued", () => {
  const { track, top } = middle();
  track.wheel(100, 0);
  track.scrolled(top + 100, 5);
  // The user has dragged the thumb: scrollTop moved, its event has not arrived, the timer fires.
  assert.equal(track.resync(top + 700_000), null);
  track.scrolled(top + 700_000, 160);
  assert.equal(track.pos, toPos(axis, top + 700_000));
});

test("after a rest the scrollTop is put where the pos is, and the pos does not move", () => {
  const { track, top } = middle();
  track.wheel(1000, 0);
  track.scrolled(top + 1000, 5);
  const { pos } = track;
  const ideal = track.resync(top + 1000);
  assert.equal(ideal, toScroll(axis, pos));
  track.wrote(Math.round(ideal ?? 0));
  track.scrolled(Math.round(ideal ?? 0), 200);
  assert.equal(track.pos, pos);
});

test("what is at the top stays there when the total grows", () => {
  const { track, top } = middle();
  const { pos } = track;
  track.resize(makeAxis(10_500_000, ROW, 330));
  assert.equal(track.pos, pos);
  track.wheel(100, 0);
  track.scrolled(top + 100, 1);
  assert.equal(track.pos, pos + 100);
});

test("the last row stays in view when the view gets lower, but not when rows are added", () => {
  const track = new Track();
  track.resize(axis);
  track.go(axis.end);
  const lower = makeAxis(axis.count, ROW, axis.view - 34);
  track.resize(lower);
  assert.equal(track.pos, lower.end);
  track.resize(makeAxis(axis.count + 5, ROW, lower.view));
  assert.equal(track.pos, lower.end);
});

test("rows that are gone cannot stay on show", () => {
  const { track } = middle();
  track.resize(makeAxis(10, ROW, 330));
  assert.equal(track.pos, 0);
});

test("a wheel upwards near the top is not clipped", () => {
  const track = new Track();
  track.resize(axis);
  track.go(2800);
  let top = toScroll(axis, track.pos);
  track.wrote(top);
  for (let i = 1; i <= 28; i += 1) {
    track.wheel(-100, i * 16);
    track.scrolled((top -= 100), i * 16);
  }
  assert.equal(track.pos, 0);
  assert.equal(top, 0);
});

test("the track knows when the browser's end is not the rows' end", () => {
  const { track } = middle();
  track.touch(0);
  track.scrolled(0, 1);
  assert.ok(track.pos > 0);
  assert.equal(track.cornered(0), true);
});

test("the direction is where the user is going, and none after a jump", () => {
  const { track, top } = middle();
  track.wheel(100, 0);
  track.scrolled(top + 100, 1);
  assert.equal(track.direction, 1);
  track.scrolled(top + 900_000, 500);
  assert.equal(track.direction, 0);
});

test("lines and pages of a wheel count as pixels", () => {
  assert.equal(wheelPixels({ deltaY: 3, deltaMode: 0 }, 28, 300), 3);
  assert.ok(wheelPixels({ deltaY: 3, deltaMode: 1 }, 28, 300) >= 84);
  assert.equal(wheelPixels({ deltaY: 1, deltaMode: 2 }, 28, 300), 300);
});
