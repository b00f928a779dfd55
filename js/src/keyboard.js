// What a key does in the grid: selects, moves, sorts, edits; or it is left to the browser.
import { move } from "./keys.js";

/** @import { Changes } from "./changes.js" */
/** @import { Place } from "./keys.js" */
/** @import { Selection } from "./selection.js" */
/** @import { Session } from "./session.js" */

/**
 * @typedef {object} KeyboardHost
 * @property {Session} session
 * @property {Selection} selection
 * @property {Changes} changes
 * @property {HTMLElement} grid
 * @property {() => {rows: number, columns: number, page: number}} size
 * @property {() => number} first the first row on show
 * @property {(place: Place) => void} activate
 * @property {(place: Place) => void} reveal
 * @property {(column: number, add: boolean) => void} sort
 * @property {(column: number) => void} filter
 * @property {(column: number, step: -1 | 1) => void} nudge move a column
 * @property {(column: number, step: -1 | 0 | 1) => void} widen a column: narrower, wider; 0: as wide as its content
 * @property {() => void} goto ask for a row to go to
 * @property {(place: Place) => boolean} related open what the row leads to; false: nowhere
 * @property {() => boolean} back to the grid this one stands for; false: for none
 * @property {() => void} follow open what the active cell holds: its link, or its value whole
 * @property {() => void} selected
 */

export class Keyboard {
  #host;

  /** @param {KeyboardHost} host */
  constructor(host) {
    this.#host = host;
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const { selection, session, changes, grid, size, first, activate, reveal, sort } = this.#host;
    const { key, shiftKey: shift } = event;
    const ctrl = event.ctrlKey || event.metaKey;
    const from = selection.active ?? { row: first(), column: 0 };
    if (event.altKey && shift && from.row < 0 && this.#sizes(key, from)) return taken(event);
    if (event.altKey) return this.#leaves(key, from) ? taken(event) : undefined;
    if (ctrl && this.#arranges(event, from)) return taken(event);
    const selects = selection.press({ key, ctrl, shift });
    const to = selects ? null : move(from, { key, ctrl }, size());
    if (to) activate(to);
    else if (selects) this.#host.selected();
    else if (ctrl && key === "z" && session.traits.writes?.undo) changes.act("undo");
    else if (key === "Escape") this.#host.back() || grid.blur();
    else if ((key === " " || key === "Enter") && from.row < 0) sort(from.column, shift);
    else if (!ctrl && changes.press(key, from)) reveal(from);
    else if (key === "Enter") this.#host.follow();
    // Ctrl+C must reach the browser; the notebook's one-letter commands must not run from here.
    else return ctrl || key === "Tab" ? undefined : event.stopPropagation();
    taken(event);
  }

  /** Keys about the width of a column. @param {string} key @param {Place} from */
  #sizes(key, { column }) {
    const step = key === "ArrowLeft" ? -1 : key === "ArrowRight" ? 1 : 0;
    if (!step && key !== "Enter") return false;
    this.#host.widen(column, step);
    return true;
  }

  /** Keys with Alt: to what a column or a row leads to, and back. @param {string} key @param {Place} from */
  #leaves(key, from) {
    if (key === "ArrowDown") this.#host.filter(from.column);
    else if (key === "ArrowRight") return this.#host.related(from);
    else return key === "ArrowLeft" && this.#host.back();
    return true;
  }

  /** Keys about columns and the way to a row. @param {KeyboardEvent} event @param {Place} from */
  #arranges({ key, shiftKey }, from) {
    const step = key === "ArrowLeft" ? -1 : key === "ArrowRight" ? 1 : 0;
    if (step && shiftKey && from.row < 0) this.#host.nudge(from.column, step);
    else if (key.toLowerCase() === "g" && !shiftKey) this.#host.goto();
    else return false;
    return true;
  }
}

/** @param {KeyboardEvent} event */
function taken(event) {
  event.preventDefault();
  event.stopPropagation();
}
