// What the user asked for of order, search and filters: shown at once, until Python has confirmed it.

import { alike } from "./alike.js";

/** @import { Filter, Request, Sort, Traits } from "./types.d.ts" */
/** @typedef {{sort: Sort[], search: string, filters: Filter[]}} Narrow */

/** @param {Pick<Traits, "sort" | "search" | "filters">} traits @returns {Narrow} */
export function narrowOf({ sort, search, filters }) {
  // Python tells one column by itself, and several as a list.
  return { sort: Array.isArray(sort) ? sort : sort ? [sort] : [], search, filters: filters ?? [] };
}

/** @param {unknown} a @param {unknown} b */
export const same = (a, b) => a === b || JSON.stringify(a) === JSON.stringify(b);

/** The request that tells Python of one wish. @param {Partial<Narrow>} wish @returns {Request[]} */
export function requestsOf({ sort, search, filters }) {
  /** @type {Request[]} */
  const requests = [];
  if (sort) requests.push({ kind: "set_sort", by: sort.map(({ column, descending }) => ({ column, descending })) });
  if (search !== undefined) requests.push({ kind: "set_search", text: search });
  if (filters) requests.push({ kind: "set_filters", filters });
  return requests;
}

export class Wishes {
  /** @type {Partial<Narrow>} */
  #asked = {};
  /** @type {Narrow} */
  #now = { sort: [], search: "", filters: [] };
  /** What `#now` was made of. @type {readonly unknown[]} */
  #from = [];

  /** As it shows now; the same object as long as it is the same. @param {Traits} traits @returns {Narrow} */
  now(traits) {
    const from = [traits.sort, traits.search, traits.filters, this.#asked];
    if (!alike(from, this.#from)) {
      this.#from = from;
      this.#now = { ...narrowOf(traits), ...this.#asked };
    }
    return this.#now;
  }

  /** @param {Partial<Narrow>} wish */
  ask(wish) {
    this.#asked = { ...this.#asked, ...wish };
  }

  /** Python told of its state: whether nothing is left that it has not confirmed. @param {Traits} traits */
  settle(traits) {
    const told = narrowOf(traits);
    const names = /** @type {(keyof Narrow)[]} */ (Object.keys(this.#asked));
    const open = names.filter((name) => !same(this.#asked[name], told[name]));
    if (open.length < names.length) this.#asked = Object.fromEntries(open.map((name) => [name, this.#asked[name]]));
    return open.length === 0;
  }

  /** Nothing came of it. */
  drop() {
    this.#asked = {};
  }
}
