// What is selected: rows by id, or cells between two corners that keep to their rows.
import { move } from "./keys.js";
import { MOST_PICKED, Picked } from "./picked.js";
import { cellsOf, counted, followed, rectOf, sizeText } from "./range.js";

/** @import { Problem, Request } from "./types.d.ts" */
/** @import { Place } from "./keys.js" */
/** @import { Corner, Rect } from "./range.js" */

/**
 * @typedef {object} SelectionHost
 * @property {() => {rows: number, columns: number, page: number}} size
 * @property {(index: number) => string | null} idOf
 * @property {(id: string, near: number) => number | null} find null: not among the rows that are held
 * @property {(place: Place) => void} reveal
 * @property {(request: Request) => void} send
 * @property {(text: string) => void} say
 * @property {(problem: Problem) => void} problem
 * @property {() => void} changed
 */

export class Selection {
  picked = new Picked();
  /** What was selected last, and so what is copied and deleted. @type {"cells" | "rows"} */
  mode = "cells";
  #host;
  /** The active cell. @type {Corner | null} */
  #anchor = null;
  /** The other corner. @type {Corner | null} */
  #focus = null;
  #order = "";
  #generation = -1;

  /** @param {SelectionHost} host */
  constructor(host) {
    this.#host = host;
  }

  get active() {
    return this.#anchor?.at ?? null;
  }

  /** The selected cells, one at least; null while the header or nothing is active. @returns {Rect | null} */
  get cells() {
    if (!this.#anchor || this.#anchor.at.row < 0) return null;
    return rectOf(this.#anchor.at, (this.#focus ?? this.#anchor).at);
  }

  /** The selected cells, if they are more than one. */
  get range() {
    return this.#focus ? this.cells : null;
  }

  /** Ids of the first and the last of the selected cells' rows, as far as they are known. */
  get ends() {
    const a = this.#anchor;
    const b = this.#focus ?? a;
    if (!a || !b) return { top: null, bottom: null };
    return a.at.row <= b.at.row ? { top: a.id, bottom: b.id } : { top: b.id, bottom: a.id };
  }

  /** One cell, and no others. @param {Place | null} place */
  activate(place) {
    this.#anchor = place && this.#corner(place);
    this.#focus = null;
    if (place) this.mode = "cells";
  }

  /** The cells from the active one to another. @param {Place} place */
  extend(place) {
    if (!this.#anchor || this.#anchor.at.row < 0) return this.activate(place);
    const { at } = this.#anchor;
    const one = at.row === place.row && at.column === place.column;
    this.#focus = one ? null : this.#corner(place);
    this.mode = "cells";
    const { range } = this;
    this.#host.say(range ? `${sizeText(range)} selected` : "1 cell selected");
    this.#host.changed();
  }

  /** Whether a key is about the selection. @param {{key: string, ctrl: boolean, shift: boolean}} press */
  press({ key, ctrl, shift }) {
    const { rows, columns } = this.#host.size();
    const { active } = this;
    if (key === "Escape") return this.#collapse();
    if (!active || rows === 0 || columns === 0) return false;
    if (ctrl && (key === "a" || key === "A")) return this.#span({ row: 0, column: 0 }, { row: rows - 1, column: columns - 1 });
    if (active.row < 0) return false;
    if (ctrl && key === " ") return this.#span({ row: 0, column: active.column }, { row: rows - 1, column: active.column });
    if (key === " ") return this.pick(active.row, shift);
    if (!shift) return false;
    const to = move((this.#focus?.at ?? active), { key, ctrl }, this.#host.size());
    if (!to) return false;
    const place = { ...to, row: Math.max(0, to.row) };
    this.extend(place);
    this.#host.reveal(place);
    return true;
  }

  /** Select a row or, from the one before, a range of them. @param {number} index @param {boolean} range */
  pick(index, range) {
    this.#focus = null;
    const id = this.#host.idOf(index);
    if (range) this.#tell(index, this.picked.extend(index, this.#host.idOf));
    else if (id !== null) {
      this.picked.toggle(index, id);
      this.#tell(index, true);
    }
    return true;
  }

  /** The pointer goes on over rows. @param {number} index @param {boolean} done */
  sweep(index, done) {
    const all = this.picked.sweep(index, this.#host.idOf);
    if (done) this.#tell(index, all);
    else this.#host.changed();
  }

  unpick() {
    this.picked.clear();
    this.#tell(-1, true);
  }

  /** Rows came or went above. @param {number} rows further down */
  shift(rows) {
    if (this.picked.anchor >= 0) this.picked.anchor = Math.max(0, this.picked.anchor + rows);
    for (const corner of new Set([this.#anchor, this.#focus])) {
      if (corner && corner.at.row >= 0) corner.at = { ...corner.at, row: Math.max(0, corner.at.row + rows) };
    }
  }

  /** The rows may be others now: corners keep to theirs. @param {number} generation @param {string} order */
  follow(generation, order) {
    const fresh = generation !== this.#generation;
    const turned = order !== this.#order;
    this.#generation = generation;
    this.#order = order;
    const anchor = this.#anchor;
    if (!anchor || anchor.at.row < 0) return;
    // In another order other rows lie between the corners: only the active cell is still meant.
    if (turned) this.#focus = null;
    const focus = this.#focus ?? anchor;
    if (fresh || turned) {
      const [a, b] = followed(anchor, focus, this.#host.find);
      const { rows } = this.#host.size();
      anchor.at = { ...a, row: Math.min(a.row, Math.max(0, rows - 1)) };
      focus.at = { ...b, row: Math.min(b.row, Math.max(0, rows - 1)) };
    }
    anchor.id ??= this.#host.idOf(anchor.at.row);
    focus.id ??= this.#host.idOf(focus.at.row);
  }

  /** @param {Place} at @returns {Corner} */
  #corner(at) {
    return { at, id: at.row < 0 ? null : this.#host.idOf(at.row) };
  }

  /** @param {Place} from @param {Place} to */
  #span(from, to) {
    this.activate(from);
    this.extend(to);
    return true;
  }

  /** Whether there was more than the active cell. */
  #collapse() {
    const had = this.#focus !== null;
    this.#focus = null;
    if (had) {
      this.#host.say("1 cell selected");
      this.#host.changed();
    }
    return had;
  }

  /** @param {number} index @param {boolean} all whether the ids of all rows meant are known here */
  #tell(index, all) {
    this.mode = this.picked.ids.size > 0 ? "rows" : "cells";
    if (this.picked.over) {
      this.#host.problem({ message: `Up to ${counted(MOST_PICKED, "row")} can be selected.`, hint: "Select fewer rows, or narrow them with a filter." });
      return this.#host.changed();
    }
    const ids = [...this.picked.ids];
    if (all) {
      this.picked.sent(performance.now());
      this.#host.send({ kind: "select", ids });
    } else {
      this.picked.asked();
      this.#host.send({ kind: "select", ids, ...this.picked.span(index) });
    }
    this.#host.say(all ? `${counted(ids.length, "row")} selected` : `Selecting ${counted(cellsOf({ ...this.picked.span(index), left: 0, right: 1 }), "row")}`);
    this.#host.changed();
  }
}
