// Keeps the column widths of one grid: guessed once there is something to guess from, then stable.
import { edges, guessWidth, shareRoom } from "./columns.js";
import { cellText } from "./text.js";

/** @import { Column, HeldRow } from "./types.d.ts" */

/** Rows looked at for a first guess. */
const SAMPLE = 40;

export class Widths {
  /** Left edges of the columns, and the right end. */
  lefts = [0];
  /** @type {number[]} */
  #guessed = [];
  /** Widths the user chose, by column name. @type {Map<string, number>} */
  #chosen = new Map();
  #key = "";
  #sampled = false;
  #room = -1;

  /**
   * @param {readonly Column[]} columns
   * @param {() => readonly HeldRow[]} sample some rows that show; asked only while there is no guess
   * @param {number} room
   * @returns {boolean} whether anything moved
   */
  update(columns, sample, room) {
    const key = columns.map((column) => `${column.type} ${column.name}`).join("\n");
    const rows = key === this.#key && this.#sampled ? [] : sample();
    const fresh = key !== this.#key || rows.length > 0;
    if (!fresh && room === this.#room) return false;
    if (fresh) {
      this.#key = key;
      this.#sampled = rows.length > 0;
      this.#guessed = columns.map((column, i) => guessWidth(column, texts(rows, i)));
    }
    this.#room = room;
    this.#place(columns);
    return true;
  }

  /** @param {readonly Column[]} columns @param {number} index @param {number} width */
  choose(columns, index, width) {
    const name = columns[index]?.name;
    if (name === undefined) return;
    // The first choice freezes the others: a column must not move because its neighbour did.
    for (const [i, column] of columns.entries()) {
      if (!this.#chosen.has(column.name)) this.#chosen.set(column.name, this.#width(i));
    }
    this.#chosen.set(name, Math.round(width));
    this.#place(columns);
  }

  /** @param {number} index */
  #width(index) {
    return (this.lefts[index + 1] ?? 0) - (this.lefts[index] ?? 0);
  }

  /** @param {readonly Column[]} columns */
  #place(columns) {
    const widths = columns.map((column, i) => this.#chosen.get(column.name) ?? this.#guessed[i] ?? 100);
    const shared = this.#chosen.size ? widths : shareRoom(widths, columns.map((c) => c.type), this.#room);
    this.lefts = edges(shared);
  }
}

/** @param {readonly HeldRow[]} rows @param {number} column */
function texts(rows, column) {
  return rows.slice(0, SAMPLE).map((row) => {
    const value = row.cell(column);
    return value === null ? "null" : cellText(value);
  });
}
