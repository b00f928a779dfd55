// Reading a cell whole, on hover.

/** A text that its cell cuts is shown whole on hover. @param {PointerEvent} event */
export function hintCutText(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  // A cell with a mark says why on hover.
  if (!target.classList?.contains("cell") || target.classList.contains("th") || target.dataset.mark) return;
  const cut = target.scrollWidth > target.clientWidth;
  target.title = cut ? target.textContent ?? "" : "";
}
