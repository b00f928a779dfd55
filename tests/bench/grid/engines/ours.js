// The grid of this package.
import grid from "../../../../widgets/grid/index.js";
import { Model } from "../model.js";

/** Pixels of bar and foot: they come on top of the rows that the others show. */
const AROUND = 75;

/** @import { Source } from "../pages.js" */

export default class Ours {
  static marks = { body: ".layer", row: ".row:not([hidden])", cell: '.cell:not([data-kind="bone"])' };

  /** @param {HTMLElement} host @param {Source} source @param {number} count */
  constructor(host, source, count) {
    const model = new Model(source, count, 480 + AROUND);
    grid.render({ model, el: host });
    this.root = /** @type {ShadowRoot} */ (host.querySelector(".diorama-grid")?.shadowRoot);
    this.scroller = /** @type {HTMLElement} */ (this.root.querySelector(".grid"));
  }

  /** Changes come from the source, as from Python. */
  update() {}
}
