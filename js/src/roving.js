// One tab stop for all the controls around a grid; the arrow keys lead from one to the next.

const CONTROLS = "button, input, select, a[href]";
/** @type {Readonly<Record<string, (at: number, count: number) => number>>} */
const STEPS = {
  ArrowLeft: (at, count) => (at + count - 1) % count,
  ArrowRight: (at, count) => (at + 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** Whether a key moves the caret of a text box, rather than leave it. @param {HTMLElement} control @param {string} key */
export function staysInText(control, key) {
  if (!(control instanceof HTMLInputElement) || control.selectionStart === null) return false;
  if (key !== "ArrowLeft" && key !== "ArrowRight") return true;
  const { selectionStart, selectionEnd, value } = control;
  return selectionStart !== selectionEnd || selectionStart !== (key === "ArrowLeft" ? 0 : value.length);
}

export class Roving {
  #groups;
  /** The control that Tab leads to. @type {HTMLElement | null} */
  #stop = null;

  /** @param {HTMLElement[]} groups in the order of the page */
  constructor(groups) {
    this.#groups = groups;
    for (const group of groups) {
      group.addEventListener("focusin", (event) => this.#rest(event));
      // Text boxes keep their keys from the notebook, and so from us if we listened behind them.
      group.addEventListener("keydown", (event) => this.#pressed(event), true);
    }
  }

  /** Controls have come or gone. */
  update() {
    const controls = this.#controls();
    if (this.#stop === null || !controls.includes(this.#stop)) this.#stop = controls[0] ?? null;
    for (const control of controls) {
      const index = control === this.#stop ? 0 : -1;
      if (control.tabIndex !== index) control.tabIndex = index;
    }
  }

  #controls() {
    return this.#groups.flatMap((group) => {
      /** @type {HTMLElement[]} */
      const all = [...group.querySelectorAll(CONTROLS)].map((e) => /** @type {HTMLElement} */ (e));
      if (group.matches(CONTROLS)) all.unshift(group);
      return all.filter((control) => !control.closest("[hidden], [role=dialog]") && !control.matches(":disabled"));
    });
  }

  /** @param {FocusEvent} event */
  #rest({ target }) {
    if (!(target instanceof HTMLElement) || !this.#controls().includes(target)) return;
    this.#stop = target;
    this.update();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const { target, key } = event;
    const step = STEPS[key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
    const controls = this.#controls();
    const at = controls.findIndex((control) => control === target);
    const from = controls[at];
    if (!from || from instanceof HTMLSelectElement || staysInText(from, key)) return;
    controls[step(at, controls.length)]?.focus();
    event.preventDefault();
    event.stopPropagation();
  }
}
