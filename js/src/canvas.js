// The newest picture of a plot: an image, never markup.
import { h, setAttribute, setText } from "./dom.js";
import { Live } from "./live.js";

/** @import { AnyModel } from "./types.d.ts" */

/**
 * @typedef {object} CanvasState
 * @property {string} mime of the picture; blank before the first one
 * @property {string} data the picture as base64
 * @property {number | null} width on the page
 * @property {string} note how much of the rows it is of
 * @property {string} problem why the last one could not be drawn
 */

const IMAGE = /^image\/(png|jpeg|svg\+xml)$/;
const BASE64 = /^[A-Za-z0-9+/]+=*$/;

/** The address of a picture; blank where it is none. In an image the scripts of a drawing do not run. @param {Pick<CanvasState, "mime" | "data">} state */
export function pictureOf({ mime, data }) {
  return IMAGE.test(mime) && BASE64.test(data) ? `data:${mime};base64,${data}` : "";
}

export class CanvasView {
  #live;
  #title = h("div", { class: "title", dir: "auto" });
  #picture = h("img", { class: "picture", hidden: true });
  #note = h("div", { class: "note", dir: "auto" });
  #problem = h("div", { class: "problem", dir: "auto", role: "alert" });
  #frame = h("section", { class: "frame" }, this.#title, this.#picture, this.#note, this.#problem);

  /** @param {AnyModel} model @param {ShadowRoot} root */
  constructor(model, root) {
    this.#live = new Live(model, ["state", "title"], () => this.#paint());
    root.append(this.#frame);
    this.#paint();
  }

  close() {
    this.#live.close();
  }

  #paint() {
    /** @type {CanvasState} */
    const state = this.#live.get("state");
    const title = this.#live.get("title");
    setText(this.#title, title);
    setAttribute(this.#frame, "aria-label", title || "plot");
    const address = pictureOf(state);
    setAttribute(this.#picture, "hidden", !address);
    setAttribute(this.#picture, "alt", title || "plot");
    setAttribute(this.#picture, "src", address || null);
    setAttribute(this.#picture, "width", state.width);
    setText(this.#note, state.note);
    setText(this.#problem, this.#live.connection || state.problem);
  }
}
