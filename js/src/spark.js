// The recent course of a number as a line of steps: it keeps a value until the next one.
import { setAttribute } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 120;
const HEIGHT = 32;
const EDGE = 3;

/**
 * The corners of the line, in a box of `width` by `height`; none of fewer than two values.
 *
 * @param {readonly [number, number][]} points time and value, in order
 * @param {number} now the last value holds until here
 * @param {{width: number, height: number, edge: number}} box
 * @returns {[number, number][]}
 */
export function steps(points, now, { width, height, edge }) {
  const [first] = points;
  if (!first || points.length < 2) return [];
  const last = points[points.length - 1] ?? first;
  const from = first[0];
  const span = Math.max(1, Math.max(now, last[0]) - from);
  const values = points.map(([, value]) => value);
  const low = Math.min(...values);
  const room = Math.max(...values) - low || 1;
  /** @param {number} at */
  const x = (at) => edge + ((at - from) / span) * (width - 2 * edge);
  /** @param {number} value */
  const y = (value) => height - edge - ((value - low) / room) * (height - 2 * edge);
  /** @type {[number, number][]} */
  const corners = [];
  let before = first[1];
  for (const [at, value] of points) {
    corners.push([x(at), y(before)], [x(at), y(value)]);
    before = value;
  }
  corners.push([width - edge, y(before)]);
  return corners.map(([a, b]) => [Math.round(a * 10) / 10, Math.round(b * 10) / 10]);
}

export class Spark {
  element = document.createElementNS(SVG, "svg");
  #line = document.createElementNS(SVG, "polyline");
  #area = document.createElementNS(SVG, "polygon");
  #end = document.createElementNS(SVG, "circle");

  constructor() {
    const { element } = this;
    setAttribute(element, "class", "spark");
    setAttribute(element, "viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    setAttribute(element, "width", WIDTH);
    setAttribute(element, "height", HEIGHT);
    setAttribute(element, "aria-hidden", "true");
    setAttribute(this.#line, "class", "course");
    setAttribute(this.#area, "class", "area");
    setAttribute(this.#end, "class", "end");
    setAttribute(this.#end, "r", 2.5);
    element.append(this.#area, this.#line, this.#end);
  }

  /** @param {readonly [number, number][]} points @param {number} now */
  paint(points, now) {
    const corners = steps(points, now, { width: WIDTH, height: HEIGHT, edge: EDGE });
    setAttribute(this.element, "hidden", corners.length === 0);
    const end = corners[corners.length - 1];
    if (!end) return;
    const line = corners.map((corner) => corner.join(",")).join(" ");
    setAttribute(this.#line, "points", line);
    setAttribute(this.#area, "points", `${EDGE},${HEIGHT} ${line} ${WIDTH - EDGE},${HEIGHT}`);
    setAttribute(this.#end, "cx", end[0]);
    setAttribute(this.#end, "cy", end[1]);
  }
}
