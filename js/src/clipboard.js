// Copies what is selected, and pastes over it: the browser's clipboard on one side, Python on the other.
import { textOf } from "./copying.js";
import { blockOf, clearedBlock } from "./pasting.js";
import { cellsOf, counted, sizeText } from "./range.js";
import { maybeCut } from "./values.js";

/** @import { Answer, Block, Cell, Column, Heard, HeldRow, Problem, Request, Span, Traits, Typed } from "./types.d.ts" */
/** @import { Format } from "./copying.js" */
/** @import { Selection } from "./selection.js" */

/** More rows than the page ever holds. */
const MOST_HELD = 2000;

/**
 * @typedef {object} ClipboardHost
 * @property {Selection} selection
 * @property {() => Traits} traits
 * @property {(index: number) => HeldRow | null} row
 * @property {() => Span} shown
 * @property {() => number} count
 * @property {(request: Request) => Promise<Heard>} fetch
 * @property {(request: Request) => Promise<Answer>} change
 * @property {(problem: Problem) => void} problem
 * @property {(text: string) => void} say
 * @property {() => void} focus the grid
 */

/** What is selected, as Python is told of it. @param {ClipboardHost} host @returns {{block: Block, what: string, columns: readonly Column[]} | null} */
export function selectedBlock({ selection, traits }) {
  const { columns } = traits();
  const { picked, cells, ends, mode } = selection;
  if (mode === "rows" && picked.ids.size > 0) {
    const names = columns.map(({ name }) => name);
    return { block: { ids: [...picked.ids], columns: names }, what: counted(picked.ids.size, "row"), columns };
  }
  if (!cells) return null;
  const chosen = columns.slice(cells.left, cells.right);
  const { first, last } = cells;
  const what = cellsOf(cells) === 1 ? "1 cell" : sizeText(cells);
  return { block: { first, last, ...ends, columns: chosen.map(({ name }) => name) }, what, columns: chosen };
}

/** The cells of a block, if the page holds them all, whole. @param {ClipboardHost} host @param {Block} block @returns {Cell[][] | null} */
export function heldCells({ traits, row, shown }, { ids, first = 0, last = 0, columns }) {
  const places = new Map(traits().columns.map(({ name }, i) => [name, i]));
  const wanted = columns.map((name) => places.get(name) ?? -1);
  const named = ids && new Set(ids);
  const span = named ? shown() : { first, last };
  if (span.last - span.first > MOST_HELD) return null;
  /** @type {Cell[][]} */
  const lines = [];
  for (let i = span.first; i < span.last; i += 1) {
    const held = row(i);
    if (named && !(held?.id && named.has(held.id))) continue;
    if (!held || held.id === null || !wanted.every((place) => held.has(place))) return null;
    const cells = wanted.map((place) => held.cell(place));
    if (cells.some((cell) => maybeCut(cell, held.cut))) return null;
    lines.push(cells);
  }
  return named && lines.length < named.size ? null : lines;
}

/** Names a block, also while the ids at its ends are still on their way. @param {Block} block */
export const keyOf = (block) => JSON.stringify({ ...block, top: null, bottom: null });

export class Clipboard {
  #host;
  /** A text that came too late for the key that asked for it. @type {{of: string, text: string} | null} */
  #ready = null;

