// What screen readers are told of the whole grid: errors, another order, what a search found.
import { rowsText } from "./text.js";

/** @import { Traits } from "./types.d.ts" */

export class Announcer {
  #told = { error: "", rows: "", sort: "" };
  #say;

  /** @param {(text: string) => void} say */
  constructor(say) {
    this.#say = say;
  }

  /** @param {Traits} traits @param {string} error */
  tell({ sort, status, search }, error) {
    const order = sort ? `Sorted by ${sort.column}, ${sort.descending ? "descending" : "ascending"}` : "Not sorted";
    const rows = rowsText(status);
    const told = this.#told;
    if (error && error !== told.error) this.#say(error);
    else if (told.sort && order !== told.sort) this.#say(`${order}. ${rows}`);
    else if (rows !== told.rows && search) this.#say(rows);
    this.#told = { error, rows, sort: order };
  }
}
