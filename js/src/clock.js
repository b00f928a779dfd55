// What relative times ("5 minutes ago") count from: it goes on by itself, where there are any.

/** @import { Format } from "./types.d.ts" */

/** Between two paints (ms). */
const TICK = 1000;

export class Clock {
  #needed = false;
  #timer;

  /** @param {() => void} ticked */
  constructor(ticked) {
    this.#timer = setInterval(() => this.#needed && ticked(), TICK);
  }

  close() {
    clearInterval(this.#timer);
  }

  /** The present second, 0 where no text depends on it. @param {Readonly<Record<string, Format>>} [looks] @returns {number} ms */
  now(looks = {}) {
    this.#needed = Object.values(looks).some(({ text }) => text?.style === "relative");
    return this.#needed ? Math.floor(Date.now() / TICK) * TICK : 0;
  }
}