  #grid;
  /** @param {ClipboardEvent} event */
  #heard = (event) => {
    const { activeElement } = /** @type {ShadowRoot} */ (this.#grid.getRootNode());
    if (!this.#grid.contains(activeElement)) return;
    if (event.type === "copy") this.#copied(event);
    else this.#pasted(event);
  };

  /** @param {HTMLElement} grid @param {ClipboardHost} host */
  constructor(grid, host) {
    this.#grid = grid;
    this.#host = host;
    // On the document: where no text is selected Firefox tells the body, whatever has the focus.
    document.addEventListener("copy", this.#heard, true);
    document.addEventListener("paste", this.#heard, true);
  }

  close() {
    document.removeEventListener("copy", this.#heard, true);
    document.removeEventListener("paste", this.#heard, true);
  }

  /** @param {Format} format @param {boolean} header */
  async copy(format, header) {
    const selected = selectedBlock(this.#host);
    if (!selected) return;
    const { block, what, columns } = selected;
    const held = heldCells(this.#host, block);
    const text = held ? Promise.resolve(textOf(columns, held, format, header)) : this.#fetched(block, format, header);
    await this.#write(text, keyOf(block), what);
  }

  /** Empty the selected cells. */
  async clear() {
    const { selection } = this.#host;
    const { cells } = selection;
    const selected = selectedBlock(this.#host);
    if (!cells || !selected) return;
    const made = clearedBlock(selected.columns, cells);
    if (made.problem) return this.#host.problem(made.problem);
    await this.#send(selected.block, made.cells, `${counted(cellsOf(cells), "cell")} cleared.`);
  }

  /** @param {ClipboardEvent} event */
  #copied(event) {
    const selected = selectedBlock(this.#host);
    if (!selected || !event.clipboardData) return;
    event.preventDefault();
    const { block, what, columns } = selected;
    const of = keyOf(block);
    const held = this.#ready?.of === of ? null : heldCells(this.#host, block);
    const text = this.#ready?.of === of ? this.#ready.text : held && textOf(columns, held, "tsv", false);
    this.#ready = null;
    if (text === null) return void this.#write(this.#fetched(block, "tsv", false), of, what);
    event.clipboardData.setData("text/plain", text);
    this.#host.say(`${what} copied.`);
  }

  /** @param {Block} block @param {Format} format @param {boolean} header @returns {Promise<string>} */
  async #fetched(block, format, header) {
    const { problem, body } = await this.#host.fetch({ kind: "copy", format, header, ...block });
    if (problem) {
      this.#host.problem(problem);
      throw new Error(problem.message);
    }
    if (body.note) this.#host.problem({ message: `Not everything was copied: ${body.note}.` });
    return String(body.text);
  }

  /** @param {Promise<string>} text @param {string} of @param {string} what */
  async #write(text, of, what) {
    try {
      // A promise, not its text: the browser allows it while the key is still fresh.
      const blob = text.then((found) => new Blob([found], { type: "text/plain" }));
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
      this.#host.say(`${what} copied.`);
    } catch {
      const found = await text.catch(() => null);
      if (found === null) return;
      // Pages without https have no other clipboard than that of the copy event.
      this.#ready = { of, text: found };
      this.#host.focus();
      if (document.execCommand?.("copy") && this.#ready === null) return;
      this.#host.problem({ message: `${what} are ready: press Ctrl+C to copy them.` });
    }
  }

  /** @param {ClipboardEvent} event */
  #pasted(event) {
    const { selection, traits, count, problem } = this.#host;
    const { cells } = selection;
    // Text only: markup of another page has no business here.
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!cells || text === "") return;
    event.preventDefault();
    if (!traits().can.update) return problem({ message: "These rows are read-only." });
    const made = blockOf(traits().columns, cells, text, count());
    if ("problem" in made) return problem(made.problem);
    const { rect } = made;
    selection.activate({ row: rect.first, column: rect.left });
    if (cellsOf(rect) > 1) selection.extend({ row: rect.last - 1, column: rect.right - 1 });
    const { block } = /** @type {{block: Block}} */ (selectedBlock(this.#host));
    void this.#send(block, made.cells, `${counted(cellsOf(rect), "cell")} pasted.`);
  }

  /** @param {Block} block @param {Typed[][]} cells @param {string} done */
  async #send(block, cells, done) {
    const answer = await this.#host.change({ kind: "paste", ...block, cells });
    if (answer) this.#host.problem(answer);
    else this.#host.say(done);
  }
}

