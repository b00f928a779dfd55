// All that takes data out of a grid, or puts blocks of it in: clipboard, sums, copies and files.
import { Clipboard } from "./clipboard.js";
import { Offers } from "./offers.js";
import { Popover } from "./popover.js";
import { Sums } from "./sums.js";
import { missingText, rowsText } from "./text.js";

/** @import { Foot } from "./foot.js" */
/** @import { Scroller } from "./scroller.js" */
/** @import { Selection } from "./selection.js" */
/** @import { Session } from "./session.js" */
/** @import { ClipboardHost } from "./clipboard.js" */

export class Taking {
  popover = new Popover();
  #session;
  #selection;
  #clipboard;
  #sums;
  #offers;

  /** @param {Session} session @param {Selection} selection @param {Scroller} scroller @param {Foot} foot @param {() => void} changed */
  constructor(session, selection, scroller, foot, changed) {
    this.#session = session;
    this.#selection = selection;
    const talk = {
      fetch: session.fetch.bind(session),
      problem: session.complain.bind(session),
      say: foot.say.bind(foot),
      focus: () => scroller.element.focus({ preventScroll: true }),
    };
    /** @type {ClipboardHost} */
    const cells = {
      ...talk, selection,
      traits: () => session.traits,
      row: session.row.bind(session),
      shown: () => scroller.rows,
      count: () => session.count,
      change: session.change.bind(session),
    };
    this.#clipboard = new Clipboard(scroller.element, cells);
    this.#sums = new Sums(cells, changed);
    this.#offers = new Offers(this.popover, {
      ...talk, changed,
      copy: (format, header) => void this.#clipboard.copy(format, header),
      tell: session.tell.bind(session),
      seq: () => session.seq,
      name: () => session.traits.title ?? "",
      columns: () => session.traits.columns.map(({ name }) => name),
      extent: () => ({ rows: rowsText(session.traits.status), missing: missingText(session.traits.status) }),
    });
    foot.add(this.#offers.element);
  }

  close() {
    this.#clipboard.close();
    this.#offers.close();
    this.#sums.close();
  }

  /** Empty the selected cells. */
  clear() {
    void this.#clipboard.clear();
  }

  paint() {
    this.#sums.update(this.#session.traits.status.generation, this.#session.held.version);
    const selected = this.#selection.picked.ids.size > 0 || this.#selection.cells !== null;
    this.#offers.paint({ figures: this.#sums.text, selected, connected: this.#session.connection !== "lost" });
  }
}
