// Keeps the column widths of one grid: guessed once there is something to guess from, then stable.
import { alike } from "./alike.js";
import { edges, guessWidth, MIN_WIDTH, shareRoom } from "./columns.js";
import { cellText } from "./text.js";

/** @import { Column, HeldRow } from "./types.d.ts" */

/** Rows looked at for a first guess. */
const SAMPLE = 40;

export class Widths {
  /** Left edges of the columns, and the right end; another list when one of them moved. */
  lefts = [0];
  /** By type and name, whether there were rows to guess from: a column may go and come back. @type {Map<string, {width: number, sure: boolean}>} */
  #guesses = new Map();
  /** Widths that columns had when somebody sized one, by name. @type {Map<string, number>} */
  #frozen = new Map();
  /** @type {readonly Column[]} */
  #columns = [];
  #sure = false;
  #room = -1;
  /** @type {Readonly<Record<string, number>>} */
  #chosen = {};

  /**
   * @param {readonly Column[]} columns those that show
   * @param {() => readonly HeldRow[]} sample some rows that show; asked only while there is no guess
   * @param {number} room
   * @param {Readonly<Record<string, number>>} [chosen] widths somebody chose, by name
   */
  update(columns, sample, room, chosen = {}) {
    const same = columns === this.#columns && room === this.#room && chosen === this.#chosen;
    if (same && this.#sure) return;
    const rows = this.#guess(columns, sample);
    if (same && !rows) return;
    this.#columns = columns;
    this.#room = room;
    this.#chosen = chosen;
    const lefts = edges(this.#share());
    if (!alike(lefts, this.lefts)) this.lefts = lefts;
  }

  /** Let every column keep the width it has now. */
  freeze() {
    for (const [i, { name }] of this.#columns.entries()) this.#frozen.set(name, this.#width(i));
  }

  /** Guess what was not guessed from rows yet; whether there were rows to do so. @param {readonly Column[]} columns @param {() => readonly HeldRow[]} sample */
  #guess(columns, sample) {
    const open = columns.some((column) => !this.#guesses.get(key(column))?.sure);
    this.#sure = !open;
    if (!open) return false;
    const rows = sample().slice(0, SAMPLE);
    this.#sure = rows.length > 0;
    for (const [i, column] of columns.entries()) {
      if (this.#guesses.get(key(column))?.sure) continue;
      this.#guesses.set(key(column), { width: guessWidth(column, texts(rows, i)), sure: this.#sure });
    }
    return this.#sure;
  }

  #share() {
    const columns = this.#columns;
    const widths = columns.map((column) => {
      const { name } = column;
      const width = Object.hasOwn(this.#chosen, name) ? this.#chosen[name] : this.#frozen.get(name);
      return width === undefined ? this.#guesses.get(key(column))?.width ?? 100 : Math.max(MIN_WIDTH, width);
    });
    const sized = Object.keys(this.#chosen).length > 0;
    return sized ? widths : shareRoom(widths, columns.map((c) => c.type), this.#room);
  }

  /** @param {number} index */
  #width(index) {
    return (this.lefts[index + 1] ?? 0) - (this.lefts[index] ?? 0);
  }
}

/** @param {Column} column */
const key = (column) => `${column.type} ${column.name}`;

/** @param {readonly HeldRow[]} rows @param {number} column */
function texts(rows, column) {
  return rows.filter((row) => row.has(column)).map((row) => {
    const value = row.cell(column);
    return value === null ? "null" : cellText(value);
  });
}
