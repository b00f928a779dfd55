// A block of cells that is pasted or emptied: where it goes, and what is wrong with it. Pure.
import { literal, parseTsv } from "./copying.js";
import { cellsOf, counted, sizeText } from "./range.js";
import { readTyped } from "./values.js";

/** @import { Column, Problem, Typed } from "./types.d.ts" */
/** @import { Rect } from "./range.js" */

/** Python takes no more at once. */
const MOST_PASTED = 10_000;
/** Cells with a problem that are named; more are only counted. */
const TOLD = 3;

const YES = new Set(["true", "yes", "1"]);
const NO = new Set(["false", "no", "0"]);

/** @param {Column} column @param {string} text @returns {{value: Typed, problem: ""} | {problem: string}} */
export function pastedValue(column, text) {
  if (column.locked || !column.editor) return { problem: `is read-only: ${column.locked || "its type is unknown"}` };
  if (text.trim() === "" && column.editor !== "text") return readTyped(column, "");
  if (text === "") return { value: column.mandatory ? "" : null, problem: "" };
  if (column.editor !== "boolean") return readTyped(column, literal(text));
  const word = text.trim().toLowerCase();
  if (YES.has(word) || NO.has(word)) return { value: YES.has(word), problem: "" };
  return { problem: "True or false, like true" };
}

/**
 * What a text of the clipboard puts where. One value fills all selected cells; a block begins at
 * the first of them.
 *
 * @param {readonly Column[]} columns
 * @param {Rect} target
 * @param {string} text
 * @param {number} count of rows
 * @returns {{rect: Rect, cells: Typed[][]} | {problem: Problem}}
 */
export function blockOf(columns, target, text, count) {
  const lines = parseTsv(text);
  const width = lines[0]?.length ?? 0;
  if (lines.some((line) => line.length !== width)) return wrong("What is on the clipboard is no rectangle of cells.");
  const one = lines.length === 1 && width === 1;
  const size = one ? target : { first: target.first, last: target.first + lines.length, left: target.left, right: target.left + width };
  if (size.right > columns.length) return wrong(`${counted(width, "column")} do not fit: there are ${columns.length - size.left} from here on.`);
  if (size.last > count) return wrong(`${counted(lines.length, "row")} do not fit: there are ${count - size.first} from here on.`, "Add rows first.");
  if (cellsOf(size) > MOST_PASTED) return wrong(`${sizeText(size)} are too many: up to ${counted(MOST_PASTED, "cell")} at once.`);
  const chosen = columns.slice(size.left, size.right);
  const source = one ? [chosen.map(() => lines[0]?.[0] ?? "")] : lines;
  /** @type {string[]} */
  const problems = [];
  const cells = source.map((line, i) => line.map((cell, j) => {
    const column = /** @type {Column} */ (chosen[j]);
    const read = pastedValue(column, cell);
    if ("value" in read) return read.value;
    problems.push(`${column.label}, row ${size.first + i + 1}: ${read.problem}`);
    return null;
  }));
  return problems.length ? { problem: told(problems, "pasted") } : { rect: size, cells };
}

/** What empties some cells. @param {readonly Column[]} columns @param {Rect} rect @returns {{cells: Typed[][], problem: Problem | null}} */
export function clearedBlock(columns, rect) {
  const problems = columns.flatMap((column) => {
    if (column.locked || !column.editor) return [`${column.label} is read-only`];
    return column.mandatory ? [`${column.label} can not be empty`] : [];
  });
  if (cellsOf(rect) > MOST_PASTED) problems.push(`up to ${counted(MOST_PASTED, "cell")} at once`);
  return { cells: [columns.map(() => null)], problem: problems.length ? told(problems, "cleared") : null };
}

/** @param {string} message @param {string} [hint] @returns {{problem: Problem}} */
const wrong = (message, hint = "") => ({ problem: { message, hint } });

/** @param {string[]} problems @param {string} done @returns {Problem} */
function told(problems, done) {
  const more = problems.length - TOLD;
  const all = [...problems.slice(0, TOLD), ...(more > 0 ? [`and ${more} more`] : [])];
  return { message: `Nothing was ${done}. ${all.join("; ")}.` };
}
