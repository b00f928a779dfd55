// Count, sum and mean of the selected cells, as a spreadsheet shows them. Pure.
import { grouped, numberText } from "./text.js";

/** @import { Cell, Column } from "./types.d.ts" */

/** @typedef {{count: number, numbers: number, sum: number | null, missing?: number}} Figures `count`: cells with a value; `missing`: rows that are not loaded */

const NUMERIC = new Set(["integer", "number"]);

/** @param {readonly Column[]} columns @param {readonly (readonly Cell[])[]} lines @returns {Figures} */
export function figuresOf(columns, lines) {
  let [count, numbers, sum] = [0, 0, 0];
  for (const line of lines) {
    for (const [i, cell] of line.entries()) {
      if (cell === null) continue;
      count += 1;
      const number = NUMERIC.has(columns[i]?.type ?? "") || typeof cell === "number" ? Number(cell) : NaN;
      if (Number.isNaN(number) || typeof cell === "boolean") continue;
      numbers += 1;
      sum += number;
    }
  }
  return { count, numbers, sum: Number.isFinite(sum) ? sum : null };
}

/** @param {number} value */
function shortNumber(value) {
  const [whole, rest] = numberText(value).split(".");
  if (whole === undefined || !/^-?\d+$/.test(whole)) return numberText(value);
  const sign = whole.startsWith("-") ? "−" : "";
  return sign + grouped(Number(whole.replace("-", ""))) + (rest ? `.${rest}` : "");
}

/** @param {Figures} figures */
export function figuresText({ count, numbers, sum, missing }) {
  const parts = [`Count ${grouped(count)}`];
  if (numbers > 0 && sum !== null) parts.push(`Sum ${shortNumber(sum)}`, `Mean ${shortNumber(Number((sum / numbers).toPrecision(6)))}`);
  if (missing) parts.push(`${grouped(missing)} rows not loaded`);
  return parts.join(" · ");
}
