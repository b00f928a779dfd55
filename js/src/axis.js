// Row to pixel and back, for more rows than a browser can stack.
//
// Two rulers: `pos` counts true pixels from the top of row 0 and may reach billions; `scrollTop`
// is the browser's and ends at 8 million, because Firefox gives up at 17.9 million pixels and
// Chromium at 16.8 million on a HiDPI screen. Short tables need one ruler. Long ones stretch the
// middle of the scroll space and leave both ends 1:1:
//
//   scrollTop  0 ── 1:1 ── ease ───── stretched ───── end-ease ── 1:1 ── end
//
// so that a wheel turned near an end, where the browser would clip it, still moves its own length.

/** @import { Span } from "./types.d.ts" */

/** Height of the scroll space at most, in CSS pixels. */
export const SPACE = 8_000_000;

/** Length of each 1:1 end of a stretched scroll space: thousands of wheel notches. */
export const EASE = 400_000;

/**
 * @typedef {object} Axis
 * @property {number} count rows
 * @property {number} rowHeight
 * @property {number} view height of the part that shows rows
 * @property {number} space height to give the scroll space
 * @property {number} end largest pos
 * @property {number} scrollEnd largest scrollTop
 * @property {boolean} stretched whether the two rulers differ
 */

/**
 * @param {number} count
 * @param {number} rowHeight
 * @param {number} view
 * @returns {Axis}
 */
export function makeAxis(count, rowHeight, view) {
  const content = count * rowHeight;
  const space = Math.min(content, SPACE);
  return {
    count,
    rowHeight,
    view,
    space,
    end: Math.max(0, content - view),
    scrollEnd: Math.max(0, space - view),
    stretched: content > SPACE,
  };
}

/** @param {Axis} axis @param {number} pos */
export function clampPos(axis, pos) {
  return Math.min(Math.max(pos, 0), axis.end);
}

/** @param {Axis} axis */
const easeOf = (axis) => Math.min(EASE, axis.scrollEnd / 4);

/** The scrollTop that stands for a pos. @param {Axis} axis @param {number} pos */
export function toScroll(axis, pos) {
  if (!axis.stretched) return pos;
  const ease = easeOf(axis);
  if (pos <= ease) return pos;
  const rest = axis.end - pos;
  if (rest <= ease) return axis.scrollEnd - rest;
  return ease + (pos - ease) * ((axis.scrollEnd - 2 * ease) / (axis.end - 2 * ease));
}

/** The pos that a scrollTop stands for. @param {Axis} axis @param {number} top */
export function toPos(axis, top) {
  if (!axis.stretched) return clampPos(axis, top);
  const ease = easeOf(axis);
  if (top <= ease) return Math.max(0, top);
  const rest = axis.scrollEnd - top;
  // Browsers round the last scrollTop to their own pixels: the end counts as reached within one.
  if (rest < 1) return axis.end;
  if (rest <= ease) return axis.end - rest;
  return ease + (top - ease) * ((axis.end - 2 * ease) / (axis.scrollEnd - 2 * ease));
}

/** The rows that show, if only in part. @param {Axis} axis @param {number} pos @returns {Span} */
export function visibleRows(axis, pos) {
  if (axis.view <= 0) return { first: 0, last: 0 };
  const first = Math.floor(pos / axis.rowHeight);
  const last = Math.ceil((pos + axis.view) / axis.rowHeight);
  return { first: Math.min(first, axis.count), last: Math.min(last, axis.count) };
}

/** The nearest pos that shows a row whole. @param {Axis} axis @param {number} pos @param {number} row */
export function reveal(axis, pos, row) {
  const top = row * axis.rowHeight;
  if (top < pos) return clampPos(axis, top);
  const bottom = top + axis.rowHeight - axis.view;
  return clampPos(axis, Math.max(pos, bottom));
}
