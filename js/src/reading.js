// Reading a cell whole: on hover, and on the clipboard.

/** A text that its cell cuts is shown whole on hover. @param {PointerEvent} event */
export function hintCutText(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  // A cell with a mark says why on hover.
  if (!target.classList?.contains("cell") || target.classList.contains("th") || target.dataset.mark) return;
  const cut = target.scrollWidth > target.clientWidth;
  target.title = cut ? target.textContent ?? "" : "";
}

/** @param {ClipboardEvent} event @param {Element | null} cell */
export function copyCell(event, cell) {
  if (!cell || String(document.getSelection() ?? "") !== "") return;
  event.clipboardData?.setData("text/plain", cell.textContent ?? "");
  event.preventDefault();
}
