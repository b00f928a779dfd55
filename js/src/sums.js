// Keeps the figures of the selected cells right: counted here where the rows are held, else by Python.
import { heldCells, keyOf, selectedBlock } from "./clipboard.js";
import { figuresOf, figuresText } from "./figures.js";
import { cellsOf } from "./range.js";

/** @import { Figures } from "./figures.js" */
/** @import { ClipboardHost } from "./clipboard.js" */

/** A selection that rests this long is summed (ms). */
const REST = 120;
/** Rows that a page is likely to hold. */
const FEW = 200;
/** More cells are not summed. */
const MOST = 20_000_000;

export class Sums {
  text = "";
  #of = "";
  #host;
  #changed;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {ClipboardHost} host @param {() => void} changed */
  constructor(host, changed) {
    this.#host = host;
    this.#changed = changed;
  }

  close() {
    clearTimeout(this.#timer);
  }

  /** The selection or the rows may be others. @param {number} generation @param {number} version of the rows that are held */
  update(generation, version) {
    const { range, mode } = this.#host.selection;
    const wanted = range && mode === "cells" && cellsOf(range) <= MOST ? selectedBlock(this.#host) : null;
    // Few rows are likely to be held: they are counted again when others arrive.
    const few = range !== null && range.last - range.first <= FEW;
    const of = wanted ? `${generation} ${few ? version : ""} ${keyOf(wanted.block)}` : "";
    if (of === this.#of) return;
    this.#of = of;
    clearTimeout(this.#timer);
    if (!wanted) this.text = "";
    else this.#timer = setTimeout(() => void this.#sum(wanted, of), REST);
  }

  /** @param {NonNullable<ReturnType<typeof selectedBlock>>} wanted @param {string} of */
  async #sum({ block, columns }, of) {
    const held = heldCells(this.#host, block);
    const { problem, body } = held ? { problem: null, body: figuresOf(columns, held) } : await this.#host.fetch({ kind: "figures", ...block });
    if (this.#of !== of) return;
    this.text = problem ? "" : figuresText(/** @type {Figures} */ (body));
    this.#changed();
  }
}
