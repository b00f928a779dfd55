// The shapes that travel between Python and the page, and the few the modules share.

/** What a column holds: it decides alignment, never meaning. */
export type ColumnType =
  | "integer"
  | "number"
  | "boolean"
  | "text"
  | "datetime"
  | "date"
  | "time"
  | "duration"
  | "bytes"
  | "nested"
  | "unknown";

export interface Column {
  name: string;
  label: string;
  type: ColumnType;
  orderable: boolean;
}

export interface Problem {
  message: string;
  hint?: string | null;
}

export interface Status {
  /** Grows by one with every consistent cut of rows, total and order. */
  generation: number;
  /** null: nobody knows yet. */
  row_count: number | null;
  loaded: number;
  load_state: "loading" | "partial" | "complete";
  has_more: boolean;
  refreshing: boolean;
  /** Milliseconds since the epoch. */
  fetched_at: number | null;
  error: Problem | null;
  note: string | null;
}

export interface Can {
  order: boolean;
  search: boolean;
  window: boolean;
  more: boolean;
}

export interface Sort {
  column: string;
  descending: boolean;
}

/** The last viewport as display text: painted before Python answers, kept without a kernel. */
export interface Snapshot {
  first: number;
  ids: (string | null)[];
  rows: (string | null)[][];
}

/** The synced traits; Python writes them, the page only reads. */
export interface Traits {
  columns: Column[];
  status: Status;
  can: Can;
  sort: Sort | null;
  search: string;
  snapshot: Snapshot | null;
  height: number;
  title: string;
  /** Ids of the selected rows; absent when Python does not keep them. */
  selection?: string[];
}

export type RowStatus =
  | "Fresh"
  | "Stale"
  | "Incomplete"
  | "Loading"
  | "PendingWrite"
  | "WriteFailed"
  | "LoadFailed"
  | "NotFound";

/** Page to Python, without the envelope {v, id, seq}. */
export type Request =
  | { kind: "set_viewport"; first: number; last: number; generation: number }
  | { kind: "set_sort"; column: string | null; descending: boolean }
  | { kind: "set_search"; text: string }
  | { kind: "refresh" }
  | { kind: "retry" }
  | { kind: "load_more" }
  | { kind: "select"; ids: string[] };

/** Python to page. The rows themselves are one Arrow stream in the first buffer. */
export interface RowsMessage {
  v: 1;
  kind: "rows";
  /** null in a push nobody asked for. */
  id: string | null;
  seq: number | null;
  first: number;
  count: number;
  generation: number;
}

export interface ErrorMessage extends Problem {
  v: 1;
  kind: "error";
  id: string | null;
  seq: number | null;
}

export type Reply = RowsMessage | ErrorMessage;

export type Cell = string | number | bigint | boolean | null;

/** One row as the painter wants it: cells are read by column number, on demand. */
export interface HeldRow {
  /** null: the row is not known yet. */
  id: string | null;
  status: RowStatus;
  cell(column: number): Cell;
}

/** A run of rows that arrived together; `last` is exclusive. */
export interface HeldWindow {
  first: number;
  last: number;
  generation: number;
  row(index: number): HeldRow;
}

/** Rows `first` to `last`, exclusive. */
export interface Span {
  first: number;
  last: number;
}

/** The part of anywidget's model that we use. */
export interface Model {
  get<K extends keyof Traits>(name: K): Traits[K];
  send(content: unknown): void;
  on(event: string, callback: (...args: any[]) => void): void;
  off(event: string, callback: (...args: any[]) => void): void;
}
