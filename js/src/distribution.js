// The small picture of how a column's values are spread, and the same in words. Bars, no text from data as markup.
import { h, setText } from "./dom.js";
import { compactText } from "./styles.js";
import { grouped } from "./text.js";

/** @import { Distribution, Distributions } from "./types.d.ts" */

/** How a value is written in its column; null: as it is. @typedef {(text: string) => string | null} Said */

const DAY = /^\d{4}-\d\d-\d\d(?= \d|$)/;
const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;
/** Longer numbers are rounded: the header has little room, what tells more has the exact ones. */
const DIGITS = 4;
const SVG = "http://www.w3.org/2000/svg";

/** @param {number} part @param {number} whole */
export function share(part, whole) {
  const percent = whole ? (100 * part) / whole : 0;
  if (part > 0 && percent < 1) return "< 1 %";
  if (part < whole && percent > 99) return "> 99 %";
  return `${Math.round(percent)} %`;
}

/** @param {Distribution} one @param {Said} [say] */
export function captionOf(one, say = () => null) {
  if (one.bins.length) {
    const [low, high] = endsOf(one.low, one.high, say);
    return low === high ? low : `${low} – ${high}`;
  }
  const [first] = one.top;
  if (!first) return "";
  const filled = one.rows - one.blanks;
  if (one.distinct === filled && filled > 1) return `${grouped(filled)} different`;
  return `${first[0] || "empty text"} ${share(first[1], one.rows)}`;
}

/** The least and the greatest value, as short as they still say where values lie. @param {string} low @param {string} high @param {Said} say @returns {[string, string]} */
function endsOf(low, high, say) {
  const [least, most] = [say(low), say(high)];
  if (least !== null && most !== null) return [least, most];
  if (NUMBER.test(low) && NUMBER.test(high)) return [shortNumber(low), shortNumber(high)];
  const [from, to] = [DAY.exec(low)?.[0], DAY.exec(high)?.[0]];
  if (!from || !to) return [low, high];
  if (from === to) return low.slice(0, 16) === high.slice(0, 16) ? [low, high] : [low.slice(0, 16), high.slice(11, 16)];
  return from.slice(0, 4) === to.slice(0, 4) ? [from, to.slice(5)] : [from.slice(0, 7), to.slice(0, 7)];
}

/** @param {string} text */
function shortNumber(text) {
  const value = Number(text);
  if (Math.abs(value) >= 1e5) return compactText(value);
  return Number.isInteger(value) ? text : String(Number(value.toPrecision(DIGITS)));
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

/** @typedef {{x: number, width: number, height: number, kind?: "rest" | "blank"}} Bar */

/** Left edge, width and height, from 0 to 1, of each bar; at the end how many rows are empty. @param {Distribution} one @returns {Bar[]} */
export function barsOf(one) {
  const filled = one.rows - one.blanks;
  const bars = one.bins.length ? binsOf(one.bins) : partsOf(one, filled);
  if (!one.blanks || !bars.length) return bars;
  const room = filled / one.rows;
  const scaled = bars.map(({ x, width, ...bar }) => ({ ...bar, x: x * room, width: width * room }));
  return [...scaled, { x: room, width: 1 - room, height: 0.5, kind: "blank" }];
}

/** @param {readonly number[]} bins @returns {Bar[]} */
function binsOf(bins) {
  const most = Math.max(...bins);
  return bins.map((count, at) => ({ x: at / bins.length, width: 1 / bins.length, height: count / most }));
}

/** @param {Distribution} one @param {number} filled @returns {Bar[]} */
function partsOf({ top, distinct }, filled) {
  if (!top.length || !filled || distinct === filled && filled > 1) return [];
  let x = 0;
  const bars = top.map(([, count]) => {
    const bar = { x, width: count / filled, height: 0.5 };
    x += bar.width;
    return bar;
  });
  return x < 0.999 ? [...bars, { x, width: 1 - x, height: 0.5, kind: "rest" }] : bars;
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

  /** @param {Distribution | null} one @param {Said} say */
  paint(one, say) {
    setText(this.#caption, one ? captionOf(one, say) : "");
    if (one === this.#shown) return;
    this.#shown = one;
    this.#picture.replaceChildren(...(one ? barsOf(one).map((bar, at) => rect(bar, at)) : []));
    this.#picture.dataset.kind = one?.bins.length ? "bins" : "parts";
    setText(this.#blanks, one?.blanks ? `${share(one.blanks, one.rows)} null` : "");
  }
}

/** @param {Bar} bar @param {number} at */
function rect({ x, width, height, kind }, at) {
  const element = document.createElementNS(SVG, "rect");
  const tall = height > 0 ? Math.max(1, 20 * height) : 0;
  const gap = Math.min(0.8, 20 * width);
  for (const [name, value] of Object.entries({ x: 100 * x, y: 20 - tall, width: Math.max(0.2, 100 * width - gap), height: tall })) {
    element.setAttribute(name, String(value));
  }
  element.setAttribute("class", kind ? `bar-${kind}` : at % 2 ? "bar-odd" : "bar-even");
  return element;
}
