// Pages of rows for the engines that keep them in the page: asked for once, the oldest forgotten.

const PAGE = 50;
const KEPT = 20;

/** Asks the source's thread. */
export class Source {
  #worker = new Worker("source.js", { type: "module" });
  #number = 0;
  /** @type {Map<number, (answer: any) => void>} */
  #asked = new Map();
  /** What is told unasked. @type {(told: any) => void} */
  pushed = () => {};

  constructor() {
    this.#worker.onmessage = ({ data }) => {
      if (data.push) return this.pushed(data);
      this.#asked.get(data.ask)?.(data);
      this.#asked.delete(data.ask);
    };
  }

  /** @param {"rows" | "arrow"} kind @param {number} first @param {number} last @returns {Promise<any>} */
  ask(kind, first, last) {
    return new Promise((resolve) => {
      this.#asked.set((this.#number += 1), resolve);
      this.#worker.postMessage({ ask: this.#number, kind, first, last });
    });
  }

  /** @param {number[]} cells */
  change(cells) {
    this.#worker.postMessage({ kind: "change", cells });
  }
}

export class Pages {
  /** @type {Map<number, (number | string)[][] | null>} null: on its way */
  #pages = new Map();

  /** @param {Source} source @param {number} count @param {(first: number, last: number) => void} arrived */
  constructor(source, count, arrived) {
    this.source = source;
    this.count = count;
    this.arrived = arrived;
  }

  /** @param {number} row */
  row(row) {
    return this.#pages.get(Math.floor(row / PAGE))?.[row % PAGE] ?? null;
  }

  /** @param {number} first @param {number} last */
  need(first, last) {
    for (let page = Math.floor(first / PAGE); page * PAGE < Math.min(last, this.count); page += 1) {
      if (!this.#pages.has(page)) void this.#load(page);
    }
  }

  /** @param {number} page */
  async #load(page) {
    this.#pages.set(page, null);
    const first = page * PAGE;
    const last = Math.min(first + PAGE, this.count);
    const { rows } = await this.source.ask("rows", first, last);
    this.#pages.set(page, rows);
    for (const old of [...this.#pages.keys()].slice(0, -KEPT)) this.#pages.delete(old);
    this.arrived(first, last);
  }

  /** @param {[row: number, column: number, value: number | string][]} cells */
  set(cells) {
    for (const [row, column, value] of cells) {
      const held = this.row(row);
      if (held) held[column] = value;
    }
  }
}
