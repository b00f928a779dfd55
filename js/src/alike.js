// What painters ask before they paint again.

/** Whether two lists hold the same things in the same places. @param {readonly unknown[]} a @param {readonly unknown[]} b */
export const alike = (a, b) => a.length === b.length && a.every((one, at) => one === b[at]);
