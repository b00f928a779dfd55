// The tools of the view, in the bar: which columns show, how tall rows are, and the way to a row.
import { ColumnMenu } from "./columnmenu.js";
import { h, icon, ICONS, setAttribute } from "./dom.js";
import { GoTo } from "./goto.js";
import { Popover } from "./popover.js";

/** @import { Session } from "./session.js" */

/** @param {string} label @param {string} path @param {string} [text] */
function button(label, path, text = "") {
  const shown = text ? [icon(path), text] : [icon(path)];
  return h("button", { type: "button", class: text ? "button" : "button plain", "aria-label": label, title: label }, ...shown);
}

export class Tools {
  #popover = new Popover();
  #columns = button("Columns", ICONS.columns, "Columns");
  #density = button("Compact rows", ICONS.rows);
  #goto = button("Go to row (Ctrl+G)", ICONS.goto);
  #session;
  #host;

  /**
   * @param {Session} session
   * @param {HTMLElement} bar where its buttons go
   * @param {object} host
   * @param {(row: number) => void} host.go
   * @param {() => void} host.focus
   * @param {(column: number) => void} host.fit
   */
  constructor(session, bar, host) {
    this.#session = session;
    this.#host = host;
    for (const opener of [this.#columns, this.#goto]) {
      setAttribute(opener, "aria-haspopup", "dialog");
      setAttribute(opener, "aria-expanded", "false");
    }
    bar.append(this.#columns, this.#density, this.#goto);
    this.#columns.addEventListener("click", () => {
      this.#open(this.#columns, "Columns", new ColumnMenu(this.#session.arranging, host.fit).element);
    });
    this.#goto.addEventListener("click", () => this.goto());
    this.#density.addEventListener("click", () => {
      const compact = session.arranging.wanted.density === "compact";
      session.arranging.change({ density: compact ? "comfortable" : "compact" });
    });
  }

  get popover() {
    return this.#popover.element;
  }

  close() {
    this.#popover.close(false);
  }

  paint() {
    setAttribute(this.#density, "aria-pressed", this.#session.arranging.wanted.density === "compact" ? "true" : "false");
  }

  /** Ask where to go. */
  goto() {
    const box = new GoTo({
      count: () => this.#session.count,
      go: (row) => {
        this.#popover.close(false);
        this.#host.go(row);
        this.#host.focus();
      },
      find: async (id) => {
        const { problem, body } = await this.#session.fetch({ kind: "find_row", row: id });
        return { index: typeof body.index === "number" ? body.index : null, problem: problem?.message ?? "" };
      },
    });
    this.#open(this.#goto, "Go to row", box.element);
  }

  /** @param {HTMLElement} opener @param {string} label @param {HTMLElement} content */
  #open(opener, label, content) {
    setAttribute(opener, "aria-expanded", "true");
    this.#popover.show({
      label,
      anchor: () => opener.getBoundingClientRect(),
      closed: () => setAttribute(opener, "aria-expanded", "false"),
      back: () => this.#host.focus(),
    }, content);
  }
}
