// The small picture of how a column's values are spread, and the same in words. Bars, no text from data as markup.
import { h, setText } from "./dom.js";
import { grouped } from "./text.js";

/** @import { Distribution, Distributions } from "./types.d.ts" */

const MOMENT = /^\d{4}-\d\d-\d\d \d/;
const SVG = "http://www.w3.org/2000/svg";

/** @param {number} part @param {number} whole */
export function share(part, whole) {
  const percent = whole ? (100 * part) / whole : 0;
  if (part > 0 && percent < 1) return "< 1 %";
  if (part < whole && percent > 99) return "> 99 %";
  return `${Math.round(percent)} %`;
}

/** @param {Distribution} one */
export function captionOf(one) {
  if (one.bins.length) {
    const days = MOMENT.test(one.low) && one.low.slice(0, 10) !== one.high.slice(0, 10);
    const [low, high] = days ? [one.low.slice(0, 10), one.high.slice(0, 10)] : [one.low, one.high];
    return low === high ? low : `${low} – ${high}`;
  }
  const [first] = one.top;
  if (!first) return "";
  const filled = one.rows - one.blanks;
  if (one.distinct === filled && filled > 1) return `${grouped(filled)} different`;
  return `${first[0] || "empty text"} ${share(first[1], one.rows)}`;
}

/** How many rows distributions are over, where that is not all; else blank. @param {Pick<Distributions, "rows" | "total">} over */
export function partText({ rows, total }) {
  return total !== null && rows < total ? `${grouped(rows)} of ${grouped(total)}` : "";
}

/** All of it as one sentence. @param {Distribution} one @param {Pick<Distributions, "rows" | "total">} over */
export function spreadText(one, { rows, total }) {
  const parts = [];
  if (one.bins.length) parts.push(`from ${one.low} to ${one.high}`);
  else if (one.top.length) {
    parts.push(one.top.map(([value, count]) => `${value || "empty text"} ${share(count, one.rows)}`).join(", "));
    if (one.distinct !== null) parts.push(one.distinct === 1 ? "1 value" : `${grouped(one.distinct)} different values`);
  }
  parts.push(one.blanks ? `${share(one.blanks, one.rows)} empty` : "none empty");
  return `${parts.join("; ")}; over ${partText({ rows, total }) || grouped(rows)} rows`;
}

/** Left edge, width and height, from 0 to 1, of each bar. @param {Distribution} one @returns {{x: number, width: number, height: number, rest?: boolean}[]} */
export function barsOf(one) {
  if (one.bins.length) {
    const most = Math.max(...one.bins);
    const width = 1 / one.bins.length;
    return one.bins.map((count, at) => ({ x: at * width, width, height: count / most }));
  }
  const filled = one.rows - one.blanks;
  if (!one.top.length || !filled || one.distinct === filled && filled > 1) return [];
  let x = 0;
  const bars = one.top.map(([, count]) => {
    const bar = { x, width: count / filled, height: 0.5 };
    x += bar.width;
    return bar;
  });
  return x < 0.999 ? [...bars, { x, width: 1 - x, height: 0.5, rest: true }] : bars;
}

export class Spread {
  #picture = document.createElementNS(SVG, "svg");
  #caption = h("span", { class: "spread-caption", dir: "auto" });
  #blanks = h("span", { class: "spread-blanks" });
  element = h("div", { class: "spread", "aria-hidden": "true" }, h("div", { class: "spread-words" }, this.#caption, this.#blanks));
  /** @type {Distribution | null} */
  #shown = null;

  constructor() {
    this.#picture.setAttribute("class", "spread-picture");
    this.#picture.setAttribute("viewBox", "0 0 100 20");
    this.#picture.setAttribute("preserveAspectRatio", "none");
    this.element.prepend(this.#picture);
  }

  /** @param {Distribution | null} one */
  paint(one) {
    if (one === this.#shown) return;
    this.#shown = one;
    this.#picture.replaceChildren(...(one ? barsOf(one).map((bar, at) => rect(bar, at)) : []));
    this.#picture.dataset.kind = one?.bins.length ? "bins" : "parts";
    setText(this.#caption, one ? captionOf(one) : "");
    setText(this.#blanks, one?.blanks ? `${share(one.blanks, one.rows)} null` : "");
  }
}

/** @param {{x: number, width: number, height: number, rest?: boolean}} bar @param {number} at */
function rect({ x, width, height, rest = false }, at) {
  const element = document.createElementNS(SVG, "rect");
  const tall = height > 0 ? Math.max(1, 20 * height) : 0;
  const gap = Math.min(0.8, 20 * width);
  for (const [name, value] of Object.entries({ x: 100 * x, y: 20 - tall, width: Math.max(0.2, 100 * width - gap), height: tall })) {
    element.setAttribute(name, String(value));
  }
  element.setAttribute("class", rest ? "bar-rest" : at % 2 ? "bar-odd" : "bar-even");
  return element;
}
