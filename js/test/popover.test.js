import assert from "node:assert/strict";
import { test } from "node:test";
import { placeAt } from "../src/popover.js";

const frame = { width: 400, height: 300 };

test("a popover stands under its anchor where there is room", () => {
  const anchor = { left: 50, right: 90, top: 40, bottom: 60 };
  assert.deepEqual(placeAt(anchor, { width: 100, height: 200 }, frame), { left: 50, top: 64 });
});

test("a popover stands above an anchor near the bottom", () => {
  const anchor = { left: 50, right: 90, top: 240, bottom: 260 };
  assert.deepEqual(placeAt(anchor, { width: 100, height: 200 }, frame), { left: 50, top: 36 });
});

test("a popover never leaves its frame on any side", () => {
  for (const left of [-80, 0, 390, 900]) {
    for (const top of [-50, 0, 150, 290, 800]) {
      const at = placeAt({ left, right: left + 10, top, bottom: top + 20 }, { width: 200, height: 180 }, frame);
      assert.ok(at.left >= 4 && at.left + 200 <= 396, `left ${at.left}`);
      assert.ok(at.top >= 4 && at.top + 180 <= 296, `top ${at.top}`);
    }
  }
});

test("a popover larger than its frame shows its beginning", () => {
  assert.deepEqual(placeAt({ left: 10, right: 20, top: 10, bottom: 20 }, { width: 900, height: 900 }, frame), { left: 4, top: 4 });
});
