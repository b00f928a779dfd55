// One engine on a page: drives it as a reader would, and checks after every frame what is painted.
import { Source } from "./pages.js";
import { changed, COLUMNS, textOf, valueOf } from "./truth.js";

/** After the frame that is being made was painted. @returns {Promise<number>} */
const painted = () => new Promise((resolve) => {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(performance.now());
    port2.postMessage(null);
  });
});

/** @param {number} ms */
const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class Harness {
  /** @param {any} Engine @param {number} count */
  constructor(Engine, count) {
    this.Engine = Engine;
    this.count = count;
    this.host = /** @type {HTMLElement} */ (document.getElementById("host"));
  }

  async mount() {
    const source = (this.source = new Source());
    await source.ask("rows", 0, 1);  // a thread takes a while to begin
    const begun = performance.now();
    this.engine = new this.Engine(this.host, source, this.count);
    const ready = await this.#until(() => this.look().right, 20_000);
    return ready - begun;
  }

  /** What is on show: whether all of it is right, whether anything is wrong, and its first and last row. */
  look() {
    const { body, head, row, cell } = this.Engine.marks;
    const root = this.engine.root ?? this.host;
    const box = root.querySelector(body)?.getBoundingClientRect();
    if (!box) return { right: false, wrong: false, first: -1, last: -1 };
    const covered = head ? root.querySelector(head)?.getBoundingClientRect().bottom : box.top;
    const view = { top: Math.max(box.top, covered ?? box.top), bottom: box.bottom };
    const rows = [...root.querySelectorAll(row)]
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.bottom > view.top + 1 && box.top < view.bottom - 1 && box.height > 0)
      .sort((a, b) => a.box.top - b.box.top);
    let full = rows.length > 5;
    let wrong = false;
    let edge = NaN;
    let number = NaN;
    const numbers = rows.map(({ element, box }) => {
      const texts = [...element.querySelectorAll(cell)].slice(0, COLUMNS).map((c) => c.textContent ?? "");
      const index = texts[0] ? Number(texts[0]) : NaN;
      if (texts.length < COLUMNS || texts.some((text) => text === "")) full = false;
      if (!Number.isNaN(index)) {
        if (texts.some((text, column) => text !== "" && text !== textOf(index, column))) wrong = true;
        if (!Number.isNaN(number) && index !== number + 1) wrong = true;
      }
      if (!Number.isNaN(edge) && Math.abs(box.top - edge) > 1.5) full = false;
      edge = box.bottom;
      number = Number.isNaN(index) ? number + 1 : index;
      return index;
    });
    const end = numbers.at(-1) === this.count - 1;
    // A scroll bar may cover the end of the last row.
    if (!rows.length || /** @type {any} */ (rows[0]).box.top > view.top + 2 || (edge < view.bottom - 18 && !end)) full = false;
    return { right: full && !wrong, wrong, first: numbers[0] ?? -1, last: numbers.at(-1) ?? -1 };
  }

  /** @param {() => boolean} holds @param {number} limit ms @returns {Promise<number>} when it did; NaN: it never did */
  async #until(holds, limit) {
    const begun = performance.now();
    for (;;) {
      const at = await painted();
      if (holds()) return at;
      if (at - begun > limit) return NaN;
    }
  }

  /** Jumps by the scroll bar. @param {number[]} parts of the whole @returns {Promise<number[]>} ms until the right cells show */
  async jumps(parts) {
    const times = [];
    for (const part of parts) {
      const { scroller } = this.engine;
      await painted();
      const begun = performance.now();
      scroller.scrollTop = part * (scroller.scrollHeight - scroller.clientHeight);
      times.push((await this.#until(() => {
        const { right, first } = this.look();
        return right && Math.abs(first / this.count - part) < 0.06;
      }, 3000)) - begun);
      await rest(250);
    }
    return times;
  }

  /** Whether the very last row can be seen. */
  async end() {
    const { scroller } = this.engine;
    scroller.scrollTop = scroller.scrollHeight;
    return !Number.isNaN(await this.#until(() => this.look().last === this.count - 1, 3000));
  }

  /** Watches a wheel that is turned from outside for so long. @param {number} ms */
  async watch(ms) {
    this.before = this.look().first;
    const begun = performance.now();
    let last = await painted();
    let [frames, dropped, complete, wrong] = [0, 0, 0, 0];
    while (last - begun < ms) {
      const at = await painted();
      const late = Math.round((at - last) / (1000 / 60)) - 1;
      last = at;
      frames += 1;
      dropped += Math.max(0, late);
      const seen = this.look();
      if (seen.right) complete += 1;
      if (seen.wrong) wrong += 1;
    }
    return { frames, dropped, complete, wrong };
  }

  async moved() {
    await rest(400);
    return this.look().first - (this.before ?? 0);
  }

  /** Changes cells on show, 1000 in a second. @param {number} ms @returns {Promise<boolean>} whether what is painted in the end is right */
  async changes(ms) {
    const first = this.look().first + 1;
    let [at, done] = [0, 0];
    const begun = performance.now();
    while (performance.now() - begun < ms) {
      await new Promise(requestAnimationFrame);
      const due = Math.floor(performance.now() - begun);
      /** @type {[number, number, number | string][]} */
      const cells = [];
      const keys = [];
      for (; done < due; done += 1) {
        at = (at + 7) % (14 * (COLUMNS - 1));
        const row = first + Math.floor(at / (COLUMNS - 1));
        const column = 1 + (at % (COLUMNS - 1));
        const key = row * COLUMNS + column;
        changed.set(key, (changed.get(key) ?? 0) + 1);
        keys.push(key);
        cells.push([row, column, valueOf(row, column)]);
      }
      this.source?.change(keys);
      this.engine.update(cells);
    }
    return !Number.isNaN(await this.#until(() => this.look().right, 3000));
  }
}
