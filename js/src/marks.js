// Marks what a search found, in text that is on show.
import { h, setText } from "./dom.js";

/** Matches marked in one text: enough to see that there are many. */
const MOST = 20;

/**
 * A text in pieces, every other one a match; null where there is none.
 *
 * @param {string} text
 * @param {string} wanted in lower case
 */
export function pieces(text, wanted) {
  const low = text.toLowerCase();
  // Some letters have a longer lower case: then places in one are none in the other.
  if (wanted === "" || low.length !== text.length || !low.includes(wanted)) return null;
  const found = [];
  let from = 0;
  for (let at = low.indexOf(wanted); at >= 0 && found.length < 2 * MOST; at = low.indexOf(wanted, from)) {
    found.push(text.slice(from, at), text.slice(at, at + wanted.length));
    from = at + wanted.length;
  }
  return [...found, text.slice(from)];
}

/** @param {Element} element @param {string} text @param {string} wanted in lower case; blank: nothing is marked */
export function setMarked(element, text, wanted) {
  const parts = wanted ? pieces(text, wanted) : null;
  if (parts) element.replaceChildren(...parts.map((part, i) => (i % 2 ? h("mark", {}, part) : part)));
  else if (element.firstElementChild) element.textContent = text;
  else setText(element, text);
}
