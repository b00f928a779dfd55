// A column is moved by dragging its name; a line shows where it would go.
import { moveColumn, tidyShown } from "./arrangement.js";
import { h } from "./dom.js";

/** @import { Arranging } from "./arranging.js" */
/** @import { Layout } from "./layout.js" */
/** @import { Scroller } from "./scroller.js" */

/** A press that moves less is a click (px). */
const SLOP = 6;
/** So near an edge the columns scroll (px), and by so much at a time. */
const EDGE = 40;
const PULL = 14;

/** The gap between columns nearest to an x. @param {readonly number[]} lefts @param {number} x */
export function gapAt(lefts, x) {
  let best = 0;
  for (const [gap, left] of lefts.entries()) if (Math.abs(left - x) < Math.abs((lefts[best] ?? 0) - x)) best = gap;
  return best;
}

export class HeadDrag {
  #line = h("div", { class: "drop-line", hidden: true });
  #ghost = h("div", { class: "drag-ghost", hidden: true });
  element = h("div", { class: "drag", "aria-hidden": "true" }, this.#line, this.#ghost);
  #scroller;
  #layout;
  #arranging;
  #moved;

  /** @param {Scroller} scroller @param {Layout} layout @param {Arranging} arranging @param {(place: number) => void} moved a column stands at another place */
  constructor(scroller, layout, arranging, moved) {
    this.#scroller = scroller;
    this.#layout = layout;
    this.#arranging = arranging;
    this.#moved = moved;
    scroller.head.addEventListener("pointerdown", (event) => this.#pressed(event));
  }

  /** Move a column by one place. @param {number} column @param {-1 | 1} step */
  nudge(column, step) {
    this.#move(column, step > 0 ? column + 2 : column - 1);
  }

  /** @param {number} from @param {number} gap */
  #move(from, gap) {
    const { now, traits } = this.#arranging;
    if (gap < 0 || gap > now.columns.length || gap === from || gap === from + 1) return;
    const name = now.columns[from]?.name;
    const { shown, pinned } = moveColumn(now, from, gap);
    this.#arranging.change({ shown: tidyShown(traits.allColumns ?? [], shown), pinned });
    this.#moved(this.#arranging.now.columns.findIndex((column) => column.name === name));
  }

  /** @param {PointerEvent} event */
  #pressed(event) {
    const target = /** @type {Element} */ (event.composedPath()[0]);
    const cell = /** @type {HTMLElement | null} */ (target.closest(".th"));
    if (!cell || event.button !== 0 || event.pointerType === "touch" || target.closest(".edge, button")) return;
    const column = Number(cell.getAttribute("aria-colindex")) - 1;
    const { head } = this.#scroller;
    const start = event.clientX;
    let x = start;
    let frame = 0;
    let gap = -1;
    const pull = () => {
      gap = this.#follow(x);
      frame = requestAnimationFrame(pull);
    };
    /** @param {PointerEvent} moved */
    const move = (moved) => {
      x = moved.clientX;
      if (frame || Math.abs(x - start) < SLOP) return;
      head.setPointerCapture(event.pointerId);
      this.#ghost.textContent = cell.querySelector(".label")?.textContent ?? "";
      this.#line.hidden = this.#ghost.hidden = false;
      pull();
    };
    const end = () => {
      for (const [kind, listener] of /** @type {const} */ ([["pointermove", move], ["pointerup", end], ["pointercancel", cancel]])) {
        head.removeEventListener(kind, /** @type {EventListener} */ (listener));
      }
      document.removeEventListener("keydown", escape, true);
      cancelAnimationFrame(frame);
      this.#line.hidden = this.#ghost.hidden = true;
      if (!frame) return;
      // What follows is the click of the same press: no wish to sort.
      head.addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => head.removeEventListener("click", swallow, true), 0);
      if (gap >= 0) this.#move(column, gap);
    };
    const cancel = () => {
      gap = -1;
      end();
    };
    /** @param {KeyboardEvent} pressed */
    const escape = (pressed) => {
      if (!frame || pressed.key !== "Escape") return;
      swallow(pressed);
      gap = -1;
      end();
    };
    head.addEventListener("pointermove", move);
    head.addEventListener("pointerup", end);
    head.addEventListener("pointercancel", cancel);
    document.addEventListener("keydown", escape, true);
  }

  /** Show where a column would go. @param {number} clientX @returns {number} the gap */
  #follow(clientX) {
    const { element, scrollLeft } = this.#scroller;
    const { gutter, lefts, pinned, room } = this.#layout;
    const inside = clientX - element.getBoundingClientRect().left - gutter;
    const stays = lefts[pinned] ?? 0;
    if (inside > room - EDGE) this.#scroller.goLeft(scrollLeft + PULL);
    else if (inside < stays + EDGE && inside > stays - EDGE && scrollLeft > 0) this.#scroller.goLeft(scrollLeft - PULL);
    const gap = inside < stays ? gapAt(lefts.slice(0, pinned + 1), inside) : Math.max(pinned, gapAt(lefts, inside + this.#scroller.scrollLeft));
    const left = (lefts[gap] ?? 0) - (gap <= pinned ? 0 : this.#scroller.scrollLeft);
    this.#line.style.transform = `translateX(${Math.round(gutter + Math.min(left, room))}px)`;
    this.#ghost.style.transform = `translateX(${Math.round(gutter + inside + 10)}px)`;
    return gap;
  }
}

/** @param {Event} event */
function swallow(event) {
  event.stopPropagation();
  event.preventDefault();
}
