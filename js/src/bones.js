// What is seen of rows that are on their way: one pane behind all rows, which those let through.
import { isRight } from "./columns.js";
import { h } from "./dom.js";

/** @import { Frame } from "./body.js" */

/** Pixels either side of a cell's value. */
const PADDING = 12;
const HEIGHT = 9;
/** Rows that are on their way for this long show bars (ms): sooner they would only flicker. */
const PATIENCE = 120;

/** One bar per column, in every row of the pane. @param {Frame} frame */
export function bars({ columns, shownColumns, pinned, lefts, gutter, rowHeight }) {
  const top = Math.floor((rowHeight - HEIGHT) / 2);
  return shownColumns.flatMap((number) => {
    // Those that are pinned stand above the pane.
    if (number < pinned) return [];
    const left = lefts[number] ?? 0;
    const room = Math.max(0, (lefts[number + 1] ?? left) - left - 2 * PADDING);
    const right = isRight(columns[number]?.type ?? "unknown");
    const width = Math.round(room * (right ? 0.45 : 0.62));
    const x = gutter + left + PADDING + (right ? room - width : 0);
    return `linear-gradient(transparent ${top}px, var(--bone) ${top}px ${top + HEIGHT}px, transparent ${top + HEIGHT}px) ${x}px 0 / ${width}px ${rowHeight}px repeat-y`;
  }).join(", ");
}

export class Bones {
  element = h("div", { class: "bones", hidden: true });
  #wanted = false;
  #stamp = -1;
  #bars = "";
  #y = NaN;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #patience;

  close() {
    clearTimeout(this.#patience);
  }

  /** @param {Frame} frame @param {boolean} wanted some row waits @param {number} stamp grows with all that a row depends on */
  paint(frame, wanted, stamp) {
    const { element } = this;
    if (this.#wanted !== wanted) this.#want(wanted);
    if (!wanted) return;
    const y = Math.round(frame.rows.first * frame.rowHeight - frame.pos);
    if (this.#y !== y) element.style.transform = `translateY(${(this.#y = y)}px)`;
    if (this.#stamp === stamp) return;
    this.#stamp = stamp;
    const painted = bars(frame);
    if (this.#bars !== painted) element.style.background = this.#bars = painted;
    element.style.width = `${frame.width}px`;
  }

  /** @param {boolean} wanted */
  #want(wanted) {
    const { element } = this;
    this.#wanted = wanted;
    clearTimeout(this.#patience);
    if (wanted) this.#patience = setTimeout(() => (element.hidden = false), PATIENCE);
    else element.hidden = true;
  }
}
