// A list that opens from the status line, over the rows: its head, and where the focus goes.
import { h, icon, ICONS, setAttribute, setText } from "./dom.js";

export class Sheet {
  #title;
  #close = h("button", { type: "button", class: "button plain", "aria-label": "Close" }, icon(ICONS.clear));
  #list = h("ul", { class: "failures-list" });
  #more = h("div", { class: "failures-more" });
  element;
  #closed;

  /** @param {string} name @param {() => void} closed the focus may go back to where it was @param {HTMLElement[]} acts beside the title */
  constructor(name, closed, acts = []) {
    this.#closed = closed;
    this.#title = h("span", { class: "failures-title", id: `${name}-title` });
    this.element = h(
      "div", { class: `failures ${name}`, role: "dialog", "aria-labelledby": `${name}-title`, tabindex: -1, hidden: true },
      h("div", { class: "failures-head" }, this.#title, ...acts, this.#close), this.#list, this.#more,
    );
    this.#close.addEventListener("click", () => this.close());
    this.element.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") this.close();
    });
  }

  get open() {
    return !this.element.hidden;
  }

  start() {
    setAttribute(this.element, "hidden", false);
    this.#focus();
  }

  close() {
    if (!this.open) return;
    setAttribute(this.element, "hidden", true);
    this.#closed();
  }

  toggle() {
    if (this.open) this.close();
    else this.start();
  }

  /** @param {string} title @param {HTMLElement[]} items by `data-key` @param {string} more what is not listed @param {boolean} on whether the focus goes on to the next entry when its own has gone */
  fill(title, items, more, on) {
    setText(this.#title, title);
    setText(this.#more, more);
    const focused = /** @type {HTMLElement | null} */ (this.#list.querySelector("button:focus"));
    const item = focused?.closest("li");
    const at = item ? [...item.querySelectorAll("button")].indexOf(/** @type {HTMLButtonElement} */ (focused)) : -1;
    this.#list.replaceChildren(...items);
    if (!item) return;
    const same = items.find(({ dataset }) => dataset.key === item.dataset.key)?.querySelectorAll("button")[at];
    if (same) same.focus();
    else if (on) this.#focus();
    else this.element.focus();
  }

  #focus() {
    (this.#list.querySelector("button") ?? this.element).focus();
  }
}

/** A button that asks once more, until the focus goes elsewhere: what was typed is lost then. @param {string} text @param {string} question @param {() => void} act */
export function sureButton(text, question, act) {
  const button = h("button", { type: "button", class: "button" }, text);
  /** @param {boolean} sure */
  const ask = (sure) => {
    button.classList.toggle("danger", sure);
    setText(button, sure ? question : text);
  };
  button.addEventListener("click", () => {
    const sure = button.classList.contains("danger");
    ask(!sure);
    if (sure) act();
  });
  button.addEventListener("blur", () => ask(false));
  return button;
}
