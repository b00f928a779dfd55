// Downloads all rows as a file that Python makes: progress while it is made, then piece by piece.
import { h, setAttribute, setText } from "./dom.js";
import { grouped } from "./text.js";

/** @import { Heard, Problem, Request } from "./types.d.ts" */

/**
 * @typedef {object} DownloadHost
 * @property {(request: Request, underway?: (body: Record<string, any>) => void) => Promise<Heard>} fetch
 * @property {(request: Request) => void} tell
 * @property {() => number} seq
 * @property {() => string} name of the data set
 * @property {() => string[]} columns
 * @property {() => {rows: string, missing: string}} extent
 * @property {(problem: Problem) => void} problem
 * @property {(text: string) => void} say
 * @property {() => void} changed
 */

const VERBS = { loading: "Loading", writing: "Writing" };

/** @param {Record<string, any>} body */
export function progressText({ what, rows, of }) {
  const verb = what === "writing" ? VERBS.writing : VERBS.loading;
  return `${verb} ${grouped(rows)}${of === null ? "" : ` of ${grouped(of)}`} rows…`;
}

/** What the file holds. @param {string} name @param {Record<string, any>} body */
export function savedText(name, { rows, of, complete, note }) {
  if (complete) return `${name}: all ${grouped(rows)} rows.`;
  const share = of === null ? `${grouped(rows)} rows` : `${grouped(rows)} of ${grouped(of)} rows`;
  return `${name}: only ${share}${note ? ` (${note})` : ""}.`;
}

/** A name that every file system takes. @param {string} title @param {string} format */
export function fileName(title, format) {
  const safe = title.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[-.]+|[-.]+$/g, "").slice(0, 80);
  return `${safe || "rows"}.${format}`;
}

export class Download {
  #text = h("span", { class: "progress-text" });
  #cancel = h("button", { type: "button", class: "button" }, "Cancel");
  element = h("span", { class: "progress", hidden: true }, this.#text, this.#cancel);
  busy = false;
  #number = 0;
  #wake = () => {};
  #host;

  /** @param {DownloadHost} host */
  constructor(host) {
    this.#host = host;
    this.#cancel.addEventListener("click", () => this.#stop());
  }

  close() {
    if (this.busy) this.#stop();
  }

  /** @param {"csv" | "parquet"} format */
  async start(format) {
    if (this.busy) return;
    this.busy = true;
    this.#show("Preparing…");
    try {
      await this.#run(format);
    } finally {
      this.busy = false;
      setAttribute(this.element, "hidden", true);
      this.#host.changed();
    }
  }

  /** @param {"csv" | "parquet"} format */
  async #run(format) {
    const name = fileName(this.#host.name(), format);
    const asked = this.#host.fetch({ kind: "export", format, columns: this.#host.columns() }, (body) => this.#show(progressText(body)));
    this.#number = this.#host.seq();
    /** @type {Promise<null>} */
    const stopped = new Promise((resolve) => (this.#wake = () => resolve(null)));
    // Every wait is raced: hosts lose messages, and who cancels waits for none of them.
    const made = await Promise.race([asked, stopped]);
    if (!made) return this.#host.say("Download cancelled.");
    const { problem, body } = made;
    if (problem) return this.#host.problem(problem);
    /** @type {BlobPart[]} */
    const parts = [];
    /** @type {"arrow" | "json"} */
    let encoding = "arrow";
    for (let at = 0; at < body.size;) {
      const piece = await Promise.race([this.#host.fetch({ kind: "part", file: body.file, at, encoding }), stopped]);
      if (!piece) return this.#host.say("Download cancelled.");
      const bytes = piece.problem ? null : bytesOf(piece);
      if (bytes && !bytes.byteLength && encoding === "arrow") {
        encoding = "json"; // a host that drops buffers
        continue;
      }
      if (!bytes?.byteLength) return this.#host.problem(piece.problem ?? { message: "The file broke off." });
      parts.push(bytes);
      at += bytes.byteLength;
      this.#show(`Downloading ${Math.round((100 * at) / body.size)} %…`);
    }
    hand(new Blob(parts, { type: format === "csv" ? "text/csv" : "application/vnd.apache.parquet" }), name);
    this.#host.say(savedText(name, body));
    if (!body.complete) this.#host.problem({ message: savedText(name, body), final: true });
  }

  #stop() {
    this.#wake();
    this.#host.tell({ kind: "stop", number: this.#number });
  }

  /** @param {string} text */
  #show(text) {
    setText(this.#text, text);
    setAttribute(this.element, "hidden", false);
    this.#host.changed();
  }
}

/** @param {Heard} piece @returns {Uint8Array<ArrayBuffer>} */
function bytesOf({ body, buffer }) {
  if (typeof body.base64 === "string") return Uint8Array.from(atob(body.base64), (c) => c.charCodeAt(0));
  // A copy: hosts hand out a piece of a bigger message.
  return buffer ? new Uint8Array(new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)) : new Uint8Array();
}

/** @param {Blob} blob @param {string} name */
function hand(blob, name) {
  const link = h("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  // Later: some browsers read it only then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
