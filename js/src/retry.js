// Where nobody answers: a button beside the words that say so, which asks again.
import { h, setAttribute } from "./dom.js";

/** @import { Live } from "./live.js" */

/** @param {Live} live @param {HTMLElement} news what says that nobody answers */
export function offerRetry(live, news) {
  const button = h("button", { type: "button", class: "button again", hidden: true }, "Retry");
  button.addEventListener("click", () => live.again());
  live.silenced = (silent) => setAttribute(button, "hidden", !silent);
  news.after(button);
}
