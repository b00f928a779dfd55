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
  /** What a value is typed as; absent where nothing can be changed. */
  editor?: ColumnType | "decimal" | "uuid";
  /** Why the column can not be edited; blank where it can. */
  locked?: string;
  /** Whether it holds the id of the row. */
  id?: boolean;
  /** Whether it can not be null. */
  mandatory?: boolean;
  /** Relations that are followed from its values. */
  refs?: string[];
  /** Relations of the whole row that are reached from its cells. */
  row_refs?: string[];
}

export interface Problem {
  message: string;
  hint?: string | null;
  /** Loading again would not help. */
  final?: boolean;
}

/** What Python makes of a change: null when it is accepted. */
export type Answer = (Problem & { fields?: Record<string, string>; lost?: boolean }) | null;

/** A write that was refused and waits for a decision. */
export interface Failure extends Problem {
  number: number;
  /** null: a row that has no id yet, or many rows. */
  row: string | null;
  fields: string[];
  change: string;
}

/** A write that the source has not got yet. */
export interface Underway {
  number: number;
  row: string | null;
  fields: string[];
  change: string;
  state: "queued" | "sending";
}

/** The writes of the whole data set. */
export interface Writes {
  pending: number;
  failures: number;
  /** The last of them. */
  failed: Failure[];
  /** The first of those that are pending. */
  underway?: Underway[];
  /** Why they can not be sent. */
  blocked?: Problem | null;
  /** Deleted rows, or pasted cells, that can be had back. */
  undo: number;
  undoes?: "delete" | "paste" | "";
}

export interface Status {
  /** Grows by one with every consistent cut of rows, total and order. */
  generation: number;
  /** That cut is of an order, a search or filters gone by: what was asked for is under way. */
  outdated?: boolean;
  /** null: nobody knows yet. */
  row_count: number | null;
  /** The source supposes it. */
  estimated?: boolean;
  loaded: number;
  load_state: "loading" | "partial" | "complete";
  has_more: boolean;
  refreshing: boolean;
  /** Milliseconds since the epoch. */
  fetched_at: number | null;
  /** The rows follow what their source pushes, however long ago they were read. */
  live?: boolean;
  error: Problem | null;
  note: string | null;
}

export interface Can {
  order: boolean;
  /** Whether by several columns, too. */
  order_many?: boolean;
  filter?: boolean;
  search: boolean;
  window: boolean;
  more: boolean;
  insert?: boolean;
  update?: boolean;
  delete?: boolean;
}

/** Column, operator, value: all of them hold. Dates are ISO text, durations seconds. */
export type Filter = [column: string, op: string, value: FilterValue | FilterValue[]];

export type FilterValue = string | number | boolean | null;

export interface Sort {
  column: string;
  descending: boolean;
}

/** The last viewport as display text: painted before Python answers, kept without a kernel. */
export interface Snapshot {
  first: number;
  cut?: number;
  ids: (string | null)[];
  rows: (string | null)[][];
}

/** The synced traits; Python writes them, the page only reads. */
export interface Traits {
  columns: Column[];
  status: Status;
  can: Can;
  /** One column, or several in the order in which they decide. */
  sort: Sort | Sort[] | null;
  filters?: Filter[];
  search: string;
  snapshot: Snapshot | null;
  height: number;
  title: string;
  /** Ids of the selected rows; absent when Python does not keep them. */
  selection?: string[];
  writes?: Writes;
  /** Names in their order; null: all, as they come. */
  shown_columns?: string[] | null;
  /** Names of columns that stay at the left. */
  pinned?: string[];
  /** Pixels by name, of columns somebody has sized. */
  column_widths?: Record<string, number>;
  density?: Density;
  /** By column. */
  looks?: Record<string, Format>;
  /** The model of the grid of related rows that shows in this one's place. */
  opened?: string | null;
  /** Every column, also the hidden ones, in the order of the data; `columns` are those that show. */
  allColumns?: Column[];
}

/** How a value is written. */
export interface TextFormat {
  style: "bytes" | "compact" | "date" | "datetime" | "duration" | "integer" | "number" | "percent" | "plain" | "relative" | "time";
  prefix?: string;
  suffix?: string;
  thousands?: boolean;
  /** A plus before what is not below zero. */
  sign?: boolean;
  /** null: as many as there are. */
  decimals?: number | null;
}

/** How the cells of a column are painted. */
export interface Format {
  text?: TextFormat;
  /** The least and the greatest value; null while nobody knows them. */
  bar?: [number, number] | null;
  heat?: [number, number] | null;
  colour?: string;
  rules?: { op: string; value: Cell; colour: string }[];
}

export type Density = "comfortable" | "compact";

