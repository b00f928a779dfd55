// The rows of the bench: every cell follows from its place, and from how often it was changed.

export const COLUMNS = 12;
export const ROW_HEIGHT = 28;
export const COLUMN_WIDTH = 70;
export const NAMES = ["row", ...Array.from({ length: COLUMNS - 1 }, (_, i) => `c${i + 1}`)];

const WORDS = ["Walnut desk", "Oak chair", "Brass lamp", "Linen curtain", "Rug", "Shelf"];

/** Column 0 is the number of the row; then numbers, fractions and texts in turn. @param {number} column */
export const isText = (column) => column > 0 && column % 3 === 0;

/** How often cells were changed, by `row * COLUMNS + column`. @type {Map<number, number>} */
export const changed = new Map();

/** @param {number} row @param {number} column @returns {number | string} */
export function valueOf(row, column) {
  if (column === 0) return row;
  const times = changed.get(row * COLUMNS + column) ?? 0;
  if (isText(column)) return `${WORDS[(row + column) % WORDS.length]} ${times}`;
  return column % 3 === 1 ? row * column + times : ((row * 7 + column) % 1000) + times + 0.25;
}

/** @param {number} row @param {number} column */
export const textOf = (row, column) => String(valueOf(row, column));

/** @param {number} row @returns {(number | string)[]} */
export const rowOf = (row) => NAMES.map((_, column) => valueOf(row, column));
