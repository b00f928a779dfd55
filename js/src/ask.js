// Which rows to ask Python for, given those that show.

/** @import { Span } from "./types.d.ts" */

/** Windows start and end on multiples of this, so that small moves ask for nothing new. */
const STEP = 10;

/**
 * Whole pages around the visible rows, one page further where the user is going, or one on both
 * sides when that is not known. `count` null: nobody knows where the rows end.
 *
 * @param {Span} visible
 * @param {number} direction
 * @param {number | null} count
 * @returns {Span}
 */
export function askSpan(visible, direction, count) {
  const page = Math.max(STEP, Math.ceil((visible.last - visible.first) / STEP) * STEP);
  const before = direction <= 0 ? 1 : 0;
  const after = direction >= 0 ? 1 : 0;
  const first = (Math.floor(visible.first / page) - before) * page;
  const last = (Math.ceil(visible.last / page) + after) * page;
  return { first: Math.max(0, first), last: count === null ? last : Math.min(last, count) };
}

/** The rows worth keeping: two screens either side of what shows. @param {Span} visible @returns {Span} */
export function keepSpan(visible) {
  const screen = Math.max(visible.last - visible.first, STEP);
  return { first: visible.first - 2 * screen, last: visible.last + 2 * screen };
}

/** @param {Span} a @param {Span} b */
export function touches(a, b) {
  return a.first < b.last && b.first < a.last;
}

/** @param {Span | null} a @param {Span | null} b */
export function sameSpan(a, b) {
  return a !== null && b !== null && a.first === b.first && a.last === b.last;
}
