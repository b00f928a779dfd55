// Editing one cell: opened over it, checked, sent, and closed once Python has accepted it.
import { Editor } from "./editor.js";
import { whyText } from "./text.js";
import { asBefore, editText, lockedText, readTyped } from "./values.js";

/** @import { Answer, Column, HeldRow, Request, Traits } from "./types.d.ts" */
/** @import { Place } from "./keys.js" */
/** @import { Box } from "./editor.js" */

/**
 * What editing needs of the grid.
 *
 * @typedef {object} EditHost
 * @property {() => Traits} traits
 * @property {(index: number) => HeldRow | null} row
 * @property {(id: string, near: number) => number} find a row among those on show; else where it was
 * @property {(place: Place) => Box | null} box
 * @property {(request: Request) => Promise<Answer>} change
 * @property {(place: Place) => void} activate
 * @property {() => void} focus the grid
 * @property {(text: string) => void} say
 * @property {(text: string) => void} note say why something is not done
 */

/** @typedef {{id: string, row: number, column: Column, text: string}} Edited */

export class Editing {
  #host;
  /** @type {Edited | null} */
  #edited = null;
  #waiting = false;
  #editor = new Editor({
    commit: (step) => void this.#commit(step),
    cancel: () => this.#leave(),
    left: () => void this.#commit(null),
  });
  element = this.#editor.element;

  /** @param {EditHost} host */
  constructor(host) {
    this.#host = host;
  }

  get open() {
    return this.#edited !== null;
  }

  /** Whether the cell can be edited; then it is. @param {Place} place */
  start(place) {
    const cell = this.#cell(place);
    if (!cell || this.#waiting) return false;
    this.#edited = { id: cell.id, row: place.row, column: cell.column, text: cell.text };
    this.#editor.open(cell.column, cell.text, `${cell.column.label}, row ${place.row + 1}`);
    this.place();
    return true;
  }

  /** Put null into a cell. @param {Place} place */
  async clear(place) {
    const cell = this.#cell(place);
    if (!cell || cell.null) return;
    const { id, column } = cell;
    if (column.mandatory) return this.#host.note(`${column.label} can not be empty.`);
    const answer = await this.#host.change({ kind: "edit", row: id, column: column.name, value: null });
    if (answer) this.#host.note(problemOf(answer, column.name));
    else this.#host.say(`${column.label} cleared.`);
  }

  /** Follow the cell: rows scroll, and other rows come before it. */
  place() {
    const edited = this.#edited;
    if (!edited) return;
    edited.row = this.#host.find(edited.id, edited.row);
    const column = this.#host.traits().columns.findIndex((c) => c.name === edited.column.name);
    const box = this.#host.box({ row: edited.row, column });
    if (box) this.#editor.place(box);
  }

  /** @param {Place} place */
  #cell({ row, column: number }) {
    const { columns, can } = this.#host.traits();
    const column = columns[number];
    const held = this.#host.row(row);
    if (!column || !held?.exact || held.id === null) return null;
    const cell = held.cell(number);
    const locked = lockedText(column, cell, can, held.cut);
    if (locked && can.update) this.#host.note(locked);
    return locked ? null : { id: held.id, column, text: editText(cell, column), null: cell === null };
  }

  /** @param {-1 | 0 | 1 | null} step columns to go on by; null: the focus has gone elsewhere */
  async #commit(step) {
    const edited = this.#edited;
    if (!edited || this.#waiting) return;
    const { id, column, text } = edited;
    if (!this.#editor.touched) return this.#leave(step);
    const read = readTyped(column, asBefore(this.#editor.typed, text));
    if (read.problem || !("value" in read)) return this.#editor.say(read.problem);
    this.#waiting = true;
    this.#editor.wait(true);
    const answer = await this.#host.change({ kind: "edit", row: id, column: column.name, value: read.value });
    this.#waiting = false;
    // Escape did not wait for the answer: the refusal is still worth a word.
    if (this.#edited !== edited) return answer ? this.#host.note(problemOf(answer, column.name)) : undefined;
    this.#editor.wait(false);
    if (!answer) return this.#leave(step);
    this.#editor.say(problemOf(answer, column.name));
    this.#editor.focus();
  }

  /** @param {-1 | 0 | 1 | null} step */
  #leave(step = 0) {
    const edited = this.#edited;
    if (!edited) return;
    this.#edited = null;
    this.#waiting = false;
    this.#editor.close();
    if (step === null) return;
    const columns = this.#host.traits().columns;
    const column = columns.findIndex((c) => c.name === edited.column.name) + step;
    this.#host.focus();
    this.#host.activate({ row: edited.row, column: Math.max(0, Math.min(column, columns.length - 1)) });
  }
}

/** @param {NonNullable<Answer>} answer @param {string} column */
function problemOf(answer, column) {
  const why = answer.fields && Object.hasOwn(answer.fields, column) ? answer.fields[column] : undefined;
  return why ?? whyText(answer);
}
