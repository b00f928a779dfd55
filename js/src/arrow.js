// Reads a window of rows from an Arrow stream, cell by cell and only when painted.
import { tableFromIPC } from "@uwdata/flechette";
import { readCut, readMarks } from "./wire.js";

/** @import { Cell, HeldRow, HeldWindow, RowsMessage, RowStatus, Snapshot } from "./types.d.ts" */

/** A snapshot is older than anything Python tells. */
export const SNAPSHOT_GENERATION = -1;

/**
 * @param {RowsMessage} message
 * @param {DataView | ArrayBuffer | Uint8Array} buffer
 * @returns {HeldWindow}
 */
export function arrowWindow(message, buffer) {
  const table = tableFromIPC(bytesOf(buffer), { useBigInt: false, useDate: false });
  const ids = table.getChild("id");
  const marks = readMarks(message.marks);
  const statuses = table.getChild("status");
  /** @type {(ReturnType<typeof table.getChild> | null)[]} by column number; a name is looked up once */
  const cells = [];
  const named = new Set(table.names);
  const rows = Math.min(table.numRows, message.count);
  /** @param {number} column */
  function valuesOf(column) {
    let values = cells[column];
    if (values === undefined) {
      const name = `c${column}`;
      cells[column] = values = named.has(name) ? table.getChild(name) : null;
    }
    return values;
  }
  return {
    first: message.first,
    last: message.first + rows,
    generation: message.generation,
    row(index) {
      const at = index - message.first;
      const id = ids?.at(at) ?? null;
      return {
        id,
        mark: marks.get(id) ?? null,
        exact: true,
        status: /** @type {RowStatus} */ (statuses?.at(at) ?? "Fresh"),
        cut: readCut(message.cut),
        has: (column) => valuesOf(column) !== null,
        cell: (column) => /** @type {Cell} */ (valuesOf(column)?.at(at) ?? null),
      };
    },
  };
}

/** @param {Snapshot} snapshot @returns {HeldWindow} */
export function snapshotWindow(snapshot) {
  return {
    first: snapshot.first,
    last: snapshot.first + snapshot.rows.length,
    generation: SNAPSHOT_GENERATION,
    row(index) {
      const at = index - snapshot.first;
      /** @type {HeldRow} */
      const row = {
        id: snapshot.ids[at] ?? null,
        status: "Fresh",
        mark: null,
        exact: false,
        cut: readCut(snapshot.cut),
        has: (column) => column < (snapshot.rows[at]?.length ?? 0),
        cell: (column) => snapshot.rows[at]?.[column] ?? null,
      };
      return row;
    },
  };
}

/** @param {DataView | ArrayBuffer | Uint8Array} buffer */
function bytesOf(buffer) {
  if (buffer instanceof ArrayBuffer) return new Uint8Array(buffer);
  const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  // Typed arrays of eight-byte numbers must begin on a multiple of eight; a socket's frame need not.
  return bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
}
