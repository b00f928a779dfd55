// Follows the browser's scrollTop and tells a turn of the wheel from a drag of the thumb.
//
// Over a stretched axis one pixel of scrollTop stands for many rows. A wheel must still move its
// own length, a thumb must move by proportion, and the scroll event does not say which it was.
// Neither size nor time tells them apart when the main thread stalls; a budget does: every wheel
// event pays its length in, every scroll takes its length out, and what the budget cannot cover
// was the thumb.
import { clampPos, makeAxis, toPos, toScroll } from "./axis.js";

/** @import { Axis } from "./axis.js" */

/** A budget not spent for this long (ms) is void: its wheel turned against the end of the track. */
export const BUDGET_LIFE = 400;

/** Browsers round each step of a smooth scroll; one pixel per event covers it. */
const ROUNDING = 1;

export class Track {
  /** @type {Axis} */
  axis = makeAxis(0, 1, 0);
  /** True pixels from the top of row 0. */
  pos = 0;
  /** +1 down, -1 up, 0 after a jump: where to look ahead. */
  direction = 0;
  #budget = 0;
  #paidAt = -Infinity;
  /** The last scrollTop handled: a different one means a scroll event is on its way. */
  #seen = 0;

  /** A wheel event of this many pixels. @param {number} delta @param {number} now */
  wheel(delta, now) {
    this.#expire(now);
    this.#budget += Math.abs(delta) + ROUNDING;
    this.#paidAt = now;
  }

  /** A finger moves: its fling goes on without events, so it pays for all until it rests. @param {number} now */
  touch(now) {
    this.#budget = Infinity;
    this.#paidAt = now;
  }

  /** A scroll event. @param {number} top the scrollTop now @param {number} now */
  scrolled(top, now) {
    const delta = top - this.#seen;
    if (delta === 0) return;
    this.#seen = top;
    this.#expire(now);
    const before = this.pos;
    if (!this.axis.stretched) {
      this.pos = toPos(this.axis, top);
    } else if (Math.abs(delta) <= this.#budget) {
      this.#budget -= Math.abs(delta);
      this.#paidAt = now;
      this.pos = clampPos(this.axis, this.pos + delta);
    } else {
      this.#budget = 0;
      this.pos = toPos(this.axis, top);
    }
    const far = Math.abs(this.pos - before) > 3 * this.axis.view;
    this.direction = far ? 0 : Math.sign(this.pos - before);
  }

  /**
   * The scrollTop that the pos stands for, or null when it must not be written: a scroll event
   * may be queued behind the timer that calls us, and writing would swallow the user's jump.
   *
   * @param {number} top the scrollTop now
   */
  resync(top) {
    if (top !== this.#seen) return null;
    const ideal = toScroll(this.axis, this.pos);
    return Math.abs(ideal - top) < 1 ? null : ideal;
  }

  /** We wrote scrollTop; the browser kept this. @param {number} top */
  wrote(top) {
    this.#seen = top;
  }

  /** The browser's track has ended but the rows have not. @param {number} top */
  cornered(top) {
    const { axis, pos } = this;
    if (!axis.stretched) return false;
    return (top <= 0 && pos > 0) || (top >= axis.scrollEnd - 1 && pos < axis.end);
  }

  /** Move without the browser. @param {number} pos */
  go(pos) {
    const next = clampPos(this.axis, pos);
    this.direction = Math.abs(next - this.pos) > 3 * this.axis.view ? 0 : Math.sign(next - this.pos);
    this.pos = next;
    this.#budget = 0;
  }

  /** Rows came or went above: the same rows are elsewhere now. @param {number} pixels */
  shift(pixels) {
    this.pos = clampPos(this.axis, this.pos + pixels);
  }

  /** Rows or height changed: what is at the top stays there as long as it exists, and the last row at the bottom. @param {Axis} axis */
  resize(axis) {
    const last = this.pos > 0 && this.pos === this.axis.end && axis.count === this.axis.count;
    this.axis = axis;
    this.pos = last ? axis.end : clampPos(axis, this.pos);
  }

  /** @param {number} now */
  #expire(now) {
    if (now - this.#paidAt > BUDGET_LIFE) this.#budget = 0;
  }
}

/** A wheel event in pixels. @param {{deltaY: number, deltaMode: number}} event @param {number} rowHeight @param {number} view */
export function wheelPixels(event, rowHeight, view) {
  if (event.deltaMode === 0) return event.deltaY;
  // Lines are as tall as the browser thinks: overpay, for a drag is always far longer.
  return event.deltaY * (event.deltaMode === 1 ? 2 * rowHeight : view);
}
