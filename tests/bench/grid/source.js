// The source, on a thread of its own as a kernel is: it answers every question after 5 ms.
import { tableFromArrays, tableToIPC } from "@uwdata/flechette";
import { changed, COLUMNS, rowOf } from "./truth.js";

const LATENCY = 5;
/** Changes are pushed this often, as Python does it (ms). */
const PUSH = 33;

let looked = { first: 0, last: 0 };
let dirty = false;

/** @param {number} first @param {number} last */
function arrow(first, last) {
  const rows = Array.from({ length: last - first }, (_, i) => rowOf(first + i));
  const columns = Array.from({ length: COLUMNS }, (_, c) => [`c${c}`, rows.map((row) => row[c])]);
  const table = tableFromArrays([["id", rows.map((row) => `r${row[0]}`)], ["status", rows.map(() => "Fresh")], ...columns]);
  return tableToIPC(table, { format: "stream" }).buffer;
}

onmessage = ({ data: { ask, first, last, kind, cells } }) => {
  const asked = performance.now();
  if (kind === "change") {
    for (const cell of cells) changed.set(cell, (changed.get(cell) ?? 0) + 1);
    dirty = true;
    return;
  }
  if (kind === "arrow") looked = { first, last };
  // Made at once and told later: what a kernel takes to write Arrow is far less than this does in a page.
  const buffer = kind === "arrow" ? arrow(first, last) : null;
  const rows = buffer ? null : Array.from({ length: last - first }, (_, i) => rowOf(first + i));
  const left = asked + LATENCY - performance.now();
  setTimeout(() => postMessage({ ask, first, last, rows, buffer }, { transfer: buffer ? [buffer] : [] }), left);
};

setInterval(() => {
  if (!dirty || looked.last === 0) return;
  dirty = false;
  const { first, last } = looked;
  const buffer = arrow(first, last);
  postMessage({ push: true, first, last, buffer }, { transfer: [buffer] });
}, PUSH);
