// Cells as text for the clipboard, and back; no text of ours becomes a formula in a spreadsheet. Pure.

/** @import { Cell, Column } from "./types.d.ts" */

/** @typedef {"tsv" | "csv" | "markdown"} Format */

const BLANKS = "\\u0000-\\u0020\\u00a0\\u2000-\\u200b\\u3000\\ufeff";
/** What begins a formula: the same rule as in Python. */
const FORMULA = new RegExp(`^'*([\\t\\r\\n\\0]|[${BLANKS}]*[=+\\-@＝＋－＠])`);
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** A text that no spreadsheet takes for a formula. @param {string} text */
export const neutral = (text) => (FORMULA.test(text) ? `'${text}` : text);

/** The text that `neutral` was given. @param {string} text */
export const literal = (text) => (text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text);

/** @param {Cell} cell @param {Column} column */
function plain(cell, column) {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  // Numbers that no double holds come as text.
  const number = (column.type === "number" || column.type === "integer") && NUMBER.test(cell);
  return number ? cell : neutral(cell);
}

/**
 * @param {readonly Column[]} columns
 * @param {readonly (readonly Cell[])[]} lines
 * @param {Format} format
 * @param {boolean} header
 */
export function textOf(columns, lines, format, header) {
  if (format === "markdown") return markdown(columns, lines);
  const delimiter = format === "tsv" ? "\t" : ",";
  const rows = lines.map((line) => line.map((cell, i) => plain(cell, /** @type {Column} */ (columns[i]))));
  if (header) rows.unshift(columns.map(({ name }) => neutral(name)));
  return rows.map((row) => row.map((cell) => quoted(cell, delimiter)).join(delimiter)).join("\n");
}

/** @param {string} cell @param {string} delimiter */
function quoted(cell, delimiter) {
  return /["\r\n]/.test(cell) || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** @param {readonly Column[]} columns @param {readonly (readonly Cell[])[]} lines */
function markdown(columns, lines) {
  const escape = (/** @type {string} */ text) => text.replace(/[\\|<`*_[\]]/g, "\\$&").replace(/\r\n|\r|\n/g, "<br>");
  const rows = lines.map((line) => line.map((cell) => (cell === null ? "" : escape(String(cell)))));
  const rule = columns.map(({ type }) => (type === "number" || type === "integer" ? "---:" : "---"));
  return [columns.map(({ name }) => escape(name)), rule, ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** Lines of cells of what a spreadsheet, or `textOf`, put on the clipboard. @param {string} text @returns {string[][]} */
export function parseTsv(text) {
  /** @type {string[][]} */
  const lines = [[]];
  const cell = /"((?:[^"]|"")*)"(?=\t|\r|\n|$)|([^\t\r\n]*)/y;
  let at = 0;
  while (at <= text.length) {
    cell.lastIndex = at;
    const [whole, inside, bare] = /** @type {RegExpExecArray} */ (cell.exec(text));
    lines.at(-1)?.push(inside === undefined ? bare ?? "" : inside.replaceAll('""', '"'));
    at += whole.length;
    if (at >= text.length) break;
    if (text[at] !== "\t") lines.push([]);
    at += text.startsWith("\r\n", at) ? 2 : 1;
  }
  // Spreadsheets end the last line too.
  if (lines.length > 1 && lines.at(-1)?.join("") === "") lines.pop();
  return lines;
}
