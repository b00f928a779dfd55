// A small dialog beside what it is about: takes the focus, and gives it back when it closes.
import { h, setAttribute } from "./dom.js";

/** @typedef {{left: number, top: number, right: number, bottom: number}} Rect of client pixels, as of `getBoundingClientRect` */
/** @typedef {{width: number, height: number}} Size */

/**
 * @typedef {object} Opening
 * @property {string} label what it is, for screen readers
 * @property {() => Rect | null} anchor what it stands at, asked again whenever it is placed; null: that has gone
 * @property {() => void} [closed] it closed, however that came
 * @property {() => void} [back] give the focus back: it was closed with Escape or from inside
 */

/** Between it, its anchor, and the edges of the frame (px). */
const GAP = 4;

const FOCUSABLE = "a[href], button, input, select, textarea, [tabindex]";

/**
 * Where a box of some size stands in a frame: under the anchor, above where there is more room,
 * and always whole.
 *
 * @param {Rect} anchor relative to the frame
 * @param {Size} size
 * @param {Size} frame
 */
export function placeAt(anchor, size, frame) {
  const below = frame.height - anchor.bottom - 2 * GAP;
  const above = anchor.top - 2 * GAP;
  const wanted = below >= size.height || below >= above ? anchor.bottom + GAP : anchor.top - GAP - size.height;
  /** @param {number} at @param {number} length @param {number} room */
  const inside = (at, length, room) => Math.round(Math.max(GAP, Math.min(at, room - length - GAP)));
  return { left: inside(anchor.left, size.width, frame.width), top: inside(wanted, size.height, frame.height) };
}

/** Its element belongs into a positioned frame. A class of one's own on the content does the rest. */
export class Popover {
  element = h("div", { class: "popover", role: "dialog", tabindex: -1, hidden: true });
  /** @type {Opening | null} */
  #opening = null;
  /** @param {PointerEvent} event */
  #outside = (event) => {
    if (!event.composedPath().includes(this.element)) this.close(false);
  };

  constructor() {
    this.element.addEventListener("keydown", (event) => this.#pressed(event));
  }

  get open() {
    return this.#opening !== null;
  }

  /** @param {Opening} opening @param {Node[]} content the first element with `autofocus`, else the first that can have the focus, gets it */
  show(opening, ...content) {
    this.close(false);
    this.#opening = opening;
    setAttribute(this.element, "aria-label", opening.label);
    this.element.replaceChildren(...content);
    setAttribute(this.element, "hidden", false);
    this.place();
    document.addEventListener("pointerdown", this.#outside, true);
    const first = this.element.querySelector("[autofocus]") ?? this.#stops()[0] ?? this.element;
    /** @type {HTMLElement} */ (first).focus({ preventScroll: true });
  }

  /** Follow the anchor, after a scroll or when the content has another size. */
  place() {
    // Painters call this at every frame, and offsetParent alone makes the browser lay out the page.
    const frame = this.#opening && this.element.offsetParent;
    if (!this.#opening || !frame) return;
    const rect = this.#opening.anchor();
    if (!rect) return this.close();
    const { left, top } = frame.getBoundingClientRect();
    const anchor = { left: rect.left - left, right: rect.right - left, top: rect.top - top, bottom: rect.bottom - top };
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const at = placeAt(anchor, { width, height }, { width: frame.clientWidth, height: frame.clientHeight });
    this.element.style.left = `${at.left}px`;
    this.element.style.top = `${at.top}px`;
  }

  /** @param {boolean} [back] whether the focus goes back to where it came from */
  close(back = true) {
    const opening = this.#opening;
    if (!opening) return;
    this.#opening = null;
    document.removeEventListener("pointerdown", this.#outside, true);
    setAttribute(this.element, "hidden", true);
    this.element.replaceChildren();
    opening.closed?.();
    if (back) opening.back?.();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    // Neither the grid nor the notebook has a say while this is open.
    event.stopPropagation();
    if (event.key === "Escape" && !event.isComposing) this.close();
    else if (event.key === "Tab") this.#turn(event);
    else return;
    if (event.key === "Escape") event.preventDefault();
  }

  /** The tab key goes round inside. @param {KeyboardEvent} event */
  #turn(event) {
    const stops = this.#stops();
    const root = /** @type {ShadowRoot | Document} */ (this.element.getRootNode());
    const at = stops.indexOf(/** @type {HTMLElement} */ (root.activeElement));
    const end = event.shiftKey ? 0 : stops.length - 1;
    if (at !== end && at !== -1) return;
    event.preventDefault();
    stops.at(event.shiftKey ? -1 : 0)?.focus();
  }

  #stops() {
    const all = /** @type {NodeListOf<HTMLElement>} */ (this.element.querySelectorAll(FOCUSABLE));
    return [...all].filter((stop) => stop.tabIndex >= 0 && !stop.matches(":disabled") && stop.getClientRects().length > 0);
  }
}
