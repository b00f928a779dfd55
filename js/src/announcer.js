// What screen readers are told of the whole grid: loading, errors, another order, what was found.
import { narrowOf, same } from "./narrowing.js";
import { sortText } from "./order.js";
import { rowsText } from "./text.js";

/** @import { Traits } from "./types.d.ts" */
/** @import { Narrow } from "./narrowing.js" */

export class Announcer {
  /** @type {{error: string, rows: string, loading: boolean, narrow: Narrow | null}} */
  #told = { error: "", rows: "", loading: false, narrow: null };
  #say;

  /** @param {(text: string) => void} say */
  constructor(say) {
    this.#say = say;
  }

  /** @param {Traits} traits @param {string} error */
  tell(traits, error) {
    const narrow = narrowOf(traits);
    const rows = rowsText(traits.status);
    const loading = traits.status.load_state === "loading" && !error;
    const { error: lastError, rows: lastRows, loading: before, narrow: last } = this.#told;
    // What was asked for and failed is not there yet: it is told of when it is.
    this.#told = { error, rows, loading, narrow: error && last ? last : narrow };
    if (error && error !== lastError) this.#say(error);
    else if (last && !same(narrow.sort, last.sort)) this.#say(`${sortText(narrow.sort)}. ${rows}`);
    else if (last && !same(narrow.filters, last.filters)) this.#say(`${narrow.filters.length ? "Filtered" : "Not filtered"}: ${rows}`);
    else if (loading && !before) this.#say("Loading…");
    else if (before && !loading) this.#say(`Loaded. ${rows}`);
    else if (rows !== lastRows && narrow.search) this.#say(rows);
  }
}
