// Makes elements from names and properties; text goes in as text, never as markup, and all of it is seen.
import { visible } from "./text.js";

/** Attributes that a person reads: in them, as in text, nothing may turn the line around or hide. */
const READ = new Set(["title", "placeholder", "aria-label", "aria-description"]);

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean>} [attributes] `false` leaves one out
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  element.append(...children.map((child) => (typeof child === "string" ? visible(child) : child)));
  return element;
}

/** Sets an attribute only when it differs, for painters that run at every frame. @param {Element} element @param {string} name @param {string | number | boolean | null} value */
export function setAttribute(element, name, value) {
  if (value === null || value === false) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
    return;
  }
  const told = value === true ? "" : String(value);
  const text = READ.has(name) ? visible(told) : told;
  if (element.getAttribute(name) !== text) element.setAttribute(name, text);
}

/** @param {Element} element @param {string} told */
export function setText(element, told) {
  const text = visible(told);
  if (element.textContent === text) return;
  const only = element.firstChild;
  // The browser lays out a text that changed more quickly than a new one.
  if (text && only instanceof Text && only === element.lastChild) only.data = text;
  else element.textContent = text;
}

const SVG = "http://www.w3.org/2000/svg";

/** A 16-pixel line drawing. @param {string} path */
export function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({
    viewBox: "0 0 16 16", width: "14", height: "14", fill: "none", stroke: "currentColor",
    "stroke-width": "1.5", "stroke-linecap": "round", "stroke-linejoin": "round",
    "aria-hidden": "true",
  })) {
    svg.setAttribute(name, value);
  }
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

export const ICONS = {
  refresh: "M13.5 8a5.5 5.5 0 1 1-1.6-3.9M13.5 2v3h-3",
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM11 11l3 3",
  up: "M8 13V4M4 7.5l4-4 4 4",
  more: "M8 3v9M4 8.5l4 4 4-4",
  add: "M8 3v10M3 8h10",
  remove: "M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5",
  undo: "M6 3L3 6l3 3M3 6h6.5a3.5 3.5 0 0 1 0 7H6",
  columns: "M2.5 3.5h11v9h-11zM6.2 3.5v9M9.8 3.5v9",
  rows: "M3 4h10M3 8h10M3 12h10",
  goto: "M6.5 2.5l-1 11M10.5 2.5l-1 11M3 6h10.5M2.5 10H13",
  pin: "M6 2.5h4l-.6 4.2 2.1 2.3h-7l2.1-2.3zM8 9v4.5",
  fit: "M2.5 3v10M13.5 3v10M4.5 8h7M6.5 6l-2 2 2 2M9.5 6l2 2-2 2",
  expand: "M9.5 2.5h4v4M13.5 2.5l-5 5M6.5 13.5h-4v-4M2.5 13.5l5-5",
  copy: "M5.5 5.5h7v8h-7zM10.5 5.5v-3h-7v8h2",
  clear: "M4 4l8 8M12 4l-8 8",
  down: "M4 6.5l4 4 4-4",
  lead: "M3 8h10M9 4l4 4-4 4",
  back: "M13 8H3M7 4L3 8l4 4",
  filter: "M2.5 3.5h11l-4.2 5v4.5l-2.6-1.3V8.5z",
  bars: "M3 13V9M8 13V3M13 13V6",
};
