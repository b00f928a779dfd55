// How the user has arranged the columns: shown at once, told to Python, and kept there.
import { alike } from "./alike.js";
import { arrange, arrangedRow, askColumns, keepRefs } from "./arrangement.js";
import { ALL_COLUMNS } from "./columns.js";
import { pace } from "./pace.js";

/** @import { Answer, Arrangement, HeldRow, Request, Traits } from "./types.d.ts" */
/** @import { Arranged } from "./arrangement.js" */

/** Between two messages while an edge is dragged (ms). */
const PACE = 100;

/** @type {string[]} */
const NO_NAMES = [];
/** @type {Record<string, number>} */
const NO_WIDTHS = {};

/** @param {Traits} traits @returns {Arrangement} */
function told(traits) {
  return {
    shown: traits.shown_columns ?? null,
    pinned: traits.pinned ?? NO_NAMES,
    widths: traits.column_widths ?? NO_WIDTHS,
    density: traits.density ?? "comfortable",
  };
}

export class Arranging {
  /** Of this view, until Python has taken it over. @type {Arrangement | null} */
  #asked = null;
  /** @type {Traits} */
  #raw;
  /** @type {Traits} */
  traits;
  /** @type {Arranged} */
  now;
  #plain = true;
  /** What `now` was made of. @type {readonly unknown[]} */
  #from = [];
  /** Rows as they were arranged. @type {WeakMap<HeldRow, HeldRow>} */
  #rows = new WeakMap();
  #number = 0;
  #ask;
  #changed;
  #send = pace(() => void this.#tell(), PACE);

  /**
   * @param {Traits} raw as Python tells them
   * @param {(request: Request) => Promise<Answer>} ask
   * @param {() => void} changed
   */
  constructor(raw, ask, changed) {
    this.#ask = ask;
    this.#changed = changed;
    this.#raw = this.traits = raw;
    this.now = this.#arrange();
  }

  /** @returns {Arrangement} */
  get wanted() {
    return this.#asked ?? told(this.#raw);
  }

  /** @param {Traits} raw */
  adopt(raw) {
    this.#raw = raw;
    this.now = this.#arrange();
  }

  /** @param {Partial<Arrangement>} change */
  change(change) {
    this.#asked = { ...this.wanted, ...change };
    this.#number += 1;
    this.now = this.#arrange();
    this.#send();
    this.#changed();
  }

  /** The columns to ask Python for while some places are painted; null: all. @param {readonly number[]} painted */
  asks(painted) {
    return askColumns(this.now, painted, this.#raw.columns.length, ALL_COLUMNS);
  }

  /** @param {HeldRow | null} row */
  row(row) {
    if (row === null || this.#plain) return row;
    const arranged = this.#rows.get(row) ?? arrangedRow(row, this.now.wire);
    this.#rows.set(row, arranged);
    return arranged;
  }

  close() {
    this.#send.cancel();
  }

  async #tell() {
    const number = this.#number;
    const { shown, pinned, widths, density } = this.wanted;
    const answer = await this.#ask({ kind: "arrange", shown, pinned, widths, density });
    // Without a kernel the arrangement lives on here.
    if (number !== this.#number || answer?.lost) return;
    this.#asked = null;
    this.now = this.#arrange();
    this.#changed();
  }

  #arrange() {
    const { columns } = this.#raw;
    const { shown, pinned } = this.wanted;
    // Where nothing moved, columns and rows stay the objects they were: painters go by that.
    const from = [columns, shown, pinned];
    const moved = !alike(from, this.#from);
    const now = moved ? arrange(columns, { shown, pinned }) : this.now;
    if (moved) {
      this.#from = from;
      this.#rows = new WeakMap();
      this.#plain = now.wire.every((number, place) => number === place);
    }
    this.traits = { ...this.#raw, columns: moved ? keepRefs(now.columns, columns) : this.traits.columns, allColumns: columns };
    return now;
  }
}
