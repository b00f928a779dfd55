// The envelope of messages: builds ours, and checks Python's before anyone trusts it.

/** @import { Mark, Reply, Request } from "./types.d.ts" */

export const VERSION = 1;

/** @param {string} id of the view @param {number} seq @param {Request} request */
export function envelope(id, seq, request) {
  return { v: VERSION, id, seq, ...request };
}

/** @param {unknown} n */
const isIndex = (n) => typeof n === "number" && Number.isSafeInteger(n) && n >= 0;

/** @param {unknown} columns */
function areSpread(columns) {
  if (typeof columns !== "object" || columns === null) return false;
  return Object.values(columns).every((one) => isIndex(one?.rows) && isIndex(one.blanks) && Array.isArray(one.bins) && Array.isArray(one.top));
}

/** The message if it is one of ours, else null. @param {unknown} content @returns {Reply | null} */
export function readReply(content) {
  if (typeof content !== "object" || content === null) return null;
  const m = /** @type {Record<string, unknown>} */ (content);
  if (m.v !== VERSION) return null;
  if (m.kind === "rows" && isIndex(m.first) && isIndex(m.count) && isIndex(m.generation)) {
    if (m.shift !== undefined && !Number.isSafeInteger(m.shift)) return null;
    return /** @type {Reply} */ (content);
  }
  if (m.kind === "distributions" && isIndex(m.rows) && areSpread(m.columns)) return /** @type {Reply} */ (content);
  if (m.kind === "error" && typeof m.message === "string") return /** @type {Reply} */ (content);
  if (m.kind === "answer" && typeof m.id === "string" && isIndex(m.seq) && typeof m.body === "object" && m.body !== null) {
    return /** @type {Reply} */ (content);
  }
  if (m.kind === "done" && typeof m.id === "string" && isIndex(m.seq)) return /** @type {Reply} */ (content);
  return null;
}

/** What is told of rows with writes, by row id; what is malformed counts as not told. @param {unknown} told @returns {Map<string, Mark>} */
export function readMarks(told) {
  /** @type {Map<string, Mark>} */
  const marks = new Map();
  for (const mark of Array.isArray(told) ? told : []) {
    if (typeof mark?.row !== "string" || typeof mark.message !== "string" || !Array.isArray(mark.fields)) continue;
    marks.set(mark.row, { fields: new Set(mark.fields), message: mark.message });
  }
  return marks;
}

/** From how many characters on a text may have been cut: no text is held for whole unless that was told. @param {unknown} told */
export const readCut = (told) => (isIndex(told) ? /** @type {number} */ (told) : 0);

/** A name no other view has; `randomUUID` is missing on plain-http pages. */
export function viewId() {
  const words = crypto.getRandomValues(new Uint32Array(4));
  return Array.from(words, (word) => word.toString(16).padStart(8, "0")).join("");
}
