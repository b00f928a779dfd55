// How the user has arranged the columns: shown at once, told to Python, and kept there.
import { arrange, arrangedRow, askColumns, keepRefs } from "./arrangement.js";
import { ALL_COLUMNS } from "./columns.js";
import { pace } from "./pace.js";

/** @import { Answer, Arrangement, HeldRow, Request, Traits } from "./types.d.ts" */
/** @import { Arranged } from "./arrangement.js" */

/** Between two messages while an edge is dragged (ms). */
const PACE = 100;

/** @type {Record<string, number>} */
const NO_WIDTHS = {};

/** @param {Traits} traits @returns {Arrangement} */
function told(traits) {
  return {
    shown: traits.shown_columns ?? null,
    pinned: traits.pinned ?? [],
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
    return row === null || this.#plain ? row : arrangedRow(row, this.now.wire);
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
    const now = arrange(this.#raw.columns, this.wanted);
    this.#plain = now.wire.every((number, place) => number === place);
    this.traits = { ...this.#raw, columns: keepRefs(now.columns, this.#raw.columns), allColumns: this.#raw.columns };
    return now;
  }
}