/** How the user has arranged the columns. */
export interface Arrangement {
  shown: string[] | null;
  pinned: string[];
  widths: Record<string, number>;
  density: Density;
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
  | { kind: "hello" }
  | { kind: "leave" }
  | { kind: "set_viewport"; first: number; last: number; top: number; generation: number; encoding?: "json"; columns?: number[] }
  | ({ kind: "arrange" } & Arrangement)
  | { kind: "get_cell"; row: string; column: string }
  | { kind: "find_row"; row: string }
  | { kind: "open_ref"; relation: string; row: string }
  | { kind: "back" }
  | { kind: "set_sort"; by: Sort[] }
  | { kind: "set_search"; text: string }
  | { kind: "set_filters"; filters: Filter[] }
  | { kind: "list_values"; column: string }
  | { kind: "summarise"; columns: string[] }
  | { kind: "refresh" | "retry" | "load_more" }
  /** `first` to `last`: rows to be selected too, whose ids the page does not hold. */
  | { kind: "select"; ids: string[]; first?: number; last?: number }
  | { kind: "edit"; row: string; column: string; value: Typed }
  | { kind: "insert"; record: Record<string, Typed> }
  | { kind: "delete"; rows: string[] }
  | ({ kind: "paste"; cells: Typed[][] } & Block)
  | ({ kind: "copy"; format: "tsv" | "csv" | "markdown"; header: boolean } & Block)
  | ({ kind: "figures" } & Block)
  | { kind: "export"; format: "csv" | "parquet"; columns: string[] }
  | { kind: "part"; file: number; at: number; encoding: "arrow" | "json" }
  | { kind: "stop"; number: number }
  | { kind: "undo" }
  | { kind: "retry" | "discard"; number: number }
  | { kind: "retry_all" | "discard_all" | "withdraw_all" }
  | { kind: "pick"; row: string | null }
  | { kind: "save" }
  /** null: the whole draft. */
  | { kind: "revert"; column: string | null }
  | { kind: "keep"; column: string };

/** Rows by id, or by place with the ids at the ends as far as they are known; and columns. */
export interface Block {
  ids?: string[];
  first?: number;
  last?: number;
  top?: string | null;
  bottom?: string | null;
  columns: string[];
}

/** A value as it was typed; Python makes one of the column's type of it. */
export type Typed = string | boolean | null;

/** Python to page. The rows themselves are one Arrow stream in the first buffer, or lists. */
export interface RowsMessage {
  v: 1;
  kind: "rows";
  /** null in a push nobody asked for. */
  id: string | null;
  seq: number | null;
  first: number;
  count: number;
  generation: number;
  /** Texts of so many characters may have been cut; absent: any. */
  cut?: number;
  /** By how many rows to move, to go on showing what is on show. */
  shift?: number;
  /** They are of an order, a search or filters gone by. */
  outdated?: boolean;
  /** The rows as lists, one for each column, where no buffers are delivered. */
  ids?: (string | null)[];
  status?: string[];
  cells?: Cell[][];
  /** Numbers of the columns that `cells` are of; absent: all. */
  columns?: number[];
  /** Rows with writes: which columns, and why they failed or wait. */
  marks?: { row: string; fields: string[]; message: string }[];
}

export interface ErrorMessage extends Problem {
  v: 1;
  kind: "error";
  id: string | null;
  seq: number | null;
  /** The reason for each column of a change that was refused. */
  fields?: Record<string, string>;
}

/** Something asked for was done. */
export interface DoneMessage {
  v: 1;
  kind: "done";
  id: string;
  seq: number;
}

/** How the values of a column are spread; texts are ready to be read. */
export interface Distribution {
  rows: number;
  /** Of these without a value. */
  blanks: number;
  low: string;
  high: string;
  /** Values in equal parts from low to high. */
  bins: number[];
  /** The most frequent values, and how often each occurs. */
  top: [string, number][];
  distinct: number | null;
}

/** Distributions of columns over `rows` of `total` rows. */
export interface Distributions {
  v: 1;
  kind: "distributions";
  id: string | null;
  seq: null;
  generation: number;
  rows: number;
  /** null: nobody knows. */
  total: number | null;
  columns: Record<string, Distribution>;
}

/** What was asked for; `more`: the last answer is still to come. */
export interface AnswerMessage {
  v: 1;
  kind: "answer";
  id: string;
  seq: number;
  body: Record<string, any>;
  more: boolean;
}

/** What became of a question. */
export interface Heard {
  problem: Answer;
  body: Record<string, any>;
  buffer?: DataView;
}

export type Reply = RowsMessage | Distributions | ErrorMessage | DoneMessage | AnswerMessage;

/** What is to be known of a row with writes. */
export interface Mark {
  fields: Set<string>;
  message: string;
}

export type Cell = string | number | bigint | boolean | null;

/** One row as the painter wants it: cells are read by column number, on demand. */
export interface HeldRow {
  /** null: the row is not known yet. */
  id: string | null;
  status: RowStatus;
  mark: Mark | null;
  /** Whether cells are values; those of a snapshot are short texts, good to read only. */
  exact: boolean;
  /** Whether a column was sent: of wide tables only those near what shows are. */
  has(column: number): boolean;
  cell(column: number): Cell;
  /** Texts of so many characters may have been cut, shorter ones are whole. */
  cut: number;
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

/** The model of a widget whose traits are its own. */
export interface AnyModel {
  get(name: string): any;
  send(content: unknown): void;
  on(event: string, callback: (...args: any[]) => void): void;
  off(event: string, callback: (...args: any[]) => void): void;
  widget_manager?: { get_model(id: string): Promise<any> };
}

/** A model of Jupyter's widget manager, as anywidget has it. */
export interface HostModel {
  comm: { on_msg(take: (message: unknown) => unknown): void; send(data: unknown): void };
  comm_live: boolean;
  _handle_comm_msg(message: unknown): Promise<void>;
}

/** The part of anywidget's model that we use. */
export interface Model {
  get<K extends keyof Traits>(name: K): Traits[K];
  send(content: unknown): void;
  on(event: string, callback: (...args: any[]) => void): void;
  off(event: string, callback: (...args: any[]) => void): void;
}
