// All that changes data in a grid: cells, new rows, deletions, and what became of them.
import { Editing } from "./editing.js";
import { CellNote, failureNote, failureOf, Failures } from "./failures.js";
import { RowForm } from "./form.js";
import { MOST_DELETED } from "./bar.js";
import { h } from "./dom.js";
import { counted } from "./range.js";
import { grouped } from "./text.js";
import { UnderwayList, waitingAt, waitingNote } from "./underway.js";

/** @import { Problem, Request, Writes } from "./types.d.ts" */
/** @import { Place } from "./keys.js" */
/** @import { EditHost } from "./editing.js" */
/** @import { Add } from "./form.js" */
/** @import { Decide, Note } from "./failures.js" */
/** @import { Popover } from "./popover.js" */
/** @import { Selection } from "./selection.js" */

/** @typedef {EditHost & {problem: (problem: Problem) => void, selected: () => string[], unselect: () => void, listClosed: (list: "failed" | "pending") => void, selection: Selection, clear: () => void, popover: () => Popover, add: Add}} ChangeHost */

/** @type {Writes} */
const NONE = { pending: 0, failures: 0, failed: [], undo: 0 };

export class Changes {
  #host;
  #editing;
  #form;
  #atCell = new CellNote();
  /** @type {Decide} */
  #decide = (decision) => void this.#do(decision);
  #failures;
  #underway;
  /** Failures that were told of, by number; null: those of before are no news. @type {Set<number> | null} */
  #told = null;

  /** @param {ChangeHost} host */
  constructor(host) {
    this.#host = host;
    this.#editing = new Editing(host);
    this.#failures = new Failures(this.#decide, () => host.listClosed("failed"));
    this.#underway = new UnderwayList(this.#decide, () => host.listClosed("pending"));
    this.#form = new RowForm({
      add: host.add,
      placed: (place) => this.#placed(place),
      closed: (added) => {
        host.focus();
        host.say(added ? "Row added." : "No row added.");
      },
    });
    /** Lies over the rows: the box of a cell, and why a change of one failed. */
    this.overlay = h("div", { class: "overlay" }, this.#editing.element, this.#atCell.element);
  }

  get form() {
    return this.#form.element;
  }

  get lists() {
    return [this.#failures.element, this.#underway.element];
  }

  /** Which changes are on show. @returns {"failed" | "pending" | ""} */
  get listed() {
    return this.#failures.open ? "failed" : this.#underway.open ? "pending" : "";
  }

  get #writes() {
    return this.#host.traits().writes ?? NONE;
  }

  /** Whether a key is about the cell: it is edited, or emptied. @param {string} key @param {Place} place */
  press(key, place) {
    if (key === "F2" || key === "Enter") return this.#editing.start(place);
    if (key !== "Delete" && key !== "Backspace") return false;
    const { can } = this.#host.traits();
    const { mode, range } = this.#host.selection;
    if (mode === "rows") return Boolean(can.delete) && this.#askDelete(place);
    if (!can.update) return false;
    if (range) this.#host.clear();
    else void this.#editing.clear(place);
    return true;
  }

  /** @param {Place} place */
  edit(place) {
    return this.#editing.start(place);
  }

  /** @param {"add" | "delete" | "undo"} action */
  act(action) {
    if (action === "add") return this.#form.open ? this.#form.close() : this.#form.start(this.#host.traits().allColumns ?? []);
    if (action === "undo") return void this.#do({ kind: "undo" }, "Brought back.");
    return this.#delete();
  }

  /** A key is pressed by mistake sooner than a button: ask first. @param {Place} place */
  #askDelete(place) {
    const count = this.#host.selected().length;
    if (count > MOST_DELETED) {
      this.#host.problem({ message: `Up to ${MOST_DELETED} rows are deleted at once.` });
      return true;
    }
    const text = `Delete ${counted(count, "row")}?`;
    const popover = this.#host.popover();
    const yes = h("button", { type: "button", class: "button danger", autofocus: true }, "Delete");
    const no = h("button", { type: "button", class: "button" }, "Cancel");
    yes.addEventListener("click", () => {
      popover.close();
      this.#delete();
    });
    no.addEventListener("click", () => popover.close());
    const anchor = () => this.overlay.parentElement?.querySelector("#active")?.getBoundingClientRect() ?? this.overlay.getBoundingClientRect();
    const ask = h("div", { class: "ask" }, h("div", { class: "ask-text" }, text), h("div", { class: "ask-acts" }, no, yes));
    popover.show({ label: text, anchor: this.#host.box(place) ? anchor : () => this.overlay.getBoundingClientRect(), back: () => this.#host.focus() }, ask);
    return true;
  }

  #delete() {
    const rows = this.#host.selected();
    this.#host.unselect();
    // The button that was pressed goes with the selection.
    this.#host.focus();
    return void this.#do({ kind: "delete", rows }, rows.length === 1 ? "1 row deleted." : `${rows.length} rows deleted.`);
  }

  /** @param {"failed" | "pending"} which one of them shows at a time */
  toggleList(which) {
    const [list, other] = which === "failed" ? [this.#failures, this.#underway] : [this.#underway, this.#failures];
    other.close();
    list.toggle();
  }

  /** Python has news. */
  paint() {
    const { failed } = this.#writes;
    const told = this.#told ?? new Set(failed.map(({ number }) => number));
    for (const { number, change, message } of failed) {
      if (!told.has(number)) this.#host.say(`Not accepted: ${change}. ${message}`);
    }
    this.#told = new Set(failed.map(({ number }) => number));
    this.#failures.paint(this.#writes);
    this.#underway.paint(this.#writes);
  }

  /** The rows have moved. @param {Place | null} active */
  place(active) {
    this.#editing.place();
    const column = active ? this.#host.traits().columns[active.column] : undefined;
    const id = active ? this.#host.row(active.row)?.id : null;
    // What a list on show says already is not said twice.
    const note = column && id && !this.#editing.open && !this.listed ? this.#noteOf(id, column.name) : null;
    this.#atCell.paint(note, note && active ? this.#host.box(active) : null);
  }

  /** What is to be decided about a cell. @param {string} row @param {string} column @returns {Note | null} */
  #noteOf(row, column) {
    const writes = this.#writes;
    const failure = failureOf(writes.failed, row, column);
    if (failure) return failureNote(failure, this.#decide);
    const waiting = writes.blocked ? waitingAt(writes, row, column) : null;
    return waiting && writes.blocked ? waitingNote(waiting, writes.blocked, this.#decide) : null;
  }

  /** A row that was added is shown, except to who does something else by now. @param {{index: number | null, why: string}} place */
  #placed({ index, why }) {
    if (index === null) return why ? this.#host.note(why) : undefined;
    if (this.#editing.open || this.#form.open) return this.#host.note(`The new row is row ${grouped(index + 1)}.`);
    this.#host.activate({ row: index, column: this.#host.selection.active?.column ?? 0 });
    this.#host.say(`Row added: row ${grouped(index + 1)}.`);
  }

  /** @param {Request} request @param {string} [done] */
  async #do(request, done = "") {
    const answer = await this.#host.change(request);
    if (answer) this.#host.problem(answer);
    else if (done) this.#host.say(done);
  }
}
