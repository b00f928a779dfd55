// A short list of things to choose from, in a popover.
import { h } from "./dom.js";

/** @import { Popover } from "./popover.js" */

/** @param {Popover} popover closes first @param {string} label @param {string} hint @param {() => void} act */
export function menuItem(popover, label, hint, act) {
  const item = h("button", { type: "button", class: "menu-act" }, label, h("span", { class: "menu-hint" }, hint));
  item.addEventListener("click", () => {
    popover.close();
    act();
  });
  return item;
}

/** The arrow keys lead round its items. @param {HTMLElement[]} items */
export function menu(items) {
  const list = h("div", { class: "menu" }, ...items);
  list.addEventListener("keydown", (event) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    const buttons = [...list.querySelectorAll("button")];
    const root = /** @type {ShadowRoot} */ (list.getRootNode());
    const at = buttons.findIndex((one) => one === root.activeElement);
    buttons.at((at + step + buttons.length) % buttons.length)?.focus();
  });
  return list;
}
